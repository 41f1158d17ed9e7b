// One suite for files in the process itself and for those of a VFS process, on each file system.

import { cloningRealm, realm } from '@kos/kernel'
import {
  type FileSystem,
  LocalFiles,
  MemoryFileSystem,
  MountTable,
  Namespace,
  RemoteFiles,
} from '@kos/posix'
import { FatFileSystem, memoryDevice } from '@kos/posix/fat'
import { afterEach, describe } from 'vitest'
import { type FilesBench, filesConformance, type FilesLacks } from '../conformance/index.ts'
import { FatDisk } from './fat/fat-disk.ts'
import { HostFolder } from './host-folder.ts'
import { ManualClock } from './manual-clock.ts'
import { PosixWorld } from './posix-world.ts'
import { VfsWorld, type VfsWorldOptions } from './vfs-world.ts'

const wait = (): Promise<number> => Promise.resolve(0)

/** Files in the process itself. */
function local(makeFileSystem: () => FileSystem | Promise<FileSystem>): () => FilesBench {
  return () => ({
    async run(routine) {
      const mounts = new MountTable(await makeFileSystem())
      await using world = new PosixWorld()
      world.client('Client')
      await world.act('Client', (_posix, kos) =>
        routine(new LocalFiles(new Namespace(mounts)), { kos, wait }),
      )
    },
  })
}

/** Files of a VFS process. */
function remote(options: () => VfsWorldOptions): () => FilesBench {
  return () => ({
    async run(routine) {
      await using world = new VfsWorld(options())
      world.client('Client')
      await world.act('Client', (_posix, kos) => routine(new RemoteFiles('VFS1'), { kos, wait }))
    },
  })
}

const memory = (): FileSystem => new MemoryFileSystem({ clock: new ManualClock() })

describe('in memory, in the process itself', () => filesConformance(local(memory)))

describe.each([
  ['realm', realm],
  ['cloningRealm', cloningRealm],
] as const)('in memory, of a VFS process in a %s', (_name, host) => {
  filesConformance(remote(() => ({ kernel: { host: host() } })))
})

describe('on FAT32', () => {
  const lacks: FilesLacks = {
    links: 'a file has one entry',
    symlinks: 'there are no links',
    permissions: 'modes and owners are those of the volume',
    times: 'times are in steps of two seconds, from 1980 on',
  }
  const mountFat = async (): Promise<FileSystem> => {
    const disk = FatDisk.formatted(2 ** 21)
    const mounted = await FatFileSystem.mount(null as never, memoryDevice(disk.image), {
      clock: new ManualClock(),
    })
    if (typeof mounted === 'number') throw new Error(`not mounted: ${mounted}`)
    return mounted
  }
  describe('in the process itself', () => filesConformance(local(mountFat), lacks))
  describe('of a VFS process', () => {
    filesConformance(
      remote(() => ({ mounts: async () => new MountTable(await mountFat()) })),
      lacks,
    )
  })
})

describe('on a folder of the host', () => {
  const lacks: FilesLacks = { times: 'Node sets times in microseconds' }
  const folders: HostFolder[] = []
  const onHost = (): FileSystem => {
    const folder = new HostFolder()
    folders.push(folder)
    return folder.fileSystem()
  }
  afterEach(() => {
    for (const folder of folders.splice(0)) folder[Symbol.dispose]()
  })
  describe('in the process itself', () => filesConformance(local(onHost), lacks))
  describe('of a VFS process', () => {
    filesConformance(
      remote(() => ({ mounts: () => new MountTable(onHost()) })),
      lacks,
    )
  })
})
