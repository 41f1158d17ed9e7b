// The VFS program of solutions: what its arguments mount, and what is said of those that are wrong.

import { blockDevice, BlockDriver, machineFile, openDisk, writeMachineFile } from '@kos/drivers'
import { memoryStore, VirtioBlock } from '@kos/io-hw/models'
import { formatRetcode, type Kos, type Program, rcOk } from '@kos/libkos'
import {
  EEXIST,
  ELOOP,
  ENOENT,
  EROFS,
  O_CREAT,
  O_RDONLY,
  O_WRONLY,
  type Posix,
  Stat,
} from '@kos/posix'
import { formatFat32, memoryDevice } from '@kos/posix/fat'
import { type OpenDevice, posixPrograms } from '@kos/posix/programs'
import { expect, test } from 'vitest'
import { parseFstab, parseFstabEntry } from '../src/vfs/fstab.ts'
import { maxFstabBytes } from '../src/limits.ts'
import { inProcess, PosixWorld } from './posix-world.ts'

const openDevice: OpenDevice = async (kos, name) => {
  const opened = await openDisk(kos, name, 16_384)
  return opened.rc === rcOk ? blockDevice(opened.disk) : formatRetcode(opened.rc)
}
const programs = posixPrograms({ openDevice })

function programOf(name: string): Program<Kos> {
  const found = programs[name]
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

interface Told {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, Uint8Array>>
}

/** A world with a VFS process of a class, and a client of it. */
function openWorld(told: Told, name = 'kl.VfsEntity', world = new PosixWorld()): PosixWorld {
  const connections = world.kernel.tasks.some((task) => task.name === 'disk0')
    ? { disk0: 'disk0' }
    : {}
  world.start(programOf(name), name, connections, told)
  const env = { _VFS_FILESYSTEM_BACKEND: 'client:files' }
  world.kernel.spawn(null, { name: 'Client', connections: { files: name }, env })
  return world
}

const server = { _VFS_FILESYSTEM_BACKEND: 'server:files' }

async function write(posix: Posix, path: string, text: string): Promise<number> {
  const fd = await posix.open(path, O_CREAT | O_WRONLY, 0o666)
  if (fd < 0) return posix.errno
  await posix.write(fd, bytes(text))
  await posix.fsync(fd)
  return posix.close(fd)
}

async function read(posix: Posix, path: string): Promise<string | number> {
  const fd = await posix.open(path, O_RDONLY)
  if (fd < 0) return posix.errno
  const buffer = new Uint8Array(100)
  const count = await posix.read(fd, buffer)
  await posix.close(fd)
  return new TextDecoder().decode(buffer.subarray(0, count))
}

/** What the program says before it ends. */
async function refusal(told: Told): Promise<string> {
  await using world = openWorld({ ...told, env: { ...server, ...told.env } })
  const task = world.kernel.task('kl.VfsEntity')
  await world.kernel.run({ until: task })
  expect(await task.exit).toEqual({ code: 1 })
  expect(world.lines).toHaveLength(1)
  return String(world.lines[0]).replace('kl.VfsEntity: kl.VfsEntity mounts nothing: ', '')
}

test('without arguments there is an empty file system in memory, whose times are those of now', async () => {
  await using world = openWorld({ env: server })
  await world.kernel.run({ until: 5_000 })
  await world.act('Client', async (posix) => {
    expect(await write(posix, '/file', 'text')).toBe(0)
    expect(await read(posix, '/file')).toBe('text')
    const stat = new Stat()
    expect(await posix.stat('/file', stat)).toBe(0)
    expect(stat.st_mtim.tv_sec).toBe(posix.time())
    // So that a policy can judge paths, none leads through a link.
    expect(await posix.symlink('/file', '/link')).toBe(0)
    expect(await read(posix, '/link')).toBe(ELOOP)
  })
})

test.each(['kl.VfsEntity', 'kl.VfsRamFs', 'kl.VfsSdCardFs'])(
  'a process of class %s is found by its class',
  async (name) => {
    await using world = new PosixWorld()
    world.start(programOf(name), name)
    const env = { _VFS_FILESYSTEM_BACKEND: `client:${name}` }
    world.kernel.spawn(null, { name: 'Client', connections: { [name]: name }, env })
    await world.act('Client', async (posix) => expect(await posix.mkdir('/a', 0o755)).toBe(0))
  },
)

test('entries mount file systems on directories, which are made', async () => {
  const args = [
    '-l',
    'ramfs /data/new ramfs 0',
    '-l',
    'romfs /etc romfs ro',
    '-l',
    'devfs /dev devfs 0',
  ]
  const files = {
    'hosts.txt': bytes('names'),
    'net/dhcp.conf': bytes('lease'),
    '..': bytes('none'),
  }
  await using world = openWorld({ args, env: server, files })
  await world.act('Client', async (posix) => {
    expect(await write(posix, '/data/new/file', 'text')).toBe(0)
    const [outer, inner] = [new Stat(), new Stat()]
    await posix.stat('/data', outer)
    await posix.stat('/data/new/file', inner)
    expect(inner.st_dev).not.toBe(outer.st_dev)
    expect(await read(posix, '/etc/hosts.txt')).toBe('names')
    expect(await read(posix, '/etc/net/dhcp.conf')).toBe('lease')
    expect(await write(posix, '/etc/more', 'text')).toBe(EROFS)
    expect(await posix.mkdir('/dev', 0o755)).toBe(-1)
    expect(posix.errno).toBe(EEXIST)
  })
})

test('a file of entries is found among the declared files, and read-only is so', async () => {
  const fstab =
    '# the mounts\n\ntmpfs /tmp\\040files tmpfs defaults 0 0\n  ramfs /const ramfs ro\t1 2\n'
  const told = { args: ['-f', '/etc/fstab'], env: server, files: { 'etc/fstab': bytes(fstab) } }
  await using world = openWorld(told)
  await world.act('Client', async (posix) => {
    expect(await write(posix, '/tmp files/a', 'b')).toBe(0)
    expect(await write(posix, '/const/a', 'b')).toBe(EROFS)
    expect(await read(posix, '/etc/fstab')).toBe(ENOENT)
  })
})

test('ROOTFS is what is at the root, and with UNMAP_ROMFS has the file of entries', async () => {
  const files = { fstab: bytes('ramfs /mnt ramfs 0'), 'mnt/.keep': bytes('') }
  const env = { ...server, ROOTFS: 'romfs / romfs ro', UNMAP_ROMFS: '1' }
  await using world = openWorld({ args: ['-f', '/fstab'], env, files })
  await world.act('Client', async (posix) => {
    expect(await read(posix, '/fstab')).toBe('ramfs /mnt ramfs 0')
    expect(await write(posix, '/new', 'text')).toBe(EROFS)
    expect(await write(posix, '/mnt/new', 'text')).toBe(0)
  })
})

test('a disk behind a connection is mounted as FAT32, and what was synced is there the next time', async () => {
  const image = new Uint8Array(4 * 1024 * 1024)
  const formatted = { label: 'DISK', allowFewClusters: true }
  expect(await inProcess((_, kos) => formatFat32(kos, memoryDevice(image), formatted))).toBe(0)
  const place = { memory: 0xfe00_1000, irqs: [40], bdf: 8 }
  const devices = writeMachineFile([
    { name: 'disk0', model: 'virtio-block', ports: null, ...place },
  ])
  const store = memoryStore(image)
  const inWorld = async (act: (posix: Posix) => Promise<void>): Promise<void> => {
    const device = new VirtioBlock(store, { latency: 1 })
    await using world = new PosixWorld({
      machine: { setUp: (machine) => void machine.place(device, place) },
    })
    world.start(BlockDriver, 'disk0', {}, { args: ['disk0'], files: { [machineFile]: devices } })
    openWorld({ args: ['-l', 'disk0 /disk vfat 0'], env: server }, 'kl.VfsSdCardFs', world)
    await world.act('Client', act)
  }
  await inWorld(async (posix) => {
    await Promise.resolve()
    expect(await write(posix, '/disk/A long name.txt', 'kept')).toBe(0)
    const stat = new Stat()
    expect(await posix.stat('/disk/A long name.txt', stat)).toBe(0)
    // FAT counts two seconds, from 1980 on.
    expect(stat.st_mtim.tv_sec).toBeGreaterThanOrEqual(Math.max(315_532_800, posix.time() - 2))
  })
  await inWorld(async (posix) => expect(await read(posix, '/disk/A long name.txt')).toBe('kept'))
})

test('a line says what is wrong with the arguments, and the process ends with code 1', async () => {
  expect(await refusal({ args: ['-x', '1'] })).toBe('there is no argument -x: it is -l or -f')
  expect(await refusal({ args: ['-l'] })).toBe('nothing stands after -l')
  expect(await refusal({ args: ['-l', 'ext4 /a ext4 0'] })).toBe(
    'ext4 /a ext4 0: there is no file system ext4',
  )
  expect(await refusal({ args: ['-l', 'ramfs / ramfs 0'] })).toBe(
    'ramfs / ramfs 0: what is at / is said by ROOTFS',
  )
  expect(await refusal({ args: ['-l', 'ramfs'] })).toBe(
    'ramfs: an entry is <device> <mount point> <type> <options>',
  )
  expect(await refusal({ args: ['-l', 'disk1 /a fat32 0'] })).toMatch(/^disk1 \/a fat32 0: rc/)
  expect(await refusal({ args: ['-f', 'fstab'] })).toBe(
    '-f fstab: there is no declared file of this name',
  )
  const long = { fstab: new Uint8Array(maxFstabBytes + 1).fill(0x20) }
  expect(await refusal({ args: ['-f', 'fstab'], files: long })).toBe(
    `-f fstab: it has more than ${maxFstabBytes} bytes`,
  )
  expect(await refusal({ args: ['-f', 'fstab'], files: { fstab: bytes('ramfs /a') } })).toBe(
    '-f fstab: ramfs /a: an entry is <device> <mount point> <type> <options>',
  )
  expect(await refusal({ env: { ROOTFS: 'ramfs /a ramfs 0' } })).toBe(
    'ROOTFS: ramfs /a ramfs 0: this is not /',
  )
  expect(await refusal({ env: { ROOTFS: 'ramfs' } })).toBe(
    'ROOTFS: ramfs: an entry is <device> <mount point> <type> <options>',
  )
  const missing = { ROOTFS: 'romfs / romfs 0', UNMAP_ROMFS: '' }
  expect(await refusal({ args: ['-f', '/fstab'], env: missing })).toBe(
    '-f /fstab: there is no such file or directory',
  )
  expect(await refusal({ args: ['-l', 'ramfs /a ramfs 0'], env: missing })).toBe(
    'ramfs /a ramfs 0: there is no such file or directory',
  )
})

test('a disk without a volume is told', async () => {
  const place = { memory: 0xfe00_1000, irqs: [40], bdf: 8 }
  const devices = writeMachineFile([
    { name: 'disk0', model: 'virtio-block', ports: null, ...place },
  ])
  const device = new VirtioBlock(memoryStore(new Uint8Array(65_536)), {})
  await using world = new PosixWorld({
    machine: { setUp: (machine) => void machine.place(device, place) },
  })
  world.start(BlockDriver, 'disk0', {}, { args: ['disk0'], files: { [machineFile]: devices } })
  openWorld({ args: ['-l', 'disk0 /disk fat32 0'], env: server }, 'kl.VfsEntity', world)
  await world.kernel.run({ until: world.kernel.task('kl.VfsEntity') })
  expect(world.lines).toEqual([
    'kl.VfsEntity: kl.VfsEntity mounts nothing: disk0 /disk fat32 0: the disk has no FAT32 volume',
  ])
})

test('entries are read as fstab(5) says', () => {
  expect(parseFstabEntry(' disk0  /a\t vfat ro,defaults 0 1 ')).toEqual({
    text: 'disk0  /a\t vfat ro,defaults 0 1',
    device: 'disk0',
    mountPoint: '/a',
    type: 'vfat',
    readOnly: true,
  })
  expect(parseFstabEntry('a /b c')).toMatchObject({ type: 'c', readOnly: false })
  for (const [entry, fault] of [
    ['', 'an entry is'],
    ['a b c 0', 'the mount point is no absolute path'],
    ['a /b/../c d 0', 'the mount point is no absolute path'],
    ['a /b c suid', 'there is no option suid'],
    ['a /b c 0 x', 'x is no number'],
    ['a /b c 0 0 0 0', 'an entry is'],
  ] as const)
    expect([entry, parseFstabEntry(entry)]).toEqual([entry, expect.stringContaining(fault)])
  expect(parseFstab('# a\n\n a /b c\n')).toMatchObject([{ device: 'a' }])
})
