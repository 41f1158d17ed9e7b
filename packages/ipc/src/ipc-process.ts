// A side of IPC: what a process is to messages. Its class name and security id for the policy, its
// handle space for the handles that messages carry, and the endpoints it serves. Threads of it are
// parties (`ipc-thread.ts`).

import type { Space } from '@kos/handles'
import type { AnyInterface } from '@kos/idl'

/** An endpoint of a server; its RIID is its index in `IpcProcess.endpoints`. */
export interface Endpoint {
  /** Qualified name. */
  readonly name: string
  readonly interface: AnyInterface
}

/** A process as clients and servers see it. */
export interface IpcProcess {
  /** Class name, for the policy. */
  readonly className: string
  /** Unique id of the process: what a server is told of its clients, and the policy of both. */
  readonly sid: number
  /** Where handles come from and go to; null if this side moves none. */
  readonly space: Space | null
  /** What it serves. Empty: nothing is known of its messages, and only their header is checked. */
  readonly endpoints: readonly Endpoint[]
}
