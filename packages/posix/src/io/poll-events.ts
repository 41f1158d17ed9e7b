// The events of `poll` (poll.h), which readiness.ts answers. The values are those of Linux.

/** Data other than of high priority can be read without waiting. */
export const POLLIN = 0x1
/** Data of high priority can be read. Nothing here has any. */
export const POLLPRI = 0x2
/** Data can be written without waiting. */
export const POLLOUT = 0x4
/** An error is pending (told always). */
export const POLLERR = 0x8
/** The other end is gone (told always). */
export const POLLHUP = 0x10
/** It is no open descriptor (told always). */
export const POLLNVAL = 0x20
/** As POLLIN. */
export const POLLRDNORM = 0x40
/** Data of a band can be read. Nothing here has any. */
export const POLLRDBAND = 0x80
/** As POLLOUT. */
export const POLLWRNORM = 0x100
/** Data of a band can be written. */
export const POLLWRBAND = 0x200
