import { describe, expect, it } from 'vitest'
import { rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import {
  INFINITE_TIMEOUT,
  PromiseWaiter,
  type Timed,
  VirtualClock,
  WaitKind,
  WaitQueue,
} from '@kos/thread'
import { FakeHost } from './fake-host.ts'
import { hostWorld, nothingLeft, virtualWorld, waitIn, watch } from './world.ts'

class Alarm implements Timed {
  deadline = 0
  sequence = 0
  heapIndex = -1
  readonly #action: () => void

  constructor(action: () => void) {
    this.#action = action
  }

  expire(): void {
    this.#action()
  }
}

const longest = 2 ** 31 - 1

describe('a sleeper', () => {
  it('that a queue wants to park is refused, stands in no queue, and sleeps on', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    const sleeper = world.spawn('sleeper', async (self) => {
      await self.sleep(10)
      world.say(`woke at ${world.clock.now()}`)
    })
    await world.run(5)
    expect(queue.park(sleeper.thread, INFINITE_TIMEOUT, WaitKind.other, null)).toBe(
      rcInvalidThreadState,
    )
    expect([queue.isEmpty, sleeper.thread.queue]).toEqual([true, null])
    await world.run(10)
    expect(world.log).toEqual(['woke at 10'])
  })
})

describe('virtual time', () => {
  it('stands still until its limit is raised, and goes no further', async () => {
    const world = virtualWorld()
    world.spawn('a', async (self) => {
      for (;;) {
        await self.sleep(10)
        world.say(String(world.clock.now()))
      }
    })
    await world.run(0)
    expect(world.log).toEqual([])
    await world.run(25)
    expect(world.log).toEqual(['10', '20'])
    expect([world.clock.now(), world.scheduler.nextDeadline]).toEqual([20, 30])
    await world.run(30)
    expect(world.log).toEqual(['10', '20', '30'])
  })

  it('does not pass while a thread can run', async () => {
    const world = virtualWorld()
    world.together(() => {
      world.spawn('sleeper', async (self) => {
        await self.sleep(1)
        world.say('sleeper')
      })
      world.spawn('busy', async (self) => {
        for (let i = 0; i < 100; i++) await self.yield()
        world.say(`busy until ${world.clock.now()}`)
      })
    })
    await world.run()
    expect(world.log).toEqual(['busy until 0', 'sleeper'])
  })

  it('asks no timer of the host', async () => {
    const world = virtualWorld()
    world.spawn('a', (self) => self.sleep(1e12).then(() => {}))
    await world.run()
    expect(world.clock.now()).toBe(1e12)
    expect(world.host.delays).toEqual([])
  })

  it('has a settable system time and seeded entropy', () => {
    const clock = new VirtualClock({ systemTime: 500, seed: 3 })
    const twin = new VirtualClock({ seed: 3 })
    clock.limit = 100
    expect([clock.jump(101), clock.jump(100), clock.now(), clock.systemTime()]).toEqual([
      false,
      true,
      100,
      600,
    ])
    expect([clock.jump(50), clock.now()]).toEqual([true, 100])
    clock.setSystemTime(9)
    expect([clock.systemTime(), clock.now()]).toEqual([9, 100])
    const bits = [clock.entropy(), clock.entropy()]
    expect([twin.entropy(), twin.entropy()]).toEqual(bits)
    expect(new VirtualClock({ seed: 4 }).entropy()).not.toBe(bits[0])
  })

  it.each([1, 0])(
    'lets the host have its turns while timers follow each other in %d ms',
    async (delay) => {
      const world = virtualWorld({ turnLength: 16 })
      let ticks = 0
      const tick: Alarm = new Alarm(() => {
        ticks++
        world.scheduler.after(tick, delay)
      })
      world.scheduler.after(tick, delay)
      world.clock.limit = Infinity
      world.scheduler.poll()
      expect(ticks).toBe(16)
      expect(world.scheduler.isIdle).toBe(false)
      await world.host.turn()
      expect(ticks).toBe(32)
      world.spawn('a', () => world.say(`a after ${ticks}`))
      await world.host.turn()
      expect(world.log).toEqual(['a after 32'])
      world.scheduler.cancel(tick)
      await world.host.rest()
      expect(world.scheduler.isIdle).toBe(true)
    },
  )
})

describe.each([
  ['virtual', virtualWorld],
  ['real', hostWorld],
] as const)('in %s time', (_name, makeWorld) => {
  it('threads run between timers that arm each other without delay', async () => {
    const world = makeWorld()
    const most = 1000
    let ticks = 0
    const tick: Alarm = new Alarm(() => {
      if (++ticks < most) world.scheduler.after(tick, 0)
    })
    // Before the thread, and due when it is.
    world.scheduler.after(tick, 1)
    world.spawn('a', async (self) => {
      await self.sleep(1)
      world.say(ticks < most ? 'a runs meanwhile' : 'a runs at last')
    })
    await world.run()
    await world.host.elapse(1)
    expect(world.log).toEqual(['a runs meanwhile'])
    expect(ticks).toBe(most)
  })
})

describe('what happens inside the parking of a thread', () => {
  it('cannot wake it behind its back: a timer that starts another thread', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    world.spawn('a', async (self) => {
      world.scheduler.after(
        new Alarm(() => {
          queue.wakeOne(rcOk)
          world.spawn('b', () => world.say('b'))
        }),
        5,
      )
      await waitIn(self, queue)
      world.say('a')
    })
    await world.run()
    expect(world.log).toEqual(['a', 'b'])
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })

  it('cannot wake it behind its back: a listener to idling', async () => {
    const queue = new WaitQueue()
    const world = virtualWorld({
      onIdle: () => {
        if (queue.isEmpty) return
        world.together(() => queue.wakeOne(rcTimeout))
      },
    })
    world.spawn('a', async (self) => {
      world.say(String((await waitIn(self, queue)) === rcTimeout))
    })
    await world.run()
    expect(world.log).toEqual(['true'])
    expect(world.scheduler.counts).toEqual(nothingLeft)
  })

  it('may raise the limit of time', async () => {
    const world = virtualWorld({ onIdle: () => (world.clock.limit += 10) })
    world.spawn('a', async (self) => {
      await self.sleep(5)
      world.scheduler.onIdle = null
      world.say(String(world.clock.now()))
    })
    await world.run(0)
    expect(world.log).toEqual(['5'])
  })

  it('may fail without stopping the scheduler', async () => {
    const world = virtualWorld()
    world.scheduler.onIdle = () => {
      throw new Error('idle')
    }
    expect(() => world.scheduler.poll()).toThrow('idle')
    world.scheduler.onIdle = null
    const alarm = new Alarm(() => {
      throw new Error('alarm')
    })
    world.clock.limit = 10
    expect(() => world.scheduler.after(alarm, 5)).toThrow('alarm')
    world.spawn('a', () => world.say('a'))
    await world.run()
    expect(world.log).toEqual(['a'])
  })
})

describe('real time', () => {
  it('is that of the host, from 0', async () => {
    const world = hostWorld()
    expect(world.clock.now()).toBe(0)
    world.spawn('a', async (self) => {
      await self.sleep(30)
      world.say(String(world.clock.now()))
    })
    await world.host.elapse(29)
    expect(world.log).toEqual([])
    await world.host.elapse(1)
    expect(world.log).toEqual(['30'])
    expect(world.clock.systemTime()).toBe(world.host.systemTime())
    world.clock.setSystemTime(5)
    world.host.time += 2
    expect([world.clock.systemTime(), world.clock.now(), world.clock.entropy()]).toEqual([7, 32, 7])
    expect([world.clock.jump(), world.clock.now()]).toEqual([false, 32])
  })

  it('arms one timer for many deadlines, at the earliest', async () => {
    const world = hostWorld()
    for (const delay of [50, 20, 90, 20]) {
      world.spawn(`${delay}`, async (self) => {
        await self.sleep(delay)
        world.say(`${delay}`)
      })
    }
    await world.host.rest()
    expect(world.host.timers).toBe(1)
    await world.host.elapse(100)
    expect(world.log).toEqual(['20', '20', '50', '90'])
    expect(world.host.timers).toBe(0)
  })

  it('asks again if the host calls too early', async () => {
    const world = hostWorld()
    world.spawn('a', async (self) => {
      await self.sleep(40)
      world.say('a')
    })
    await world.host.elapse(39)
    await world.host.fireEarly()
    expect([world.log.length, world.host.timers]).toEqual([0, 1])
    await world.host.elapse(1)
    expect(world.log).toEqual(['a'])
  })

  it('takes the timer back when nothing is left for it', async () => {
    const world = hostWorld()
    const queue = new WaitQueue()
    world.spawn('a', async (self) => void (await waitIn(self, queue, 1_000)))
    await world.host.rest()
    expect(world.host.timers).toBe(1)
    world.together(() => queue.wakeOne(rcOk))
    await world.host.rest()
    expect(world.host.timers).toBe(0)
    const alarm = new Alarm(() => {})
    world.scheduler.after(alarm, 1_000)
    expect(world.host.timers).toBe(1)
    world.scheduler.cancel(alarm)
    expect(world.host.timers).toBe(0)
  })

  it('cuts a delay beyond what hosts can do, and goes on from there', async () => {
    const world = hostWorld()
    const delay = 2 * longest + 5_000
    world.spawn('a', async (self) => {
      await self.sleep(delay)
      world.say(String(world.clock.now()))
    })
    await world.host.elapse(delay - 1)
    expect(world.log).toEqual([])
    await world.host.elapse(1)
    expect(world.log).toEqual([String(delay)])
    expect(world.host.delays).toEqual([longest, longest, 5_000])
  })

  it('does not call it idling while a deadline is to come', async () => {
    let idle = 0
    const world = hostWorld({ onIdle: () => idle++ })
    world.spawn('a', (self) => self.sleep(10).then(() => {}))
    await world.host.rest()
    world.scheduler.poll()
    expect(idle).toBe(0)
    await world.host.elapse(10)
    expect(idle).toBe(1)
  })

  it('rounds up, so that no timer fires a fraction early', async () => {
    const world = hostWorld()
    world.spawn('a', (self) => self.sleep(0.25).then(() => {}))
    await world.host.rest()
    expect(world.host.delays).toEqual([1])
  })
})

describe('INFINITE_TIMEOUT', () => {
  it('allocates no timer', async () => {
    for (const world of [virtualWorld(), hostWorld()]) {
      const queue = new WaitQueue()
      const target = world.spawn(
        'a',
        async (self) => void (await waitIn(self, queue, INFINITE_TIMEOUT)),
      )
      world.spawn('b', async (self) => void (await self.join(target)))
      await world.run()
      expect(world.scheduler.counts.timers).toBe(0)
      expect(world.host.delays).toEqual([])
      expect(queue.length).toBe(1)
    }
  })

  it('is told from the time-out next to it', async () => {
    const world = virtualWorld()
    const queue = new WaitQueue()
    world.spawn('a', async (self) => {
      world.say(String((await waitIn(self, queue, INFINITE_TIMEOUT - 1)) === rcTimeout))
    })
    await world.run()
    expect([world.log, world.clock.now()]).toEqual([['true'], INFINITE_TIMEOUT - 1])
  })
})

describe('a timer that is no thread', () => {
  it('fires once, in order of deadlines and arming, and can be taken back', () => {
    const { scheduler, clock, log } = virtualWorld()
    const alarm = (name: string): Alarm => new Alarm(() => log.push(`${name} at ${clock.now()}`))
    const taken = alarm('taken')
    scheduler.after(alarm('a'), 20)
    scheduler.after(alarm('b'), 10)
    scheduler.after(taken, 15)
    scheduler.after(alarm('c'), 20)
    scheduler.cancel(taken)
    scheduler.cancel(taken)
    clock.limit = 100
    scheduler.poll()
    expect(log).toEqual(['b at 10', 'a at 20', 'c at 20'])
    expect(scheduler.counts).toEqual(nothingLeft)
  })

  it('is re-armed if it is armed', () => {
    const { scheduler, clock, log } = virtualWorld()
    const alarm = new Alarm(() => log.push(`at ${clock.now()}`))
    scheduler.after(alarm, 20)
    scheduler.after(alarm, 30)
    expect(scheduler.counts.timers).toBe(1)
    clock.limit = 100
    scheduler.poll()
    expect(log).toEqual(['at 30'])
  })

  it('fires at once where time may go on and nobody runs', () => {
    const { scheduler, clock, log } = virtualWorld()
    clock.limit = 100
    scheduler.after(new Alarm(() => log.push(`at ${clock.now()}`)), 20)
    expect(log).toEqual(['at 20'])
  })
})

describe('a promise waiter', () => {
  it('cuts a delay beyond what hosts can do, and goes on from there', async () => {
    const host = new FakeHost()
    const waiter = new PromiseWaiter({ host })
    const seen = watch(waiter.wait(waiter.park(INFINITE_TIMEOUT - 1, WaitKind.other, null)))
    await host.elapse(INFINITE_TIMEOUT - 2)
    expect([seen.outcome, host.timers]).toEqual(['pending', 1])
    await host.elapse(1)
    expect(seen.outcome).toBe(String(rcTimeout))
    expect(host.delays).toEqual([longest, longest])
  })

  it('takes its second timer back, too', async () => {
    const host = new FakeHost()
    const waiter = new PromiseWaiter({ host })
    waiter.park(INFINITE_TIMEOUT - 1, WaitKind.other, null)
    await host.elapse(longest + 5)
    waiter.wake(rcOk)
    expect(host.timers).toBe(0)
  })
})
