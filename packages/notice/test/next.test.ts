// Receiving with promises, without a scheduler.

import { describe, expect, it } from 'vitest'
import { RetcodeError, rcResourceNotFound, rcTimeout } from '@kos/retcode'
import { defaultHost, type Host } from '@kos/thread'
import { type NoticeEvent, Receiver, SignalSource } from '@kos/notice'

function watched(): { receiver: Receiver; door: SignalSource } {
  const receiver = new Receiver()
  const door = new SignalSource()
  receiver.subscribe(door, 0xffff, 1)
  return { receiver, door }
}

describe('next', () => {
  it('resolves with what is there, and with what comes', async () => {
    const { receiver, door } = watched()
    door.signal(1)
    expect(await receiver.next()).toEqual({ id: 1, mask: 1 })
    const next = receiver.next()
    door.signal(2)
    expect(await next).toEqual({ id: 1, mask: 2 })
  })

  it('gives each event to one of several, by priority', async () => {
    const { receiver, door } = watched()
    const [low, high] = [receiver.next(), receiver.next({ priority: 1 })]
    door.signal(1)
    expect(await high).toEqual({ id: 1, mask: 1 })
    door.signal(2)
    expect(await low).toEqual({ id: 1, mask: 2 })
  })

  it('rejects with the reason of its signal on abort, and leaves nothing behind', async () => {
    const { receiver, door } = watched()
    const controller = new AbortController()
    const next = receiver.next({ signal: controller.signal })
    controller.abort('enough')
    await expect(next).rejects.toBe('enough')
    await expect(receiver.next({ signal: controller.signal })).rejects.toBe('enough')
    expect(receiver.waiters).toBe(0)
    door.signal(1)
    expect(receiver.pending).toBe(1)
  })

  it('does not lose an event that came just before the abort', async () => {
    const { receiver, door } = watched()
    const controller = new AbortController()
    const next = receiver.next({ signal: controller.signal })
    door.signal(1)
    controller.abort('enough')
    expect(await next).toEqual({ id: 1, mask: 1 })
  })

  it('rejects with rcTimeout', async () => {
    const timers: (() => void)[] = []
    const host: Host = {
      ...defaultHost(),
      setTimer: (callback) => (timers.push(callback), () => {}),
    }
    const { receiver } = watched()
    const next = receiver.next({ timeout: 10, host })
    for (const timer of timers) timer()
    await expect(next).rejects.toEqual(new RetcodeError(rcTimeout))
    await expect(receiver.next({ timeout: 0 })).rejects.toEqual(new RetcodeError(rcTimeout))
  })

  it('rejects with rcResourceNotFound when the entries are dropped', async () => {
    const { receiver } = watched()
    const next = receiver.next()
    receiver.dropAndWake()
    await expect(next).rejects.toEqual(new RetcodeError(rcResourceNotFound))
  })
})

describe('iterating', () => {
  it('gets every event until the receiver is released', async () => {
    const { receiver, door } = watched()
    const seen: NoticeEvent[] = []
    door.signal(1)
    for await (const event of receiver) {
      seen.push(event)
      if (seen.length === 3) receiver.release()
      else door.signal(seen.length + 1)
    }
    expect(seen.map(({ mask }) => mask)).toEqual([1, 2, 3])
  })

  it('may be left and taken up again, without losing an event', async () => {
    const { receiver, door } = watched()
    const window = new SignalSource()
    receiver.subscribe(window, 1, 2)
    door.signal(1)
    window.signal(1)
    for await (const { id } of receiver) {
      expect(id).toBe(1)
      break
    }
    expect(receiver.pending).toBe(1)
    expect(await receiver.next()).toEqual({ id: 2, mask: 1 })
  })

  it('rejects on abort and on time-out', async () => {
    const { receiver } = watched()
    await expect(receiver.events({ timeout: 0 }).next()).rejects.toEqual(
      new RetcodeError(rcTimeout),
    )
    await expect(receiver.events({ signal: AbortSignal.abort('enough') }).next()).rejects.toBe(
      'enough',
    )
  })
})
