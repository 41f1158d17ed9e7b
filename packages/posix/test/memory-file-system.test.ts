// A file system in memory: the conformance suite, and what is its own: space, inodes, growth.

import { describe, expect, test } from 'vitest'
import { bytesOf, fileSystemConformance, outcomeOf, statOf } from '@kos/posix/conformance'
import {
  FileStat,
  FileSystemStat,
  LINK_MAX,
  MemoryFileSystem,
  type MemoryFileSystemOptions,
  SET_SIZE,
} from '@kos/posix'
import { usedHeap } from './garbage.ts'
import { ManualClock } from './manual-clock.ts'

const make = (options: Partial<MemoryFileSystemOptions> = {}) =>
  new MemoryFileSystem({ clock: new ManualClock(), ...options })

describe('conformance', () => {
  fileSystemConformance(() => {
    const clock = new ManualClock()
    const fileSystem = new MemoryFileSystem({ clock })
    const elapse = (seconds: number) => void (clock.seconds += seconds)
    return { fileSystem, elapse, files: () => fileSystem.usedInodes }
  })
})

test('the root is what the options say', () => {
  const fs = make({ mode: 0o1777, uid: 3, gid: 4 })
  expect(statOf(fs, fs.root)).toMatchObject({ mode: 0o041777, uid: 3, gid: 4, nlink: 2 })
  expect(statOf(fs, fs.root)).toMatchObject({ mtimeSec: 1_000_000, mtimeNsec: 42 })
})

test('sizes that are none are refused', () => {
  for (const options of [{ bytes: -1 }, { bytes: Number.NaN }, { inodes: 0 }])
    expect(() => make(options)).toThrow(RangeError)
})

test('a full file system writes what fits, then ENOSPC, and has room again after a cut', () => {
  const fs = make({ bytes: 3 * 4096 + 200 })
  const file = fs.create(fs.root, 'file', 0o644, 0, 0)
  const bytes = new Uint8Array(20_000).fill(7)
  expect(fs.write(file, 100, bytes, 0, bytes.length)).toBe(3 * 4096 - 100)
  expect(outcomeOf(fs.write(file, 3 * 4096, bytes, 0, 1))).toBe('ENOSPC')
  expect(fs.write(file, 5, bytes, 0, 50)).toBe(50)
  expect(statOf(fs, file)).toMatchObject({ size: 3 * 4096, blocks: 24 })
  expect(fs.setattr(file, SET_SIZE, Object.assign(new FileStat(), { size: 4096 }))).toBe(0)
  expect(fs.write(file, 1e9, bytes, 0, 4096)).toBe(4096)
})

test('entries and links are charged as well: nothing grows without bounds', () => {
  const fs = make({ bytes: 64 + 2 + 100 })
  const file = fs.create(fs.root, 'a', 0o644, 0, 0)
  expect(file).toBeGreaterThan(0)
  const name = 'n'.repeat(19)
  const long = outcomeOf(fs.link(file, fs.root, name))
  expect([long, outcomeOf(fs.create(fs.root, name, 0o644, 0, 0))]).toEqual(['ENOSPC', 'ENOSPC'])
  expect(outcomeOf(fs.symlink(fs.root, 'l', 't'.repeat(18), 0, 0))).toBe('ENOSPC')
  expect(fs.usedInodes).toBe(2)
  expect(outcomeOf(fs.rename(fs.root, 'a', fs.root, 'n'.repeat(52)))).toBe('ENOSPC')
  expect(fs.rename(fs.root, 'a', fs.root, 'n'.repeat(51))).toBe(0)
  expect(fs.usedBytes).toBe(166)
  expect(fs.rename(fs.root, 'n'.repeat(51), fs.root, 'a')).toBe(0)
  expect(outcomeOf(fs.symlink(fs.root, 'l', 't'.repeat(17), 0, 0))).toBe('ok')
  for (const each of ['a', 'l']) fs.unlink(fs.root, each)
  expect([fs.usedBytes, fs.usedInodes]).toEqual([0, 1])
})

test('inodes run out with ENOSPC, and come back', () => {
  const fs = make({ inodes: 4 })
  for (const name of ['a', 'b', 'c']) expect(fs.create(fs.root, name, 0, 0, 0)).toBeGreaterThan(0)
  expect(outcomeOf(fs.create(fs.root, 'd', 0, 0, 0))).toBe('ENOSPC')
  expect(outcomeOf(fs.mkdir(fs.root, 'd', 0, 0, 0))).toBe('ENOSPC')
  expect(outcomeOf(fs.symlink(fs.root, 'd', 't', 0, 0))).toBe('ENOSPC')
  expect(outcomeOf(fs.lookup(fs.root, 'd'))).toBe('ENOENT')
  expect(statOf(fs, fs.root).nlink).toBe(2)
  fs.unlink(fs.root, 'b')
  expect(fs.mkdir(fs.root, 'd', 0, 0, 0)).toBeGreaterThan(0)
})

test('a file has LINK_MAX links, and a directory too', () => {
  const fs = make()
  const file = fs.create(fs.root, 'f1', 0o644, 0, 0)
  for (let i = 2; i <= LINK_MAX; i++) if (fs.link(file, fs.root, `f${i}`) !== 0) throw new Error()
  expect(outcomeOf(fs.link(file, fs.root, 'more'))).toBe('EMLINK')
  const directory = fs.mkdir(fs.root, 'directory', 0o755, 0, 0)
  for (let i = 3; i <= LINK_MAX; i++)
    if (fs.mkdir(directory, `d${i}`, 0, 0, 0) < 0) throw new Error()
  fs.mkdir(fs.root, 'other', 0o755, 0, 0)
  expect(statOf(fs, directory).nlink).toBe(LINK_MAX)
  expect(outcomeOf(fs.mkdir(directory, 'more', 0, 0, 0))).toBe('EMLINK')
  expect(outcomeOf(fs.rename(fs.root, 'other', directory, 'more'))).toBe('EMLINK')
  expect(fs.rename(directory, 'd3', directory, 'more')).toBe(0)
  expect(fs.rename(fs.root, 'other', directory, 'd4')).toBe(0)
})

test('half a million files have their names, inodes and data, and leave nothing', () => {
  const fs = make()
  const count = 500_000
  const directories = Array.from({ length: 50 }, (_, i) => fs.mkdir(fs.root, `d${i}`, 0o755, 0, 0))
  const one = new Uint8Array(1)
  for (let i = 0; i < count; i++) {
    const file = fs.create(directories[i % 50] as number, `file${i}`, 0o644, 0, 0)
    if (i % 100 !== 0) continue
    one[0] = i % 251
    fs.write(file, i, one, 0, 1)
  }
  const stat = new FileSystemStat()
  fs.statfs(stat)
  expect([fs.usedInodes, stat.files - stat.ffree]).toEqual([count + 51, count + 51])
  for (let i = 0; i < count; i += 1000) {
    const file = fs.lookup(directories[i % 50] as number, `file${i}`)
    expect([fs.read(file, i, one, 0, 1), one[0]]).toEqual([1, i % 251])
  }
  let failed = 0
  for (let i = 0; i < count; i++)
    failed += fs.unlink(directories[i % 50] as number, `file${i}`) === 0 ? 0 : 1
  for (let i = 0; i < 50; i++) failed += fs.rmdir(fs.root, `d${i}`) === 0 ? 0 : 1
  expect([failed, fs.usedInodes, fs.usedBytes]).toEqual([0, 1, 0])
})

test('rounds of creating and removing use the same inodes and pages again', () => {
  const fs = make()
  const bytes = bytesOf('some data')
  const inos = new Set<number>()
  for (let round = 0; round < 10_000; round++) {
    const file = fs.create(fs.root, `f${round}`, 0o644, 0, 0)
    inos.add(file)
    fs.write(file, 300_000, bytes, 0, bytes.length)
    fs.unlink(fs.root, `f${round}`)
  }
  expect([inos.size, fs.usedInodes, fs.usedBytes]).toEqual([1, 1, 0])
})

test('a directory whose entries come and go does not grow', () => {
  const fs = make()
  const standing = 100
  const bytes = bytesOf('some data')
  const round = (i: number) => {
    const file = fs.create(fs.root, `f${i}`, 0o644, 0, 0)
    fs.write(file, 0, bytes, 0, bytes.length)
    if (i >= standing) fs.unlink(fs.root, `f${i - standing}`)
  }
  for (let i = 0; i < 20_000; i++) round(i)
  const before = usedHeap()
  for (let i = 20_000; i < 220_000; i++) round(i)
  // Less than 2 bytes for each round.
  expect(usedHeap() - before).toBeLessThan(400_000)
  expect(fs.usedInodes).toBe(standing + 1)
})
