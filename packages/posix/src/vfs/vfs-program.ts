// The program of a VFS process that solutions have by its class: what it mounts is said by its
// arguments (vfs-arguments.ts).
//
// Its sessions have plain paths, so that policies can judge them. Who wants other sessions makes a
// program with `vfsProcess`.

import type { Kos, Program } from '@kos/libkos'
import { vfsArguments } from './vfs-arguments.ts'
import { mountedTree, type OpenDevice } from './vfs-mounts.ts'
import { vfsProcess } from './vfs-process.ts'

/** What the VFS program cannot do itself. */
export interface VfsProgramOptions {
  /**
   * Opens the disk of a device of fstab: the name of a connection to its driver. What is wrong is a
   * text.
   */
  readonly openDevice: OpenDevice
}

/**
 * The program of kl.VfsEntity, kl.VfsRamFs and kl.VfsSdCardFs, which mounts what its arguments say:
 * `-l "<device> <mount point> <type> <options>"` an entry of fstab, `-f <path>` a file of them among
 * its declared files; and ROOTFS of its environment in place of the empty file system in memory that
 * is at `/` else. Types are ramfs (tmpfs), romfs, fat32 (vfat), and devfs, which is empty. It ends with
 * code 1, and a line says why, if something can't be mounted.
 */
export function vfsProgram({ openDevice }: VfsProgramOptions): Program<Kos> {
  return vfsProcess({
    otherClients: { plainPaths: true },
    async mounts(kos, clock) {
      const told = vfsArguments(kos)
      const made =
        typeof told === 'string' ? told : await mountedTree({ kos, clock, openDevice }, told)
      if (typeof made !== 'string') return made
      kos.log(`${kos.name} mounts nothing: ${made}`)
      return null
    },
  })
}
