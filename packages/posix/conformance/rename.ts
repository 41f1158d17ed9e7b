// Renaming: what may take the place of what, and what stays.

import { expect, it } from 'vitest'
import { type FileSystemBench, needs, outcomeOf, statOf } from './bench.ts'

export function renameConformance(makeBench: () => FileSystemBench): void {
  const setup = () => {
    const bench = makeBench()
    const fs = bench.fileSystem
    const made = {
      file: fs.create(fs.root, 'file', 0o644, 0, 0),
      other: fs.create(fs.root, 'other', 0o644, 0, 0),
      outer: fs.mkdir(fs.root, 'outer', 0o755, 0, 0),
      empty: fs.mkdir(fs.root, 'empty', 0o755, 0, 0),
    }
    return { ...bench, bench, fs, ...made, inner: fs.mkdir(made.outer, 'inner', 0o755, 0, 0) }
  }

  it('moves a file, in its directory and to another one', () => {
    const { fs, file, outer } = setup()
    expect(fs.rename(fs.root, 'file', fs.root, 'renamed')).toBe(0)
    expect([fs.lookup(fs.root, 'renamed'), outcomeOf(fs.lookup(fs.root, 'file'))]).toEqual([
      file,
      'ENOENT',
    ])
    expect(fs.rename(fs.root, 'renamed', outer, 'moved')).toBe(0)
    expect([fs.lookup(outer, 'moved'), statOf(fs, file).nlink]).toEqual([file, 1])
  })

  it('replaces a file, which is gone unless it is open or has another name', (context) => {
    const { bench, fs, file, other, files } = setup()
    needs(context, bench, 'replacedLinks')
    const before = files()
    fs.open(other)
    expect(fs.rename(fs.root, 'file', fs.root, 'other')).toBe(0)
    expect([fs.lookup(fs.root, 'other'), statOf(fs, other).nlink]).toEqual([file, 0])
    fs.release(other)
    expect(files()).toBe(before - 1)
  })

  it('does nothing for the same name', () => {
    const { fs, outer, files } = setup()
    const before = files()
    expect(fs.rename(fs.root, 'outer', fs.root, 'outer')).toBe(0)
    expect([fs.lookup(fs.root, 'outer'), files()]).toEqual([outer, before])
  })

  it('does nothing for two names of one file', (context) => {
    const { bench, fs, file, files } = setup()
    needs(context, bench, 'links')
    fs.link(file, fs.root, 'twin')
    const before = files()
    expect(fs.rename(fs.root, 'file', fs.root, 'twin')).toBe(0)
    expect([fs.lookup(fs.root, 'file'), fs.lookup(fs.root, 'twin')]).toEqual([file, file])
    expect([statOf(fs, file).nlink, files()]).toEqual([2, before])
  })

  it('moves a directory: its `..` and the links of both parents change', () => {
    const { fs, outer, empty, inner } = setup()
    expect(fs.rename(outer, 'inner', empty, 'moved')).toBe(0)
    expect(fs.lookup(inner, '..')).toBe(empty)
    expect([fs.root, outer, empty].map((ino) => statOf(fs, ino).nlink)).toEqual([4, 2, 3])
  })

  it('replaces an empty directory by a directory only', () => {
    const { fs, outer, empty, files } = setup()
    const before = files()
    const rename = (from: string, to: string) => outcomeOf(fs.rename(fs.root, from, fs.root, to))
    expect(rename('empty', 'outer')).toBe('ENOTEMPTY')
    expect(rename('file', 'empty')).toBe('EISDIR')
    expect(rename('empty', 'file')).toBe('ENOTDIR')
    expect(rename('missing', 'file')).toBe('ENOENT')
    expect(files()).toBe(before)
    expect(rename('outer', 'empty')).toBe('ok')
    expect(fs.lookup(fs.root, 'empty')).toBe(outer)
    expect(outcomeOf(fs.mode(empty))).toBe('ESTALE')
    expect(files()).toBe(before - 1)
  })

  it('counts the links of a directory in which one was replaced', (context) => {
    const { bench, fs } = setup()
    needs(context, bench, 'replacedLinks')
    expect(statOf(fs, fs.root).nlink).toBe(4)
    expect(fs.rename(fs.root, 'outer', fs.root, 'empty')).toBe(0)
    expect(statOf(fs, fs.root).nlink).toBe(3)
  })

  it('does not move a directory into itself or below itself', () => {
    const { fs, outer, inner } = setup()
    const into = (directory: number) => outcomeOf(fs.rename(fs.root, 'outer', directory, 'loop'))
    expect([into(outer), into(inner)]).toEqual(['EINVAL', 'EINVAL'])
    expect(outcomeOf(fs.rename(outer, 'inner', fs.root, 'outer'))).toBe('ENOTEMPTY')
    expect([fs.lookup(fs.root, 'outer'), fs.lookup(outer, 'inner')]).toEqual([outer, inner])
  })

  it('moves neither `.` nor `..`, and to no impossible name', () => {
    const { fs, outer, inner } = setup()
    for (const name of ['.', '..']) {
      expect(outcomeOf(fs.rename(inner, name, fs.root, 'x'))).toBe('EINVAL')
      expect(outcomeOf(fs.rename(fs.root, 'file', outer, name))).toBe('EINVAL')
    }
    const rename = (name: string) => outcomeOf(fs.rename(fs.root, 'file', outer, name))
    expect(['', 'a/b', 'n'.repeat(256)].map(rename)).toEqual(['ENOENT', 'EINVAL', 'ENAMETOOLONG'])
  })
}
