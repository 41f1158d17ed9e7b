// What people and programs get to see of results.
import { describe, expect, it } from 'vitest'
import type { Bar } from '../src/bars.ts'
import { reportOf, tableOf } from '../src/report.ts'
import type { Result } from '../src/result.ts'
import { ratioResult } from './results.ts'

const machine = { cpu: 'a processor', cores: 2, platform: 'linux x64', node: '20.19.0', v8: '11.3' }
const bars: Bar[] = [
  { case: 'ipc/round-trip', against: 'ping-pong', atMost: 2 },
  { case: 'kos/memory', against: 'thread', atMost: 200, guide: true },
]
const results: Result[] = [
  ratioResult('ipc/round-trip', 'ping-pong', 1.75, { low: 1.5, high: 2.25 }),
  ratioResult('ipc/round-trip', 'comlink', 0.02),
  {
    kind: 'memory',
    name: 'kos/memory',
    against: 'thread',
    spread: { median: 180, low: 170, high: 190 },
  },
  { kind: 'pause', name: 'kos/pause', against: 'thread', spread: { median: 2.5, low: 2, high: 3 } },
  {
    kind: 'failed',
    name: 'thread/yield',
    against: 'half a ping-pong',
    reason: 'The process ended with 1',
  },
]

describe('the JSON', () => {
  it('has the machine and a record per comparison, with its bar where there is one', () => {
    expect(reportOf(machine, results, bars)).toEqual({
      machine,
      cases: [
        {
          name: 'ipc/round-trip',
          against: 'ping-pong',
          ratio: 1.75,
          low: 1.5,
          high: 2.25,
          atMost: 2,
        },
        { name: 'ipc/round-trip', against: 'comlink', ratio: 0.02, low: 0.02, high: 0.02 },
        {
          name: 'kos/memory',
          against: 'thread',
          bytes: 180,
          low: 170,
          high: 190,
          atMost: 200,
          guide: true,
        },
        { name: 'kos/pause', against: 'thread', ms: 2.5, low: 2, high: 3 },
        { name: 'thread/yield', against: 'half a ping-pong', failed: 'The process ended with 1' },
      ],
    })
  })
})

describe('the table', () => {
  it('shows every comparison with its spread, its bar and who awaits', () => {
    expect(tableOf(results, bars)).toMatchInlineSnapshot(`
      "┌────────────────┬───────────────────┬────────┬──────────────┬───────────┬────────┬───────┬────────┐
      │ case           │ against           │  ratio │ quartiles    │ bar       │ awaits │  ours │ theirs │
      ├────────────────┼───────────────────┼────────┼──────────────┼───────────┼────────┼───────┼────────┤
      │ ipc/round-trip │ ping-pong (limit) │   1.75 │ 1.5 to 2.25  │ 2         │ ours   │ 20 ns │  10 ns │
      │ ipc/round-trip │ comlink (limit)   │   0.02 │ 0.02 to 0.02 │           │ ours   │ 20 ns │  10 ns │
      │ kos/memory     │ thread            │  180 B │ 170 to 190   │ guide 200 │        │       │        │
      │ kos/pause      │ thread            │ 2.5 ms │ 2 to 3       │           │        │       │        │
      │ thread/yield   │ half a ping-pong  │ failed │              │           │        │       │        │
      └────────────────┴───────────────────┴────────┴──────────────┴───────────┴────────┴───────┴────────┘"
    `)
  })
})
