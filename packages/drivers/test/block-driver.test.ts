// The driver of disks on the real kernel, with the device model of a disk: whole images, requests of
// all sizes, drivers that are killed, devices and clients that lie.

import type { Device } from '@kos/io-hw'
import { memoryStore, VirtioBlock } from '@kos/io-hw/models'
import { cloningRealm, realm } from '@kos/kernel'
import {
  connect,
  type Handle,
  type Kos,
  nk_handle_desc,
  OCAP_HANDLE_TRANSFER,
  OCAP_MDL_READ,
  OCAP_MDL_WRITE,
  rcFail,
  rcHandleRevoked,
  rcInvalidArgument,
  rcNoCapability,
  rcOk,
  unwrap,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  Block,
  BlockDriver,
  flushDisk,
  openDisk,
  readSectors,
  SectorSize,
  writeSectors,
} from '../src/index.ts'
import { codeOf } from './answer-code.ts'
import { DriverWorld, type PlacedModel } from './driver-world.ts'
import { boundTo, HostileDevice } from './hostile-device.ts'

const className = 'kl.drivers.Block'
const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE

/** Bytes of which no two sectors are the same: no word of 32 bits is there twice. */
function imageOf(bytes: number): Uint8Array {
  const words = Uint32Array.from({ length: bytes / 4 }, (_, at) => Math.imul(at, 0x9e37_79b1))
  return new Uint8Array(words.buffer)
}

function placed(device: Device): PlacedModel {
  return { name: 'disk0', model: 'virtio-block', device, memory: 0xfe00_1000, irqs: [40], bdf: 8 }
}

/** A world with a disk, its driver and a client. */
function openWorld(image: Uint8Array, options = {}, isReadOnly = false): DriverWorld {
  const device = new VirtioBlock(memoryStore(image, { isReadOnly }), options)
  const world = new DriverWorld([placed(device)])
  start(world)
  world.client('Client', 'disk0')
  return world
}

function start(world: DriverWorld): void {
  world.drive(BlockDriver, className, 'disk0')
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.from(one).equals(other)

/** Reads the whole disk; `after` hears of the sectors that are there. */
async function readAll(kos: Kos, after: (sectors: number) => void = () => {}): Promise<Uint8Array> {
  using disk = unwrap(await openDisk(kos, 'disk0')).disk
  const image = new Uint8Array(disk.sectors * SectorSize)
  const most = disk.size / SectorSize
  for (let sector = 0; sector < disk.sectors; sector += most) {
    const count = Math.min(most, disk.sectors - sector)
    expect(await readSectors(disk, sector, count)).toBe(rcOk)
    const bytes = image.subarray(sector * SectorSize, (sector + count) * SectorSize)
    kos.memory.read(disk.address, bytes)
    after(sector + count)
  }
  return image
}

/** A shared buffer of the client, and its address. */
function bufferOf(kos: Kos, size: number): { buffer: Handle; address: number } {
  const { handle: buffer } = unwrap(kos.KnPmmMdlCreate(size, readWrite))
  const address = unwrap(kos.KnPmmMdlMap(buffer, 0, size, 0, readWrite)).addr
  return { buffer, address }
}

test.each([
  ['realm', realm],
  ['cloningRealm', cloningRealm],
])('on %s a client reads a whole image', async (_, host) => {
  const image = imageOf(2 ** 20)
  const device = new VirtioBlock(memoryStore(image))
  await using world = new DriverWorld([placed(device)], { host: host() })
  start(world)
  world.client('Client', 'disk0')
  expect(same(await world.act('Client', (kos) => readAll(kos)), image)).toBe(true)
  expect(world.lines).toEqual([])
})

test('the image is the same while the driver is killed and started again in the middle', async () => {
  const image = imageOf(2 ** 20)
  await using world = openWorld(image, { latency: 2 })
  const all = image.length / SectorSize
  let read = 0
  const reading = world.kernel.as('Client', (kos) => readAll(kos, (sectors) => (read = sectors)))
  const killedAt: number[] = []
  for (const least of [0, all / 4, all / 2]) {
    // A request takes 2 ms: it is under way 1 ms after the one before it was answered.
    do await world.kernel.advance(1)
    while (read < least)
    killedAt.push(read)
    world.kernel.kill('disk0', 'by the test')
    // The disk comes to the end of the request.
    await world.kernel.advance(5)
    start(world)
    world.kernel.connect('Client', 'disk0', 'disk0')
  }
  expect(killedAt).toEqual([0, all / 4, all / 2])
  await world.kernel.run({ until: reading })
  expect(same(await reading, image)).toBe(true)
  // Each driver was killed in the middle of a request, which then went nowhere.
  expect(world.strays).toHaveLength(killedAt.length)
})

test('what a driver leaves behind is none: its device reaches no memory, its resources are free', async () => {
  await using world = openWorld(imageOf(2 ** 16), { latency: 5 })
  const reading = world.kernel.as('Client', (kos) => readAll(kos))
  await world.kernel.advance(2)
  expect(world.kernel.inspect().io?.domains).toHaveLength(1)
  world.kernel.kill('disk0', 'by the test')
  const { io } = world.kernel.inspect()
  expect([io?.domains, io?.memory, io?.irqs, io?.dma]).toEqual([[], [], [], []])
  // The request that the disk was at goes nowhere.
  await world.kernel.advance(20)
  expect(world.strays.map(({ bdf }) => bdf)).toContain(8)
  start(world)
  world.kernel.connect('Client', 'disk0', 'disk0')
  await world.kernel.run({ until: reading })
  await reading
})

test('requests of any size and place read and write what they should', async () => {
  const image = imageOf(2 ** 20)
  const sectors = image.length / SectorSize
  const size = 2 ** 19
  const request = fc.record({
    isWrite: fc.boolean(),
    sector: fc.nat(sectors - 1),
    count: fc.integer({ min: 1, max: 600 }),
    offset: fc.nat(5000),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 6 }), async (requests) => {
      const model = image.slice()
      const stored = image.slice()
      await using world = openWorld(stored)
      await world.act('Client', async (kos) => {
        using disk = unwrap(await openDisk(kos, 'disk0', size)).disk
        for (const [number, { isWrite, sector, count: most, offset }] of requests.entries()) {
          const count = Math.min(most, sectors - sector)
          const bytes = model.subarray(sector * SectorSize, (sector + count) * SectorSize)
          if (isWrite) {
            kos.memory.write(disk.address + offset, bytes.fill(number + 1))
            expect(await writeSectors(disk, sector, count, offset)).toBe(rcOk)
          } else {
            const read = new Uint8Array(bytes.length)
            expect(await readSectors(disk, sector, count, offset)).toBe(rcOk)
            kos.memory.read(disk.address + offset, read)
            expect(same(read, bytes)).toBe(true)
          }
        }
        expect(await flushDisk(disk)).toBe(rcOk)
      })
      expect(same(stored, model)).toBe(true)
    }),
    { numRuns: 20 },
  )
})

test('several requests are in flight', async () => {
  await using world = openWorld(imageOf(2 ** 16), { latency: 10 })
  for (const name of ['A', 'B', 'C']) world.client(name, 'disk0')
  const read = async (kos: Kos): Promise<number> => {
    using disk = unwrap(await openDisk(kos, 'disk0')).disk
    expect(await readSectors(disk, 0, 8)).toBe(rcOk)
    return kos.KnGetMSecSinceStart()
  }
  const reading = ['A', 'B', 'C'].map((name) => world.kernel.as(name, read))
  await world.kernel.run({ until: Promise.all(reading) })
  // The disk does one after the other, without a pause.
  expect(await Promise.all(reading)).toEqual([10, 20, 30])
})

test('a disk that may not be written is not written', async () => {
  const image = imageOf(8192)
  await using world = openWorld(image, {}, true)
  const codes = await world.act('Client', async (kos) => {
    using disk = unwrap(await openDisk(kos, 'disk0')).disk
    const info = unwrap(await connect(kos, Block, 'disk0', 'block').GetInfo())
    return [info.isReadOnly, Number(info.sectors), await writeSectors(disk, 0, 1)]
  })
  expect(codes).toEqual([1, 16, rcNoCapability])
  expect(same(image, imageOf(8192))).toBe(true)
})

describe('a client that lies', () => {
  test('gets a code, and the next one gets its data', async () => {
    const image = imageOf(2 ** 16)
    const big = 2n ** 64n - 1n
    const number = fc.oneof(fc.bigInt(0n, 300n), fc.constantFrom(2n ** 40n, 2n ** 53n, big))
    const lie = fc.record({
      isWrite: fc.boolean(),
      kind: fc.constantFrom('buffer', 'notice', 'read only', 'none'),
      offset: number,
      sector: number,
      count: fc.oneof(fc.nat(300), fc.constantFrom(0, 65_536, 65_537, 2 ** 32 - 1)),
    })
    await using world = openWorld(image)
    world.client('Honest', 'disk0')
    let clients = 0
    await fc.assert(
      fc.asyncProperty(lie, async ({ isWrite, kind, offset, sector, count }) => {
        const before = image.slice()
        const name = `Client${clients++}`
        world.client(name, 'disk0')
        const code = await world.act(name, async (kos) => {
          const block = connect(kos, Block, 'disk0', 'block')
          const { buffer } = bufferOf(kos, 8192)
          const notice = kos.KnHandleCreateUserObject(0x20, OCAP_HANDLE_TRANSFER, 1)
          const given =
            kind === 'notice'
              ? (notice.handle ?? 0)
              : kind === 'read only'
                ? nk_handle_desc(buffer, OCAP_MDL_READ)
                : kind === 'none'
                  ? 0
                  : buffer
          const request = { buffer: given, offset, sector, count }
          return codeOf(await (isWrite ? block.Write(request) : block.Read(request)))
        })
        world.kernel.kill(name, 'by the test')
        expect(code).toBeTypeOf('number')
        const fits =
          offset + BigInt(count) * 512n <= 8192n && sector + BigInt(count) <= 128n && count > 0
        const may = kind === 'buffer' || (kind === 'read only' && isWrite)
        expect(code === rcOk).toBe(fits && may)
        if (!(fits && may)) expect(same(image, before)).toBe(true)
      }),
      { numRuns: 100 },
    )
    const read = await world.act('Honest', (kos) => readAll(kos))
    expect(same(read, image)).toBe(true)
    expect(world.lines).toEqual([])
  })

  test('and revokes its buffer meanwhile, gets a code', async () => {
    const image = imageOf(2 ** 16)
    await using world = openWorld(image, { latency: 10 })
    const code = await world.act('Client', async (kos) => {
      const block = connect(kos, Block, 'disk0', 'block')
      const { handle: buffer } = unwrap(kos.KnPmmMdlCreate(4096, readWrite))
      const { tid } = unwrap(
        kos.KosThreadCreate(
          15,
          0,
          async (own: Kos) => {
            await own.KnSleep(5)
            own.KnHandleRevoke(buffer)
          },
          0,
          0,
        ),
      )
      const request = { offset: 0n, sector: 0n, count: 8 }
      const lent = nk_handle_desc(buffer, OCAP_MDL_READ | OCAP_MDL_WRITE)
      const answer = await block.Read({ buffer: lent, ...request })
      await kos.KosThreadWait(tid, 100)
      return codeOf(answer)
    })
    expect(code).toBe(rcHandleRevoked)
    world.client('Honest', 'disk0')
    expect(same(await world.act('Honest', (kos) => readAll(kos)), image)).toBe(true)
  })

  test('and is killed meanwhile, is forgotten', async () => {
    const image = imageOf(2 ** 16)
    await using world = openWorld(image, { latency: 10 })
    void world.kernel.as('Client', (kos) => readAll(kos)).catch(() => {})
    await world.kernel.advance(5)
    world.kernel.kill('Client', 'by the test')
    world.client('Honest', 'disk0')
    expect(same(await world.act('Honest', (kos) => readAll(kos)), image)).toBe(true)
    await world.kernel.run({ until: 'idle' })
    const driver = world.kernel.inspect().tasks.find(({ name }) => name === 'disk0')
    const handles = driver?.handles
    world.client('Other', 'disk0')
    await world.act('Other', (kos) => readAll(kos))
    await world.kernel.run({ until: 'idle' })
    expect(world.kernel.inspect().tasks.find(({ name }) => name === 'disk0')?.handles).toBe(handles)
  })
})

describe('a device that lies', () => {
  test.each([0.001, 0.01, 0.1, 0.5])('a part of %d of the time ends no process', async (rate) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1 }), async (seed) => {
        const image = imageOf(2 ** 16)
        const device = new HostileDevice(new VirtioBlock(memoryStore(image)), seed)
        await using world = new DriverWorld([placed(device)])
        start(world)
        world.client('Client', 'disk0')
        await world.act('Client', async (kos) => {
          const block = connect(kos, Block, 'disk0', 'block')
          const { buffer } = bufferOf(kos, 2 ** 16)
          await block.GetInfo()
          device.rate = rate
          for (let count = 0; count < 20; count++) {
            const request = { buffer, offset: 0n, sector: BigInt(count), count: 8 }
            const answer = await (count % 3 === 0 ? block.Write(request) : block.Read(request))
            expect(codeOf(answer)).toBeTypeOf('number')
          }
          device.rate = 0
        })
        // A device that behaves again is used again.
        world.client('Honest', 'disk0')
        const read = await world.act('Honest', (kos) => readAll(kos))
        expect(same(read, image)).toBe(true)
      }),
      { numRuns: 15 },
    )
  })

  /** A disk of which each DMA transfer to memory goes through `lie`; null: it is lost. */
  function lying(image: Uint8Array, lie: (bytes: Uint8Array) => Uint8Array | null): Device {
    const inner = new VirtioBlock(memoryStore(image))
    return {
      name: 'liar',
      registerBytes: inner.registerBytes,
      attach: (context) =>
        inner.attach({
          ...boundTo(context),
          dmaWrite(address, source) {
            const bytes = lie(source)
            return bytes === null || context.dmaWrite(address, bytes)
          },
        }),
      read: (offset, size) => inner.read(offset, size),
      write: (offset, size, value) => inner.write(offset, size, value),
      reset: () => inner.reset(),
    }
  }

  test('a device that says it wrote less gives nobody the data of another request', async () => {
    let isShort = false
    const device = lying(imageOf(8192), (bytes) => {
      if (!isShort) return bytes
      if (bytes.length >= SectorSize) return null
      if (bytes.length !== 8) return bytes
      const used = bytes.slice()
      new DataView(used.buffer).setUint32(4, 1, true)
      return used
    })
    await using world = new DriverWorld([placed(device)])
    start(world)
    world.client('Client', 'disk0')
    const [rc, byte] = await world.act('Client', async (kos) => {
      using disk = unwrap(await openDisk(kos, 'disk0')).disk
      expect(await readSectors(disk, 0, 8)).toBe(rcOk)
      kos.memory.fill(disk.address, 4096, 0xee)
      isShort = true
      return [await readSectors(disk, 8, 8), kos.memory.load8(disk.address + 100)]
    })
    expect([rc, byte]).toEqual([rcFail, 0xee])
  })

  test('a device that answers requests that nobody made is reset, and asked again', async () => {
    const image = imageOf(8192)
    let lies = 0
    const device = lying(image, (bytes) => {
      if (bytes.length !== 8 || lies === 0) return bytes
      lies--
      const used = bytes.slice()
      // Another slot, which is free, and no slot at all.
      new DataView(used.buffer).setUint32(0, lies === 1 ? 1 : 3, true)
      return used
    })
    await using world = new DriverWorld([placed(device)])
    start(world)
    world.client('Client', 'disk0')
    await world.act('Client', async (kos) => {
      using disk = unwrap(await openDisk(kos, 'disk0')).disk
      lies = 2
      expect(await readSectors(disk, 0, 8)).toBe(rcOk)
      const read = new Uint8Array(4096)
      kos.memory.read(disk.address, read)
      expect(same(read, image.subarray(0, 4096))).toBe(true)
      lies = 3
      expect(await readSectors(disk, 0, 8)).toBe(rcFail)
    })
    const why = 'disk0: the device is reset: it answered a request that nobody made'
    expect(world.lines).toEqual(Array<string>(5).fill(why))
  })

  test('a device that answers nothing ends a request with a code', async () => {
    const inner = new VirtioBlock(memoryStore(imageOf(8192)))
    const silent: Device = {
      name: 'silent',
      registerBytes: inner.registerBytes,
      attach: (context) => inner.attach(context),
      read: (offset, size) => inner.read(offset, size),
      // Without its notifications.
      write: (offset, size, value) => {
        if (offset !== 0x50) inner.write(offset, size, value)
      },
      reset: () => inner.reset(),
    }
    await using world = new DriverWorld([placed(silent)])
    start(world)
    world.client('Client', 'disk0')
    const ended = await world.act('Client', async (kos) => {
      using disk = unwrap(await openDisk(kos, 'disk0')).disk
      const rc = await readSectors(disk, 0, 1)
      return [rc === rcOk, kos.KnGetMSecSinceStart()]
    })
    expect(ended).toEqual([false, 6000])
  })
})

test('a driver without its device ends with code 1, and says why', async () => {
  await using world = new DriverWorld([placed(new VirtioBlock(memoryStore(imageOf(512))))])
  for (const device of ['disk1', 'disk0']) world.drive(BlockDriver, className, device)
  // Another process has the registers.
  world.client('Greedy')
  await world.act('Greedy', () => {})
  await world.kernel.run({ until: 'idle' })
  expect(world.kernel.task('disk1').result).toEqual({ code: 1 })
  expect(world.lines).toEqual([
    'disk1: the machine has no device disk1; it has: disk0',
    'disk0: nobody connects to disk0 as disk0 or kl.drivers.Block',
  ])
})

test('what no request is, is refused by the client helper', async () => {
  await using world = openWorld(imageOf(8192))
  const codes = await world.act('Client', async (kos) => {
    using disk = unwrap(await openDisk(kos, 'disk0', 4096)).disk
    return [
      await readSectors(disk, 0, 9),
      await readSectors(disk, 0, 1, 4000),
      await readSectors(disk, -1, 1),
      await readSectors(disk, 16, 1),
      await writeSectors(disk, 0.5, 1),
      (await openDisk(kos, 'disk9')).rc === rcOk,
    ]
  })
  expect(codes).toEqual([...Array<number>(5).fill(rcInvalidArgument), false])
})
