// Error numbers (errno.h): the names of POSIX.1-2008 with the values of Linux, and a text for each.
//
// All operations of this package answer a number: 0 or more if they succeeded, else one of these,
// negated. EAGAIN and EWOULDBLOCK are one value, and so are ENOTSUP and EOPNOTSUPP.

/** The list of arguments is too long. */
export const E2BIG = 7
/** The permissions do not allow it. */
export const EACCES = 13
/** The address is in use. */
export const EADDRINUSE = 98
/** The address is not available. */
export const EADDRNOTAVAIL = 99
/** The address family is not supported. */
export const EAFNOSUPPORT = 97
/** It would have to wait; try again. */
export const EAGAIN = 11
/** It is in progress already. */
export const EALREADY = 114
/** The file descriptor is bad. */
export const EBADF = 9
/** The message is bad. */
export const EBADMSG = 74
/** It is in use. */
export const EBUSY = 16
/** The operation was cancelled. */
export const ECANCELED = 125
/** There are no child processes. */
export const ECHILD = 10
/** The connection was aborted. */
export const ECONNABORTED = 103
/** The connection was refused. */
export const ECONNREFUSED = 111
/** The connection was reset. */
export const ECONNRESET = 104
/** It would be a deadlock. */
export const EDEADLK = 35
/** A destination address is needed. */
export const EDESTADDRREQ = 89
/** The argument is outside of the domain of the function. */
export const EDOM = 33
/** The quota is used up. */
export const EDQUOT = 122
/** The file exists. */
export const EEXIST = 17
/** The address is bad. */
export const EFAULT = 14
/** The file would be too large. */
export const EFBIG = 27
/** The host cannot be reached. */
export const EHOSTUNREACH = 113
/** The identifier was removed. */
export const EIDRM = 43
/** The byte sequence is no character. */
export const EILSEQ = 84
/** The operation is in progress. */
export const EINPROGRESS = 115
/** The function was interrupted. */
export const EINTR = 4
/** An argument is invalid. */
export const EINVAL = 22
/** Input or output failed. */
export const EIO = 5
/** The socket is connected. */
export const EISCONN = 106
/** It is a directory. */
export const EISDIR = 21
/** There are too many symbolic links in the path. */
export const ELOOP = 40
/** No file descriptor is left. */
export const EMFILE = 24
/** There would be too many links. */
export const EMLINK = 31
/** The message is too long. */
export const EMSGSIZE = 90
/** Reserved. */
export const EMULTIHOP = 72
/** The file name is too long. */
export const ENAMETOOLONG = 36
/** The network is down. */
export const ENETDOWN = 100
/** The network aborted the connection. */
export const ENETRESET = 102
/** The network cannot be reached. */
export const ENETUNREACH = 101
/** Too many files are open in the system. */
export const ENFILE = 23
/** No buffer space is left. */
export const ENOBUFS = 105
/** There is no message to read. */
export const ENODATA = 61
/** There is no such device. */
export const ENODEV = 19
/** There is no such file or directory. */
export const ENOENT = 2
/** The file cannot be executed. */
export const ENOEXEC = 8
/** No locks are left. */
export const ENOLCK = 37
/** Reserved. */
export const ENOLINK = 67
/** There is not enough memory. */
export const ENOMEM = 12
/** There is no message of that type. */
export const ENOMSG = 42
/** The protocol has no such option. */
export const ENOPROTOOPT = 92
/** No space is left on the device. */
export const ENOSPC = 28
/** No stream resources are left. */
export const ENOSR = 63
/** It is no stream. */
export const ENOSTR = 60
/** The function is not supported. */
export const ENOSYS = 38
/** The socket is not connected. */
export const ENOTCONN = 107
/** It is no directory. */
export const ENOTDIR = 20
/** The directory is not empty. */
export const ENOTEMPTY = 39
/** The state cannot be recovered. */
export const ENOTRECOVERABLE = 131
/** It is no socket. */
export const ENOTSOCK = 88
/** It is not supported. */
export const ENOTSUP = 95
/** The device has no such control operation. */
export const ENOTTY = 25
/** There is no such device or address. */
export const ENXIO = 6
/** The operation is not supported. */
export const EOPNOTSUPP = 95
/** The value is too large for its type. */
export const EOVERFLOW = 75
/** The previous owner died. */
export const EOWNERDEAD = 130
/** The operation is not permitted. */
export const EPERM = 1
/** Nobody reads from the pipe. */
export const EPIPE = 32
/** The protocol was violated. */
export const EPROTO = 71
/** The protocol is not supported. */
export const EPROTONOSUPPORT = 93
/** The protocol has another type than the socket. */
export const EPROTOTYPE = 91
/** The result is too large. */
export const ERANGE = 34
/** The file system is read-only. */
export const EROFS = 30
/** It cannot be positioned. */
export const ESPIPE = 29
/** There is no such process. */
export const ESRCH = 3
/** The file is no longer there. */
export const ESTALE = 116
/** The time of the stream is over. */
export const ETIME = 62
/** The time is over. */
export const ETIMEDOUT = 110
/** The program is running. */
export const ETXTBSY = 26
/** It would have to wait. */
export const EWOULDBLOCK = 11
/** The link would lead to another file system. */
export const EXDEV = 18

/** An error number: its name, its value, and what it says. */
export interface ErrnoEntry {
  readonly name: string
  readonly value: number
  readonly text: string
}

/** Every error number, in the order of the names. */
export const errnoTable: readonly ErrnoEntry[] = [
  { name: 'E2BIG', value: E2BIG, text: 'the list of arguments is too long' },
  { name: 'EACCES', value: EACCES, text: 'the permissions do not allow it' },
  { name: 'EADDRINUSE', value: EADDRINUSE, text: 'the address is in use' },
  { name: 'EADDRNOTAVAIL', value: EADDRNOTAVAIL, text: 'the address is not available' },
  { name: 'EAFNOSUPPORT', value: EAFNOSUPPORT, text: 'the address family is not supported' },
  { name: 'EAGAIN', value: EAGAIN, text: 'it would have to wait; try again' },
  { name: 'EALREADY', value: EALREADY, text: 'it is in progress already' },
  { name: 'EBADF', value: EBADF, text: 'the file descriptor is bad' },
  { name: 'EBADMSG', value: EBADMSG, text: 'the message is bad' },
  { name: 'EBUSY', value: EBUSY, text: 'it is in use' },
  { name: 'ECANCELED', value: ECANCELED, text: 'the operation was cancelled' },
  { name: 'ECHILD', value: ECHILD, text: 'there are no child processes' },
  { name: 'ECONNABORTED', value: ECONNABORTED, text: 'the connection was aborted' },
  { name: 'ECONNREFUSED', value: ECONNREFUSED, text: 'the connection was refused' },
  { name: 'ECONNRESET', value: ECONNRESET, text: 'the connection was reset' },
  { name: 'EDEADLK', value: EDEADLK, text: 'it would be a deadlock' },
  { name: 'EDESTADDRREQ', value: EDESTADDRREQ, text: 'a destination address is needed' },
  { name: 'EDOM', value: EDOM, text: 'the argument is outside of the domain of the function' },
  { name: 'EDQUOT', value: EDQUOT, text: 'the quota is used up' },
  { name: 'EEXIST', value: EEXIST, text: 'the file exists' },
  { name: 'EFAULT', value: EFAULT, text: 'the address is bad' },
  { name: 'EFBIG', value: EFBIG, text: 'the file would be too large' },
  { name: 'EHOSTUNREACH', value: EHOSTUNREACH, text: 'the host cannot be reached' },
  { name: 'EIDRM', value: EIDRM, text: 'the identifier was removed' },
  { name: 'EILSEQ', value: EILSEQ, text: 'the byte sequence is no character' },
  { name: 'EINPROGRESS', value: EINPROGRESS, text: 'the operation is in progress' },
  { name: 'EINTR', value: EINTR, text: 'the function was interrupted' },
  { name: 'EINVAL', value: EINVAL, text: 'an argument is invalid' },
  { name: 'EIO', value: EIO, text: 'input or output failed' },
  { name: 'EISCONN', value: EISCONN, text: 'the socket is connected' },
  { name: 'EISDIR', value: EISDIR, text: 'it is a directory' },
  { name: 'ELOOP', value: ELOOP, text: 'there are too many symbolic links in the path' },
  { name: 'EMFILE', value: EMFILE, text: 'no file descriptor is left' },
  { name: 'EMLINK', value: EMLINK, text: 'there would be too many links' },
  { name: 'EMSGSIZE', value: EMSGSIZE, text: 'the message is too long' },
  { name: 'EMULTIHOP', value: EMULTIHOP, text: 'reserved' },
  { name: 'ENAMETOOLONG', value: ENAMETOOLONG, text: 'the file name is too long' },
  { name: 'ENETDOWN', value: ENETDOWN, text: 'the network is down' },
  { name: 'ENETRESET', value: ENETRESET, text: 'the network aborted the connection' },
  { name: 'ENETUNREACH', value: ENETUNREACH, text: 'the network cannot be reached' },
  { name: 'ENFILE', value: ENFILE, text: 'too many files are open in the system' },
  { name: 'ENOBUFS', value: ENOBUFS, text: 'no buffer space is left' },
  { name: 'ENODATA', value: ENODATA, text: 'there is no message to read' },
  { name: 'ENODEV', value: ENODEV, text: 'there is no such device' },
  { name: 'ENOENT', value: ENOENT, text: 'there is no such file or directory' },
  { name: 'ENOEXEC', value: ENOEXEC, text: 'the file cannot be executed' },
  { name: 'ENOLCK', value: ENOLCK, text: 'no locks are left' },
  { name: 'ENOLINK', value: ENOLINK, text: 'reserved' },
  { name: 'ENOMEM', value: ENOMEM, text: 'there is not enough memory' },
  { name: 'ENOMSG', value: ENOMSG, text: 'there is no message of that type' },
  { name: 'ENOPROTOOPT', value: ENOPROTOOPT, text: 'the protocol has no such option' },
  { name: 'ENOSPC', value: ENOSPC, text: 'no space is left on the device' },
  { name: 'ENOSR', value: ENOSR, text: 'no stream resources are left' },
  { name: 'ENOSTR', value: ENOSTR, text: 'it is no stream' },
  { name: 'ENOSYS', value: ENOSYS, text: 'the function is not supported' },
  { name: 'ENOTCONN', value: ENOTCONN, text: 'the socket is not connected' },
  { name: 'ENOTDIR', value: ENOTDIR, text: 'it is no directory' },
  { name: 'ENOTEMPTY', value: ENOTEMPTY, text: 'the directory is not empty' },
  { name: 'ENOTRECOVERABLE', value: ENOTRECOVERABLE, text: 'the state cannot be recovered' },
  { name: 'ENOTSOCK', value: ENOTSOCK, text: 'it is no socket' },
  { name: 'ENOTSUP', value: ENOTSUP, text: 'it is not supported' },
  { name: 'ENOTTY', value: ENOTTY, text: 'the device has no such control operation' },
  { name: 'ENXIO', value: ENXIO, text: 'there is no such device or address' },
  { name: 'EOPNOTSUPP', value: EOPNOTSUPP, text: 'the operation is not supported' },
  { name: 'EOVERFLOW', value: EOVERFLOW, text: 'the value is too large for its type' },
  { name: 'EOWNERDEAD', value: EOWNERDEAD, text: 'the previous owner died' },
  { name: 'EPERM', value: EPERM, text: 'the operation is not permitted' },
  { name: 'EPIPE', value: EPIPE, text: 'nobody reads from the pipe' },
  { name: 'EPROTO', value: EPROTO, text: 'the protocol was violated' },
  { name: 'EPROTONOSUPPORT', value: EPROTONOSUPPORT, text: 'the protocol is not supported' },
  { name: 'EPROTOTYPE', value: EPROTOTYPE, text: 'the protocol has another type than the socket' },
  { name: 'ERANGE', value: ERANGE, text: 'the result is too large' },
  { name: 'EROFS', value: EROFS, text: 'the file system is read-only' },
  { name: 'ESPIPE', value: ESPIPE, text: 'it cannot be positioned' },
  { name: 'ESRCH', value: ESRCH, text: 'there is no such process' },
  { name: 'ESTALE', value: ESTALE, text: 'the file is no longer there' },
  { name: 'ETIME', value: ETIME, text: 'the time of the stream is over' },
  { name: 'ETIMEDOUT', value: ETIMEDOUT, text: 'the time is over' },
  { name: 'ETXTBSY', value: ETXTBSY, text: 'the program is running' },
  { name: 'EWOULDBLOCK', value: EWOULDBLOCK, text: 'it would have to wait' },
  { name: 'EXDEV', value: EXDEV, text: 'the link would lead to another file system' },
]

/** The first name of an error number, e.g. ENOENT for 2; undefined if there is none. */
export function errnoName(errno: number): string | undefined {
  return errnoTable.find(({ value }) => value === errno)?.name
}

/** What an error number says (`strerror`). There is a text for each number. */
export function strerror(errno: number): string {
  if (errno === 0) return 'no error'
  return errnoTable.find(({ value }) => value === errno)?.text ?? `unknown error ${errno}`
}
