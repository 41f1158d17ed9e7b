// Attributes: what is set, and which times an operation changes.

import { expect, it } from 'vitest'
import {
  FileStat,
  FileSystemStat,
  LinkTarget,
  S_IFREG,
  SET_ATIME,
  SET_ATIME_NOW,
  SET_GID,
  SET_MODE,
  SET_MTIME,
  SET_MTIME_NOW,
  SET_SIZE,
  SET_UID,
} from '@kos/posix'
import { bytesOf, type FileSystemBench, needs, outcomeOf, statOf } from './bench.ts'

export function attributesConformance(makeBench: () => FileSystemBench): void {
  it('sets what the mask names, and nothing else', (context) => {
    const bench = makeBench()
    needs(context, bench, 'owners')
    const { fileSystem: fs } = bench
    const file = fs.create(fs.root, 'file', 0o644, 1, 2)
    const from = Object.assign(new FileStat(), { mode: 0o104711, uid: 3, gid: 4 })
    Object.assign(from, { atimeSec: -5, atimeNsec: 6_000_000, mtimeSec: 7, mtimeNsec: 999_000_000 })
    expect(fs.setattr(file, SET_MODE, from)).toBe(0)
    expect(statOf(fs, file)).toMatchObject({ mode: S_IFREG | 0o4711, uid: 1, gid: 2 })
    expect(fs.setattr(file, SET_UID | SET_ATIME, from)).toBe(0)
    expect(statOf(fs, file)).toMatchObject({ uid: 3, gid: 2, atimeSec: -5, atimeNsec: 6_000_000 })
    expect(fs.setattr(file, SET_GID | SET_MTIME, from)).toBe(0)
    expect(statOf(fs, file)).toMatchObject({ gid: 4, mtimeSec: 7, mtimeNsec: 999_000_000 })
  })

  it('sets times to the nanosecond', (context) => {
    const bench = makeBench()
    needs(context, bench, 'nanoseconds')
    const { fileSystem: fs } = bench
    const file = fs.create(fs.root, 'file', 0o644, 1, 2)
    const times = { atimeSec: -5, atimeNsec: 6, mtimeSec: 2_000_000_000, mtimeNsec: 999_999_999 }
    const from = Object.assign(new FileStat(), times)
    expect(fs.setattr(file, SET_ATIME | SET_MTIME, from)).toBe(0)
    expect(statOf(fs, file)).toMatchObject(times)
  })

  it('sets all or nothing', () => {
    const { fileSystem: fs } = makeBench()
    const file = fs.create(fs.root, 'file', 0o644, 1, 2)
    const before = statOf(fs, file)
    const wrong: [number, Partial<FileStat>][] = [
      [SET_UID, { uid: -1 }],
      [SET_UID, { uid: 2 ** 32 - 1 }],
      [SET_GID, { gid: 0.5 }],
      [SET_ATIME, { atimeNsec: 1e9 }],
      [SET_MTIME, { mtimeNsec: -1 }],
      [SET_MTIME, { mtimeSec: Number.NaN }],
      [SET_SIZE, { size: -1 }],
    ]
    for (const [mask, values] of wrong) {
      const from = Object.assign(new FileStat(), { mode: 0o777, ...values })
      expect(outcomeOf(fs.setattr(file, SET_MODE | mask, from))).toBe('EINVAL')
    }
    expect(statOf(fs, file)).toEqual(before)
  })

  it('marks times: access, modification, status change', (context) => {
    const bench = makeBench()
    needs(context, bench, 'clock')
    const { fileSystem: fs, elapse } = bench
    const file = fs.create(fs.root, 'file', 0o644, 0, 0)
    const link = fs.symlink(fs.root, 'link', 'file', 0, 0)
    const buffer = bytesOf('x')
    /** Which times of a file change: a letter for each. */
    const marked = (ino: number, act: () => number) => {
      elapse(10)
      const old = statOf(fs, ino)
      expect(act()).toBeGreaterThanOrEqual(0)
      const { atimeSec, mtimeSec, ctimeSec } = statOf(fs, ino)
      const letters = [
        atimeSec > old.atimeSec ? 'a' : '',
        mtimeSec > old.mtimeSec ? 'm' : '',
        ctimeSec > old.ctimeSec ? 'c' : '',
      ]
      return letters.join('')
    }
    const stat = new FileStat()
    expect(marked(file, () => fs.write(file, 0, buffer, 0, 1))).toBe('mc')
    expect(marked(file, () => fs.read(file, 0, buffer, 0, 1))).toBe('a')
    expect(marked(file, () => fs.write(file, 0, buffer, 0, 0))).toBe('')
    expect(marked(file, () => fs.setattr(file, SET_SIZE, stat))).toBe('mc')
    expect(marked(file, () => fs.setattr(file, SET_MODE, stat))).toBe('c')
    expect(marked(file, () => fs.setattr(file, SET_ATIME_NOW, stat))).toBe('ac')
    expect(marked(file, () => fs.setattr(file, SET_MTIME_NOW, stat))).toBe('mc')
    expect(marked(file, () => fs.link(file, fs.root, 'twin'))).toBe('c')
    expect(marked(file, () => fs.rename(fs.root, 'twin', fs.root, 'two'))).toBe('c')
    expect(marked(file, () => fs.unlink(fs.root, 'two'))).toBe('c')
    expect(marked(file, () => fs.getattr(file, stat))).toBe('')
    expect(marked(link, () => fs.readlink(link, new LinkTarget()))).toBe('a')
    expect(marked(fs.root, () => fs.create(fs.root, 'new', 0o644, 0, 0))).toBe('mc')
    expect(marked(fs.root, () => fs.unlink(fs.root, 'new'))).toBe('mc')
    expect(marked(fs.root, () => fs.mkdir(fs.root, 'new', 0o755, 0, 0))).toBe('mc')
    expect(marked(fs.root, () => fs.rmdir(fs.root, 'new'))).toBe('mc')
    expect(marked(fs.root, () => fs.lookup(fs.root, 'file'))).toBe('')
  })

  it('says how many files there are and can be', (context) => {
    const bench = makeBench()
    needs(context, bench, 'inodeCount')
    const { fileSystem: fs } = bench
    const [before, after] = [new FileSystemStat(), new FileSystemStat()]
    expect(fs.statfs(before)).toBe(0)
    fs.create(fs.root, 'file', 0o644, 0, 0)
    fs.statfs(after)
    expect(before.ffree - after.ffree).toBe(1)
    expect(after).toMatchObject({ files: before.files, namemax: 255 })
    expect(after.bfree).toBeLessThanOrEqual(after.blocks)
  })

  it('stores files and directories when it is told to', () => {
    const { fileSystem: fs } = makeBench()
    const file = fs.create(fs.root, 'file', 0o644, 0, 0)
    expect([fs.fsync(fs.root), fs.fsync(file), outcomeOf(fs.fsync(-1))]).toEqual([0, 0, 'ESTALE'])
  })
}
