// Events of descriptions (poll.h). The values are those of Linux.

/** Data may be read. */
export const POLLIN = 0x001
/** Urgent data may be read. */
export const POLLPRI = 0x002
/** Data may be written. */
export const POLLOUT = 0x004
/** An error; always told. */
export const POLLERR = 0x008
/** The other end is closed; always told. */
export const POLLHUP = 0x010
/** The descriptor is not open; always told. */
export const POLLNVAL = 0x020
/** Normal data may be read. */
export const POLLRDNORM = 0x040
/** Priority data may be read. */
export const POLLRDBAND = 0x080
/** Normal data may be written. */
export const POLLWRNORM = 0x100
/** Priority data may be written. */
export const POLLWRBAND = 0x200
