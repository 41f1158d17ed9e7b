// Entry `@kos/ipc/received`: the registers that a delivered message leaves with its receiver, and
// nothing else of this package.
//
// The kernel passes the register file of a thread as `IpcThread.results`. So this layout is part of
// its ABI, and programs read it without the code of IPC.

/** The registers of a client after its response was delivered. Sizes are in bytes. */
export const ReceivedResponse = {
  /** Size of the constant part. */
  size: 0,
  /** Size of the arena. */
  arenaSize: 1,
} as const

/** The registers of a server thread after a request was delivered. */
export const Received: typeof ReceivedResponse & {
  /** Security id of the client process. */
  readonly senderSid: 2
  /** Id of the client thread. */
  readonly senderTid: 3
  /** Context of the channel that the request came over; 0 if it has none. */
  readonly context: 4
} = { size: 0, arenaSize: 1, senderSid: 2, senderTid: 3, context: 4 }
