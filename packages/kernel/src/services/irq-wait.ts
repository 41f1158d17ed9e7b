// Where the handler thread of an interrupt waits: what the handle of an attachment leads to. The
// thread waits with Recv, of which `ipc.ts` passes on those of such handles.
//
// A receive says first that the interrupt before has been handled. If one is pending then, the
// thread has it, but lets others of its priority run before: a line that stays active for ever
// keeps neither them nor the host from running. What becomes pending while the thread does not
// wait stays in the interrupt controller (`@kos/io-hw`).

import type { RevokeListener, WeakDescendant, ZeroHandlesListener } from '@kos/handles'
import type { IrqAttachment, IrqHandler, IrqResource } from '@kos/io-hw'
import { type Interruptible, type IpcSyncObject, type IpcThread, Received } from '@kos/ipc'
import {
  rcHandleRevoked,
  rcInvalidThreadState,
  rcIpcInterrupt,
  rcNotConnected,
  rcOk,
} from '@kos/retcode'
import {
  assignOwner,
  INFINITE_TIMEOUT,
  type OwnedResource,
  PARKED,
  type QueueListener,
  releaseOwner,
  WaitKind,
  type Waiter,
  WaitQueue,
} from '@kos/thread'
import type { KernelCore } from '../kernel-core.ts'
import type { TaskThread } from '../task.ts'

/**
 * The wait of one thread for one interrupt. The thread owns it as a resource, which lends no
 * priority, to be heard of when the thread ends.
 */
export class IrqWait
  implements Interruptible, OwnedResource, QueueListener, RevokeListener, ZeroHandlesListener
{
  readonly isUrgent = true
  readonly maxWaiterPriority = -1
  nextOwned: OwnedResource | null = null
  readonly thread: TaskThread
  readonly resource: IrqResource
  /** For the interrupt controller. */
  readonly handler: IrqHandler = { interrupt: () => this.#deliver() }
  readonly #kernel: KernelCore
  readonly #waiting: WaitQueue = new WaitQueue(this)
  readonly #onEnd: () => void
  /** Null before `begin`, and when it has ended. */
  #attachment: IrqAttachment | null = null
  /** What a receive ends with when the thread is attached no more. */
  #endCode: number = rcNotConnected

  /** `onEnd` is called when the thread is attached no more. */
  constructor(kernel: KernelCore, thread: TaskThread, resource: IrqResource, onEnd: () => void) {
    this.#kernel = kernel
    this.thread = thread
    this.resource = resource
    this.#onEnd = onEnd
  }

  /** For reports. */
  get name(): string {
    return String(this.resource.irq)
  }

  /** The thread is attached. */
  begin(attachment: IrqAttachment, descendant: WeakDescendant): void {
    this.#attachment = attachment
    attachment.onEnded = () => {
      descendant.remove()
      this.#leave(rcNotConnected)
      this.#wake()
    }
    assignOwner(this.thread.thread, this)
  }

  /** Detaches the thread. Its receive, if it waits, ends with rcNotConnected. */
  detach(): void {
    this.#attachment?.close()
  }

  /**
   * Recv and RecvEx: waits for the next interrupt. What is received is empty.
   *
   * Answers rcOk, PARKED, rcTimeout, rcInvalidThreadState (another thread, or one that waits
   * already), rcNotConnected and rcHandleRevoked (it was detached), rcIpcInterrupt and rcRestart
   * (`syncObject`).
   */
  receive(
    server: IpcThread,
    _target: Uint8Array,
    _targetArena: Uint8Array,
    timeout: number = INFINITE_TIMEOUT,
    syncObject: IpcSyncObject | null = null,
  ): number {
    const { waiter } = server
    if (waiter !== this.thread.thread) return rcInvalidThreadState
    const attachment = this.#attachment
    if (attachment === null) return this.#endCode
    if (waiter.queue !== null) return rcInvalidThreadState
    if (syncObject !== null && syncObject.isSet) return rcIpcInterrupt
    attachment.acknowledge()
    if (attachment.take()) {
      this.#arrived()
      return waiter.isOver ? PARKED : this.#kernel.scheduler.yield(this.thread.thread)
    }
    waiter.detail = server
    const rc = this.#waiting.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    if (syncObject !== null) syncObject.enter(server, this)
    return this.#waiting.suspend(waiter, timeout, WaitKind.interrupt, this)
  }

  // The interrupt is pending. If the thread does not wait, it takes it with its next receive.
  #deliver(): void {
    const waiter = this.#waiting.first
    if (waiter === null || this.#attachment?.take() !== true) return
    this.#waiting.remove(waiter)
    this.abandoned(waiter)
    this.#arrived()
    waiter.wake(rcOk)
  }

  #arrived(): void {
    const { registers, thread } = this.thread
    for (let i: number = Received.size; i <= Received.context; i++) registers[i] = 0
    this.#kernel.probe?.interrupted?.(thread, this.resource.irq)
  }

  /** For synchronization objects. */
  interrupt({ waiter }: IpcThread, rc: number): void {
    if (waiter.queue === this.#waiting) this.#end(waiter, rc)
  }

  /** The thread left the queue: it ended, its time-out elapsed, or its wait ended here. */
  abandoned({ detail }: Waiter): void {
    const thread = detail as IpcThread
    if (thread.syncObject !== null) thread.syncObject.leave(thread)
  }

  owners(): readonly Waiter[] {
    return [this.thread.thread]
  }

  ownerEnded(): void {
    this.detach()
  }

  revoked(): void {
    this.#attachment?.revoke()
    this.#leave(rcHandleRevoked)
  }

  revocationDone(): void {
    this.#wake()
  }

  onZeroHandles(): void {
    this.detach()
  }

  #leave(rc: number): void {
    this.#attachment = null
    this.#endCode = rc
    releaseOwner(this.thread.thread, this)
    this.#onEnd()
  }

  #wake(): void {
    const waiter = this.#waiting.first
    if (waiter !== null) this.#end(waiter, this.#endCode)
  }

  #end(waiter: Waiter, rc: number): void {
    this.#waiting.remove(waiter)
    this.abandoned(waiter)
    waiter.wake(rc)
  }
}
