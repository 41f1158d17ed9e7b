// Every limit of sockets that is not in an IDL file.

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
