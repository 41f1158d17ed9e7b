// A handler at an interrupt line: which level or which edge is its interrupt, and how far it is
// with it.
//
// An edge is latched until it is taken, also while the attachment is masked. A level that was taken
// is in service until it is acknowledged. If the line is active still, it comes again: on a shared
// line only when all others have handled it once, too. So of two handlers, neither can spin on a
// level that only the other one can lower. (Linux: threaded interrupts with IRQF_ONESHOT.)

import { IRQ_EDGE_FALL, IRQ_EDGE_RAISE, IRQ_LEVEL_HIGH } from './flags.ts'
import type { InterruptController } from './interrupt-controller.ts'
import { irqLevels } from './irq-flags.ts'
import type { IrqLine } from './irq-line.ts'
import type { ResourceUse } from './resource-use.ts'

/** Who is told of an interrupt. Must not throw. */
export interface IrqHandler {
  /**
   * The interrupt of the attachment can be taken now: `take` would answer true. May be called again
   * before it was taken.
   */
  interrupt(attachment: IrqAttachment): void
  /** The attachment has ended. */
  detached?(attachment: IrqAttachment): void
}

/** A handler at a line. Made by `InterruptController.attach`. */
export class IrqAttachment implements ResourceUse {
  readonly line: IrqLine
  /** Complete: one trigger, one priority. */
  readonly flags: number
  onEnded: (() => void) | null = null
  readonly #controller: InterruptController
  readonly #handler: IrqHandler
  #isMasked: boolean
  #isLatched = false
  #isInService = false
  /** The level was handled once since the line became active, or since all had handled it. */
  #isHandled = false
  #isAlive = true

  constructor(
    controller: InterruptController,
    line: IrqLine,
    flags: number,
    handler: IrqHandler,
    isMasked: boolean,
  ) {
    this.#controller = controller
    this.line = line
    this.flags = flags
    this.#handler = handler
    this.#isMasked = isMasked
  }

  get isMasked(): boolean {
    return this.#isMasked
  }

  /** True from `take` to `acknowledge`, of a level. */
  get isInService(): boolean {
    return this.#isInService
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /** True if `take` would take an interrupt. */
  get isPending(): boolean {
    if (this.#isMasked || !this.#isAlive) return false
    if (!this.#isLevel) return this.#isLatched
    return this.#isActive && !this.#isInService && !this.#isHandled
  }

  get #isLevel(): boolean {
    return (this.flags & irqLevels) !== 0
  }

  get #isActive(): boolean {
    return this.line.isHigh === ((this.flags & IRQ_LEVEL_HIGH) !== 0)
  }

  /** Takes the interrupt, if there is one: true. */
  take(): boolean {
    if (!this.isPending) return false
    this.#isLatched = false
    this.#isInService = this.#isLevel
    this.line.taken++
    return true
  }

  /** The level that was taken has been handled. Does nothing if none is in service. */
  acknowledge(): void {
    if (!this.#isInService) return
    this.#isInService = false
    this.#isHandled = this.#isActive
    this.#controller.handled(this.line)
  }

  /** Masks it, or takes the mask away: what is pending then is delivered. */
  mask(isMasked: boolean): void {
    this.#isMasked = isMasked
    this.#controller.handled(this.line)
    this.#controller.deliver(this)
  }

  /** Detaches the handler. Nothing is delivered from now on. */
  close(): void {
    if (!this.#isAlive) return
    this.revoke()
    this.onEnded?.()
  }

  revoke(): void {
    if (!this.#isAlive) return
    this.#isAlive = false
    this.#isInService = false
    const { attachments } = this.line
    attachments.splice(attachments.indexOf(this), 1)
    this.#handler.detached?.(this)
    this.#controller.handled(this.line)
  }

  /** For the controller: the line went up or down. */
  lineChanged(isHigh: boolean): void {
    if ((this.flags & (isHigh ? IRQ_EDGE_RAISE : IRQ_EDGE_FALL)) !== 0) this.#isLatched = true
    if (!this.#isActive) this.#isHandled = false
  }

  /** For the controller: nobody waits for this one to handle the level. */
  get isHandled(): boolean {
    return this.#isHandled || this.#isMasked
  }

  /** For the controller: all have handled the level, so it may come again. */
  handleAgain(): void {
    this.#isHandled = false
  }

  /** For the controller. */
  tellHandler(): void {
    if (this.isPending) this.#handler.interrupt(this)
  }
}
