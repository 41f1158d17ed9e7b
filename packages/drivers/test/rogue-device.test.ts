// The drivers of virtio devices against a device that does nothing it should: random DMA, random used
// rings, wrong lengths, interrupts without a cause. No process ends, each request has a code, and no
// memory of others changes.

import {
  connect,
  type Handle,
  type Kos,
  PAGE_SIZE,
  type Program,
  unwrap,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { expect, test } from 'vitest'
import {
  Block,
  BlockDriver,
  ConsoleDriver,
  Entropy,
  EntropyDriver,
  Net,
  NetDriver,
  Serial,
} from '../src/index.ts'
import { openDmaMemory } from '../src/io-resources.ts'
import { DriverWorld } from './driver-world.ts'
import { rogueDevice } from './rogue-device.ts'

interface Answer {
  readonly rc: unknown
  readonly error?: { readonly rc: number } | undefined
}
/** A request number `count` of a client. */
type Ask = (kos: Kos, buffer: Handle, count: number) => Promise<Answer>

const askDisk: Ask = (kos, buffer, count) => {
  const block = connect(kos, Block, 'device0', 'block')
  const request = { buffer, offset: 0n, sector: BigInt(count), count: 8 }
  return count % 2 === 0 ? block.Read(request) : block.Write(request)
}
const askCard: Ask = (kos, buffer, count) => {
  const net = connect(kos, Net, 'device0', 'net')
  if (count % 2 === 0) return net.Send({ buffer, offset: 0n, length: 100 })
  return net.Receive({ buffer, offset: 0n, limit: 1514, timeout: 20 })
}
const askSource: Ask = (kos) => connect(kos, Entropy, 'device0', 'entropy').Read({ count: 100 })
const askConsole: Ask = (kos, _buffer, count) => {
  const serial = connect(kos, Serial, 'device0', 'serial')
  if (count % 2 === 0) return serial.Write({ data: new Uint8Array(100), timeout: 20 })
  return serial.Read({ limit: 100, timeout: 20 })
}

const kinds: readonly (readonly [string, Program<Kos>, string, string, number, Ask])[] = [
  ['disk', BlockDriver, 'kl.drivers.Block', 'virtio-block', 2, askDisk],
  ['network card', NetDriver, 'kl.drivers.Net', 'virtio-net', 1, askCard],
  ['source of random bytes', EntropyDriver, 'kl.drivers.Entropy', 'virtio-entropy', 4, askSource],
  ['console', ConsoleDriver, 'kl.drivers.Console', 'virtio-console', 3, askConsole],
]
const seeds = Array.from({ length: 8 }, (_, index) => index + 1)

test.each(kinds)('a %s that follows no ring ends no process', async (...kind) => {
  const [, driver, className, model, deviceId, ask] = kind
  let done = 0
  let refused = 0
  let found = 0
  for (const seed of seeds) {
    const device = rogueDevice({ deviceId, seed, deeds: 5000 })
    await using world = new DriverWorld([
      { name: 'device0', model, device, memory: 0xfe05_0000, irqs: [45], bdf: 0x30 },
    ])
    world.client('Bystander')
    world.drive(driver, className, 'device0')
    world.client('Client', 'device0')
    // At the same I/O addresses, of another domain.
    const pattern = await world.act('Bystander', (kos) => {
      const { bytes } = unwrap(openDmaMemory(kos, 16 * PAGE_SIZE))
      return bytes.fill(0x5a)
    })
    const codes = await world.act('Client', async (kos) => {
      const { handle } = unwrap(kos.KnPmmMdlCreate(8192, VMM_FLAG_READ | VMM_FLAG_WRITE))
      const answers: unknown[] = []
      for (let count = 0; count < 40; count++) {
        const { rc, error } = await ask(kos, handle, count)
        answers.push(error?.rc ?? rc)
      }
      return answers
    })
    // Until it has nothing more to do.
    await world.kernel.advance(6000)
    expect(codes.every((code) => typeof code === 'number')).toBe(true)
    expect(pattern.every((byte) => byte === 0x5a)).toBe(true)
    expect(world.strays.every(({ bdf }) => bdf === 0x30)).toBe(true)
    expect(world.strays.length).toBeGreaterThanOrEqual(device.refused)
    done += device.done
    refused += device.refused
    found += world.lines.filter((line) => line.includes('the device is reset')).length
  }
  // Much was done, some of it where it may, and the driver found out and began again.
  expect(done).toBeGreaterThan(1000)
  expect(refused).toBeGreaterThan(100)
  expect(refused).toBeLessThan(done)
  expect(found).toBeGreaterThan(100)
})
