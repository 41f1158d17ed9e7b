// A process as messages see it: its class name and security id for the policy, its handle space for
// the handles that messages carry, and the endpoints that it serves. A kernel's task is one; its
// threads are in `ipc-thread.ts`.

import type { Space } from '@kos/handles'
import type { AnyInterface } from '@kos/idl'
import type { NamedEndpoint } from '@kos/security'

/** An endpoint of a server; its RIID is its index in `IpcProcess.endpoints`. */
export interface Endpoint extends NamedEndpoint {
  readonly interface: AnyInterface
}

/** A process as clients and servers see it. */
export interface IpcProcess {
  /** Class name, for the policy. */
  readonly className: string
  /** Unique id of the process, which servers are told of their clients, and the policy of both. */
  readonly sid: number
  /** Where handles come from and go to; null if the process neither sends nor receives any. */
  readonly space: Space | null
  /** Its endpoints. Empty: only the header of messages to it is checked. */
  readonly endpoints: readonly Endpoint[]
}
