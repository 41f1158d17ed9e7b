// The drivers of network cards and entropy devices on the real kernel, with the device models of both.

import type { Device } from '@kos/io-hw'
import { connectLinks, VirtioEntropy, VirtioNet } from '@kos/io-hw/models'
import {
  connect,
  type Handle,
  type Kos,
  type Proxy,
  rcBufferTooSmall,
  rcInvalidArgument,
  rcOk,
  rcTimeout,
  unwrap,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Entropy, EntropyDriver, Net, NetDriver } from '../src/index.ts'
import { codeOf } from './answer-code.ts'
import { DriverWorld, type PlacedModel } from './driver-world.ts'
import { HostileDevice } from './hostile-device.ts'

const netClass = 'kl.drivers.Net'
const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE

function card(name: string, device: Device, index: number): PlacedModel {
  const memory = 0xfe01_0000 + index * 0x1000
  return { name, model: 'virtio-net', device, memory, irqs: [20 + index], bdf: 0x10 + index }
}

/** Two cards with a cable between them, their drivers, and a client of each. */
function openPair(): { world: DriverWorld; cards: readonly [VirtioNet, VirtioNet] } {
  const cards = [
    new VirtioNet({ mac: '02:00:00:00:00:0a' }),
    new VirtioNet({ mac: '02:00:00:00:00:0b' }),
  ] as const
  connectLinks(cards[0].link, cards[1].link)
  const world = new DriverWorld([card('eth0', cards[0], 0), card('eth1', cards[1], 1)])
  for (const name of ['eth0', 'eth1']) world.drive(NetDriver, netClass, name)
  world.client('A', 'eth0')
  world.client('B', 'eth1')
  return { world, cards }
}

/** A client's connection and buffer. */
class Station {
  readonly net: Proxy<Net>
  readonly buffer: Handle
  readonly #kos: Kos
  readonly #address: number

  constructor(kos: Kos, channel: string) {
    this.#kos = kos
    this.net = connect(kos, Net, channel, 'net')
    this.buffer = unwrap(kos.KnPmmMdlCreate(8192, readWrite)).handle
    this.#address = unwrap(kos.KnPmmMdlMap(this.buffer, 0, 8192, 0, readWrite)).addr
  }

  async send(frame: Uint8Array, offset = 0): Promise<unknown> {
    this.#kos.memory.write(this.#address + offset, frame)
    const { buffer } = this
    return codeOf(await this.net.Send({ buffer, offset: BigInt(offset), length: frame.length }))
  }

  async receive(timeout: number, limit = 1514, offset = 0): Promise<unknown> {
    const { buffer } = this
    const answer = await this.net.Receive({ buffer, offset: BigInt(offset), limit, timeout })
    if (answer.rc !== rcOk) return codeOf(answer)
    const frame = new Uint8Array(answer.length)
    this.#kos.memory.read(this.#address + offset, frame)
    return frame
  }
}

const frameOf = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value)

test('frames pass between two cards, in their order and both ways', async () => {
  const { world } = openPair()
  await using _ = world
  const count = 100
  // Frames to a card that is not up are lost.
  world.client('Early', 'eth1')
  await world.act('Early', async (kos) => {
    await connect(kos, Net, 'eth1', 'net').GetInfo()
  })
  const echo = world.kernel.as('B', async (kos) => {
    const station = new Station(kos, 'eth1')
    for (let frame = 0; frame < count; frame++) {
      const got = (await station.receive(5000)) as Uint8Array
      expect(await station.send(got.map((byte) => byte ^ 0xff))).toBe(rcOk)
    }
  })
  const lengths = await world.act('A', async (kos) => {
    const station = new Station(kos, 'eth0')
    const seen = []
    for (let frame = 0; frame < count; frame++) {
      const length = 14 + frame * 15
      expect(await station.send(frameOf(length, frame), frame)).toBe(rcOk)
      const back = (await station.receive(5000, 1514, 4096 - frame)) as Uint8Array
      expect([frame, back]).toEqual([frame, expect.any(Uint8Array)])
      expect(back.every((byte) => byte === (frame ^ 0xff))).toBe(true)
      seen.push(back.length)
    }
    return seen
  })
  expect(lengths).toEqual(Array.from({ length: count }, (_each, frame) => 14 + frame * 15))
  await world.kernel.run({ until: echo })
})

test('a card says its address, whether it is up, and what was lost', async () => {
  const { world } = openPair()
  await using _ = world
  const seen = await world.act('A', async (kos) => {
    const station = new Station(kos, 'eth0')
    const info = unwrap(await station.net.GetInfo())
    return [[...info.mac], info.isUp, info.lost]
  })
  expect(seen).toEqual([[2, 0, 0, 0, 0, 0x0a], 1, 0])
})

test('a frame that is too long for who takes it is lost, and what is none is not sent', async () => {
  const { world, cards } = openPair()
  await using _ = world
  const seen = await world.act('A', async (kos) => {
    const station = new Station(kos, 'eth0')
    await station.net.GetInfo()
    cards[0].link.send(frameOf(100, 1))
    cards[0].link.send(frameOf(60, 2))
    return [
      await station.receive(100, 99),
      ((await station.receive(100, 99)) as Uint8Array).length,
      await station.receive(100, 99),
      unwrap(await station.net.GetInfo()).lost,
      await station.send(frameOf(13, 0)),
      await station.send(frameOf(1515, 0)),
      codeOf(await station.net.Send({ buffer: station.buffer, offset: 8000n, length: 1000 })),
      codeOf(await station.net.Send({ buffer: 0, offset: 0n, length: 100 })),
    ]
  })
  const bad = rcInvalidArgument
  expect(seen).toEqual([rcBufferTooSmall, 60, rcTimeout, 1, bad, bad, bad, bad])
})

test('a frame waits for one who has a buffer', async () => {
  const { world, cards } = openPair()
  await using _ = world
  const seen = await world.act('A', async (kos) => {
    const station = new Station(kos, 'eth0')
    await station.net.GetInfo()
    cards[0].link.send(frameOf(100, 1))
    const wrong = { buffer: 0, offset: 0n, limit: 1514, timeout: 100 }
    return [
      codeOf(await station.net.Receive(wrong)),
      ((await station.receive(100)) as Uint8Array).length,
    ]
  })
  expect(seen).toEqual([rcInvalidArgument, 100])
})

test('a driver that was killed is started again, and works', async () => {
  const { world, cards } = openPair()
  await using _ = world
  await world.act('A', async (kos) => void (await new Station(kos, 'eth0').net.GetInfo()))
  world.kernel.kill('eth0', 'by the test')
  cards[0].link.send(frameOf(100, 1))
  world.drive(NetDriver, netClass, 'eth0')
  world.client('C', 'eth0')
  const length = await world.act('C', async (kos) => {
    const station = new Station(kos, 'eth0')
    await station.net.GetInfo()
    cards[0].link.send(frameOf(200, 1))
    const frame = await station.receive(100)
    return frame instanceof Uint8Array ? frame.length : frame
  })
  expect([100, 200]).toContain(length)
})

/** Bytes of a frame that comes back over a looped cable, of 77; 0 if none does. */
function echoOf(world: DriverWorld, client = 'A'): Promise<number> {
  return world.act(client, async (kos) => {
    const station = new Station(kos, 'eth0')
    for (let tries = 0; tries < 100; tries++) {
      await station.send(frameOf(77, 1))
      const frame = await station.receive(100)
      if (frame instanceof Uint8Array && frame.length === 77) return frame.length
    }
    return 0
  })
}

describe('devices that lie end no process, and nothing hangs', () => {
  const lies = [fc.integer({ min: 1 }), fc.constantFrom(0.001, 0.01, 0.2, 1)] as const

  test('a card', async () => {
    await fc.assert(
      fc.asyncProperty(...lies, async (seed, rate) => {
        const inner = new VirtioNet()
        connectLinks(inner.link, inner.link)
        const device = new HostileDevice(inner, seed)
        await using world = new DriverWorld([card('eth0', device, 0)])
        world.drive(NetDriver, netClass, 'eth0')
        world.client('A', 'eth0')
        await world.act('A', async (kos) => {
          const station = new Station(kos, 'eth0')
          await station.net.GetInfo()
          device.rate = rate
          for (let count = 0; count < 20; count++) {
            expect(await station.send(frameOf(100, count))).toBeTypeOf('number')
            await station.receive(10)
          }
          device.rate = 0
        })
        // What it was lied to about is found by and by: a buffer that is lost, by a time-out. A card
        // that takes no buffers to receive into is silent, as one without traffic is: who knows that
        // there is some starts the driver again.
        if ((await echoOf(world)) === 77) return
        world.kernel.kill('eth0')
        world.drive(NetDriver, netClass, 'eth0')
        world.client('B', 'eth0')
        expect(await echoOf(world, 'B')).toBe(77)
      }),
      { numRuns: 20 },
    )
  })

  test('a source of random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(...lies, async (seed, rate) => {
        const device = new HostileDevice(new VirtioEntropy(), seed)
        await using world = openEntropy(device)
        await world.act('Client', async (kos) => {
          const entropy = connect(kos, Entropy, 'rng0', 'entropy')
          await entropy.Read({ count: 1 })
          device.rate = rate
          for (let count = 0; count < 10; count++)
            expect(codeOf(await entropy.Read({ count: 100 }))).toBeTypeOf('number')
          device.rate = 0
          expect((await entropy.Read({ count: 100 })).data).toHaveLength(100)
        })
      }),
      { numRuns: 20 },
    )
  })
})

function openEntropy(device: Device): DriverWorld {
  const model = 'virtio-entropy'
  const placed = { name: 'rng0', model, device, memory: 0xfe02_0000, irqs: [30], bdf: 0x20 }
  const world = new DriverWorld([placed])
  world.drive(EntropyDriver, 'kl.drivers.Entropy', 'rng0')
  world.client('Client', 'rng0')
  return world
}

test('random bytes are there, as many as asked for, and others each time', async () => {
  await using world = openEntropy(new VirtioEntropy())
  const [one, other, none, tooMany] = await world.act('Client', async (kos) => {
    const entropy = connect(kos, Entropy, 'rng0', 'entropy')
    return [
      (await entropy.Read({ count: 1024 })).data?.slice(),
      (await entropy.Read({ count: 1024 })).data?.slice(),
      (await entropy.Read({ count: 0 })).data?.length,
      codeOf(await entropy.Read({ count: 1025 })),
    ]
  })
  expect(new Set(one as Uint8Array).size).toBeGreaterThan(200)
  expect(one).not.toEqual(other)
  expect([none, tooMany]).toEqual([0, rcInvalidArgument])
})
