// An IPC synchronization object (1.2, topic `libkos_ipc_api`): interrupts calls and receives that
// were made with it, while nothing has passed between client and server: a call until its request
// is taken, or, if it is bounded, until it is answered; a receive until there is a request.
//
// It is a switch, not a pulse: while it is set, calls and receives with it do not begin. The
// threads that wait with it are kept here, the queues they wait in are in `listener.ts` and where
// else an `Interruptible` has one.

import type { ZeroHandlesListener } from '@kos/handles'
import { rcIpcInterrupt, rcRestart } from '@kos/retcode'
import type { IpcThread } from './ipc-thread.ts'

/** Where threads wait that may be interrupted: a listener, or an interrupt of a device. */
export interface Interruptible {
  /** Ends the wait of a thread that entered a synchronization object. */
  interrupt(thread: IpcThread, rc: number): void
}

/** Interrupts the threads that wait with it: the value of a kernel object. */
export class IpcSyncObject implements ZeroHandlesListener {
  #isSet = false
  readonly #waits: Map<IpcThread, Interruptible> = new Map()

  /** True from `set` to `clear`. */
  get isSet(): boolean {
    return this.#isSet
  }

  /** How many threads wait with it: for tests. */
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

  /** Ends the waits with rcRestart: without the object nothing could interrupt them any more. */
  destroy(): void {
    this.#end(rcRestart)
  }

  /** Its last handle is gone: nobody can set it any more. */
  onZeroHandles(): void {
    this.destroy()
  }

  #end(rc: number): void {
    for (const [thread, place] of this.#waits) place.interrupt(thread, rc)
  }

  /** For where it waits: a thread may be interrupted from now on. */
  enter(thread: IpcThread, place: Interruptible): void {
    thread.syncObject = this
    this.#waits.set(thread, place)
  }

  /** For where it waits: not any more. */
  leave(thread: IpcThread): void {
    thread.syncObject = null
    this.#waits.delete(thread)
  }
}
