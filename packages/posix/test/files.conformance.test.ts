// One suite for files in the process itself, and for those of a VFS process.

import { MemoryFileSystem, MountTable, Namespace, RemoteFiles, LocalFiles } from '@kos/posix'
import { cloningRealm, realm } from '@kos/kernel'
import { describe } from 'vitest'
import { type FilesBench, filesConformance } from '../conformance/index.ts'
import { ManualClock } from './manual-clock.ts'
import { PosixWorld } from './posix-world.ts'
import { VfsWorld } from './vfs-world.ts'

describe('in the process itself, in memory', () => {
  filesConformance((): FilesBench => {
    const mounts = new MountTable(new MemoryFileSystem({ clock: new ManualClock() }))
    const files = new LocalFiles(new Namespace(mounts))
    return {
      async run(routine) {
        await using world = new PosixWorld()
        world.client('Client')
        await world.act('Client', (_posix, kos) =>
          routine(files, { kos, wait: () => Promise.resolve(0) }),
        )
      },
    }
  })
})

describe.each([
  ['realm', realm],
  ['cloningRealm', cloningRealm],
] as const)('of a VFS process in a %s', (_name, host) => {
  filesConformance((): FilesBench => {
    return {
      async run(routine) {
        await using world = new VfsWorld({ kernel: { host: host() } })
        world.client('Client')
        await world.act('Client', (_posix, kos) =>
          routine(new RemoteFiles('VFS1'), { kos, wait: () => Promise.resolve(0) }),
        )
      },
    }
  })
})
