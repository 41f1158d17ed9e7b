// An interrupt line: what asserts it, and who is attached to it.
//
// It is wired: high while any of its sources holds it high. An `IrqSource` is the end of the line
// at a device. The end at a handler is in `irq-attachment.ts`; when handlers are told is decided
// in `interrupt-controller.ts`.

import type { InterruptController } from './interrupt-controller.ts'
import type { IrqAttachment } from './irq-attachment.ts'

/** A line. */
export class IrqLine {
  readonly number: number
  /** Interrupts that were taken, by all who were ever attached. */
  taken = 0
  /** Who is attached, in the order in which they did it. For the controller to change. */
  readonly attachments: IrqAttachment[] = []
  readonly #controller: InterruptController
  #high = 0

  constructor(controller: InterruptController, number: number) {
    this.#controller = controller
    this.number = number
  }

  /** How many sources hold the line high. */
  get high(): number {
    return this.#high
  }

  /** True while one does. */
  get isHigh(): boolean {
    return this.#high > 0
  }

  /** For sources: one more holds the line high, or one fewer. */
  hold(isHigh: boolean): void {
    const before = this.#high
    this.#high += isHigh ? 1 : -1
    if (before === 0 || this.#high === 0) this.#controller.changed(this)
  }
}

/** The end of a line at a device. */
export class IrqSource {
  readonly line: IrqLine
  #isHigh = false
  #isOpen = true

  constructor(line: IrqLine) {
    this.line = line
  }

  /** The level that the device wants. */
  get isHigh(): boolean {
    return this.#isHigh
  }

  set(isHigh: boolean): void {
    if (isHigh === this.#isHigh) return
    this.#isHigh = isHigh
    if (this.#isOpen) this.line.hold(isHigh)
  }

  /** Lets the level through to the line, as at first, or holds it back: then it counts as low. */
  gate(isOpen: boolean): void {
    if (isOpen === this.#isOpen) return
    this.#isOpen = isOpen
    if (this.#isHigh) this.line.hold(isOpen)
  }
}
