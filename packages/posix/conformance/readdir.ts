// Reading directories: order, and cookies that stay good whatever changes.

import { expect, it } from 'vitest'
import { DirectoryEntry, S_IFDIR, S_IFLNK, S_IFREG } from '@kos/posix'
import type { FileSystem } from '@kos/posix'
import { type FileSystemBench, needs, outcomeOf } from './bench.ts'

export function readdirConformance(makeBench: () => FileSystemBench): void {
  const namesFrom = (fs: FileSystem, directory: number, start: number) => {
    const names: string[] = []
    const entry = new DirectoryEntry()
    for (let at = fs.readdir(directory, start, entry); at > 0;) {
      names.push(entry.name)
      at = fs.readdir(directory, at, entry)
    }
    return names
  }

  it('lists `.`, `..` and every entry once, with inode and type', () => {
    const { fileSystem: fs } = makeBench()
    const directory = fs.mkdir(fs.root, 'directory', 0o755, 0, 0)
    const file = fs.create(directory, 'file', 0o644, 0, 0)
    const inner = fs.mkdir(directory, 'inner', 0o755, 0, 0)
    const entry = new DirectoryEntry()
    const seen: unknown[] = []
    for (let at = fs.readdir(directory, 0, entry); at > 0; at = fs.readdir(directory, at, entry))
      seen.push([entry.name, entry.ino, entry.type])
    expect(seen).toHaveLength(4)
    expect(seen).toEqual(
      expect.arrayContaining([
        ['.', directory, S_IFDIR],
        ['..', fs.root, S_IFDIR],
        ['file', file, S_IFREG],
        ['inner', inner, S_IFDIR],
      ]),
    )
  })

  it('lists symbolic links as what they are', (context) => {
    const bench = makeBench()
    needs(context, bench, 'symlinks')
    const { fileSystem: fs } = bench
    const link = fs.symlink(fs.root, 'link', 'file', 0, 0)
    const entry = new DirectoryEntry()
    let cookie = 0
    for (let i = 0; i < 3; i++) cookie = fs.readdir(fs.root, cookie, entry)
    expect([entry.name, entry.ino, entry.type]).toEqual(['link', link, S_IFLNK])
  })

  it('goes on where it was, though entries before and after come and go', () => {
    const { fileSystem: fs } = makeBench()
    for (let i = 0; i < 300; i++) fs.create(fs.root, `f${i}`, 0o644, 0, 0)
    const all = namesFrom(fs, fs.root, 0)
    const entry = new DirectoryEntry()
    let cookie = 0
    for (let i = 0; i < 150; i++) cookie = fs.readdir(fs.root, cookie, entry)
    const [before, after] = [all.slice(2, 150), all.slice(150)]
    // All but ten of those that were seen go, and every second of those that were not.
    for (const name of before.slice(10)) expect(fs.unlink(fs.root, name)).toBe(0)
    const gone = after.filter((_, index) => index % 2 === 0)
    for (const name of gone) fs.unlink(fs.root, name)
    const kept = after.filter((name) => !gone.includes(name))
    for (let i = 0; i < 100; i++) fs.create(fs.root, `new${i}`, 0o644, 0, 0)
    const seen = namesFrom(fs, fs.root, cookie)
    expect(seen.filter((name) => kept.includes(name))).toEqual(kept)
    expect(seen.filter((name) => before.includes(name) || gone.includes(name))).toEqual([])
    const again = namesFrom(fs, fs.root, 0)
    const count = 2 + 10 + kept.length + 100
    expect([again.length, new Set(again).size]).toEqual([count, count])
    // From each place again, in an order in which nobody reads on.
    const cookies = [0]
    for (let at = fs.readdir(fs.root, 0, entry); at > 0; at = fs.readdir(fs.root, at, entry))
      cookies.push(at)
    for (let index = count - 1; index >= 0; index--) {
      const next = fs.readdir(fs.root, cookies[index] as number, entry)
      expect([next, entry.name]).toEqual([cookies[index + 1], again[index]])
    }
  })

  it('sees an entry once that is removed and made again, and all that are new afterwards', () => {
    const { fileSystem: fs } = makeBench()
    for (const name of ['a', 'b', 'c']) fs.create(fs.root, name, 0o644, 0, 0)
    for (let round = 0; round < 200; round++) {
      fs.unlink(fs.root, 'b')
      fs.create(fs.root, 'b', 0o644, 0, 0)
    }
    expect(namesFrom(fs, fs.root, 0).sort()).toEqual(['.', '..', 'a', 'b', 'c'])
  })

  it('refuses cookies that are none, files, and directories that were removed', () => {
    const { fileSystem: fs } = makeBench()
    const entry = new DirectoryEntry()
    const file = fs.create(fs.root, 'file', 0o644, 0, 0)
    const directory = fs.mkdir(fs.root, 'directory', 0o755, 0, 0)
    const readdir = (ino: number, cookie: number) => outcomeOf(fs.readdir(ino, cookie, entry))
    expect([-1, 0.5, Number.NaN].map((cookie) => readdir(fs.root, cookie))).toEqual([
      'EINVAL',
      'EINVAL',
      'EINVAL',
    ])
    expect(fs.readdir(fs.root, Number.MAX_SAFE_INTEGER, entry)).toBe(0)
    expect([readdir(file, 0), readdir(file + 100, 0)]).toEqual(['ENOTDIR', 'ESTALE'])
    fs.open(directory)
    fs.rmdir(fs.root, 'directory')
    expect(readdir(directory, 0)).toBe('ENOENT')
  })
}
