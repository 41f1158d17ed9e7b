// Two and three buses that are joined, with everything that may happen to them: full queues, slow
// subscribers, a broker that is cut off, loses and repeats, machines and links that die and return.
//
// Durable: what was accepted is delivered, in order, once in each life of a machine, and again only
// from where its last life was not done. Fleeting: in order, and what is missing is counted.
// KOS_MODEL_RUNS sets the number of runs.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FullQueue } from '../src/index.ts'
import { memoryBroker } from '../src/link.ts'
import { Machine, settle } from './link-machines.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 150)

const machine = fc.nat(2)
const topic = fc.constantFrom('d', 'f')
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('push' as const),
      topic,
      count: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('take' as const),
      machine,
      count: fc.integer({ min: 1, max: 20 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('turn' as const), count: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('back' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('redeliver' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('timers' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), count: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat' as const), count: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('die' as const), machine }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unlink' as const), machine }) },
)

const setting = fc.record({
  machines: fc.integer({ min: 2, max: 3 }),
  policy: fc.constantFrom<FullQueue>('decline', 'dropOldest', 'coalesce'),
  capacity: fc.integer({ min: 1, max: 12 }),
  window: fc.integer({ min: 1, max: 4 }),
  deaths: fc.boolean(),
})
type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** The machines: the first one exports d, which is durable, the second one f, which is fleeting. */
class World {
  readonly memory = memoryBroker({ buffer: 2 })
  readonly machines: Machine[]
  readonly #setting: Setting
  /** Ids of d that may be missing: they waited in a link that died. */
  readonly forgiven: Set<number> = new Set()
  readonly next: { d: number; f: number } = { d: 0, f: 0 }
  readonly accepted: { d: number[]; f: number[] } = { d: [], f: [] }

  constructor(chosen: Setting) {
    this.#setting = chosen
    const { policy, capacity, window } = chosen
    this.machines = Array.from({ length: chosen.machines }, (_, index) => {
      const name = `machine ${index}`
      const exports = index === 0 ? { d: 'durable' } : index === 1 ? { f: 'fleeting' } : {}
      const imports =
        index === 0
          ? { f: 'fleeting' }
          : index === 1
            ? { d: 'durable' }
            : { d: 'durable', f: 'fleeting' }
      const links = { exports, imports } as Pick<Machine['options'], 'exports' | 'imports'>
      const policies = { f: policy }
      return new Machine({ name, ...links, policies, capacity, window }, this.memory)
    })
  }

  async begin(): Promise<void> {
    await settle()
    // The first message, so that all that is missing later is known to be.
    this.push('f', 1)
    await settle()
  }

  push(of: 'd' | 'f', count: number): void {
    const from = this.machines[of === 'd' ? 0 : 1] as Machine
    for (let index = 0; index < count; index++) {
      const id = this.next[of]
      if (!from.push(of, id)) return
      this.accepted[of].push(id)
      this.next[of]++
    }
  }

  async do(each: Step): Promise<void> {
    const { memory } = this
    switch (each.kind) {
      case 'push':
        return this.push(each.topic, each.count)
      case 'take':
        return void this.machines[each.machine]?.take(each.count)
      case 'settle':
        return settle()
      case 'turn':
        for (let turn = 0; turn < each.count; turn++) await Promise.resolve()
        return
      case 'cut':
        return memory.stop()
      case 'back':
        return memory.start()
      case 'redeliver':
        return memory.redeliver()
      case 'timers':
        return this.machines.forEach(({ host }) => host.fire())
      case 'lose':
        return memory.lose(each.count)
      case 'repeat':
        return memory.repeat(each.count)
      case 'die':
      case 'unlink':
        if (this.#setting.deaths) this.#end(each.machine, each.kind)
    }
  }

  #end(index: number, kind: 'die' | 'unlink'): void {
    const dying = this.machines[index]
    if (dying === undefined) return
    if (index === 0)
      for (const id of this.accepted.d.slice(-(dying.stats?.exports[0]?.waiting ?? 0) || Infinity))
        this.forgiven.add(id)
    if (kind === 'die') {
      dying.die()
      dying.start()
    } else {
      dying.unlink()
      // A new life: a link that is new brings again what the subscriber is not done with, also what
      // waits in its queue.
      dying.take(Infinity)
      dying.relive()
      dying.link()
    }
  }

  /** All is well again, and everybody takes all. */
  async finish(): Promise<void> {
    this.memory.faultless()
    this.memory.start()
    await this.#drain()
    // The last message of f, so that all that is missing before is known to be.
    this.push('f', 1)
    await this.#drain()
  }

  async #drain(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      await settle()
      for (const each of this.machines) {
        each.host.fire()
        if (each.take(1000) > 0) quiet = 0
      }
    }
  }
}

function checkDurable(world: World, to: Machine): void {
  let done = 0
  const { accepted, forgiven } = world
  const seen = new Set<number>()
  for (const life of to.lives) {
    const ids = life.taken.get('d') ?? []
    for (const [index, id] of ids.entries()) {
      // In order, once, and without a gap but for what died with its machine.
      const after = index === 0 ? done : (ids[index - 1] as number) + 1
      if (index > 0) expect(id).toBeGreaterThan(ids[index - 1] as number)
      for (let missing = after; missing < id; missing++) expect(forgiven).toContain(missing)
      seen.add(id)
    }
    const doneInLife = ids[(life.done.get('d') ?? 0) - 1]
    if (doneInLife !== undefined) done = Math.max(done, doneInLife + 1)
  }
  for (const id of accepted.d) if (!forgiven.has(id)) expect(seen).toContain(id)
}

function checkFleeting(world: World, to: Machine, setting: Setting): void {
  const { lives, stats } = to
  for (const { taken } of lives) {
    const ids = taken.get('f') ?? []
    expect(ids).toEqual([...new Set(ids)].toSorted((one, other) => one - other))
  }
  if (setting.deaths) return
  const from = world.machines[1] as Machine
  const sent = from.subscription('f', from.options.name)
  const counts = stats?.imports.find((each) => each.topic === 'f')
  const taken = to.subscription('f', 's')
  expect(sent?.accepted).toBe(world.accepted.f.length)
  expect(counts?.received).toBe((taken?.accepted ?? 0) + (counts?.declined ?? 0))
  expect((counts?.received ?? 0) + (counts?.lost ?? 0) + (sent?.coalesced ?? 0)).toBe(
    world.accepted.f.length,
  )
}

test('delivers what was accepted, in order, once, and counts what is missing', async () => {
  await fc.assert(
    fc.asyncProperty(setting, fc.array(step, { maxLength: 60 }), async (chosen, steps) => {
      const world = new World(chosen)
      await world.begin()
      for (const each of steps) await world.do(each)
      await world.finish()
      for (const to of world.machines) {
        if (to.options.imports['d'] !== undefined) checkDurable(world, to)
        if (to.options.imports['f'] !== undefined) checkFleeting(world, to, chosen)
      }
      expect(world.memory.kept).toBe(0)
      for (const each of world.machines) {
        expect(each.stats).toMatchObject({ isConnected: true })
        expect(each.end()).toEqual([])
        expect(each.host.timers).toBe(0)
      }
    }),
    { numRuns: runs },
  )
})
