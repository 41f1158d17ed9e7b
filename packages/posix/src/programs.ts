// Entry `@kos/posix/programs`: the programs of processes of the system, by the classes that they have
// in solutions.

import type { Kos, Program } from '@kos/libkos'
import { className as entityClass } from './generated/kl/VfsEntity.edl.ts'
import { className as netClass } from './generated/kl/VfsNet.edl.ts'
import { className as ramFsClass } from './generated/kl/VfsRamFs.edl.ts'
import { className as sdCardFsClass } from './generated/kl/VfsSdCardFs.edl.ts'
import { networkProcess } from './net/network-process.ts'
import { vfsProgram, type VfsProgramOptions } from './vfs/vfs-program.ts'

export type { OpenDevice } from './vfs/vfs-mounts.ts'
export { vfsProgram, type VfsProgramOptions } from './vfs/vfs-program.ts'

/** The programs of this package, by class: VFS processes, and a network without a gate. */
export function posixPrograms(options: VfsProgramOptions): Readonly<Record<string, Program<Kos>>> {
  const vfs = vfsProgram(options)
  return {
    [entityClass]: vfs,
    [ramFsClass]: vfs,
    [sdCardFsClass]: vfs,
    [netClass]: networkProcess(),
  }
}
