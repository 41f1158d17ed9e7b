// The driver of serial ports on the real kernel, with the device model of a UART, as ports and in
// memory.

import type { Device } from '@kos/io-hw'
import { Ns16550a } from '@kos/io-hw/models'
import {
  connect,
  type Kos,
  type Proxy,
  rcBusy,
  rcInvalidArgument,
  rcOk,
  rcTimeout,
} from '@kos/libkos'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ParityEven, ParityNone, Serial, SerialDriver } from '../src/index.ts'
import { serialInputBytes } from '../src/limits.ts'
import { codeOf } from './answer-code.ts'
import { DriverWorld, type PlacedModel } from './driver-world.ts'
import { HostileDevice } from './hostile-device.ts'

const places = [
  ['ports', { ports: 0x3f8 }],
  ['memory', { memory: 0xfe00_2000 }],
] as const

function placed(device: Device, place: object = places[0][1]): PlacedModel {
  return { name: 'com0', model: 'ns16550a', device, irqs: [4], ...place }
}

function openWorld(device: Device, place?: object): DriverWorld {
  const world = new DriverWorld([placed(device, place)])
  world.drive(SerialDriver, 'kl.drivers.UART', 'com0')
  world.client('Client', 'com0')
  return world
}

const serialOf = (kos: Kos): Proxy<Serial> => connect(kos, Serial, 'com0', 'serial')
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const textOf = (bytes: Uint8Array | undefined): string =>
  Buffer.from(bytes ?? []).toString('latin1')

/** What a UART has transmitted. */
function transmittedBy(uart: Ns16550a): { text: string } {
  const sent = { text: '' }
  uart.onTransmit((bytes) => void (sent.text += textOf(bytes)))
  return sent
}

describe.each(places)('registers as %s', (_, place) => {
  test('bytes go out and come in, in their order', async () => {
    const uart = new Ns16550a()
    const sent = transmittedBy(uart)
    await using world = openWorld(uart, place)
    const long = 'the quick brown fox '.repeat(400)
    const read = await world.act('Client', async (kos) => {
      const serial = serialOf(kos)
      const data = bytesOf(long)
      for (let done = 0; done < data.length;) {
        const part = data.subarray(done, done + 4096)
        const { count = 0 } = await serial.Write({ data: part, timeout: 1000 })
        expect(count).toBeGreaterThan(0)
        done += count
      }
      uart.receive(bytesOf('hello'))
      let text = ''
      while (text.length < 5)
        text += textOf((await serial.Read({ limit: 100, timeout: 1000 })).data)
      return text
    })
    await world.kernel.run({ until: 'idle' })
    expect(read).toBe('hello')
    expect(sent.text).toBe(long)
  })
})

test('a reader waits for input', async () => {
  const uart = new Ns16550a()
  await using world = openWorld(uart)
  const reading = world.kernel.as('Client', async (kos) => {
    const serial = serialOf(kos)
    const early = codeOf(await serial.Read({ limit: 10, timeout: 100 }))
    return [early, textOf((await serial.Read({ limit: 10, timeout: 5000 })).data)]
  })
  await world.kernel.advance(1000)
  uart.receive(bytesOf('x'))
  await world.kernel.run({ until: reading })
  expect(await reading).toEqual([rcTimeout, 'x'])
})

test('what nobody reads is lost past the limit, and counted', async () => {
  const uart = new Ns16550a({ instant: true })
  await using world = openWorld(uart)
  const more = 100
  const [read, lost] = await world.act('Client', async (kos) => {
    const serial = serialOf(kos)
    await serial.GetConfig()
    uart.receive(new Uint8Array(serialInputBytes + more).fill(65))
    await kos.KnSleep(1000)
    let count = 0
    for (;;) {
      const { rc, data } = await serial.Read({ limit: 4096, timeout: 0 })
      if (rc !== rcOk) break
      count += data.length
    }
    return [count, (await serial.GetConfig()).lost]
  })
  expect([read, lost]).toEqual([serialInputBytes, more])
})

test('damaged bytes are counted, and are no data', async () => {
  const uart = new Ns16550a({ instant: true })
  await using world = openWorld(uart)
  const seen = await world.act('Client', async (kos) => {
    const serial = serialOf(kos)
    await serial.GetConfig()
    uart.receive(bytesOf('a'))
    uart.receive(bytesOf('bc'), 'framing')
    uart.sendBreak()
    uart.receive(bytesOf('d'))
    await kos.KnSleep(100)
    const { data } = await serial.Read({ limit: 10, timeout: 100 })
    return [textOf(data), (await serial.GetConfig()).damaged]
  })
  expect(seen).toEqual(['ad', 3])
})

test('speed and format are those that the client sets, and no others', async () => {
  const uart = new Ns16550a()
  await using world = openWorld(uart)
  const codes = await world.act('Client', async (kos) => {
    const serial = serialOf(kos)
    const good = { baudRate: 9600, dataBits: 7, stopBits: 2, parity: ParityEven }
    const set = async (config: object): Promise<unknown> =>
      codeOf(await serial.SetConfig({ config: { ...good, ...config } }))
    const wrong = [
      { baudRate: 0 },
      { baudRate: 100_000 },
      { baudRate: 1 },
      { dataBits: 4 },
      { dataBits: 9 },
      { stopBits: 0 },
      { parity: 3 },
    ]
    const results = []
    for (const each of wrong) results.push(await set(each))
    results.push(await set({}))
    return [results, (await serial.GetConfig()).config]
  })
  expect(codes).toEqual([
    [...Array<number>(7).fill(rcInvalidArgument), rcOk],
    { baudRate: 9600, dataBits: 7, stopBits: 2, parity: ParityEven },
  ])
})

test('a slow line takes its time, and then the rest is sent', async () => {
  const uart = new Ns16550a()
  const sent = transmittedBy(uart)
  await using world = openWorld(uart)
  await world.act('Client', async (kos) => {
    const serial = serialOf(kos)
    const config = { baudRate: 300, dataBits: 8, stopBits: 1, parity: ParityNone }
    expect(codeOf(await serial.SetConfig({ config }))).toBe(rcOk)
    expect(await serial.Write({ data: new Uint8Array(60).fill(66), timeout: 0 })).toMatchObject({
      count: 60,
    })
    await kos.KnSleep(500)
  })
  const early = sent.text.length
  expect(early).toBeGreaterThan(0)
  expect(early).toBeLessThan(20)
  await world.kernel.run({ until: 'idle' })
  expect(sent.text).toBe('B'.repeat(60))
})

test('clients that wait leave a thread for others', async () => {
  const uart = new Ns16550a()
  await using world = openWorld(uart)
  const names = ['A', 'B', 'C', 'D', 'E']
  for (const name of names) world.client(name, 'com0')
  const wait = async (kos: Kos): Promise<unknown> =>
    codeOf(await serialOf(kos).Read({ limit: 1, timeout: 10_000 }))
  const waiting = names.map((name) => world.kernel.as(name, wait))
  const config = world.kernel.as('Client', async (kos) => codeOf(await serialOf(kos).GetConfig()))
  await world.kernel.advance(100)
  await world.kernel.run({ until: config })
  expect(await config).toBe(rcOk)
  await world.kernel.run({ until: Promise.all(waiting) })
  const codes = await Promise.all(waiting)
  const count = (rc: number): number => codes.filter((code) => code === rc).length
  expect([count(rcBusy), count(rcTimeout)]).toEqual([2, 3])
})

test('a driver that was killed is started again, and works', async () => {
  const uart = new Ns16550a()
  const sent = transmittedBy(uart)
  await using world = openWorld(uart)
  const write = (text: string) => async (kos: Kos) =>
    codeOf(await serialOf(kos).Write({ data: bytesOf(text), timeout: 0 }))
  expect(await world.act('Client', write('one'))).toBe(rcOk)
  await world.kernel.run({ until: 'idle' })
  world.kernel.kill('com0', 'by the test')
  world.drive(SerialDriver, 'kl.drivers.UART', 'com0')
  world.client('Other', 'com0')
  expect(await world.act('Other', write('two'))).toBe(rcOk)
  await world.kernel.run({ until: 'idle' })
  expect(sent.text).toBe('onetwo')
})

test('a device that lies ends no process, and nothing hangs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1 }), fc.constantFrom(0.01, 0.2, 1), async (seed, rate) => {
      const uart = new Ns16550a({ instant: true })
      const device = new HostileDevice(uart, seed)
      await using world = openWorld(device)
      const text = await world.act('Client', async (kos) => {
        const serial = serialOf(kos)
        await serial.GetConfig()
        device.rate = rate
        for (let count = 0; count < 10; count++) {
          uart.receive(bytesOf('some input'))
          const wrote = await serial.Write({ data: bytesOf('some output'), timeout: 10 })
          const read = await serial.Read({ limit: 100, timeout: 10 })
          expect([codeOf(wrote), codeOf(read)]).toEqual([expect.any(Number), expect.any(Number)])
        }
        device.rate = 0
        const config = { baudRate: 115_200, dataBits: 8, stopBits: 1, parity: ParityNone }
        expect(codeOf(await serial.SetConfig({ config }))).toBe(rcOk)
        return 'done'
      })
      expect(text).toBe('done')
    }),
    { numRuns: 20 },
  )
})
