// The arguments and variables of a VFS program, as documented: `-l <entry of fstab>` mounts, `-f
// <path>` mounts what a file says; ROOTFS is the entry of the root; with UNMAP_ROMFS the file of `-f`
// is in that root, without among the files of the image.

import type { Kos } from '@kos/libkos'
import { type FstabEntry, parseFstabEntry } from './fstab.ts'

/** What is to be mounted after the root: an entry, or all those of a file. */
export type MountStep = FstabEntry | { readonly file: string }

/** What a VFS program was told. */
export interface VfsArguments {
  /** What is mounted at `/`; null: an empty file system in memory. */
  readonly root: FstabEntry | null
  readonly steps: readonly MountStep[]
  /** Whether files of entries are looked for in the root, not in the image. */
  readonly isImageGone: boolean
}

/** Reads the arguments and the environment of a process; answers what is wrong with them. */
export function vfsArguments({ args, env }: Pick<Kos, 'args' | 'env'>): VfsArguments | string {
  const said = env['ROOTFS']
  const root = said === undefined ? null : parseFstabEntry(said)
  if (typeof root === 'string') return `ROOTFS: ${root}`
  if (root !== null && root.mountPoint !== '/') return `ROOTFS: ${root.text}: this is not /`
  const steps: MountStep[] = []
  for (let at = 0; at < args.length; at += 2) {
    const [name = '', value] = args.slice(at)
    if (name !== '-l' && name !== '-f') return `there is no argument ${name}: it is -l or -f`
    if (value === undefined) return `nothing stands after ${name}`
    if (name === '-f') {
      steps.push({ file: value })
      continue
    }
    const entry = parseFstabEntry(value)
    if (typeof entry === 'string') return entry
    steps.push(entry)
  }
  return { root, steps, isImageGone: env['UNMAP_ROMFS'] !== undefined }
}
