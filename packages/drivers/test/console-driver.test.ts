// The driver of virtio consoles on the real kernel, with the device model of one.

import type { Device } from '@kos/io-hw'
import { VirtioConsole } from '@kos/io-hw/models'
import { cloningRealm, type FullKernelOptions, realm } from '@kos/kernel'
import {
  connect,
  type Kos,
  type Proxy,
  rcInvalidArgument,
  rcOk,
  rcTimeout,
  rcUnimplemented,
} from '@kos/libkos'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ConsoleDriver, ParityNone, Serial } from '../src/index.ts'
import { consoleBufferBytes, consoleBuffers, requestTimeout } from '../src/limits.ts'
import { codeOf } from './answer-code.ts'
import { DriverWorld } from './driver-world.ts'
import { HostileDevice } from './hostile-device.ts'

const place = { memory: 0xfe04_0000, irqs: [44], bdf: 0x28 }
const queueNotify = 0x50
const sendQueue = 1

function openWorld(device: Device, options?: FullKernelOptions): DriverWorld {
  const placed = { name: 'console0', model: 'virtio-console', device, ...place }
  const world = new DriverWorld([placed], options)
  world.drive(ConsoleDriver, 'kl.drivers.Console', 'console0')
  world.client('Client', 'console0')
  return world
}

const serialOf = (kos: Kos): Proxy<Serial> => connect(kos, Serial, 'console0', 'serial')
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** What a console has transmitted. */
function transmittedBy(device: VirtioConsole): { text: string } {
  const sent = { text: '' }
  device.onTransmit((bytes) => void (sent.text += textOf(bytes)))
  return sent
}

/** Reads until there is nothing more. */
async function readAll(serial: Proxy<Serial>, limit: number): Promise<string> {
  let text = ''
  for (;;) {
    const { rc, data } = await serial.Read({ limit, timeout: 10 })
    if (rc !== rcOk) return text
    expect(data.length).toBeLessThanOrEqual(limit)
    text += textOf(data)
  }
}

async function writeAll(serial: Proxy<Serial>, text: string): Promise<void> {
  for (let done = 0; done < text.length;) {
    const data = bytesOf(text.slice(done, done + 3000))
    const { count = 0 } = await serial.Write({ data, timeout: 1000 })
    expect(count).toBeGreaterThan(0)
    done += count
  }
}

test.each([
  ['realm', realm],
  ['cloningRealm', cloningRealm],
])('on %s all that a host sends to a console comes back, in its order', async (_, host) => {
  const device = new VirtioConsole()
  const sent = transmittedBy(device)
  await using world = openWorld(device, { host: host() })
  // Before the driver runs it waits.
  device.receive(bytesOf('are you there? '))
  const long = 'the quick brown fox jumps over the lazy dog. '.repeat(500)
  const echo = async (kos: Kos): Promise<void> => {
    const serial = serialOf(kos)
    await writeAll(serial, (await readAll(serial, 700)).toUpperCase())
  }
  await world.act('Client', echo)
  device.receive(bytesOf(long))
  await world.act('Client', echo)
  await world.kernel.run({ until: 'idle' })
  expect(sent.text).toBe(`ARE YOU THERE? ${long.toUpperCase()}`)
  expect(world.strays).toEqual([])
})

test('what nobody reads stays with the host, and nothing is lost', async () => {
  const device = new VirtioConsole()
  await using world = openWorld(device)
  const text = '0123456789'.repeat(3 * consoleBuffers * (consoleBufferBytes / 10))
  device.receive(bytesOf(text))
  const seen = await world.act('Client', async (kos) => {
    const serial = serialOf(kos)
    await kos.KnSleep(1000)
    const first = (await serial.Read({ limit: 1, timeout: 0 })).data
    const all = await readAll(serial, 4096)
    return { text: textOf(first ?? new Uint8Array(0)) + all, ...(await serial.GetConfig()) }
  })
  expect(seen.text).toBe(text)
  expect([seen.lost, seen.damaged]).toEqual([0, 0])
})

test('a reader waits for input', async () => {
  const device = new VirtioConsole()
  await using world = openWorld(device)
  const reading = world.kernel.as('Client', async (kos) => {
    const serial = serialOf(kos)
    const none = codeOf(await serial.Read({ limit: 0, timeout: 0 }))
    const early = codeOf(await serial.Read({ limit: 10, timeout: 100 }))
    const { data } = await serial.Read({ limit: 10, timeout: 5000 })
    return [none, early, textOf(data ?? new Uint8Array(0))]
  })
  await world.kernel.advance(1000)
  device.receive(bytesOf('x'))
  await world.kernel.run({ until: reading })
  expect(await reading).toEqual([rcInvalidArgument, rcTimeout, 'x'])
})

test('a console has neither speed nor format', async () => {
  await using world = openWorld(new VirtioConsole())
  const config = { baudRate: 0, dataBits: 8, stopBits: 1, parity: ParityNone }
  const seen = await world.act('Client', async (kos) => {
    const serial = serialOf(kos)
    const code = codeOf(await serial.SetConfig({ config: { ...config, baudRate: 9600 } }))
    return [code, (await serial.GetConfig()).config]
  })
  expect(seen).toEqual([rcUnimplemented, config])
})

test('a console that does not send is full, then it is reset, and works', async () => {
  const inner = new VirtioConsole()
  const sent = transmittedBy(inner)
  let isDeaf = true
  const device: Device = {
    name: 'deaf',
    registerBytes: inner.registerBytes,
    attach: (context) => inner.attach(context),
    reset: () => inner.reset(),
    read: (offset, size) => inner.read(offset, size),
    write(offset, size, value) {
      if (!(isDeaf && offset === queueNotify && value === sendQueue))
        inner.write(offset, size, value)
    },
  }
  await using world = openWorld(device)
  const room = consoleBuffers * consoleBufferBytes
  const seen = await world.act('Client', async (kos) => {
    const serial = serialOf(kos)
    const data = new Uint8Array(room - consoleBufferBytes).fill(65)
    const counts = [
      (await serial.Write({ data, timeout: 0 })).count,
      (await serial.Write({ data, timeout: 0 })).count,
    ]
    const early = codeOf(await serial.Write({ data, timeout: requestTimeout / 2 }))
    const late = codeOf(await serial.Write({ data, timeout: requestTimeout }))
    isDeaf = false
    counts.push((await serial.Write({ data: bytesOf('again'), timeout: 0 })).count)
    return { counts, codes: [early, late] }
  })
  expect(seen.counts).toEqual([room - consoleBufferBytes, consoleBufferBytes, 5])
  expect(seen.codes).toEqual([rcTimeout, rcTimeout])
  expect(sent.text).toBe('again')
  expect(world.lines).toEqual(['console0: the device is reset: it did not send in time'])
})

test('a driver that was killed is started again, and works', async () => {
  const device = new VirtioConsole()
  const sent = transmittedBy(device)
  await using world = openWorld(device)
  await world.act('Client', (kos) => writeAll(serialOf(kos), 'one'))
  world.kernel.kill('console0', 'by the test')
  world.drive(ConsoleDriver, 'kl.drivers.Console', 'console0')
  world.client('Other', 'console0')
  device.receive(bytesOf('in'))
  const read = await world.act('Other', async (kos) => {
    await writeAll(serialOf(kos), 'two')
    return readAll(serialOf(kos), 100)
  })
  await world.kernel.run({ until: 'idle' })
  expect([sent.text, read]).toEqual(['onetwo', 'in'])
})

test('a device that lies ends no process, and nothing hangs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1 }), fc.constantFrom(0.01, 0.2, 1), async (seed, rate) => {
      const console0 = new VirtioConsole()
      const sent = transmittedBy(console0)
      const device = new HostileDevice(console0, seed)
      await using world = openWorld(device)
      await world.act('Client', async (kos) => {
        const serial = serialOf(kos)
        await serial.GetConfig()
        device.rate = rate
        for (let count = 0; count < 10; count++) {
          console0.receive(bytesOf('some input'))
          const wrote = await serial.Write({ data: bytesOf('some output'), timeout: 10 })
          const read = await serial.Read({ limit: 100, timeout: 10 })
          expect([codeOf(wrote), codeOf(read)]).toEqual([expect.any(Number), expect.any(Number)])
        }
        device.rate = 0
        // What it was given and did not send makes it be reset.
        for (let count = 0; count < 3 * consoleBuffers; count++)
          await serial.Write({ data: bytesOf('!'), timeout: requestTimeout })
        sent.text = ''
        await writeAll(serial, 'at last')
      })
      await world.kernel.run({ until: 'idle' })
      expect(sent.text).toBe('at last')
    }),
    { numRuns: 15 },
  )
})
