// Every limit of this package, by its name of limits.h where the standard has one.
//
// Each limit is tested at its value and one past it: in test/limits.test.ts, which says where others are.

/** Most bytes of a file name in UTF-8. */
export const NAME_MAX = 255
/** Most bytes of a path in UTF-8, with the null byte at its end. */
export const PATH_MAX = 4096
/** Most symbolic links that are followed while a path is resolved. */
export const SYMLOOP_MAX = 40
/** Most links of a file. A directory has two, and one more for each directory in it. */
export const LINK_MAX = 65_000
/** Most bytes of a file: offsets are exact up to there. */
export const maxFileSize: number = Number.MAX_SAFE_INTEGER
/** Largest id of a user or a group; the value after it means "do not change". */
export const maxId: number = 2 ** 32 - 2

/** Bytes of a page, the unit in which a `MemoryFileSystem` stores data. */
export const pageSize = 4096
/** Bytes of data and names that a `MemoryFileSystem` holds if nothing is said: 1 GiB. */
export const defaultBytes: number = 2 ** 30
/** Inodes of a `MemoryFileSystem` if nothing is said: 4 million. */
export const defaultInodes: number = 2 ** 22
/** Most bytes of a `MemoryFileSystem`: pages are numbered in 31 bits, so 4 TiB. */
export const maxBytes: number = 2 ** 42
/** Most inodes of a `MemoryFileSystem`. */
export const maxInodes: number = 2 ** 30
/** Most open file descriptors of a process. */
export const OPEN_MAX = 1024
/** Most bytes of a line that a terminal keeps while it has no end: longer ones are cut. */
export const terminalLineBytes = 16_384
/** Most functions of `atexit`: the least that the standard allows for ATEXIT_MAX is 32. */
export const ATEXIT_MAX = 1024
/** Most characters of the name of a time zone. */
export const TZNAME_MAX = 63
/** Most timers of a process. */
export const TIMER_MAX = 1024
/** Most expirations that `timer_getoverrun` counts. */
export const DELAYTIMER_MAX = 2_147_483_647
/** Most characters of all variables of an environment together. */
export const maxEnvironment = 1_048_576
/** Most record locks of a process on the files of a mount. */
export const maxRecordLocks = 4096
/** Bytes that a pipe holds. */
export const pipeSize = 65_536
/** A write of so many bytes to a pipe is not mixed with others. */
export const PIPE_BUF = 4096
/** Priorities of messages: 0 up to this, less 1. */
export const MQ_PRIO_MAX = 32_768
/** Most message queues of a process that have a name. */
export const MQ_OPEN_MAX = 256
/** Most messages of a queue. */
export const maxQueueMessages = 65_536
/** Most bytes that the messages of a queue could have together: 64 MiB. */
export const maxQueueBytes: number = 2 ** 26

/** Most bytes of a text that is formatted, or read as one item or line: 64 MiB. */
export const maxTextBytes: number = 2 ** 26
/** Most bytes that `ungetc` pushes back into a stream, one after the other. */
export const maxPushedBack = 16
/** Most files of a folder of the host that keep their inode number while nobody uses them. */
export const maxKnownHostFiles = 65_536
/** Most files of a folder of the host that keep descriptors there while nobody has them open. */
export const maxIdleHostFiles = 256

/** Least bytes of the stack of a thread. */
export const PTHREAD_STACK_MIN = 16_384
/** Most bytes of the stack of a thread: 1 GiB. */
export const maxStackSize = 0x4000_0000
/** Most keys of thread-specific data of a process. */
export const PTHREAD_KEYS_MAX = 1024
/** How often the destructors of keys are called while there are values left. */
export const PTHREAD_DESTRUCTOR_ITERATIONS = 4
/** Most read locks of a read-write lock at a time. */
export const maxReadLocks = 65_535
/** The largest value of a semaphore. */
export const SEM_VALUE_MAX = 0x7fffffff
/** Most named semaphores of a process. */
export const SEM_NSEMS_MAX = 256

/** Threads of a VFS process that serve the clients of one connection name, if nothing is said. */
export const defaultVfsThreads = 4
/** Sessions, open files and buffers of a VFS process together. */
export const maxServedObjects = 60_000
/** Bytes of a buffer that a client shares with a VFS process. */
export const vfsBufferBytes = 65_536
/** Buffers of one client process. */
export const maxClientBuffers = 8
/** Bytes of data from which on a read or write goes through a buffer. */
export const vfsInlineBytes = 4096
/** Most characters of the name of a host. */
export const HOST_NAME_MAX = 255
/** Most characters of the name of a user, with the null character at its end. */
export const LOGIN_NAME_MAX = 256
/** Most bytes that are read of /etc/passwd and /etc/group. */
export const maxUserDatabase = 1_048_576
/** Threads of a VFS process that wait for record locks, for the clients of one connection name. */
export const maxLongWaits = 64

/** Bytes of a stream that are on their way in one direction, if SO_SNDBUF does not say otherwise. */
export const defaultSendBuffer = 262_144
/** Bytes of datagrams that wait at a socket, if SO_RCVBUF does not say otherwise. */
export const defaultReceiveBuffer = 262_144
/** Least and most that SO_SNDBUF and SO_RCVBUF set. Powers of two. */
export const minSocketBuffer = 4096
export const maxSocketBuffer = 1_048_576
/** What a datagram costs of the buffer besides its bytes, so that empty ones are bounded, too. */
export const datagramOverhead = 64
/** Bytes of all streams of a network beyond the first 4096 of each; more must wait for readers. */
export const maxBufferedBytes = 67_108_864
/** Open sockets of one process, and of all processes of a network. */
export const maxSocketsPerClient = 2048
export const maxSockets = 16_384
/** Rings that a network process shares with its clients. */
export const maxRings = 1024
/** Sends and receptions of streams from this size on go through a ring. */
export const ringThreshold = 4096
/** The ports that sockets get which bind to none. */
export const firstEphemeralPort = 49_152
export const lastEphemeralPort = 65_535
