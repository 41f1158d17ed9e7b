// The examples of the README, run.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { alternateAnew } from '../src/alternate-anew.ts'
import { alternate } from '../src/alternate.ts'
import type { MemoryCase, PauseCase, RatioCase } from '../src/case.ts'
import { defineCase, defineMemoryCase, definePauseCase, limit } from '../src/case.ts'
import { consume } from '../src/sink.ts'

export const setHas: RatioCase = defineCase({
  name: 'sets/has',
  awaits: false,
  start: () => {
    const set = new Set([1, 2, 3])
    return (iterations) => {
      let found = 0
      for (let i = 0; i < iterations; i++) if (set.has(i & 3)) found++
      consume(found)
    }
  },
  against: [
    limit('Array.includes', {
      awaits: false,
      start: () => {
        const list = [1, 2, 3]
        return (iterations) => {
          let found = 0
          for (let i = 0; i < iterations; i++) if (list.includes(i & 3)) found++
          consume(found)
        }
      },
    }),
  ],
})

export const clear: RatioCase = defineCase({
  name: 'maps/clear',
  awaits: false,
  iterations: 1000,
  start: (count) => {
    const map = new Map(Array.from({ length: count }, (_, key) => [key, key]))
    return () => map.clear()
  },
  against: [],
})

export const pause: PauseCase = definePauseCase({
  name: 'maps/pause',
  pauses: {
    'turn of the host': async () => {
      const begun = performance.now()
      const turn = new Promise(setImmediate)
      new Map(Array.from({ length: 1000 }, (_, key) => [key, key])).clear()
      await turn
      return performance.now() - begun
    },
  },
})

export const memory: MemoryCase = defineMemoryCase({
  name: 'maps/memory',
  things: {
    'empty map': (count) => Array.from({ length: count }, () => new Map()),
  },
})

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const source = readFileSync(new URL(import.meta.url), 'utf8')

describe('the README', () => {
  it('shows a case that can be measured', async () => {
    const [reference] = setHas.against
    const rounds = await alternate(setHas, reference!, { rounds: 2, roundMs: 0.3, warmUpMs: 1 })
    expect(rounds.ours).toHaveLength(2)
  })

  it('shows a case whose batches are started anew', async () => {
    const rounds = await alternateAnew(clear, clear, clear.iterations ?? 0, {
      rounds: 2,
      roundMs: 0.3,
      warmUpMs: 0.001,
    })
    expect(rounds.ours).toHaveLength(2)
  })

  it('shows a pause case', async () => {
    expect(await pause.pauses['turn of the host']?.()).toBeGreaterThan(0)
  })

  it('shows a memory case that makes as many things as it is told', () => {
    expect(memory.things['empty map']?.(3)).toHaveLength(3)
  })

  it('shows the code that runs here', () => {
    const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) =>
      code.slice(code.indexOf('export const')),
    )
    expect(blocks).toHaveLength(4)
    for (const block of blocks) expect(source).toContain(block)
  })
})
