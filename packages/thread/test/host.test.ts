import { afterEach, describe, expect, it, vi } from 'vitest'
import { defaultHost, HostClock } from '@kos/thread'
import { settle } from './fake-host.ts'
import { virtualWorld } from './world.ts'

describe('turns of the host', () => {
  const trace = async (turnLength: number): Promise<{ log: string; turns: number }> => {
    const world = virtualWorld({ turnLength })
    world.together(() => {
      for (const name of ['a', 'b', 'c']) {
        world.spawn(name, async (self) => {
          for (let i = 0; i < 2_000; i++) {
            world.say(name)
            if (i % 7 === 0) await self.sleep(i % 3)
            else await self.yield()
          }
        })
      }
    })
    world.clock.limit = Infinity
    const turns = await world.host.rest(100_000)
    return { log: world.log.join(''), turns }
  }

  it('come after 4096 switches, and change no order', async () => {
    const often = await trace(5)
    const normal = await trace(4_096)
    const never = await trace(Infinity)
    expect(never.turns).toBe(1)
    expect(normal.turns).toBe(2)
    expect(often.turns).toBeGreaterThan(1_000)
    expect(often.log).toBe(never.log)
    expect(normal.log).toBe(never.log)
  })

  it('are 4096 switches apart if nothing is said', async () => {
    const world = virtualWorld()
    const progress = { rounds: 0 }
    world.spawn('a', async (self) => {
      for (; progress.rounds < 10_000; progress.rounds++) await self.yield()
    })
    await settle()
    const seen = [progress.rounds]
    while (progress.rounds < 10_000) {
      await world.host.turn()
      seen.push(progress.rounds)
    }
    expect(seen).toEqual([4_096 - 2, 2 * 4_096 - 2, 10_000])
  })

  it('are as far apart in virtual time, however many others come in between', async () => {
    const roundsBefore = async (others: number): Promise<number> => {
      const world = virtualWorld({ turnLength: 10 })
      const progress = { rounds: 0 }
      world.spawn('a', async (self) => {
        for (; progress.rounds < 4; progress.rounds++) await self.yield()
        await self.sleep(1)
        for (; progress.rounds < 20; progress.rounds++) await self.yield()
      })
      await settle()
      for (let turn = 0; turn < others; turn++) await world.host.turn()
      world.clock.limit = 1
      world.scheduler.poll()
      await settle()
      return progress.rounds
    }
    expect([await roundsBefore(0), await roundsBefore(1)]).toEqual([7, 7])
  })

  it('come before the chosen thread goes on, which nobody overtakes', async () => {
    const world = virtualWorld({ turnLength: 2 })
    const chosen = world.spawn('first', () => world.say('first'))
    await world.run()
    world.spawn('chosen', () => world.say('chosen'), { priority: 1 })
    world.spawn('higher', () => world.say('higher'), { priority: 30 })
    expect(chosen.thread.scheduler.current?.name).toBe('chosen')
    await world.run()
    expect(world.log).toEqual(['first', 'chosen', 'higher'])
  })
})

describe('the default host', () => {
  it('has a clock, timers, tasks and entropy', async () => {
    const host = defaultHost()
    const order: string[] = []
    const before = host.now()
    await new Promise<void>((resolve) => {
      host.setTimer(() => order.push('taken back'), 0)()
      host.hostTask(() => {
        order.push('task')
        host.setTimer(() => {
          order.push('timer')
          resolve()
        }, 0)
      })
      order.push('caller')
    })
    expect(order).toEqual(['caller', 'task', 'timer'])
    expect(host.now()).toBeGreaterThanOrEqual(before)
    expect(host.systemTime()).toBeGreaterThan(1.6e12)
    const bits = Array.from({ length: 200 }, () => host.entropy())
    expect(new Set(bits).size).toBeGreaterThan(190)
    expect(new HostClock().now()).toBeGreaterThanOrEqual(0)
  })
})

describe('the default host where the global object offers less', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('takes its tasks from a message channel, made when it is first needed', () => {
    const posted: (() => void)[] = []
    let channels = 0
    class MessageChannel {
      readonly port1: { onmessage: (() => void) | null } = { onmessage: null }
      readonly port2 = { postMessage: () => void posted.push(() => this.port1.onmessage?.()) }
      constructor() {
        channels++
      }
    }
    vi.stubGlobal('setImmediate', undefined)
    vi.stubGlobal('MessageChannel', MessageChannel)
    const host = defaultHost()
    expect(channels).toBe(0)
    const order: number[] = []
    for (const task of [1, 2]) host.hostTask(() => order.push(task))
    for (const deliver of posted) deliver()
    expect([order, channels]).toEqual([[1, 2], 1])
  })

  it('takes its tasks from timers if there is nothing better', () => {
    const delays: number[] = []
    vi.stubGlobal('setImmediate', undefined)
    vi.stubGlobal('MessageChannel', undefined)
    vi.stubGlobal('setTimeout', (callback: () => void, delay: number) => {
      delays.push(delay)
      callback()
    })
    const order: string[] = []
    defaultHost().hostTask(() => order.push('task'))
    expect([order, delays]).toEqual([['task'], [0]])
  })
})
