// What a list of cases asks to be measured.
import { describe, expect, it } from 'vitest'
import {
  comparisonsOf,
  defineCase,
  defineMemoryCase,
  definePauseCase,
  missingOf,
} from '../src/case.ts'
import { cases } from '../src/cases/index.ts'
import { comlinkCall, halfPingPong, mapGet, mapSetDelete, pingPong } from '../src/references.ts'

describe('comparisons', () => {
  it('are one per reference of a case, one per thing of a memory case and one per wait of a pause case', () => {
    const call = defineCase({
      name: 'ipc/call',
      awaits: true,
      start: () => () => {},
      against: [pingPong, comlinkCall],
    })
    const memory = defineMemoryCase({
      name: 'kos/memory',
      things: { thread: (count) => Array.from({ length: count }, () => ({})) },
    })
    const pause = definePauseCase({ name: 'kos/pause', pauses: { host: () => Promise.resolve(1) } })
    expect(
      comparisonsOf([call, memory, pause]).map(({ kind, name, against }) => [kind, name, against]),
    ).toEqual([
      ['ratio', 'ipc/call', 'ping-pong'],
      ['ratio', 'ipc/call', 'comlink'],
      ['memory', 'kos/memory', 'thread'],
      ['pause', 'kos/pause', 'host'],
    ])
  })

  it('are told apart by name and reference', () => {
    const names = comparisonsOf(cases).map(({ name, against }) => `${name} against ${against}`)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('a case that can not be measured here', () => {
  it('is named with the reason, if it is asked for', () => {
    const side = { awaits: false, start: () => () => {}, against: [] }
    const all = [
      defineCase({ name: 'a/there', ...side, missing: () => '' }),
      defineCase({ name: 'a/missing', ...side, missing: () => 'no server' }),
      defineCase({ name: 'b/missing', ...side, missing: () => 'no server' }),
      defineMemoryCase({ name: 'a/memory', things: {} }),
    ]
    const asked = missingOf(all, (name) => name.startsWith('a/'))
    expect([...asked]).toEqual([['a/missing', 'no server']])
  })
})

describe('our cases', () => {
  const missing = missingOf(cases, () => true)
  const named = comparisonsOf(cases).map(
    (comparison) => [`${comparison.name} against ${comparison.against}`, comparison] as const,
  )
  for (const [name, reason] of missing) it.skip(`can be run: ${name} (${reason})`, () => {})

  it.each(named.filter(([, { name }]) => !missing.has(name)))(
    'can be run: %s',
    async (_, comparison) => {
      if (comparison.kind === 'memory') expect(await comparison.make(2)).toBeDefined()
      else if (comparison.kind === 'pause') expect(await comparison.disturb()).toBeGreaterThan(0)
      else await (await comparison.ours.start(7))(7)
    },
  )
})

describe('the references', () => {
  it('want a small young generation if they make promises and nothing else', () => {
    expect([pingPong, halfPingPong].map((side) => side.hasSmallYoungGeneration)).toEqual([
      true,
      true,
    ])
    expect(comlinkCall.hasSmallYoungGeneration).toBeUndefined()
  })

  it.each([pingPong, halfPingPong, mapGet, mapSetDelete, comlinkCall])(
    'can be run: $name',
    async ({ start }) => {
      const batch = await start(0)
      await batch(1)
      await batch(7)
    },
  )

  it('hand over twice in a round of ping-pong and once in half of one', async () => {
    expect(await turnsTaken(pingPong.start, 100)).toBeGreaterThanOrEqual(200)
    expect(await turnsTaken(halfPingPong.start, 100)).toBeLessThan(150)
  })
})

/** How many turns of the microtask queue pass while a batch runs. */
async function turnsTaken(start: typeof pingPong.start, iterations: number): Promise<number> {
  const batch = await start(0)
  const progress = { isOver: false }
  const running = Promise.resolve(batch(iterations)).finally(() => (progress.isOver = true))
  let turns = 0
  for (; !progress.isOver; turns++) await undefined
  await running
  return turns
}
