// Interrupts: registration, attachment of threads, masks. How a thread waits is in `irq-wait.ts`.

import { HANDLE_TYPE_IRQ, KernelObject, OCAP_IO_READ, OCAP_IPC_SERVER } from '@kos/handles'
import type { ioContract } from '@kos/libkos/abi'
import { rcInvalidThreadState, rcOk } from '@kos/retcode'
import type { Handlers } from '../service.ts'
import type { TaskThread } from '../task.ts'
import type { IoCore } from './io-core.ts'
import { createResourceHandle, resourceOf } from './io-handles.ts'
import { IrqWait } from './irq-wait.ts'
import { returnHandle } from './returns.ts'

type Calls = 'RegisterIrq' | 'AttachIrq' | 'DetachIrq' | 'EnableIrq' | 'DisableIrq'

/** The threads that are attached to interrupts. */
export class IrqThreads {
  readonly #io: IoCore
  readonly #waits: Map<TaskThread, IrqWait> = new Map()

  constructor(io: IoCore) {
    this.#io = io
  }

  /** How many there are. */
  get count(): number {
    return this.#waits.size
  }

  isAttached(thread: TaskThread): boolean {
    return this.#waits.has(thread)
  }

  /** The system calls of interrupts. */
  handlers(): Pick<Handlers<typeof ioContract>, Calls> {
    const io = this.#io
    const { kernel } = io
    const mask = ({ task }: TaskThread, rid: number, isMasked: boolean): number => {
      const resource = resourceOf(kernel, task, rid, HANDLE_TYPE_IRQ)
      if (typeof resource === 'number') return resource
      const node = task.space.check(rid, OCAP_IO_READ)
      if (node < 0) return node
      resource.mask(isMasked)
      return rcOk
    }
    return {
      RegisterIrq(thread, irq) {
        const { task } = thread
        const resource = io.clientOf(task).registerIrq(irq)
        return returnHandle(thread, createResourceHandle(task, HANDLE_TYPE_IRQ, resource))
      },
      AttachIrq: (thread, rid, flags) => returnHandle(thread, this.#attach(thread, rid, flags)),
      DetachIrq: (thread, rid) => {
        const resource = resourceOf(kernel, thread.task, rid, HANDLE_TYPE_IRQ)
        if (typeof resource === 'number') return resource
        const wait = this.#waits.get(thread)
        if (wait?.resource !== resource) return rcInvalidThreadState
        wait.detach()
        return rcOk
      },
      EnableIrq: (thread, rid) => mask(thread, rid, false),
      DisableIrq: (thread, rid) => mask(thread, rid, true),
    }
  }

  #attach(thread: TaskThread, rid: number, flags: number): number {
    const { kernel } = this.#io
    const { task } = thread
    const resource = resourceOf(kernel, task, rid, HANDLE_TYPE_IRQ)
    if (typeof resource === 'number') return resource
    const node = task.space.check(rid, OCAP_IO_READ)
    if (node < 0) return node
    if (this.#waits.has(thread)) return rcInvalidThreadState
    const wait = new IrqWait(kernel, thread, resource, () => void this.#waits.delete(thread))
    const attachment = this.#io.clientOf(task).attachIrq(resource, flags, wait.handler)
    if (typeof attachment === 'number') return attachment
    const { space } = task
    const object = new KernelObject(HANDLE_TYPE_IRQ, space, 0, wait)
    const handle = space.create(object, OCAP_IPC_SERVER)
    if (handle < 0) {
      attachment.close()
      return handle
    }
    this.#waits.set(thread, wait)
    wait.begin(attachment, kernel.handles.addWeakDescendant(node, wait))
    return handle
  }
}
