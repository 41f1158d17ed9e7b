// Time stamps: of the files of a VFS process with several threads, in memory and on a disk, and of
// those of a process with several POSIX threads. Whoever serves, it is the time of the system.

import { blockDevice, BlockDriver, machineFile, openDisk, writeMachineFile } from '@kos/drivers'
import { memoryStore, VirtioBlock } from '@kos/io-hw/models'
import { VirtualClock } from '@kos/kernel'
import { type Kos, unwrap } from '@kos/libkos'
import {
  type FileClock,
  LocalFiles,
  MemoryFileSystem,
  MountTable,
  Namespace,
  O_CREAT,
  O_RDWR,
  posix,
  type Posix,
  processClock,
  pthread_t,
  Stat,
  timespec,
  vfsProcess,
} from '@kos/posix'
import { FatFileSystem, formatFat32, memoryDevice } from '@kos/posix/fat'
import { expect, test } from 'vitest'
import { inProcess, PosixWorld } from './posix-world.ts'
import { clientEnv, VfsWorld, vfsName } from './vfs-world.ts'

const systemTime = Date.UTC(2026, 10, 30)
const clientNames = ['Anna', 'Ben', 'Carl', 'Dora', 'Emil', 'Fay']

const secondsNow = (kos: Kos): number => {
  const { sec, nsec } = unwrap(kos.KnGetSystemTime()).time
  return sec + nsec / 1e9
}

/** Writes files, and looks at when they say that was; `step` is that of the time stamps. */
async function checkTimes(
  functions: Posix,
  kos: Kos,
  step: number,
  name: string = kos.name,
): Promise<void> {
  for (let round = 0; round < 5; round++) {
    expect(await functions.nanosleep(new timespec(1, 777_000_000), null)).toBe(0)
    const before = secondsNow(kos)
    const fd = await functions.open(`/${name}-${round}`, O_CREAT | O_RDWR, 0o644)
    expect(await functions.write(fd, new Uint8Array(9000))).toBe(9000)
    const stat = new Stat()
    expect(await functions.fstat(fd, stat)).toBe(0)
    const written = stat.st_mtim.tv_sec + stat.st_mtim.tv_nsec / 1e9
    expect(written).toBeGreaterThan(before - step - 1e-6)
    expect(written).toBeLessThan(secondsNow(kos) + 1e-6)
    expect(await functions.close(fd)).toBe(0)
  }
}

async function checkClients(world: PosixWorld, step: number): Promise<void> {
  const done = clientNames.map((name) => {
    const connections = { VFS1: vfsName }
    world.kernel.spawn(null, { name, connections, env: clientEnv })
    return world.kernel.as(name, (kos: Kos) => checkTimes(posix(kos), kos, step))
  })
  const all = Promise.all(done)
  await world.kernel.run({ until: all })
  await all
}

test('a file in the memory of a VFS process has the time of the system, whichever thread serves', async () => {
  const kernel = { clock: new VirtualClock({ systemTime }) }
  const mounts = (_kos: Kos, clock: FileClock): MountTable =>
    new MountTable(new MemoryFileSystem({ clock }))
  await using world = new VfsWorld({ kernel, mounts, threads: 4 })
  await checkClients(world, 0)
})

test('a file on a disk of a VFS process does so too, though operations wait for sectors', async () => {
  const image = new Uint8Array(40_000_512)
  expect(await inProcess((_, kos) => formatFat32(kos, memoryDevice(image)))).toBe(0)
  const place = { memory: 0xfe00_1000, irqs: [40], bdf: 8 }
  const disk = new VirtioBlock(memoryStore(image), { latency: 3 })
  await using world = new PosixWorld({
    clock: new VirtualClock({ systemTime }),
    machine: { setUp: (machine) => void machine.place(disk, place) },
  })
  const devices = writeMachineFile([
    { name: 'disk0', model: 'virtio-block', ports: null, ...place },
  ])
  world.start(BlockDriver, 'disk0', {}, { args: ['disk0'], files: { [machineFile]: devices } })
  const program = vfsProcess({
    channels: ['VFS1'],
    threads: 4,
    async mounts(kos, clock) {
      const device = blockDevice(unwrap(await openDisk(kos, 'disk0')).disk)
      const fat = await FatFileSystem.mount(kos, device, { clock, cacheSectors: 8, umask: 0 })
      if (typeof fat === 'number') throw new Error(`not mounted: ${fat}`)
      return new MountTable(fat)
    },
  })
  world.start(program, vfsName, { disk0: 'disk0' })
  await checkClients(world, 2)
})

test('the clock of a process is made before its files, and right in each of its threads', async () => {
  await using world = new PosixWorld({ clock: new VirtualClock({ systemTime }) })
  world.client('Program')
  const done = world.kernel.as('Program', async (kos: Kos) => {
    const mounts = new MountTable(new MemoryFileSystem({ clock: processClock(kos) }))
    const functions = posix(kos, { files: new LocalFiles(new Namespace(mounts)) })
    const ids = clientNames.map((name) => {
      const id = new pthread_t()
      const routine = async (own: Posix): Promise<null> => {
        await checkTimes(own, own.kos, 0, name)
        return null
      }
      expect(functions.pthread_create(id, null, routine, null)).toBe(0)
      return id
    })
    for (const id of ids) expect(await functions.pthread_join(id, null)).toBe(0)
  })
  await world.kernel.run({ until: done })
  await done
})
