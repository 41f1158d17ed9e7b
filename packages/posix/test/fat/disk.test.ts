// FAT32 in processes, over the driver of a disk with the real kernel: POSIX functions on files of the
// disk, a restart of everything, a driver that is killed in the middle, a disk that fails.

import { blockDevice, BlockDriver, machineFile, openDisk, writeMachineFile } from '@kos/drivers'
import { type BlockStore, memoryStore, VirtioBlock } from '@kos/io-hw/models'
import { type Kos, unwrap } from '@kos/libkos'
import { checkFat32, FatFileSystem, formatFat32, memoryDevice } from '@kos/posix/fat'
import {
  EIO,
  MountTable,
  Namespace,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  posix,
  type Posix,
  pthread_t,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { LocalFiles } from '../../src/io/local-files.ts'
import { PosixProcess } from '../../src/runtime/posix-process.ts'
import { ProcessClock } from '../../src/runtime/system-clock.ts'
import { inProcess, PosixWorld } from '../posix-world.ts'

const place = { memory: 0xfe00_1000, irqs: [40], bdf: 8 }
const devices = writeMachineFile([{ name: 'disk0', model: 'virtio-block', ports: null, ...place }])

/** A world with a disk and its driver, and a process that the test acts as. */
function openWorld(store: BlockStore, latency = 0): PosixWorld {
  const device = new VirtioBlock(store, { latency })
  const world = new PosixWorld({
    machine: { setUp: (machine) => void machine.place(device, place) },
  })
  drive(world)
  return world
}

function drive(world: PosixWorld): void {
  world.start(BlockDriver, 'disk0', {}, { args: ['disk0'], files: { [machineFile]: devices } })
}

/** Lets a process act that has the volume of the disk as its files. */
async function inVolume<T>(
  world: PosixWorld,
  act: (posix: Posix, fat: FatFileSystem, kos: Kos) => Promise<T>,
  name = 'Program',
): Promise<T> {
  const done = actInVolume(world, act, name)
  await world.kernel.run({ until: done })
  return done
}

/** The same, while the test runs the kernel. */
function actInVolume<T>(
  world: PosixWorld,
  act: (posix: Posix, fat: FatFileSystem, kos: Kos) => Promise<T>,
  name = 'Program',
): Promise<T> {
  world.client(name, { disk0: 'disk0' })
  const done = world.kernel.as(name, async (kos: Kos) => {
    using disk = unwrap(await openDisk(kos, 'disk0', 16_384)).disk
    const clock = new ProcessClock(kos)
    const options = { clock, cacheSectors: 16 }
    const fat = await FatFileSystem.mount(kos, blockDevice(disk), options)
    if (typeof fat === 'number') throw new Error(`not mounted: ${fat}`)
    using namespace = new Namespace(new MountTable(fat))
    const functions = posix(kos, { files: new LocalFiles(namespace) })
    clock.process = PosixProcess.of(kos, () => {
      throw new Error('it has been made')
    })
    return await act(functions, fat, kos)
  })
  done.catch(() => {})
  return done
}

async function formatted(bytes: number): Promise<Uint8Array> {
  const image = new Uint8Array(bytes)
  const options = { label: 'DISK', allowFewClusters: true }
  const answer = await inProcess((_, kos) => formatFat32(kos, memoryDevice(image), options))
  expect(answer).toBe(0)
  return image
}

const patternOf = (length: number) =>
  Uint8Array.from({ length }, (_, at) => (at * 31) ^ (at >> 8) ^ (at >> 16))
const same = (one: Uint8Array, other: Uint8Array) => Buffer.from(one).equals(other)

/** Writes a file, in pieces, and stores it. */
async function writeFile(posix: Posix, path: string, bytes: Uint8Array): Promise<number> {
  const fd = await posix.open(path, O_CREAT | O_RDWR | O_TRUNC, 0o644)
  if (fd < 0) return -posix.errno
  for (let at = 0; at < bytes.length; at += 3000) {
    const count = Math.min(3000, bytes.length - at)
    if ((await posix.write(fd, bytes.subarray(at, at + count), count)) !== count)
      return -posix.errno
  }
  const answer = (await posix.fsync(fd)) === 0 ? 0 : -posix.errno
  await posix.close(fd)
  return answer
}

async function readFile(posix: Posix, path: string): Promise<Uint8Array | number> {
  const fd = await posix.open(path, O_RDONLY)
  if (fd < 0) return -posix.errno
  const bytes = new Uint8Array(200_000)
  const count = await posix.read(fd, bytes, bytes.length)
  const answer = count < 0 ? -posix.errno : bytes.slice(0, count)
  await posix.close(fd)
  return answer
}

test('files are there after a restart of everything', async () => {
  const image = await formatted(1 << 20)
  const bytes = patternOf(100_000)
  {
    await using world = openWorld(memoryStore(image))
    await inVolume(world, async (posix, fat, kos) => {
      expect(await posix.mkdir('/a directory', 0o755)).toBe(0)
      expect(await writeFile(posix, '/a directory/a long name.text', bytes)).toBe(0)
      expect(await posix.rename('/a directory', '/another one')).toBe(0)
      expect(await fat.sync(kos)).toBe(0)
    })
  }
  expect(checkFat32(image)).toMatchObject({ problems: [], lostClusters: 0, isCountWrong: false })
  await using world = openWorld(memoryStore(image))
  await inVolume(world, async (posix, fat) => {
    expect(fat.label).toBe('DISK')
    const back = await readFile(posix, '/another one/a long name.text')
    expect(same(back as Uint8Array, bytes)).toBe(true)
    expect(await posix.open('/ANOTHER ONE/A LONG NAME.TEXT', O_CREAT | O_EXCL, 0o644)).toBe(-1)
    expect(fat.cached.sectors).toBeLessThan(500)
  })
})

test('a driver that is killed in the middle, and started again, is not noticed', async () => {
  const image = await formatted(1 << 20)
  const bytes = patternOf(60_000)
  await using world = openWorld(memoryStore(image), 2)
  let isDone = false
  const written = actInVolume(world, async (posix, fat, kos) => {
    expect(await writeFile(posix, '/file', bytes)).toBe(0)
    expect(await fat.sync(kos)).toBe(0)
    isDone = true
    return readFile(posix, '/file')
  })
  let kills = 0
  await world.kernel.advance(1)
  for (; !isDone && kills < 5; kills++) {
    await world.kernel.advance(31)
    world.kernel.kill('disk0', 'by the test')
    await world.kernel.advance(5)
    drive(world)
    world.kernel.connect('Program', 'disk0', 'disk0')
  }
  await world.kernel.run({ until: written })
  expect(same((await written) as Uint8Array, bytes)).toBe(true)
  expect(kills).toBeGreaterThan(1)
  expect(checkFat32(image)).toMatchObject({ problems: [], lostClusters: 0 })
})

test('a disk that cannot write is EIO, and nothing is lost when it can again', async () => {
  const image = await formatted(1 << 20)
  const store = memoryStore(image)
  let isBroken = false
  const failing: BlockStore = {
    sectors: store.sectors,
    read: (sector, target) => store.read(sector, target),
    write: (sector, source) => !isBroken && store.write(sector, source),
    flush: () => true,
  }
  const bytes = patternOf(5000)
  await using world = openWorld(failing)
  await inVolume(world, async (posix, fat, kos) => {
    isBroken = true
    expect(await writeFile(posix, '/file', bytes)).toBe(-EIO)
    expect(await fat.sync(kos)).toBe(-EIO)
    // What is in memory is read all the same.
    expect(await posix.access('/file', 0)).toBe(0)
    isBroken = false
    expect(await writeFile(posix, '/file', bytes)).toBe(0)
    expect(await fat.sync(kos)).toBe(0)
  })
  expect(checkFat32(image)).toMatchObject({ problems: [], lostClusters: 0 })
})

test('a sector that cannot be read is EIO for who needs it', async () => {
  const image = await formatted(1 << 20)
  const bytes = patternOf(5000)
  const store = memoryStore(image)
  let bad = -1
  const failing: BlockStore = {
    sectors: store.sectors,
    read: (sector, target) =>
      !(bad >= sector && bad < sector + target.length / 512) && store.read(sector, target),
    write: (sector, source) => store.write(sector, source),
    flush: () => true,
  }
  await using world = openWorld(failing)
  await inVolume(world, async (posix, fat, kos) => {
    expect(await writeFile(posix, '/bad', bytes)).toBe(0)
    expect(await writeFile(posix, '/good', bytes)).toBe(0)
    expect(await fat.sync(kos)).toBe(0)
  })
  // The file has the clusters after the root directory.
  bad =
    image.findIndex(
      (_, at) => at % 512 === 0 && same(image.subarray(at, at + 512), bytes.subarray(512, 1024)),
    ) / 512
  await inVolume(
    world,
    async (posix) => {
      expect(await readFile(posix, '/bad')).toBe(-EIO)
      expect(same((await readFile(posix, '/good')) as Uint8Array, bytes)).toBe(true)
      bad = -1
      expect(same((await readFile(posix, '/bad')) as Uint8Array, bytes)).toBe(true)
    },
    'Reader',
  )
})

test('threads of a process use the volume at the same time', async () => {
  const image = await formatted(1 << 20)
  await using world = openWorld(memoryStore(image), 1)
  await inVolume(world, async (functions, fat, kos) => {
    const answers: number[] = []
    const threads = [1, 2, 3, 4].map((number) => {
      const id = new pthread_t()
      const routine = async (own: Posix) => {
        const bytes = patternOf(number * 4000)
        const name = `/thread ${number}`
        answers.push(await writeFile(own, name, bytes))
        const back = await readFile(own, name)
        answers.push(typeof back !== 'number' && same(back, bytes) ? 0 : 1)
      }
      expect(functions.pthread_create(id, null, routine, null)).toBe(0)
      return id
    })
    for (const id of threads) expect(await functions.pthread_join(id, null)).toBe(0)
    expect(answers).toEqual(Array(8).fill(0))
    expect(await fat.sync(kos)).toBe(0)
    expect(await functions.access('/thread 3', 0)).toBe(0)
  })
  expect(checkFat32(image)).toMatchObject({ problems: [], lostClusters: 0 })
  expect(checkFat32(image).files).toHaveLength(4)
})
