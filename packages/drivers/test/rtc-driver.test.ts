// The driver of a real-time clock on the real kernel, with the device model of one.

import type { Device } from '@kos/io-hw'
import { Mc146818 } from '@kos/io-hw/models'
import { connect, type Kos, type Proxy, rcInvalidArgument, rcOk, rcTimeout } from '@kos/libkos'
import { VirtualClock } from '@kos/kernel'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Any, type DateTime, RTC, RtcDriver } from '../src/index.ts'
import { codeOf } from './answer-code.ts'
import { DriverWorld, type PlacedModel } from './driver-world.ts'
import { boundTo, HostileDevice } from './hostile-device.ts'

function placed(device: Device): PlacedModel {
  return { name: 'rtc0', model: 'mc146818', device, ports: 0x70, irqs: [8] }
}

function openWorld(device: Device): DriverWorld {
  const world = new DriverWorld([placed(device)], { clock: new VirtualClock() })
  world.drive(RtcDriver, 'kl.drivers.RTC', 'rtc0')
  world.client('Client', 'rtc0')
  return world
}

const rtcOf = (kos: Kos): Proxy<RTC> => connect(kos, RTC, 'rtc0', 'rtc')

const noon: DateTime = { year: 2026, month: 2, day: 28, hour: 12, minute: 0, second: 0 }

test('the time is that which was set, and goes on', async () => {
  await using world = openWorld(new Mc146818())
  const times = await world.act('Client', async (kos) => {
    const rtc = rtcOf(kos)
    const seen = []
    for (const time of [
      noon,
      { ...noon, hour: 23, minute: 59, second: 58 },
      { year: 2024, month: 12, day: 31, hour: 23, minute: 59, second: 59 },
      { year: 1999, month: 12, day: 31, hour: 0, minute: 0, second: 0 },
      { year: 2099, month: 2, day: 1, hour: 11, minute: 1, second: 9 },
    ]) {
      expect(codeOf(await rtc.SetTime({ time }))).toBe(rcOk)
      const first = (await rtc.GetTime()).time
      await kos.KnSleep(2500)
      seen.push([time, first, (await rtc.GetTime()).time])
    }
    return seen
  })
  for (const [set, first] of times) expect(first).toEqual(set)
  const later = times.map(([, , time]) => time)
  // The clock does not begin a second when it is set.
  expect(later[0]).toEqual({
    ...noon,
    second: expect.toSatisfy((at: number) => at === 2 || at === 3),
  })
  expect(later[1]).toMatchObject({ year: 2026, month: 3, day: 1, hour: 0, minute: 0 })
  expect(later[2]).toMatchObject({ year: 2025, month: 1, day: 1, hour: 0, minute: 0 })
})

test('the century is kept, and a year that begins one begins it', async () => {
  const clock = new Mc146818()
  await using world = openWorld(clock)
  const night = { hour: 23, minute: 59, second: 59 }
  const times = [
    { ...noon, year: 1999 },
    { ...noon, year: 2000, day: 29 },
    { ...noon, year: 2099 },
    { ...noon, year: 1970 },
  ]
  const seen = await world.act('Client', async (kos) => {
    const rtc = rtcOf(kos)
    const got = []
    for (const time of times) {
      expect(codeOf(await rtc.SetTime({ time }))).toBe(rcOk)
      clock.write(0, 1, 0x32)
      got.push([clock.read(1, 1), (await rtc.GetTime()).time])
    }
    await rtc.SetTime({ time: { year: 1999, month: 12, day: 31, ...night } })
    await kos.KnSleep(1500)
    return { got, next: (await rtc.GetTime()).time }
  })
  expect(seen.got).toEqual(times.map((time, index) => [[0x19, 0x20, 0x20, 0x19][index], time]))
  expect(seen.next).toMatchObject({ year: 2000, month: 1, day: 1, hour: 0, minute: 0 })
})

test.each([
  ['of 19 that is out of date', 2005, 0x19, 0x05],
  ['of 19', 1999, 0x19, 0x99],
  ['of 20', 2099, 0x20, 0x99],
  ['of 0', 2069, 0, 0x69],
  ['of 0', 1970, 0, 0x70],
  ['that is no number', 2026, 0xff, 0x26],
])('a clock with a century %s can have the year %i', async (_, year, century, twoDigits) => {
  const clock = new Mc146818()
  await using world = openWorld(clock)
  const time = await world.act('Client', async (kos) => {
    const rtc = rtcOf(kos)
    await rtc.SetTime({ time: noon })
    clock.write(0, 1, 9)
    clock.write(1, 1, twoDigits)
    clock.write(0, 1, 0x32)
    clock.write(1, 1, century)
    return (await rtc.GetTime()).time
  })
  expect(time).toEqual({ ...noon, year })
})

test('the time is read as it was at one time, also when the reading takes long', async () => {
  const clock = new Mc146818()
  let late = 0
  let wanted = -1
  let index = 0
  // Half a second passes before the byte that is wanted is read.
  const slow: Device = {
    name: 'slow',
    registerBytes: clock.registerBytes,
    attach: (context) => clock.attach({ ...boundTo(context), now: () => context.now() + late }),
    reset: () => clock.reset(),
    tick: () => clock.tick(),
    read(offset, size) {
      if (index === wanted) {
        late += 500
        wanted = -1
      }
      return clock.read(offset, size)
    },
    write(offset, size, value) {
      if (offset === 0) index = value
      clock.write(offset, size, value)
    },
  }
  await using world = openWorld(slow)
  const before = { ...noon, minute: 59, second: 59 }
  const after = { ...noon, hour: 13 }
  const seen = await world.act('Client', async (kos) => {
    const rtc = rtcOf(kos)
    const times: unknown[] = []
    // The bytes of hours, minutes and seconds, a quarter of a second before the next one.
    for (const byte of [4, 2, 0]) {
      await rtc.SetTime({ time: before })
      await kos.KnSleep(750 - ((kos.KnGetMSecSinceStart() + late) % 1000))
      wanted = byte
      times.push((await rtc.GetTime()).time)
    }
    return times
  })
  expect(seen).toEqual([after, after, after])
})

test('an alarm wakes one who waits, once', async () => {
  await using world = openWorld(new Mc146818())
  const seen = await world.act('Client', async (kos) => {
    const rtc = rtcOf(kos)
    await rtc.SetTime({ time: noon })
    const start = kos.KnGetMSecSinceStart()
    const none = codeOf(await rtc.WaitAlarm({ timeout: 100 }))
    await rtc.SetAlarm({ alarm: { hour: 12, minute: 0, second: 5 } })
    const first = codeOf(await rtc.WaitAlarm({ timeout: 10_000 }))
    const at = kos.KnGetMSecSinceStart() - start
    const again = codeOf(await rtc.WaitAlarm({ timeout: 100 }))
    await rtc.SetAlarm({ alarm: { hour: Any, minute: Any, second: Any } })
    const each = []
    for (let count = 0; count < 3; count++)
      each.push(codeOf(await rtc.WaitAlarm({ timeout: 1500 })))
    await rtc.ClearAlarm()
    const off = codeOf(await rtc.WaitAlarm({ timeout: 3000 }))
    return { none, first, again, each, off, isInTime: at >= 4_000 && at <= 6_000 }
  })
  expect(seen).toEqual({
    none: rcTimeout,
    first: rcOk,
    again: rcTimeout,
    each: [rcOk, rcOk, rcOk],
    off: rcTimeout,
    isInTime: true,
  })
})

test('the periodic interrupt is counted', async () => {
  await using world = openWorld(new Mc146818())
  const counts = await world.act('Client', async (kos) => {
    const rtc = rtcOf(kos)
    const seen: number[] = []
    for (const hertz of [2, 64, 1024]) {
      expect(codeOf(await rtc.SetPeriod({ hertz }))).toBe(rcOk)
      await kos.KnSleep(2000)
      seen.push((await rtc.WaitPeriod({ timeout: 0 })).count ?? 0)
    }
    await rtc.SetPeriod({ hertz: 0 })
    await rtc.WaitPeriod({ timeout: 0 })
    seen.push(codeOf(await rtc.WaitPeriod({ timeout: 1000 })) as number)
    return seen
  })
  const [slow = 0, middle = 0, fast = 0, off] = counts
  expect([Math.abs(slow - 4) <= 1, Math.abs(middle - 128) <= 1]).toEqual([true, true])
  expect(Math.abs(fast - 2048)).toBeLessThanOrEqual(2)
  expect(off).toBe(rcTimeout)
})

test('what is no time, alarm or rate is refused', async () => {
  await using world = openWorld(new Mc146818())
  const codes = await world.act('Client', async (kos) => {
    const rtc = rtcOf(kos)
    const results: unknown[] = []
    for (const wrong of [
      { year: 1969 },
      { year: 2100 },
      { month: 0 },
      { month: 13 },
      { day: 29 },
      { day: 0 },
      { hour: 24 },
      { minute: 60 },
      { second: 60 },
    ])
      results.push(codeOf(await rtc.SetTime({ time: { ...noon, ...wrong } })))
    for (const wrong of [{ hour: 24 }, { minute: 60 }, { second: 254 }])
      results.push(
        codeOf(await rtc.SetAlarm({ alarm: { hour: 0, minute: 0, second: 0, ...wrong } })),
      )
    for (const hertz of [1, 3, 16_384, 2 ** 32 - 1])
      results.push(codeOf(await rtc.SetPeriod({ hertz })))
    return results
  })
  expect(codes).toEqual(Array<number>(16).fill(rcInvalidArgument))
})

test('times in BCD and binary, of 24 hours and 12, are the same times', async () => {
  const bcd = fc.boolean()
  await fc.assert(
    fc.asyncProperty(
      bcd,
      bcd,
      fc.nat(23),
      fc.nat(59),
      async (isBinary, is24Hours, hour, minute) => {
        const clock = new Mc146818()
        await using world = openWorld(clock)
        // As firmware may have left it.
        clock.write(0, 1, 11)
        clock.write(1, 1, (isBinary ? 4 : 0) | (is24Hours ? 2 : 0))
        const time = { ...noon, hour, minute }
        const got = await world.act('Client', async (kos) => {
          const rtc = rtcOf(kos)
          expect(codeOf(await rtc.SetTime({ time }))).toBe(rcOk)
          return (await rtc.GetTime()).time
        })
        expect(got).toEqual(time)
      },
    ),
    { numRuns: 20 },
  )
})

test('a device that lies ends no process, and nothing hangs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1 }), fc.constantFrom(0.01, 0.3, 1), async (seed, rate) => {
      const device = new HostileDevice(new Mc146818(), seed)
      await using world = openWorld(device)
      await world.act('Client', async (kos) => {
        const rtc = rtcOf(kos)
        await rtc.GetTime()
        device.rate = rate
        for (let count = 0; count < 10; count++) {
          const answers = [
            await rtc.GetTime(),
            await rtc.SetTime({ time: noon }),
            await rtc.SetAlarm({ alarm: { hour: Any, minute: Any, second: count } }),
            await rtc.SetPeriod({ hertz: 2 << count }),
            await rtc.WaitAlarm({ timeout: 100 }),
            await rtc.WaitPeriod({ timeout: 100 }),
          ]
          for (const answer of answers) expect(codeOf(answer)).toBeTypeOf('number')
        }
        device.rate = 0
        await rtc.SetPeriod({ hertz: 0 })
        await rtc.ClearAlarm()
        expect(codeOf(await rtc.SetTime({ time: noon }))).toBe(rcOk)
        // The clock goes on while the driver waits for an update to end.
        const soon = [noon, { ...noon, second: noon.second + 1 }]
        expect(soon).toContainEqual((await rtc.GetTime()).time)
      })
    }),
    { numRuns: 15 },
  )
})
