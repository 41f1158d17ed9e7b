// A mutex for each key in plain async code; above all, that nothing is left of a key.

import { describe, expect, it } from 'vitest'
import { rcTimeout } from '@kos/retcode'
import { KeyedMutex } from '@kos/sync'
import { FakeHost, settle } from './fake-host.ts'
import { Signal, watch } from './signal.ts'

describe('a mutex for each key', () => {
  it('does not grow with the keys that it had', async () => {
    const locks = new KeyedMutex<number>()
    let most = 0
    for (let key = 0; key < 10_000; key++) {
      const run = locks.run(key, () => (most = Math.max(most, locks.size)))
      const second = locks.acquire(key)
      await run
      ;(await second).release()
      await locks.whenUnlocked(key)
      locks.tryAcquire(key)?.release()
    }
    expect([most, locks.size]).toEqual([1, 0])
  })

  it('forgets keys however their waits end', async () => {
    const host = new FakeHost()
    const locks = new KeyedMutex<string>({ host })
    const signal = new Signal()
    const guard = await locks.acquire('a')
    const waits = [
      watch(locks.acquire('a', { timeout: 10 })),
      watch(locks.acquire('a', { signal })),
      watch(locks.whenUnlocked('a', { timeout: 10 })),
      watch(locks.run('a', () => 'ran')),
    ]
    expect([locks.tryAcquire('a'), locks.waiting('a'), locks.isLocked('a')]).toEqual([
      undefined,
      3,
      true,
    ])
    await host.elapse(10)
    signal.abort('enough')
    await settle()
    expect([waits[0]?.rc, waits[1]?.reason, waits[2]?.rc]).toEqual([rcTimeout, 'enough', rcTimeout])
    guard.release()
    guard.release()
    await settle()
    expect([waits[3]?.value, locks.size, host.timers, signal.listeners]).toEqual(['ran', 0, 0, 0])
  })

  it('keeps a key that is had again before the guard of it is released a second time', async () => {
    const locks = new KeyedMutex<object>()
    const key = {}
    const first = await locks.acquire(key)
    first.release()
    const second = await locks.acquire(key)
    first.release()
    expect([locks.isLocked(key), locks.isLocked({}), second.isReleased]).toEqual([
      true,
      false,
      false,
    ])
    second.release()
    expect(locks.size).toBe(0)
  })

  it('hands a key over with its priorities, and knows guards as owners', async () => {
    const locks = new KeyedMutex<string>({ recursive: true })
    const guard = await locks.acquire('a', { priority: 1 })
    const again = await locks.acquire('a', { owner: guard })
    const other = await locks.acquire('b', { owner: guard })
    expect(locks.owner('a')).toBe(locks.owner('b'))
    const order: number[] = []
    for (const priority of [3, 20]) void locks.run('a', () => order.push(priority), { priority })
    expect(locks.owner('b')?.priority).toBe(20)
    for (const each of [guard, again, other]) each.release()
    await settle()
    expect([order, locks.size]).toEqual([[20, 3], 0])
  })
})
