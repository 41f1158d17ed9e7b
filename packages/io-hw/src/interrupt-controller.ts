// The interrupt controller: the lines of a machine, and when their handlers are told.
//
// A handler is told at once, or at the end of a batch: of what became pending in it, higher
// priorities first, then lower line numbers. Delivery calls `IrqHandler.interrupt`, which only
// notes it (a kernel makes a thread ready) or takes it at once. What is pending is decided in
// `irq-attachment.ts`.

import { type GenericFailure, rcAlreadyExists, rcBusy, rcInvalidArgument } from '@kos/retcode'
import { IRQ_SHARED } from './flags.ts'
import { IrqAttachment, type IrqHandler } from './irq-attachment.ts'
import { completeIrqFlags, irqPriorities } from './irq-flags.ts'
import { IrqLine, IrqSource } from './irq-line.ts'
import { maxIrqLines } from './limits.ts'

/** The lines of a machine. */
export class InterruptController {
  readonly lines: readonly IrqLine[]
  #batches = 0
  #pending: IrqAttachment[] = []

  /** @throws RangeError if `lines` is no whole number from 1 to maxIrqLines. */
  constructor(lines: number) {
    if (!Number.isInteger(lines) || lines < 1 || lines > maxIrqLines)
      throw new RangeError(`a machine has 1 to ${maxIrqLines} interrupt lines, not ${lines}`)
    this.lines = Array.from({ length: lines }, (_, number) => new IrqLine(this, number))
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
    return new IrqSource(line)
  }

  /**
   * Attaches a handler to a line, masked or not. What is pending is delivered at once, before this
   * returns.
   *
   * Answers the attachment, or a code: rcInvalidArgument (no such line; flags that are not legal
   * together), rcBusy (somebody is attached, and one of both does not share), rcAlreadyExists
   * (somebody is attached who shares, but with other flags).
   */
  attach(
    number: number,
    flags: number,
    handler: IrqHandler,
    isMasked = false,
  ): IrqAttachment | GenericFailure {
    const line = this.lines[number]
    const complete = completeIrqFlags(flags)
    if (line === undefined || complete === null) return rcInvalidArgument
    for (const other of line.attachments) {
      if ((other.flags & complete & IRQ_SHARED) === 0) return rcBusy
      if (other.flags !== complete) return rcAlreadyExists
    }
    const attachment = new IrqAttachment(this, line, complete, handler, isMasked)
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
    for (const attachment of line.attachments) attachment.lineChanged(line.isHigh)
    this.#deliverLine(line)
  }

  /** For attachments: one has handled a level, or nobody waits for it any more. */
  handled(line: IrqLine): void {
    const { attachments } = line
    if (!attachments.every((attachment) => attachment.isHandled)) return
    for (const attachment of attachments) attachment.handleAgain()
    this.#deliverLine(line)
  }

  /** For attachments: tells the handler if an interrupt is pending, now or after the batch. */
  deliver(attachment: IrqAttachment): void {
    if (!attachment.isPending) return
    if (this.#batches === 0) attachment.tellHandler()
    else if (!this.#pending.includes(attachment)) this.#pending.push(attachment)
  }

  // A handler may detach itself or others, so all are noted before one is told.
  #deliverLine({ attachments }: IrqLine): void {
    if (attachments.length === 1) this.deliver(attachments[0] as IrqAttachment)
    else if (attachments.length > 1)
      this.batch(() => {
        for (const attachment of attachments) this.deliver(attachment)
      })
  }

  #deliverAll(): void {
    const pending = this.#pending
    this.#pending = []
    pending.sort(
      (one, other) =>
        (other.flags & irqPriorities) - (one.flags & irqPriorities) ||
        one.line.number - other.line.number,
    )
    for (const attachment of pending) attachment.tellHandler()
  }
}
