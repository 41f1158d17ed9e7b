// The interrupt controller: lines, what asserts them, and who is attached to them.
//
// A line is wired: it is high while any of its sources holds it high. What is attached to a line
// says which level or which edge is its interrupt. A level that was taken is in service, and comes
// again only after it was acknowledged and if it is active still. An edge is latched until it is
// taken, also while the attachment is masked. Of what becomes pending in one batch, higher
// priorities are delivered first, then lower line numbers.
//
// Delivery calls `IrqHandler.interrupt`, which only notes it (a kernel makes a thread ready) or
// takes it at once.

import { rcAlreadyExists, rcBusy, rcInvalidArgument, type Retcode } from '@kos/retcode'
import {
  IRQ_EDGE_FALL,
  IRQ_EDGE_RAISE,
  IRQ_LEVEL_HIGH,
  IRQ_LEVEL_LOW,
  IRQ_PRIO_HIGH,
  IRQ_PRIO_LOW,
  IRQ_PRIO_NORMAL,
  IRQ_PRIO_RT,
  IRQ_SHARED,
} from './flags.ts'
import { maxIrqLines } from './limits.ts'

const triggers = IRQ_LEVEL_LOW | IRQ_LEVEL_HIGH | IRQ_EDGE_RAISE | IRQ_EDGE_FALL
const levels = IRQ_LEVEL_LOW | IRQ_LEVEL_HIGH
const priorities = IRQ_PRIO_LOW | IRQ_PRIO_NORMAL | IRQ_PRIO_HIGH | IRQ_PRIO_RT
const known = triggers | IRQ_SHARED | priorities

/** Who is told of an interrupt. */
export interface IrqHandler {
  /** The interrupt of the attachment can be taken now: `take` would answer true. */
  interrupt(attachment: IrqAttachment): void
}

/**
 * Flags with what is left out: a level that is high, normal priority. Null if there are two triggers
 * or priorities, or other bits.
 */
export function completeIrqFlags(flags: number): number | null {
  if ((flags | 0) !== flags || (flags & ~known) !== 0) return null
  const trigger = flags & triggers
  const priority = flags & priorities
  if ((trigger & (trigger - 1)) !== 0 || (priority & (priority - 1)) !== 0) return null
  return flags | (trigger === 0 ? IRQ_LEVEL_HIGH : 0) | (priority === 0 ? IRQ_PRIO_NORMAL : 0)
}

/** A line. */
export class IrqLine {
  readonly number: number
  /** What holds it high, and how many do. */
  high = 0
  /** Interrupts that were taken, by all who were ever attached. */
  taken = 0
  readonly attachments: IrqAttachment[] = []

  constructor(number: number) {
    this.number = number
  }
}

/** The end of a line at a device. */
export class IrqSource {
  readonly #controller: InterruptController
  readonly line: IrqLine
  #isHigh = false

  constructor(controller: InterruptController, line: IrqLine) {
    this.#controller = controller
    this.line = line
  }

  get isHigh(): boolean {
    return this.#isHigh
  }

  set(isHigh: boolean): void {
    if (isHigh === this.#isHigh) return
    this.#isHigh = isHigh
    const { line } = this
    const before = line.high
    line.high += isHigh ? 1 : -1
    if (before === 0 || line.high === 0) this.#controller.changed(line)
  }
}

/** A handler at a line. */
export class IrqAttachment {
  readonly line: IrqLine
  /** Complete: one trigger, one priority. */
  readonly flags: number
  readonly #controller: InterruptController
  readonly #handler: IrqHandler
  #isMasked = false
  #isLatched = false
  #isInService = false
  #isAttached = true

  constructor(controller: InterruptController, line: IrqLine, flags: number, handler: IrqHandler) {
    this.#controller = controller
    this.line = line
    this.flags = flags
    this.#handler = handler
  }

  get isMasked(): boolean {
    return this.#isMasked
  }

  /** False once `detach` was called. */
  get isAttached(): boolean {
    return this.#isAttached
  }

  /** True if `take` would take an interrupt. */
  get isPending(): boolean {
    if (this.#isMasked || !this.#isAttached) return false
    return (this.flags & levels) === 0 ? this.#isLatched : !this.#isInService && this.#isActive
  }

  get #isActive(): boolean {
    return this.line.high > 0 === ((this.flags & IRQ_LEVEL_HIGH) !== 0)
  }

  /** Takes the interrupt, if there is one: true. */
  take(): boolean {
    if (!this.isPending) return false
    this.#isLatched = false
    this.#isInService = (this.flags & levels) !== 0
    this.line.taken++
    return true
  }

  /** The interrupt that was taken has been handled. If it is active still, it comes again. */
  acknowledge(): void {
    if (!this.#isInService) return
    this.#isInService = false
    this.#controller.deliver(this)
  }

  /** Masks it, or takes the mask away: what is pending then is delivered. */
  mask(isMasked: boolean): void {
    this.#isMasked = isMasked
    this.#controller.deliver(this)
  }

  /** Nothing is delivered from now on. */
  detach(): void {
    if (!this.#isAttached) return
    this.#isAttached = false
    const { attachments } = this.line
    attachments.splice(attachments.indexOf(this), 1)
  }

  /** For the controller: the line went up or down. */
  lineChanged(isHigh: boolean): void {
    if ((this.flags & (isHigh ? IRQ_EDGE_RAISE : IRQ_EDGE_FALL)) !== 0) this.#isLatched = true
    this.#controller.deliver(this)
  }

  /** For the controller. */
  tellHandler(): void {
    if (this.isPending) this.#handler.interrupt(this)
  }
}

/** The lines of a machine. */
export class InterruptController {
  readonly lines: readonly IrqLine[]
  #batches = 0
  readonly #pending: IrqAttachment[] = []

  /** @throws RangeError if `lines` is no whole number from 1 to maxIrqLines. */
  constructor(lines: number) {
    if (!Number.isInteger(lines) || lines < 1 || lines > maxIrqLines)
      throw new RangeError(`a machine has 1 to ${maxIrqLines} interrupt lines, not ${lines}`)
    this.lines = Array.from({ length: lines }, (_, number) => new IrqLine(number))
  }

  /**
   * The end of a line at a device.
   *
   * @throws RangeError if there is no such line.
   */
  source(number: number): IrqSource {
    const line = this.lines[number]
    if (line === undefined)
      throw new RangeError(`there is no interrupt line ${number}; there are ${this.lines.length}`)
    return new IrqSource(this, line)
  }

  /**
   * Attaches a handler to a line. What is pending is delivered at once.
   *
   * Answers the attachment, or a code: rcInvalidArgument (no such line; flags that are not legal
   * together), rcBusy (somebody is attached, and one of both does not share), rcAlreadyExists
   * (somebody is attached who shares, but with other flags).
   */
  attach(number: number, flags: number, handler: IrqHandler): IrqAttachment | Retcode {
    const line = this.lines[number]
    const complete = completeIrqFlags(flags)
    if (line === undefined || complete === null) return rcInvalidArgument
    for (const other of line.attachments) {
      if ((other.flags & complete & IRQ_SHARED) === 0) return rcBusy
      if (other.flags !== complete) return rcAlreadyExists
    }
    const attachment = new IrqAttachment(this, line, complete, handler)
    line.attachments.push(attachment)
    this.deliver(attachment)
    return attachment
  }

  /** Does several things at once: what becomes pending is delivered at the end, by priority. */
  batch(operation: () => void): void {
    this.#batches++
    try {
      operation()
    } finally {
      this.#batches--
      if (this.#batches === 0 && this.#pending.length > 0) this.#deliverAll()
    }
  }

  /** For lines: the level has changed. */
  changed(line: IrqLine): void {
    const isHigh = line.high > 0
    if (line.attachments.length === 1) line.attachments[0]?.lineChanged(isHigh)
    else for (const attachment of [...line.attachments]) attachment.lineChanged(isHigh)
  }

  /** For attachments: tells the handler if an interrupt is pending, now or after the batch. */
  deliver(attachment: IrqAttachment): void {
    if (!attachment.isPending) return
    if (this.#batches === 0) attachment.tellHandler()
    else if (!this.#pending.includes(attachment)) this.#pending.push(attachment)
  }

  #deliverAll(): void {
    const pending = this.#pending.splice(0)
    pending.sort(
      (one, other) =>
        (other.flags & priorities) - (one.flags & priorities) ||
        one.line.number - other.line.number,
    )
    for (const attachment of pending) attachment.tellHandler()
  }
}
