// Constants of sys/socket.h, netinet/in.h and netinet/tcp.h. The values are those of Linux.

/** No family. */
export const AF_UNSPEC = 0
/** Sockets with paths, within a solution. */
export const AF_UNIX = 1
/** The internet, version 4. */
export const AF_INET = 2
/** The internet, version 6: there are no such sockets here. */
export const AF_INET6 = 10

/** A stream of bytes over a connection. */
export const SOCK_STREAM = 1
/** Datagrams. */
export const SOCK_DGRAM = 2
/** Raw access: there are no such sockets here. */
export const SOCK_RAW = 3
/** Records over a connection. */
export const SOCK_SEQPACKET = 5
/** In the type of a new socket: it does not wait (O_NONBLOCK). */
export const SOCK_NONBLOCK = 0o4000
/** In the type of a new socket: FD_CLOEXEC is set. */
export const SOCK_CLOEXEC = 0o2000000

/** The protocol of streams of AF_INET, and the level of its options. */
export const IPPROTO_TCP = 6
/** The protocol of datagrams of AF_INET. */
export const IPPROTO_UDP = 17
/** The internet protocol, a level of options. */
export const IPPROTO_IP = 0

/** Largest backlog of `listen`. */
export const SOMAXCONN = 128

/** Reading ends. */
export const SHUT_RD = 0
/** Writing ends. */
export const SHUT_WR = 1
/** Both end. */
export const SHUT_RDWR = 2

/** Out-of-band data: no socket here has any. */
export const MSG_OOB = 0x1
/** Leaves what is received where it is. */
export const MSG_PEEK = 0x2
/** Goes around routing: it changes nothing here. */
export const MSG_DONTROUTE = 0x4
/** Part of a message was lost since the buffer was too small. */
export const MSG_TRUNC = 0x20
/** Control data was lost. */
export const MSG_CTRUNC = 0x8
/** Does not wait, this once. */
export const MSG_DONTWAIT = 0x40
/** The end of a record. */
export const MSG_EOR = 0x80
/** Waits for all bytes. */
export const MSG_WAITALL = 0x100
/** No SIGPIPE: there is none here in any case. */
export const MSG_NOSIGNAL = 0x4000

/** The level of the options below. */
export const SOL_SOCKET = 1
export const SO_DEBUG = 1
export const SO_REUSEADDR = 2
export const SO_TYPE = 3
export const SO_ERROR = 4
export const SO_DONTROUTE = 5
export const SO_BROADCAST = 6
export const SO_SNDBUF = 7
export const SO_RCVBUF = 8
export const SO_KEEPALIVE = 9
export const SO_OOBINLINE = 10
export const SO_LINGER = 13
export const SO_RCVLOWAT = 18
export const SO_SNDLOWAT = 19
export const SO_RCVTIMEO = 20
export const SO_SNDTIMEO = 21
export const SO_ACCEPTCONN = 30

/** Sends at once, an option of IPPROTO_TCP: all here do. */
export const TCP_NODELAY = 1

/** Any address (0.0.0.0). */
export const INADDR_ANY = 0
/** The loopback address (127.0.0.1). */
export const INADDR_LOOPBACK = 0x7f000001
/** The address of all hosts of the network (255.255.255.255). */
export const INADDR_BROADCAST = 0xffffffff
/** What `inet_addr` answers for a text that is no address. */
export const INADDR_NONE = 0xffffffff
