// Threads of a program: callbacks, storage of their own, stacks, suspending. How they end is tested
// in `termination.test.ts`, time in `time.test.ts`.

import {
  INFINITE_TIMEOUT,
  type Kos,
  type KosThreadCallbackReason,
  KosThreadCallbackReasonCreate,
  KosThreadCallbackReasonDestroy,
  type Tid,
} from '@kos/libkos'
import {
  rcAlreadyExists,
  rcInvalidArgument,
  rcInvalidThreadState,
  rcOk,
  rcResourceNotFound,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { StackRanges } from '../src/stack-ranges.ts'
import { hosts, openWorld, type World } from './world.ts'

const nothing = (): void => {}

function start(kos: Kos, routine: (kos: Kos) => Promise<void> | void, priority = 15): Tid {
  return unwrap(kos.KosThreadCreate(priority, 0, routine, 0, 0)).tid
}

describe.each(hosts)('on %s', (_name, host) => {
  const open = (): World => {
    const world = openWorld({ host: host() })
    world.empty('P')
    return world
  }

  describe('callbacks', () => {
    /** Registers callbacks that say who they are and whom they hear of. */
    function listen(kos: Kos, ...names: string[]): string[] {
      const said: string[] = []
      for (const name of names) {
        const callback = (reason: KosThreadCallbackReason, own: Kos): void => {
          said.push(
            `${name} ${reason === KosThreadCallbackReasonCreate ? 'begin' : 'end'} ${own.KosThreadCurrentId()}`,
          )
        }
        expect(kos.KosThreadCallbackRegister(callback)).toBe(rcOk)
      }
      return said
    }

    test('hear of the begin and the end of each thread, in it, in the order in which they were registered', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const said = listen(kos, 'first', 'second')
        const tid = start(kos, (own) => void said.push(`routine ${own.KosThreadCurrentId()}`))
        await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
        expect(said).toEqual([
          `first begin ${tid}`,
          `second begin ${tid}`,
          `routine ${tid}`,
          `first end ${tid}`,
          `second end ${tid}`,
        ])
      })
    })

    test('hear of it no more when they were unregistered', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const heard: number[] = []
        const callback = (reason: KosThreadCallbackReason): void => void heard.push(reason)
        expect(kos.KosThreadCallbackUnregister(callback)).toBe(rcResourceNotFound)
        expect(kos.KosThreadCallbackRegister(callback)).toBe(rcOk)
        expect(kos.KosThreadCallbackRegister(callback)).toBe(rcAlreadyExists)
        await kos.KosThreadWait(start(kos, nothing), INFINITE_TIMEOUT)
        expect(kos.KosThreadCallbackUnregister(callback)).toBe(rcOk)
        await kos.KosThreadWait(start(kos, nothing), INFINITE_TIMEOUT)
        expect(heard).toEqual([KosThreadCallbackReasonCreate, KosThreadCallbackReasonDestroy])
      })
    })

    test('that throw hurt nobody and are reported', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        kos.KosThreadCallbackRegister(() => {
          throw new Error('no callback today')
        })
        const said = listen(kos, 'other')
        const tid = start(kos, () => void said.push('routine'))
        expect(await kos.KosThreadWait(tid, INFINITE_TIMEOUT)).toBe(rcOk)
        expect(said).toEqual([`other begin ${tid}`, 'routine', `other end ${tid}`])
      })
      expect(world.misuses.map(({ message }) => message)).toEqual([
        expect.stringMatching(
          /^P: a callback .* threw at the begin of thread \d+: no callback today; it was ignored$/,
        ),
        expect.stringMatching(
          /^P: a callback .* threw at the end of thread \d+: no callback today; it was ignored$/,
        ),
      ])
    })

    test('hear once of the end of a thread that is terminated, whatever it waits for then', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const said = listen(kos, 'callback')
        const polite = start(kos, async (own) => void (await own.KnSleep(INFINITE_TIMEOUT - 1)))
        const stubborn = start(kos, async (own) => {
          try {
            await own.KnSleep(1_000)
          } finally {
            await own.KnSleep(1_000)
          }
        })
        await kos.KosThreadYield()
        said.length = 0
        for (const tid of [polite, stubborn]) await kos.KosThreadTerminate(tid, 0)
        await kos.KnSleep(1)
        expect(said.sort()).toEqual([polite, stubborn].map((tid) => `callback end ${tid}`).sort())
      })
    })

    test('hear nothing of a thread that never began', async () => {
      await using world = open()
      await world.act('P', async (kos) => {
        const said = listen(kos, 'callback')
        const { tid } = unwrap(kos.KosThreadCreate(15, 0, nothing, 0, 1))
        await kos.KosThreadTerminate(tid, 0)
        await kos.KosThreadYield()
        expect(said).toEqual([])
      })
    })
  })

  test('each thread has storage of its own, empty at first', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const value = { any: 'value' }
      expect([kos.KosThreadTlsGet(), kos.KosThreadTlsSet(value)]).toEqual([null, rcOk])
      const seen: unknown[] = []
      const tid = start(kos, (own) => {
        seen.push(own.KosThreadTlsGet())
        own.KosThreadTlsSet('its own')
        seen.push(own.KosThreadTlsGet())
      })
      await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
      expect(seen).toEqual([null, 'its own'])
      expect(kos.KosThreadTlsGet()).toBe(value)
    })
  })

  test('a thread suspends itself for good, and only itself', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const said: string[] = []
      const tid = start(kos, async (own) => {
        try {
          await own.KosThreadSuspend(own.KosThreadCurrentId())
          said.push('went on')
        } finally {
          said.push('over')
        }
      })
      await kos.KosThreadYield()
      expect(await kos.KosThreadSuspend(tid)).toBe(rcInvalidArgument)
      expect(kos.KosThreadResume(tid)).toBe(rcInvalidThreadState)
      await kos.KnSleep(1_000)
      expect(said).toEqual([])
      await kos.KosThreadTerminate(tid, 0)
      // Its clean-up runs in microtasks, among those of this thread.
      for (let turn = 0; turn < 4; turn++) await kos.KosThreadYield()
      expect(said).toEqual(['over'])
    })
  })

  test('stacks of living threads are ranges of their size that do not overlap', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const sizes = [0, 1, 4_096, 4_097, 0x20_0000]
      const tids = sizes.map((size) => unwrap(kos.KosThreadCreate(15, size, nothing, 0, 1)).tid)
      const stacks = [kos.KosThreadCurrentId(), ...tids].map((tid) => kos.KosThreadGetStack(tid))
      expect(stacks.map(({ size }) => size)).toEqual([
        0x10_0000, 0x10_0000, 4_096, 4_096, 8_192, 0x20_0000,
      ])
      const ranges = [...stacks].sort((a, b) => a.stack - b.stack)
      ranges.forEach(({ stack }, index) => {
        expect([stack % 4_096, stack > 0]).toEqual([0, true])
        const before = ranges[index - 1]
        if (before !== undefined) expect(before.stack + before.size).toBeLessThan(stack)
      })
      for (const tid of tids) await kos.KosThreadTerminate(tid, 0)
      expect(kos.KosThreadGetStack(tids[0]!)).toEqual({ stack: 0, size: 0 })
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, nothing, 0, 1))
      expect(kos.KosThreadGetStack(tid)).toEqual(stacks[1])
    })
  })
})

test('stack ranges end at the bottom, and come again', () => {
  const ranges = new StackRanges()
  const size = 2 ** 44
  const made = []
  for (let range = ranges.reserve(size); range !== null; range = ranges.reserve(size))
    made.push(range)
  expect(made).toHaveLength(3)
  ranges.release(made[1]!)
  expect([ranges.reserve(size), ranges.reserve(size)]).toEqual([made[1], null])
})
