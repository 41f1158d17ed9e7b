// The interrupt controller against a naive one: any changes of sources, gates, masks and handlers,
// alone and in batches. The naive one keeps what happened, with numbers, and computes from that.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  IRQ_EDGE_FALL,
  IRQ_EDGE_RAISE,
  IRQ_LEVEL_HIGH,
  IRQ_LEVEL_LOW,
  IRQ_PRIO_HIGH,
  IRQ_SHARED,
} from '../src/flags.ts'
import { completeIrqFlags, InterruptController, type IrqAttachment } from '../src/index.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 100)

const LINES = 2
const SOURCES = 5
const FLAGS = [
  IRQ_LEVEL_HIGH,
  IRQ_LEVEL_HIGH | IRQ_SHARED,
  IRQ_LEVEL_HIGH | IRQ_SHARED,
  IRQ_LEVEL_LOW | IRQ_SHARED,
  IRQ_EDGE_RAISE | IRQ_SHARED,
  IRQ_EDGE_FALL,
  IRQ_EDGE_RAISE | IRQ_PRIO_HIGH,
]

/** One handler: when what happened to it last; 0 for never. */
interface ModelHandler {
  readonly line: number
  readonly flags: number
  isMasked: boolean
  isAttached: boolean
  edgeAt: number
  takenAt: number
  handledAt: number
}

class Model {
  now = 0
  readonly wanted: boolean[] = Array.from({ length: SOURCES }, () => false)
  readonly open: boolean[] = Array.from({ length: SOURCES }, () => true)
  readonly handlers: ModelHandler[] = []
  readonly taken: number[] = Array.from({ length: LINES }, () => 0)
  /** When each line changed last, and when all had handled its level last. */
  readonly changedAt: number[] = Array.from({ length: LINES }, () => 0)
  readonly roundAt: number[] = Array.from({ length: LINES }, () => 0)

  isHigh(line: number): boolean {
    return this.wanted.some((wanted, at) => at % LINES === line && wanted && this.open[at] === true)
  }

  on(line: number): ModelHandler[] {
    return this.handlers.filter((each) => each.isAttached && each.line === line)
  }

  isLevel({ flags }: ModelHandler): boolean {
    return (flags & (IRQ_LEVEL_HIGH | IRQ_LEVEL_LOW)) !== 0
  }

  isActive({ line, flags }: ModelHandler): boolean {
    return this.isHigh(line) === ((flags & IRQ_LEVEL_HIGH) !== 0)
  }

  isInService(handler: ModelHandler): boolean {
    return handler.isAttached && this.isLevel(handler) && handler.takenAt > handler.handledAt
  }

  hasHandled(handler: ModelHandler): boolean {
    const { line, handledAt } = handler
    const begin = Math.max(this.changedAt[line] as number, this.roundAt[line] as number)
    return handledAt > begin && this.isActive(handler)
  }

  isPending(handler: ModelHandler): boolean {
    if (handler.isMasked || !handler.isAttached) return false
    if (!this.isLevel(handler)) return handler.edgeAt > handler.takenAt
    return this.isActive(handler) && !this.isInService(handler) && !this.hasHandled(handler)
  }

  change(line: number, change: () => void): void {
    const before = this.isHigh(line)
    change()
    if (this.isHigh(line) === before) return
    this.changedAt[line] = this.now
    const edge = before ? IRQ_EDGE_FALL : IRQ_EDGE_RAISE
    for (const each of this.on(line)) if ((each.flags & edge) !== 0) each.edgeAt = this.now
  }

  /** After each step: a round in which all have handled the level is over. */
  endRound(line: number): void {
    const all = this.on(line)
    if (all.every((each) => each.isMasked || (this.isLevel(each) && this.hasHandled(each))))
      this.roundAt[line] = this.now
  }
}

type Step = readonly [name: keyof typeof steps, first: number, second: number]

class Pair {
  readonly controller = new InterruptController(LINES)
  readonly model = new Model()
  readonly sources = Array.from({ length: SOURCES }, (_, at) => this.controller.source(at % LINES))
  readonly real: IrqAttachment[] = []
  readonly told = new Set<IrqAttachment>()

  pick(first: number): readonly [IrqAttachment, ModelHandler] | null {
    const at = first % Math.max(1, this.real.length)
    const real = this.real[at]
    const model = this.model.handlers[at]
    return real === undefined || model === undefined ? null : [real, model]
  }
}

const steps = {
  set({ sources, model }: Pair, first: number, second: number): void {
    const at = first % SOURCES
    sources[at]?.set(second % 2 === 0)
    model.change(at % LINES, () => void (model.wanted[at] = second % 2 === 0))
  },
  gate({ sources, model }: Pair, first: number, second: number): void {
    const at = first % SOURCES
    sources[at]?.gate(second % 2 === 0)
    model.change(at % LINES, () => void (model.open[at] = second % 2 === 0))
  },
  attach({ controller, model, real, told }: Pair, first: number, second: number): void {
    const line = first % LINES
    const flags = FLAGS[second % FLAGS.length] as number
    const interrupt = (attachment: IrqAttachment): void => void told.add(attachment)
    const answer = controller.attach(line, flags, { interrupt })
    const others = model.on(line)
    const fits = others.every((other) => other.flags === flags && (flags & IRQ_SHARED) !== 0)
    expect(typeof answer === 'object').toBe(fits)
    if (typeof answer === 'number') return
    expect(answer.flags).toBe(completeIrqFlags(flags))
    real.push(answer)
    const never = { edgeAt: 0, takenAt: 0, handledAt: 0 }
    model.handlers.push({ line, flags, isMasked: false, isAttached: true, ...never })
  },
  close(pair: Pair, first: number): void {
    const [real, model] = pair.pick(first) ?? []
    real?.close()
    if (model !== undefined) model.isAttached = false
  },
  mask(pair: Pair, first: number, second: number): void {
    const [real, model] = pair.pick(first) ?? []
    real?.mask(second % 2 === 0)
    if (model !== undefined) model.isMasked = second % 2 === 0
  },
  take(pair: Pair, first: number): void {
    const { model } = pair
    const [real, handler] = pair.pick(first) ?? []
    if (real === undefined || handler === undefined) return
    const isPending = model.isPending(handler)
    expect(real.take()).toBe(isPending)
    pair.told.delete(real)
    if (!isPending) return
    handler.takenAt = model.now
    model.taken[handler.line] = (model.taken[handler.line] as number) + 1
  },
  acknowledge(pair: Pair, first: number): void {
    const [real, handler] = pair.pick(first) ?? []
    real?.acknowledge()
    if (handler !== undefined && pair.model.isInService(handler)) handler.handledAt = pair.model.now
  },
}

function run(pair: Pair, [name, first, second]: Step): void {
  const { model } = pair
  model.now++
  steps[name](pair, first, second)
  for (let line = 0; line < LINES; line++) model.endRound(line)
}

function check({ controller, model, real, told }: Pair): void {
  real.forEach((attachment, at) => {
    const handler = model.handlers[at] as ModelHandler
    expect([attachment.isPending, attachment.isInService]).toEqual([
      model.isPending(handler),
      model.isInService(handler),
    ])
    // Nothing is pending that its handler was not told of since it took one.
    if (attachment.isPending) expect(told).toContain(attachment)
  })
  controller.lines.forEach((line, at) => {
    expect([line.isHigh, line.taken]).toEqual([model.isHigh(at), model.taken[at]])
    expect(line.attachments).toHaveLength(model.on(at).length)
  })
}

const names = Object.keys(steps) as (keyof typeof steps)[]
const pick = fc.nat(1000)
const step = fc.tuple(fc.constantFrom(...names, 'set' as const, 'take' as const), pick, pick)
// Most batches are one step. Without `size` fast-check makes short arrays only.
const batch = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(step) },
  { weight: 1, arbitrary: fc.array(step, { maxLength: 4 }) },
)
const batches = fc.array(batch, { maxLength: 60, size: 'max' })

test('the interrupt controller does what the naive one does', () => {
  fc.assert(
    fc.property(batches, (all) => {
      const pair = new Pair()
      for (const batch of all) {
        if (batch.length === 1) run(pair, batch[0])
        else pair.controller.batch(() => batch.forEach((each) => run(pair, each)))
        check(pair)
      }
    }),
    { numRuns: RUNS, seed: Number(process.env['KOS_MODEL_SEED'] ?? 1) },
  )
})
