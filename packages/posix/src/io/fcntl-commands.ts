// Commands of `fcntl` (fcntl.h). The values are those of Linux.

/** A descriptor for the same description, from the argument on. */
export const F_DUPFD = 0
/** The descriptor flags: FD_CLOEXEC. */
export const F_GETFD = 1
/** Sets them. */
export const F_SETFD = 2
/** The access mode and the status flags. */
export const F_GETFL = 3
/** Sets O_APPEND and O_NONBLOCK. */
export const F_SETFL = 4
/** A lock that is in the way. */
export const F_GETLK = 5
/** Locks or unlocks at once. */
export const F_SETLK = 6
/** Locks, and waits for it. */
export const F_SETLKW = 7
/** Who gets SIGURG: EINVAL here, for there are no such signals. */
export const F_SETOWN = 8
/** Likewise. */
export const F_GETOWN = 9
/** F_DUPFD, with FD_CLOEXEC. */
export const F_DUPFD_CLOEXEC = 1030
/** Descriptor flag: close on exec. It is kept, and has no effect: there is no exec. */
export const FD_CLOEXEC = 1
