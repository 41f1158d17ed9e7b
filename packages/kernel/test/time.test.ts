// Time as programs see it: on a virtual clock, and with the fractions of a real one.

import { INFINITE_TIMEOUT, type Kos } from '@kos/libkos'
import { rcFail, rcInvalidArgument, rcOk, rcSecurityDisallow, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { any, core, execute, HostClock, request, VirtualClock } from '../src/index.ts'
import { FakeHost, settle } from './fake-host.ts'
import { hosts, openWorld, type World } from './world.ts'

describe.each(hosts)('on %s', (_name, host) => {
  const open = (clock = new VirtualClock()): World => {
    const world = openWorld({ host: host(), clock })
    world.empty('P')
    return world
  }

  test('nothing but waiting takes time', async () => {
    await using world = open()
    const times = await world.act('P', async (kos) => {
      const times = [kos.KnGetMSecSinceStart()]
      await kos.KnSleep(1_250)
      times.push(kos.KnGetMSecSinceStart())
      await kos.KosThreadSleep(0)
      return [...times, kos.KnGetUpTime()]
    })
    expect(times).toEqual([0, 1_250, { rc: rcOk, time: { sec: 1, nsec: 250_000_000 } }])
  })

  test('sleepers wake in the order of their times, and of their calls if those are equal', async () => {
    await using world = open()
    const order = await world.act('P', async (kos) => {
      const order: number[] = []
      for (const [index, delay] of [30, 10, 20, 10].entries()) {
        kos.KosThreadCreate(
          15,
          0,
          async (own: Kos) => {
            await own.KnSleep(delay)
            order.push(index)
          },
          0,
          0,
        )
      }
      await kos.KnSleep(100)
      return order
    })
    expect(order).toEqual([1, 3, 2, 0])
  })

  test('the system time starts at the epoch, goes on, and can be set', async () => {
    await using world = open()
    const seen = await world.act('P', async (kos) => {
      const before = kos.KnGetSystemTime()
      const rc = kos.KnSetSystemTime({ sec: 1_000_000_000, nsec: 500_000_000 })
      await kos.KnSleep(700)
      return [before, rc, kos.KnGetSystemTime(), kos.KnGetUpTime()]
    })
    expect(seen).toEqual([
      { rc: rcOk, time: { sec: 0, nsec: 0 } },
      rcOk,
      { rc: rcOk, time: { sec: 1_000_000_001, nsec: 200_000_000 } },
      { rc: rcOk, time: { sec: 0, nsec: 700_000_000 } },
    ])
  })

  test('the system time as a date is UTC, with months and weekdays from 0 and years from 1900', async () => {
    await using world = open(new VirtualClock({ systemTime: Date.UTC(2024, 1, 29, 13, 5, 6, 789) }))
    const { rt } = await world.act('P', (kos) => kos.KnGetRtcTime())
    expect(rt).toEqual({
      msec: 789,
      sec: 6,
      min: 5,
      hour: 13,
      mday: 29,
      month: 1,
      year: 124,
      wday: 4,
    })
  })

  test('a time that is no date has none', async () => {
    await using world = open()
    const codes = await world.act('P', (kos) => [
      kos.KnSetSystemTime({ sec: 9_000_000_000_000, nsec: 0 }),
      kos.KnGetRtcTime().rc,
      kos.KnSetSystemTime({ sec: 9_100_000_000_000, nsec: 0 }),
      kos.KnSetSystemTime({ sec: 0, nsec: 1_000_000_000 }),
      kos.KnSetSystemTime({ sec: 0, nsec: 999_999_999 }),
    ])
    expect(codes).toEqual([rcOk, rcFail, rcInvalidArgument, rcInvalidArgument, rcOk])
  })

  test('resolutions are those of the clock', async () => {
    await using world = open()
    const seen = await world.act('P', (kos) => [kos.KnGetUpTimeRes(), kos.KnGetSystemTimeRes()])
    const res = { sec: 0, nsec: 1_000_000 }
    expect(seen).toEqual([
      { rc: rcOk, res },
      { rc: rcOk, res },
    ])
  })

  test('setting the system time moves neither up time nor sleepers, and dates follow it', async () => {
    await using world = open()
    const seen = await world.act('P', async (kos) => {
      const { tid } = unwrap(
        kos.KosThreadCreate(15, 0, async (own: Kos) => void (await own.KnSleep(50)), 0, 0),
      )
      await kos.KnSleep(10)
      const rc = kos.KnSetSystemTime({ sec: 86_400, nsec: 0 })
      await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
      return [rc, kos.KnGetMSecSinceStart(), kos.KnGetRtcTime().rt]
    })
    const rt = { msec: 40, sec: 0, min: 0, hour: 0, mday: 2, month: 0, year: 70, wday: 5 }
    expect(seen).toEqual([rcOk, 50, rt])
  })

  test('without permission there is no time', async () => {
    const security = [execute(), request(any, core, { endpoint: 'thread.Thread' })]
    await using world = openWorld({ host: host(), clock: new VirtualClock(), security })
    world.empty('P')
    const seen = await world.act('P', async (kos) => {
      await kos.KnSleep(5)
      return [
        kos.KnGetMSecSinceStart(),
        kos.KnGetRtcTime(),
        kos.KnGetSystemTime(),
        kos.KnGetSystemTimeRes(),
        kos.KnGetUpTime(),
        kos.KnGetUpTimeRes(),
        { rc: kos.KnSetSystemTime({ sec: 1, nsec: 0 }) },
      ]
    })
    expect(seen).toEqual([0, ...Array.from({ length: 6 }, () => ({ rc: rcSecurityDisallow }))])
  })

  test('a real clock has the date of its host, until that is set, and its resolution', async () => {
    const fake = new FakeHost()
    await using world = openWorld({ host: host(), clock: new HostClock(fake) })
    world.empty('P')
    const done = world.kernel.as('P', (kos) => {
      const before = unwrap(kos.KnGetSystemTime()).time.sec
      const res = [kos.KnGetSystemTimeRes(), kos.KnGetUpTimeRes()]
      const rc = kos.KnSetSystemTime({ sec: 7, nsec: 0 })
      fake.time += 1_500
      return [before, res, rc, kos.KnGetSystemTime(), kos.KnGetMSecSinceStart()]
    })
    await settle()
    const res = { rc: rcOk, res: { sec: 0, nsec: 1_000 } }
    expect(await done).toEqual([
      1_700_000_000,
      [res, res],
      rcOk,
      { rc: rcOk, time: { sec: 8, nsec: 500_000_000 } },
      1_500,
    ])
  })

  test('a real clock has fractions, which never make a whole second', async () => {
    const fake = new FakeHost()
    await using world = openWorld({ host: host(), clock: new HostClock(fake) })
    world.empty('P')
    const times = [0.25, 999.999_999_9, 1_000]
    const seen: unknown[] = []
    for (const time of times) {
      fake.time = time
      const done = world.kernel.as('P', (kos) => kos.KnGetUpTime().time)
      await settle()
      seen.push(await done)
    }
    expect(seen).toEqual([
      { sec: 0, nsec: 250_000 },
      { sec: 0, nsec: 999_999_999 },
      { sec: 1, nsec: 0 },
    ])
  })

  test('a real clock wakes sleepers when its host says so', async () => {
    const fake = new FakeHost()
    await using world = openWorld({ host: host(), clock: new HostClock(fake) })
    world.empty('P')
    const done = world.kernel.as('P', async (kos) => {
      await kos.KnSleep(20)
      return kos.KnGetMSecSinceStart()
    })
    await fake.elapse(19)
    expect(world.kernel.inspect().objects).toMatchObject({ timers: 1 })
    await fake.elapse(1)
    expect([await done, fake.timers]).toEqual([20, 0])
  })
})
