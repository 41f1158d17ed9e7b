// Equal seeds give equal runs and equal searches, whatever else the host does; also of programs that
// await the host, which end alike in each.

import { allowAll, cloningRealm, defineSolution, realm, type Solution } from '@kos/kernel'
import { type Kos, KosInitializedEvent, program, ThreadPriorityNormal, unwrap } from '@kos/libkos'
import { boot, type Exploration, explore, exploreAll, replay } from '@kos/testing'
import { describe, expect, test, vi } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { hashesOf, type Trace, traceTimeout } from '../../../tooling/trace.ts'
import { lamps, set } from './lamps.ts'

vi.setConfig({ testTimeout: traceTimeout })

const { subtle } = globalThis.crypto

/** Only in schedules in which the second thread runs before the first one does it await the host. */
const digesting = (): Solution => {
  const P = program(async (kos: Kos) => {
    const event = KosInitializedEvent()
    let isLate = true
    const first = async (own: Kos): Promise<void> => {
      await own.KosThreadYield()
      isLate = false
    }
    const second = async (own: Kos): Promise<void> => {
      // The schedule that this belongs to is over when the host calls.
      setTimeout(() => own.KosEventSet(event), 0)
      await own.KosThreadYield()
      if (isLate) await subtle.digest('SHA-256', new Uint8Array(64))
      own.log('event:', await own.KosEventWaitTimeout(event, false, 5))
    }
    const tids = [first, second].map(
      (routine) => unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, routine, 0, 0)).tid,
    )
    for (const tid of tids) await kos.KosThreadWait(tid, 100)
  })
  return defineSolution({ programs: { P }, policy: allowAll() })
}

const reported = (trace: Trace, exploration: Exploration): void =>
  trace.say(JSON.stringify(exploration))

describe.each([
  ['realm', realm],
  ['cloning realm', cloningRealm],
])('in a %s there is one result of', (_name, host) => {
  test('a system with a seed', async () => {
    const hashes = await hashesOf(async (trace) => {
      await using sys = await boot(() => lamps(), { seed: 5, host: host(), probe: trace.probe })
      const [client, guest] = [3, 4].map((level) =>
        sys.as(level === 3 ? 'Client' : 'Guest', (kos) => set(kos, level)),
      )
      trace.say(JSON.stringify([await client, await guest, sys.now, sys.output]))
    })
    expect(hashes).toHaveLength(1)
  })

  test('a search, though a thread awaits the host in some of its schedules', async () => {
    let found: Exploration | undefined
    const hashes = await hashesOf(async (trace) => {
      found = await explore(digesting, { runs: 50, maxShrinkRuns: 20, host: host() })
      reported(trace, found)
    })
    expect(hashes).toHaveLength(1)
    expect(found?.failure).toMatchObject({
      violation: { kind: 'crash', message: expect.stringContaining('awaited something') },
      isRepeatable: true,
    })
  })

  test('a search of all schedules, and of each schedule that it finds', async () => {
    const hashes = await hashesOf(async (trace) => {
      const found = await exploreAll(digesting, { maxShrinkRuns: 20, host: host() })
      reported(trace, found)
      const { schedule } = found.failure ?? { schedule: { seed: 1, decisions: [] } }
      const again = await replay(digesting, { schedule, host: host() })
      reported(trace, again)
      expect(again.failure?.violation).toEqual(found.failure?.violation)
    })
    expect(hashes).toHaveLength(1)
  })
})

test('there is one output of the first example of the README', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  let runs = 0
  const hashes = await hashesOf(async (trace) => {
    const path = `./booking.ts?run=${++runs}`
    await import(/* @vite-ignore */ path)
    trace.say(JSON.stringify(log.mock.calls).replaceAll(path.slice(2), 'booking.ts'))
    log.mockClear()
  })
  log.mockRestore()
  expect(hashes).toHaveLength(1)
})
