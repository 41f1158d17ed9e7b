// The driver of GPIO on the real kernel, with the device model of a port; through its interface and
// through the library.

import type { Device } from '@kos/io-hw'
import { Pl061 } from '@kos/io-hw/models'
import {
  connect,
  type Kos,
  type Proxy,
  rcAlreadyExists,
  rcInvalidArgument,
  rcInvalidOperation,
  rcNotReady,
  rcOk,
  rcResourceNotFound,
  rcTimeout,
  unwrap,
} from '@kos/libkos'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  GPIO_DIR_IN,
  GPIO_DIR_OUT,
  GPIO_EVENT_FALL_EDGE,
  GPIO_EVENT_HIGH_LEVEL,
  GPIO_EVENT_LOW_LEVEL,
  GPIO_EVENT_RISE_EDGE,
  GPIO_EVENT_TYPE_EDGE_FALL,
  GPIO_EVENT_TYPE_EDGE_RISE,
  GPIO_EVENT_TYPE_LEVEL_HIGH,
  GPIO_INVALID_HANDLE,
  GpioClosePort,
  GpioGetEvent,
  type GpioHandle,
  GpioIn,
  GpioInit,
  GpioOpenPort,
  GpioOut,
  GpioRelease,
  GpioSetEvent,
  GpioSetMode,
} from '../src/gpio.ts'
import { GPIO, GpioDriver } from '../src/index.ts'
import { maxPinEvents } from '../src/limits.ts'
import { codeOf } from './answer-code.ts'
import { DriverWorld, type PlacedModel } from './driver-world.ts'
import { HostileDevice } from './hostile-device.ts'

const className = 'kl.drivers.GPIO'

function placed(device: Device): PlacedModel {
  return { name: 'gpio0', model: 'pl061', device, memory: 0xfe00_3000, irqs: [7] }
}

function openWorld(device: Device): DriverWorld {
  const world = new DriverWorld([placed(device)])
  world.drive(GpioDriver, className, 'gpio0')
  world.client('Client', 'gpio0')
  return world
}

const gpioOf = (kos: Kos): Proxy<GPIO> => connect(kos, GPIO, 'gpio0', 'gpio')

function openPort(kos: Kos): GpioHandle {
  unwrap({ rc: GpioInit(kos) })
  return unwrap(GpioOpenPort(kos, 'gpio0')).handle
}

/** Levels of pins as they change. */
function watch(port: Pl061): string[] {
  const seen: string[] = []
  port.onPinChange((pin, level) => void seen.push(`${pin} ${String(level)}`))
  return seen
}

test('outputs have the levels that a client sets', async () => {
  const port = new Pl061()
  const seen = watch(port)
  await using world = openWorld(port)
  await world.act('Client', async (kos) => {
    const handle = openPort(kos)
    expect(await GpioSetMode(kos, handle, 5, GPIO_DIR_OUT)).toBe(rcOk)
    for (const level of [1, 0, 1]) expect(await GpioOut(kos, handle, 5, level)).toBe(rcOk)
    expect(await GpioIn(kos, handle, 5)).toEqual({ rc: rcOk, value: 1 })
  })
  expect(seen.slice(-3)).toEqual(['5 true', '5 false', '5 true'])
})

test('inputs have the levels of their pins', async () => {
  const port = new Pl061()
  await using world = openWorld(port)
  const read = await world.act('Client', async (kos) => {
    const handle = openPort(kos)
    await GpioSetMode(kos, handle, 2, GPIO_DIR_IN)
    const values = []
    for (const level of [true, false, true]) {
      port.setPin(2, level)
      values.push(unwrap(await GpioIn(kos, handle, 2)).value)
    }
    return values
  })
  expect(read).toEqual([1, 0, 1])
})

test('edges are events, in their order, and one who waits gets them', async () => {
  const port = new Pl061()
  await using world = openWorld(port)
  const taking = world.kernel.as('Client', async (kos) => {
    const handle = openPort(kos)
    const both = GPIO_EVENT_RISE_EDGE | GPIO_EVENT_FALL_EDGE
    await GpioSetMode(kos, handle, 1, GPIO_DIR_IN | both)
    await GpioSetMode(kos, handle, 3, GPIO_DIR_IN | GPIO_EVENT_FALL_EDGE)
    const events = []
    for (let count = 0; count < 3; count++) {
      const { event } = unwrap(await GpioGetEvent(kos, handle, 5000))
      events.push([event.pin, event.type, event.lost])
    }
    return [events, (await GpioGetEvent(kos, handle, 50)).rc]
  })
  for (const [pin, level] of [
    [3, true],
    [1, true],
    [3, false],
    [1, false],
  ] as const) {
    await world.kernel.advance(100)
    port.setPin(pin, level)
  }
  await world.kernel.run({ until: taking })
  expect(await taking).toEqual([
    [
      [1, GPIO_EVENT_TYPE_EDGE_RISE, 0],
      [3, GPIO_EVENT_TYPE_EDGE_FALL, 0],
      [1, GPIO_EVENT_TYPE_EDGE_FALL, 0],
    ],
    rcTimeout,
  ])
})

test('a level is one event at a time', async () => {
  const port = new Pl061()
  await using world = openWorld(port)
  const seen = await world.act('Client', async (kos) => {
    const handle = openPort(kos)
    await GpioSetMode(kos, handle, 0, GPIO_DIR_IN | GPIO_EVENT_HIGH_LEVEL)
    port.setPin(0, true)
    const first = unwrap(await GpioGetEvent(kos, handle, 100)).event
    const second = unwrap(await GpioGetEvent(kos, handle, 100)).event
    port.setPin(0, false)
    // The one that came when the second was taken.
    await GpioGetEvent(kos, handle, 100)
    return [first.type, second.type, (await GpioGetEvent(kos, handle, 100)).rc]
  })
  expect(seen).toEqual([GPIO_EVENT_TYPE_LEVEL_HIGH, GPIO_EVENT_TYPE_LEVEL_HIGH, rcTimeout])
})

test('events are for the client that asked last, and those past the limit are counted', async () => {
  const port = new Pl061()
  await using world = openWorld(port)
  world.client('Other', 'gpio0')
  const ask = async (kos: Kos): Promise<void> => {
    await gpioOf(kos).SetMode({ pin: 4, mode: GPIO_DIR_IN | GPIO_EVENT_RISE_EDGE })
  }
  const take = async (kos: Kos): Promise<unknown> => {
    const gpio = gpioOf(kos)
    const answer = await gpio.GetEvent({ timeout: 10 })
    return answer.error?.rc ?? answer.lost
  }
  await world.act('Client', ask)
  await world.act('Other', ask)
  for (let count = 0; count < maxPinEvents + 5; count++) {
    port.setPin(4, true)
    await world.kernel.advance(1)
    port.setPin(4, false)
    await world.kernel.advance(1)
  }
  expect(await world.act('Client', take)).toBe(rcTimeout)
  expect(await world.act('Other', take)).toBe(5)
})

test('a client that takes none of its events loses no events of others', async () => {
  const port = new Pl061()
  await using world = openWorld(port)
  world.client('Other', 'gpio0')
  const ask = (kos: Kos, pin: number) =>
    gpioOf(kos).SetMode({ pin, mode: GPIO_DIR_IN | GPIO_EVENT_RISE_EDGE })
  await world.act('Client', (kos) => ask(kos, 4))
  await world.act('Other', async (kos) => [await ask(kos, 5), await ask(kos, 6)])
  const pulses = async (pin: number, count: number): Promise<void> => {
    for (let pulse = 0; pulse < count; pulse++) {
      port.setPin(pin, true)
      port.setPin(pin, false)
      await world.kernel.advance(1)
    }
  }
  await pulses(4, maxPinEvents + 3)
  await pulses(5, maxPinEvents + 2)
  await pulses(6, 1)
  const take = async (kos: Kos, count: number): Promise<unknown[]> => {
    const events: unknown[] = []
    while (events.length < count) {
      const { pin, lost, error } = await gpioOf(kos).GetEvent({ timeout: 10 })
      events.push(error?.rc ?? [pin, lost])
    }
    return events
  }
  const others = await world.act('Other', (kos) => take(kos, maxPinEvents + 2))
  expect(others.slice(0, 2)).toEqual([
    [5, 2],
    [5, 0],
  ])
  expect(others.slice(-2)).toEqual([[6, 0], rcTimeout])
  expect((await world.act('Client', (kos) => take(kos, 2))).slice(0, 2)).toEqual([
    [4, 3],
    [4, 0],
  ])
})

test('what is no pin, mode, level or port is refused', async () => {
  await using world = openWorld(new Pl061())
  const codes = await world.act('Client', async (kos) => {
    const early = GpioOpenPort(kos, 'gpio0').rc
    const handle = openPort(kos)
    const twice = GpioInit(kos)
    const other = GpioOpenPort(kos, 'gpio9').rc
    const results = [
      await GpioSetMode(kos, handle, 8, GPIO_DIR_OUT),
      await GpioSetMode(kos, handle, 0, 0),
      await GpioSetMode(kos, handle, 0, GPIO_DIR_IN | GPIO_DIR_OUT),
      await GpioSetMode(kos, handle, 0, GPIO_DIR_OUT | GPIO_EVENT_RISE_EDGE),
      await GpioSetMode(kos, handle, 0, GPIO_DIR_IN | GPIO_EVENT_HIGH_LEVEL | GPIO_EVENT_LOW_LEVEL),
      await GpioSetMode(kos, handle, 0, GPIO_DIR_IN | 64),
      await GpioSetMode(kos, GPIO_INVALID_HANDLE, 0, GPIO_DIR_OUT),
      (await GpioIn(kos, handle, 8)).rc,
      await GpioSetMode(kos, handle, 1, GPIO_DIR_OUT),
      await GpioOut(kos, handle, 1, 2),
      await GpioOut(kos, handle, 0, 1),
      await GpioSetEvent(kos, handle, 1, GPIO_EVENT_RISE_EDGE),
      await GpioSetEvent(kos, handle, 0, 64),
      await GpioSetEvent(kos, handle, 0, GPIO_EVENT_RISE_EDGE),
      GpioClosePort(kos, handle),
      GpioClosePort(kos, handle),
      await GpioOut(kos, handle, 1, 1),
      GpioRelease(kos),
      GpioRelease(kos),
    ]
    return [early, twice, other, results]
  })
  const bad = rcInvalidArgument
  expect(codes).toEqual([
    rcNotReady,
    rcAlreadyExists,
    rcResourceNotFound,
    Array<number>(8)
      .fill(bad)
      .concat(rcOk, bad, rcInvalidOperation, rcInvalidOperation, bad, rcOk)
      .concat(rcOk, bad, bad, rcOk, rcNotReady),
  ])
})

describe('threads and connections', () => {
  test('any thread may use a port that another one opened', async () => {
    const port = new Pl061()
    await using world = openWorld(port)
    const value = await world.act('Client', async (kos) => {
      const handle = openPort(kos)
      await GpioSetMode(kos, handle, 6, GPIO_DIR_OUT)
      const out = async (own: Kos): Promise<void> => void (await GpioOut(own, handle, 6, 1))
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, out, 0, 0))
      await kos.KosThreadWait(tid, 1000)
      return unwrap(await GpioIn(kos, handle, 6)).value
    })
    expect(value).toBe(1)
  })

  test('a connection of the name of the class leads to the port', async () => {
    const port = new Pl061()
    await using world = new DriverWorld([placed(port)])
    world.drive(GpioDriver, className, 'gpio0')
    world.kernel.spawn(null, { name: 'Client', connections: { [className]: 'gpio0' } })
    const rc = await world.act('Client', (kos) => GpioSetMode(kos, openPort(kos), 0, GPIO_DIR_OUT))
    expect(rc).toBe(rcOk)
  })
})

test('pins stay as they are while the driver is killed and started again', async () => {
  const port = new Pl061()
  const seen = watch(port)
  await using world = openWorld(port)
  await world.act('Client', async (kos) => {
    const handle = openPort(kos)
    await GpioSetMode(kos, handle, 5, GPIO_DIR_OUT)
    await GpioOut(kos, handle, 5, 1)
  })
  world.kernel.kill('gpio0', 'by the test')
  world.drive(GpioDriver, className, 'gpio0')
  world.client('Other', 'gpio0')
  const changes = seen.length
  const value = await world.act(
    'Other',
    async (kos) => unwrap(await gpioOf(kos).In({ pin: 5 })).value,
  )
  expect([value, seen.length]).toEqual([1, changes])
})

test('a device that lies ends no process, and nothing hangs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1 }), fc.constantFrom(0.01, 0.3, 1), async (seed, rate) => {
      const port = new Pl061()
      const device = new HostileDevice(port, seed)
      await using world = openWorld(device)
      await world.act('Client', async (kos) => {
        const gpio = gpioOf(kos)
        await gpio.GetInfo()
        device.rate = rate
        for (let count = 0; count < 20; count++) {
          const pin = count % 8
          const mode = GPIO_DIR_IN | GPIO_EVENT_RISE_EDGE
          const answers = [
            await gpio.SetMode({ pin, mode: count % 2 === 0 ? mode : GPIO_DIR_OUT }),
            await gpio.Out({ pin, value: 1 }),
            await gpio.In({ pin }),
            await gpio.GetEvent({ timeout: 5 }),
          ]
          port.setPin(pin, count % 3 === 0)
          for (const answer of answers) expect(codeOf(answer)).toBeTypeOf('number')
        }
        device.rate = 0
        expect(codeOf(await gpio.SetMode({ pin: 0, mode: GPIO_DIR_OUT }))).toBe(rcOk)
        expect(codeOf(await gpio.Out({ pin: 0, value: 1 }))).toBe(rcOk)
      })
    }),
    { numRuns: 15 },
  )
})
