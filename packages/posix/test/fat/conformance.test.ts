// FAT32 in the conformance suite of file systems: with a cache that has room for all, and with one of
// a single sector, which forgets everything between two operations.

import { describe } from 'vitest'
import { type Ability, fileSystemConformance } from '@kos/posix/conformance'
import { DirectoryEntry, type FileSystem, isDirectory } from '@kos/posix'
import { ManualClock } from '../manual-clock.ts'
import { FatDisk, SettledFat } from './fat-disk.ts'

const lacks: Partial<Record<Ability, string>> = {
  specialFiles: 'FAT has regular files and directories only',
  largestSize: 'a file of FAT has less than 4 GiB',
  nanoseconds: 'FAT has steps of two seconds',
  clock: 'FAT stores the day of the last access, and no status changes',
  inodeCount: 'FAT has no inodes',
  holes: 'FAT stores zeros',
  owners: 'FAT stores no owners and permissions',
  links: 'a file of FAT has one name',
  symlinks: 'FAT has no symbolic links',
}

/** Number of files below a directory, and itself. */
function countFrom(fs: FileSystem, directory: number): number {
  const entry = new DirectoryEntry()
  let count = 1
  for (let at = 2; (at = fs.readdir(directory, at, entry)) > 0;)
    count += isDirectory(entry.type) ? countFrom(fs, entry.ino) : 1
  return count
}

const template = FatDisk.formatted(4 << 20)

describe.each([
  [2048, false],
  [1, true],
])('with a cache of %i sectors', (cacheSectors, forgets) => {
  fileSystemConformance(() => {
    const clock = new ManualClock()
    const fs = SettledFat.on(new FatDisk(template.image.slice()), { clock, cacheSectors })
    if (forgets) fs.before = () => fs.fat.dropCaches()
    const elapse = (seconds: number) => void (clock.seconds += seconds)
    return {
      fileSystem: fs,
      elapse,
      files: () => countFrom(fs, fs.root) + fs.fat.orphans,
      lacks,
    }
  })
})
