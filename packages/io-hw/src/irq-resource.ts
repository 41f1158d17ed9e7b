// A registered interrupt: the right to attach one handler to a line, and to mask it.
//
// A line may be registered several times, for handlers that share it. The mask is that of the
// resource: a process can keep the interrupt from its own handler, from no other.

import type { IrqAttachment } from './irq-attachment.ts'
import type { ResourceLifetime } from './resource-lifetime.ts'

/** A registered interrupt. Made by `IoClient.registerIrq`. */
export class IrqResource {
  /** The number of the line. */
  readonly irq: number
  /** Name of the process that registered it. */
  readonly owner: string
  /** For attachments. */
  readonly lifetime: ResourceLifetime
  /** The handler at the line; null if none is attached. For `IoClient` to change. */
  attachment: IrqAttachment | null = null
  /** Name of the process whose handler it is, or was last. */
  client = ''
  #isMasked = false

  constructor(irq: number, owner: string, lifetime: ResourceLifetime) {
    this.irq = irq
    this.owner = owner
    this.lifetime = lifetime
  }

  get isAlive(): boolean {
    return this.lifetime.isAlive
  }

  /** True if nothing is delivered, to a handler that is attached or will be. */
  get isMasked(): boolean {
    return this.#isMasked
  }

  /** Masks it (`KnIoDisableIrq`), or takes the mask away (`KnIoEnableIrq`). */
  mask(isMasked: boolean): void {
    this.#isMasked = isMasked
    this.attachment?.mask(isMasked)
  }

  /** Nobody holds it any more: it ends with its attachment. */
  release(): void {
    this.lifetime.release()
  }
}
