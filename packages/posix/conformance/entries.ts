// Entries: made, found, linked, removed; and files that outlive them.

import { expect, it } from 'vitest'
import {
  LinkTarget,
  NAME_MAX,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
} from '@kos/posix'
import { bytesOf, type FileSystemBench, needs, outcomeOf, statOf, textOf } from './bench.ts'

export function entriesConformance(makeBench: () => FileSystemBench): void {
  it('makes regular files, and finds them by name', () => {
    const { fileSystem: fs, files } = makeBench()
    const before = files()
    const regular = fs.create(fs.root, 'regular', 0o640, 5, 6)
    const other = fs.create(fs.root, 'other', S_IFREG | 0o4755, 7, 8)
    expect(files()).toBe(before + 2)
    expect([fs.lookup(fs.root, 'regular'), fs.lookup(fs.root, 'other')]).toEqual([regular, other])
    expect([fs.mode(regular) & S_IFMT, fs.mode(other) & S_IFMT]).toEqual([S_IFREG, S_IFREG])
    expect(statOf(fs, regular)).toMatchObject({ nlink: 1, size: 0 })
  })

  it('gives new files the owner and the permissions that they are made with', (context) => {
    const bench = makeBench()
    needs(context, bench, 'owners')
    const { fileSystem: fs } = bench
    const regular = fs.create(fs.root, 'regular', 0o640, 5, 6)
    const other = fs.create(fs.root, 'other', S_IFREG | 0o4755, 7, 8)
    expect([fs.mode(regular), fs.mode(other)]).toEqual([S_IFREG | 0o640, S_IFREG | 0o4755])
    expect(statOf(fs, regular)).toMatchObject({ nlink: 1, uid: 5, gid: 6, size: 0 })
  })

  it('makes FIFOs and sockets, and finds them by name', (context) => {
    const bench = makeBench()
    needs(context, bench, 'specialFiles')
    const { fileSystem: fs, files } = bench
    const before = files()
    const fifo = fs.create(fs.root, 'fifo', S_IFIFO | 0o600, 5, 6)
    const socket = fs.create(fs.root, 'socket', S_IFSOCK | 0o777, 5, 6)
    expect(files()).toBe(before + 2)
    expect([fs.lookup(fs.root, 'fifo'), fs.lookup(fs.root, 'socket')]).toEqual([fifo, socket])
    expect([fs.mode(fifo), fs.mode(socket)]).toEqual([S_IFIFO | 0o600, S_IFSOCK | 0o777])
    expect(statOf(fs, fifo)).toMatchObject({ nlink: 1, uid: 5, gid: 6, size: 0, blocks: 0 })
  })

  it('refuses names that are taken, impossible or too long', () => {
    const { fileSystem: fs } = makeBench()
    fs.create(fs.root, 'taken', 0o644, 0, 0)
    const create = (name: string) => outcomeOf(fs.create(fs.root, name, 0o644, 0, 0))
    const mkdir = (name: string) => outcomeOf(fs.mkdir(fs.root, name, 0o755, 0, 0))
    for (const make of [create, mkdir]) {
      expect(['taken', '.', '..', '', 'a/b', 'a\0b', '\ud800'].map(make)).toEqual([
        'EEXIST',
        'EEXIST',
        'EEXIST',
        'ENOENT',
        'EINVAL',
        'EINVAL',
        'EILSEQ',
      ])
      expect(make('n'.repeat(NAME_MAX + 1))).toBe('ENAMETOOLONG')
      expect(make('é'.repeat(NAME_MAX / 2 + 1))).toBe('ENAMETOOLONG')
    }
    expect(create('n'.repeat(NAME_MAX))).toBe('ok')
    expect(mkdir('ß'.repeat(Math.floor(NAME_MAX / 2)))).toBe('ok')
    expect(outcomeOf(fs.lookup(fs.root, 'm'.repeat(NAME_MAX + 1)))).toBe('ENAMETOOLONG')
    expect(outcomeOf(fs.create(fs.root, 'directory', S_IFDIR | 0o755, 0, 0))).toBe('EINVAL')
  })

  it('answers for inodes that are not there, and for files in place of directories', () => {
    const { fileSystem: fs } = makeBench()
    const file = fs.create(fs.root, 'file', 0o644, 0, 0)
    const buffer = new Uint8Array(1)
    for (const ino of [0, -1, 0.5, Number.NaN, Infinity, file + 1]) {
      const answers = [
        fs.mode(ino),
        fs.lookup(ino, 'x'),
        fs.create(ino, 'x', 0o644, 0, 0),
        fs.mkdir(ino, 'x', 0o755, 0, 0),
        fs.link(ino, fs.root, 'x'),
        fs.unlink(ino, 'x'),
        fs.read(ino, 0, buffer, 0, 1),
        fs.write(ino, 0, buffer, 0, 1),
        fs.open(ino),
        fs.release(ino),
        fs.fsync(ino),
        fs.readlink(ino, new LinkTarget()),
        fs.rename(fs.root, 'file', ino, 'x'),
      ]
      expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['ESTALE']))
    }
    const answers = [
      fs.lookup(file, 'x'),
      fs.create(file, 'x', 0o644, 0, 0),
      fs.mkdir(file, 'x', 0o755, 0, 0),
      fs.symlink(file, 'x', 'y', 0, 0),
      fs.link(file, file, 'x'),
      fs.unlink(file, 'x'),
      fs.rmdir(file, 'x'),
      fs.rename(fs.root, 'file', file, 'x'),
    ]
    expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['ENOTDIR']))
  })

  it('counts the links of directories, and knows `.` and `..`', () => {
    const { fileSystem: fs } = makeBench()
    const outer = fs.mkdir(fs.root, 'outer', 0o755, 0, 0)
    const inner = fs.mkdir(outer, 'inner', 0o755, 0, 0)
    expect([fs.root, outer, inner].map((ino) => statOf(fs, ino).nlink)).toEqual([3, 3, 2])
    expect([fs.lookup(inner, '.'), fs.lookup(inner, '..')]).toEqual([inner, outer])
    expect([fs.lookup(fs.root, '..'), fs.lookup(fs.root, '.')]).toEqual([fs.root, fs.root])
    expect(fs.rmdir(outer, 'inner')).toBe(0)
    expect(statOf(fs, outer).nlink).toBe(2)
  })

  it('removes empty directories only, and neither `.` nor files', () => {
    const { fileSystem: fs } = makeBench()
    const full = fs.mkdir(fs.root, 'full', 0o755, 0, 0)
    fs.create(full, 'file', 0o644, 0, 0)
    const rmdir = (directory: number, name: string) => outcomeOf(fs.rmdir(directory, name))
    expect(rmdir(fs.root, 'full')).toBe('ENOTEMPTY')
    expect(rmdir(full, 'file')).toBe('ENOTDIR')
    expect(rmdir(fs.root, 'missing')).toBe('ENOENT')
    expect(rmdir(full, '.')).toBe('EINVAL')
    expect(outcomeOf(fs.unlink(fs.root, 'full'))).toBe('EPERM')
    expect(fs.unlink(full, 'file')).toBe(0)
    expect(rmdir(fs.root, 'full')).toBe('ok')
    expect(rmdir(fs.root, 'full')).toBe('ENOENT')
  })

  it('gives one file several names, until the last is removed', (context) => {
    const bench = makeBench()
    needs(context, bench, 'links')
    const { fileSystem: fs, files } = bench
    const before = files()
    const file = fs.create(fs.root, 'one', 0o644, 0, 0)
    const directory = fs.mkdir(fs.root, 'directory', 0o755, 0, 0)
    fs.write(file, 0, bytesOf('shared'), 0, 6)
    expect(fs.link(file, directory, 'two')).toBe(0)
    expect([fs.lookup(directory, 'two'), statOf(fs, file).nlink]).toEqual([file, 2])
    expect(outcomeOf(fs.link(file, fs.root, 'one'))).toBe('EEXIST')
    expect(outcomeOf(fs.link(directory, fs.root, 'again'))).toBe('EPERM')
    expect(fs.unlink(fs.root, 'one')).toBe(0)
    expect([statOf(fs, file).nlink, textOf(fs, file)]).toEqual([1, 'shared'])
    expect(fs.unlink(directory, 'two')).toBe(0)
    expect(outcomeOf(fs.mode(file))).toBe('ESTALE')
    expect(outcomeOf(fs.unlink(directory, 'two'))).toBe('ENOENT')
    fs.rmdir(fs.root, 'directory')
    expect(files()).toBe(before)
  })

  it('keeps a removed file until its last release', () => {
    const { fileSystem: fs, files } = makeBench()
    const before = files()
    const file = fs.create(fs.root, 'file', 0o644, 0, 0)
    expect([fs.open(file), fs.open(file)]).toEqual([1, 2])
    fs.write(file, 0, bytesOf('still'), 0, 5)
    fs.unlink(fs.root, 'file')
    expect([statOf(fs, file).nlink, textOf(fs, file)]).toEqual([0, 'still'])
    expect(outcomeOf(fs.link(file, fs.root, 'again'))).toBe('ENOENT')
    expect(fs.release(file)).toBe(1)
    expect(fs.write(file, 5, bytesOf(' here'), 0, 5)).toBe(5)
    expect(textOf(fs, file)).toBe('still here')
    expect([fs.release(file), files()]).toEqual([0, before])
    expect(outcomeOf(fs.release(file))).toBe('ESTALE')
    const other = fs.create(fs.root, 'other', 0o644, 0, 0)
    expect(outcomeOf(fs.release(other))).toBe('EINVAL')
  })

  it('keeps a removed directory empty: neither `.` nor new entries', () => {
    const { fileSystem: fs, files } = makeBench()
    const before = files()
    const directory = fs.mkdir(fs.root, 'directory', 0o755, 0, 0)
    const file = fs.create(fs.root, 'file', 0o644, 0, 0)
    fs.open(directory)
    fs.rmdir(fs.root, 'directory')
    const answers = [
      fs.lookup(directory, '.'),
      fs.lookup(directory, '..'),
      fs.create(directory, 'x', 0o644, 0, 0),
      fs.mkdir(directory, 'x', 0o755, 0, 0),
      fs.symlink(directory, 'x', 'y', 0, 0),
      fs.link(file, directory, 'x'),
      fs.rename(fs.root, 'file', directory, 'x'),
    ]
    expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['ENOENT']))
    fs.release(directory)
    fs.unlink(fs.root, 'file')
    expect(files()).toBe(before)
  })

  it('stores symbolic links as they are', (context) => {
    const bench = makeBench()
    needs(context, bench, 'symlinks')
    const { fileSystem: fs } = bench
    const link = fs.symlink(fs.root, 'link', '../nowhere/ü', 7, 8)
    const into = new LinkTarget()
    expect([fs.readlink(link, into), into.target]).toEqual([13, '../nowhere/ü'])
    expect(statOf(fs, link)).toMatchObject({ uid: 7, gid: 8, nlink: 1 })
    expect(fs.mode(link) & S_IFMT).toBe(S_IFLNK)
    const symlink = (target: string) => outcomeOf(fs.symlink(fs.root, 'x', target, 0, 0))
    expect(['', 'a\0b', 't'.repeat(4096)].map(symlink)).toEqual([
      'ENOENT',
      'EINVAL',
      'ENAMETOOLONG',
    ])
    expect(symlink('t'.repeat(4095))).toBe('ok')
    expect(outcomeOf(fs.readlink(fs.root, into))).toBe('EINVAL')
  })

  it('says how long the target of a symbolic link is', (context) => {
    const bench = makeBench()
    needs(context, bench, 'symlinks')
    needs(context, bench, 'linkSize')
    const { fileSystem: fs } = bench
    const link = fs.symlink(fs.root, 'link', '../nowhere/ü', 7, 8)
    expect(statOf(fs, link).size).toBe(13)
  })
}
