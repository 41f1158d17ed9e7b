// An IPC synchronization object (1.2, topic `libkos_ipc_api`): interrupts calls and receives that
// were made with it, in the windows in which nothing has passed between client and server: a call
// until its request is taken, a receive until there is a request.
//
// It is a switch, not a pulse: while it is set, calls and receives with it do not begin. Who waits
// with it is kept here, the queues they wait in are in `listener.ts`.

import { rcIpcInterrupt, rcRestart } from '@kos/retcode'
import type { Listener } from './listener.ts'
import type { IpcThread } from './ipc-thread.ts'

/** Interrupts those who wait with it. */
export class SyncObject {
  #isSet = false
  readonly #waits: Map<IpcThread, Listener> = new Map()

  /** True from `set` to `clear`. */
  get isSet(): boolean {
    return this.#isSet
  }

  /** How many wait with it: for tests. */
  get waiting(): number {
    return this.#waits.size
  }

  /** Ends the waits with rcIpcInterrupt, and those that would begin until it is cleared. */
  set(): void {
    this.#isSet = true
    this.#end(rcIpcInterrupt)
  }

  /** Lets calls and receives wait again. */
  clear(): void {
    this.#isSet = false
  }

  /** It goes away: those who wait with it could not be interrupted any more. They get rcRestart. */
  destroy(): void {
    this.#end(rcRestart)
  }

  #end(rc: number): void {
    for (const [party, listener] of this.#waits) listener.interrupt(party, rc)
  }

  /** For listeners: a party may be interrupted from now on. */
  enter(party: IpcThread, listener: Listener): void {
    party.syncObject = this
    this.#waits.set(party, listener)
  }

  /** For listeners: not any more. */
  leave(party: IpcThread): void {
    party.syncObject = null
    this.#waits.delete(party)
  }
}
