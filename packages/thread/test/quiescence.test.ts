// Quiescence on the real host: whatever called a thread into being, its microtasks are waited for,
// and nothing else.

import { afterEach, describe, expect, it, vi } from 'vitest'
import { rcOk } from '@kos/retcode'
import {
  defaultHost,
  type LocalThread,
  Scheduler,
  type SchedulerOptions,
  spawn,
  VirtualClock,
} from '@kos/thread'

const world = (options: Omit<SchedulerOptions, 'clock'> = {}): Scheduler =>
  new Scheduler({ ...options, clock: new VirtualClock() })

const nextImmediate = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Long, but nothing foreign. */
async function chain(length: number): Promise<void> {
  for (let i = 0; i < length; i++) await Promise.resolve()
}

/** Each place from which the host may call a scheduler. */
const places: Readonly<Record<string, (callback: () => void) => void>> = {
  'a promise job': queueMicrotask,
  'a tick': (callback) => process.nextTick(callback),
  'a tick of a promise job': (callback) => queueMicrotask(() => process.nextTick(callback)),
  'a promise job of a tick': (callback) => process.nextTick(() => queueMicrotask(callback)),
  'an immediate': (callback) => void setImmediate(callback),
  'a timer': (callback) => void setTimeout(callback, 0),
}

const placed = (place: string): Promise<void> => new Promise((resolve) => places[place]?.(resolve))

describe.each(Object.keys(places))('a thread that was started in %s', (place) => {
  const started = async (routine: (self: LocalThread) => Promise<void>): Promise<string> => {
    const scheduler = world()
    const order: string[] = []
    let thread: LocalThread | undefined
    await new Promise<void>((resolve) => {
      places[place]?.(() => {
        // Both are queued before the thread runs.
        setImmediate(resolve)
        process.nextTick(() => order.push('tick'))
        thread = spawn(scheduler, routine, { name: 'a' })
        thread.ended.then(
          () => order.push('ended'),
          () => order.push('refused'),
        )
      })
    })
    if (place === 'a timer') await nextImmediate()
    return order.filter((word) => word !== 'tick').join()
  }

  it('may await a thousand microtasks', async () => {
    expect(await started(() => chain(1_000))).toBe('ended')
  })

  it('is refused a foreign wait before the next turn of the host', async () => {
    expect(await started(() => new Promise<void>(() => {}))).toBe('refused')
  })

  it('is refused it also after a chain of microtasks', async () => {
    expect(await started(() => chain(1_000).then(nextImmediate))).toBe('refused')
  })

  it('is refused to await a tick of the host', async () => {
    expect(await started(() => new Promise((resolve) => process.nextTick(resolve)))).toBe('refused')
  })
})

describe('a thread that others ran before', () => {
  it('is refused to await a tick of the host all the same', async () => {
    const scheduler = world()
    const first = spawn(scheduler, async (self) => {
      for (let i = 0; i < 10; i++) await self.yield()
    })
    const second = spawn(scheduler, async (self) => {
      await self.join(first)
      await self.yield()
      await new Promise<void>((resolve) => process.nextTick(resolve))
    })
    await expect(second.ended).rejects.toThrow('awaited something')
  })

  it('is not mistaken for them, if it starts in a tick before the queue was found dry', async () => {
    const scheduler = world()
    const later = new Promise<number>((resolve) => {
      queueMicrotask(() =>
        process.nextTick(() => resolve(spawn(scheduler, () => chain(1_000)).ended)),
      )
    })
    spawn(scheduler, () => chain(1))
    expect(await later).toBe(0)
  })
})

describe('quiescence', () => {
  it('is not before the threads have parked, nor inside an entry', async () => {
    const scheduler = world()
    expect(scheduler.isQuiescent).toBe(true)
    const seen: boolean[] = []
    const look = (): number => seen.push(scheduler.isQuiescent)
    const thread = spawn(scheduler, async (self) => {
      look()
      await self.sleep(5)
      look()
    })
    look()
    await nextImmediate()
    look()
    scheduler.enter()
    look()
    scheduler.leave()
    ;(scheduler.clock as VirtualClock).limit = 10
    scheduler.poll()
    look()
    await thread.ended
    await nextImmediate()
    look()
    expect(seen).toEqual([false, false, true, false, false, false, true])
  })

  it('is not before the clean-up of a thread that was terminated outside of all threads', async () => {
    const scheduler = world()
    const seen: boolean[] = []
    const thread = spawn(scheduler, async (self) => {
      try {
        await self.sleep(5)
      } finally {
        await chain(1_000)
        seen.push(scheduler.isQuiescent)
      }
    })
    await nextImmediate()
    expect(scheduler.terminate(thread.thread, 0)).toBe(rcOk)
    await nextImmediate()
    expect([seen, scheduler.isQuiescent]).toEqual([[false], true])
  })

  it('comes again after each foreign wait that is let be', async () => {
    const seen: string[] = []
    const scheduler = world({ onForeignWait: ({ name }) => void seen.push(name) })
    const done = ['a', 'b'].map(
      (name) =>
        spawn(
          scheduler,
          async (self) => {
            await nextImmediate()
            await self.yield()
            await nextImmediate()
          },
          { name },
        ).ended,
    )
    expect(await Promise.all(done)).toEqual([0, 0])
    expect(seen).toEqual(['a', 'b', 'a', 'b'])
  })
})

describe('three hundred runs that await a digest', () => {
  const { subtle } = globalThis.crypto

  it('all end alike', async () => {
    const outcomes = new Map<string, number>()
    for (let run = 0; run < 300; run++) {
      const { ended } = spawn(world(), async () => {
        await subtle.digest('SHA-256', new Uint8Array(64))
        return 1
      })
      const outcome = ended.then(String, (error: Error) => error.name)
      if (run % 3 === 1) await placed('an immediate')
      if (run % 3 === 2) await placed('a timer')
      const name = await outcome
      outcomes.set(name, (outcomes.get(name) ?? 0) + 1)
    }
    expect([...outcomes]).toEqual([['ThreadTerminated', 300]])
  })
})

describe('a host without ticks', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('tells in a task of its own that the queue is dry', async () => {
    const order: string[] = []
    for (const process of [undefined, {}]) {
      vi.stubGlobal('process', process)
      const host = defaultHost()
      const told = new Promise<void>((resolve) => {
        queueMicrotask(() => host.afterMicrotasks(() => resolve(void order.push('dry'))))
      })
      vi.unstubAllGlobals()
      await chain(100)
      order.push('microtasks')
      await told
    }
    expect(order).toEqual(['microtasks', 'dry', 'microtasks', 'dry'])
  })
})
