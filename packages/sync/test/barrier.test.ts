// Barriers and latches in plain async code.

import { describe, expect, it } from 'vitest'
import { rcTimeout } from '@kos/retcode'
import { Barrier, Latch } from '@kos/sync'
import { FakeHost, settle } from './fake-host.ts'
import { Signal, watch } from './signal.ts'

describe('a barrier', () => {
  it('keeps the phases of several parties together', async () => {
    const barrier = new Barrier(3)
    const log: string[] = []
    const party = async (name: string): Promise<void> => {
      for (let phase = 1; phase <= 3; phase++) {
        log.push(`${phase}${name}`)
        await barrier.arrive()
      }
    }
    await Promise.all(['a', 'b', 'c'].map(party))
    expect(log.map((entry) => entry[0]).join('')).toBe('111222333')
    expect(barrier.waiting).toBe(0)
  })

  it('does not count who gave up, and leaves nothing of it', async () => {
    const host = new FakeHost()
    const barrier = new Barrier(2, { host })
    const signal = new Signal()
    const waits = [watch(barrier.arrive({ timeout: 10, signal }))]
    await host.elapse(10)
    expect([waits[0]?.rc, barrier.waiting]).toEqual([rcTimeout, 0])
    waits.push(watch(barrier.arrive({ timeout: 10, signal })))
    signal.abort('enough')
    await settle()
    expect([waits[1]?.reason, barrier.waiting]).toEqual(['enough', 0])
    await expect(barrier.arrive({ signal })).rejects.toBe('enough')
    expect([host.timers, signal.listeners]).toEqual([0, 0])
    await Promise.all([barrier.arrive(), barrier.arrive()])
  })
})

describe('a latch', () => {
  it('is open for all when it has been counted down', async () => {
    const host = new FakeHost()
    const latch = new Latch(2, { host })
    const signal = new Signal()
    const waits = [
      watch(latch.whenZero()),
      watch(latch.whenZero({ timeout: 10 })),
      watch(latch.whenZero({ signal })),
    ]
    latch.countDown()
    await host.elapse(10)
    signal.abort('enough')
    await settle()
    expect([waits[0]?.outcome, waits[1]?.rc, waits[2]?.reason, latch.waiting]).toEqual([
      'pending',
      rcTimeout,
      'enough',
      1,
    ])
    latch.countDown()
    await settle()
    expect([waits[0]?.outcome, host.timers, signal.listeners]).toEqual(['resolved', 0, 0])
    await latch.whenZero({ timeout: 0 })
  })
})
