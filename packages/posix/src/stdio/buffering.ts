// How the output of a stream is buffered (stdio.h), and the other constants of streams.

/** Full: it is written when the buffer is full. */
export const _IOFBF = 0
/** By lines: it is written when a line ends, or the buffer is full. */
export const _IOLBF = 1
/** Not at all. */
export const _IONBF = 2
/** Bytes of the buffer of a stream, unless `setvbuf` says another size. */
export const BUFSIZ = 8192

/** What functions answer at the end of a file, and for errors. */
export const EOF: -1 = -1

/** The directory of temporary files. */
export const P_tmpdir = '/tmp'
/** Bytes that the names of `tmpnam` have at most, with a null byte at their end. */
export const L_tmpnam = 20
/** How many names `tmpnam` answers at most. */
export const TMP_MAX = 238_328
