// Every limit of this package that is not in the IDL file of an interface. Units are in the text.

/** Threads of a driver that serve the clients of one connection name. */
export const serviceThreads = 4
/**
 * Most clients of one driver that wait for input or events at a time: a thread is left for requests
 * that end at once. More are answered rcBusy.
 */
export const maxWaitingClients: number = serviceThreads - 1

/** Requests that a disk works on at a time. */
export const diskSlots = 4
/** Bytes that one request to a disk carries; longer ones are split. A power of two of pages. */
export const diskSlotBytes = 131_072
/** Buffers for frames that arrive at a network card, and for frames that it sends. */
export const netReceiveBuffers = 32
export const netSendBuffers = 16
/** Bytes of such a buffer. */
export const netBufferBytes = 2048

/** Buffers of a console for input, and for output; a power of two. */
export const consoleBuffers = 4
/** Bytes of such a buffer. */
export const consoleBufferBytes = 1024

/** Milliseconds that a device has for a request; then it is reset. */
export const requestTimeout = 2_000
/** How often a request is tried, each time on a device that was reset. */
export const maxAttempts = 3
/** Milliseconds, one after the other, that a device has to finish a reset. */
export const maxResetPolls = 100

/** Interrupts without a wait between them after which the thread that handles them pauses. */
export const maxInterruptBurst = 256
/** Milliseconds of such interrupts after which it does. */
export const maxBurstTime = 4

/** Bytes that arrived at a serial port and nobody has read yet; more are lost. A power of two. */
export const serialInputBytes = 16_384
/** Bytes that a serial port has still to send. A power of two. */
export const serialOutputBytes = 4_096
/** Bytes that one interrupt of a serial port takes from it. */
export const maxSerialBurst = 256

/** Events of one pin that nobody has taken yet; more are lost. */
export const maxPinEvents = 256

/** Milliseconds, one after the other, in which a clock may be updating its time. */
export const maxClockPolls = 10

/** How often a client looks for a driver that has ended, and milliseconds between two looks. */
export const maxDriverLooks = 50
export const driverLookPause = 100
/** Bytes of the buffer that a client shares with a disk, unless it says otherwise. */
export const defaultDiskBuffer = 131_072
