// Opening, and open files: flags, offsets, shared references, directories.

import { expect, test } from 'vitest'
import {
  DirectoryEntry,
  FileStat,
  O_ACCMODE,
  O_APPEND,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  S_IFIFO,
  S_IFSOCK,
  SEEK_CUR,
  SEEK_END,
  SEEK_SET,
} from '../src/index.ts'
import { list, opened, read, say, stat, Tree, write } from './tree.ts'

const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

test('flags decide what is opened, made, cut or refused', () => {
  const { ns } = new Tree().make('/file', '/d/')
  ns.entries.symlink('file', null, '/link')
  ns.entries.symlink('fresh', null, '/dangling')
  ns.entries.mknod(null, '/fifo', S_IFIFO | 0o644)
  ns.entries.mknod(null, '/socket', S_IFSOCK | 0o644)
  const open = (path: string, flags: number) => say(ns.open(null, path, flags, 0o644))
  const cases: [string, number, string][] = [
    ['/file', O_RDWR, 'open'],
    ['/file', O_CREAT, 'open'],
    ['/file', O_CREAT | O_EXCL, 'EEXIST'],
    ['/file', O_DIRECTORY, 'ENOTDIR'],
    ['/file', O_ACCMODE, 'EINVAL'],
    ['/file', Number.NaN, 'EINVAL'],
    ['/file/', O_RDONLY, 'ENOTDIR'],
    ['/missing', O_RDWR, 'ENOENT'],
    ['/missing/', O_CREAT, 'EISDIR'],
    ['/missing', O_CREAT | O_DIRECTORY, 'EINVAL'],
    ['/d', O_RDONLY, 'open'],
    ['/d/', O_DIRECTORY, 'open'],
    ['/d', O_WRONLY, 'EISDIR'],
    ['/d', O_RDWR, 'EISDIR'],
    ['/d', O_CREAT, 'EISDIR'],
    ['/d', O_TRUNC, 'EISDIR'],
    ['/link', O_RDWR, 'open'],
    ['/link', O_NOFOLLOW, 'ELOOP'],
    ['/link', O_NOFOLLOW | O_DIRECTORY, 'ENOTDIR'],
    ['/link', O_CREAT | O_EXCL, 'EEXIST'],
    ['/dangling', O_CREAT | O_EXCL, 'EEXIST'],
    ['/dangling', O_RDONLY, 'ENOENT'],
    ['/fifo', O_RDONLY, 'ENXIO'],
    ['/socket', O_RDONLY, 'ENOTSUP'],
  ]
  for (const [path, flags, answer] of cases)
    expect([path, flags, open(path, flags)]).toEqual([path, flags, answer])
  expect(open('/dangling', O_CREAT)).toBe('open')
  expect(list(ns, '/')).toContain('fresh')
  expect(stat(ns, '/file').size).toBe(5)
  open('/link', O_WRONLY | O_TRUNC)
  expect(stat(ns, '/file').size).toBe(0)
})

test('the offset moves with reads and writes, and not with those at a position', () => {
  const { ns } = new Tree()
  const file = opened(ns.open(null, '/f', O_CREAT | O_RDWR, 0o644))
  const into = new Uint8Array(4)
  expect([file.write(bytesOf('abcdefgh')), file.offset, file.read(into)]).toEqual([8, 8, 0])
  expect([file.lseek(2, SEEK_SET), file.read(into), file.offset]).toEqual([2, 4, 6])
  expect(into).toEqual(bytesOf('cdef'))
  expect([file.pread(0, into, 1, 2), file.pwrite(10, bytesOf('xyz'), 1), file.offset]).toEqual([
    2, 2, 6,
  ])
  expect(into).toEqual(bytesOf('cabf'))
  expect(read(ns, '/f')).toBe('abcdefgh\0\0yz')
  file.close()
})

test('lseek counts from the start, from here and from the end', () => {
  const { ns } = new Tree().make('/file')
  const file = opened(ns.open(null, '/file', O_RDWR))
  expect([file.lseek(3, SEEK_SET), file.lseek(-1, SEEK_CUR), file.lseek(-2, SEEK_END)]).toEqual([
    3, 2, 3,
  ])
  expect([file.lseek(100, SEEK_END), file.read(new Uint8Array(1))]).toEqual([105, 0])
  expect(
    [
      file.lseek(-1, SEEK_SET),
      file.lseek(-106, SEEK_CUR),
      file.lseek(-6, SEEK_END),
      file.lseek(0, 3),
      file.lseek(0, -1),
      file.lseek(0.5, SEEK_SET),
      file.lseek(Number.NaN, SEEK_SET),
      file.lseek(2 ** 53, SEEK_SET),
      file.lseek(Number.MAX_SAFE_INTEGER, SEEK_CUR),
    ].map(say),
  ).toEqual([
    'EINVAL',
    'EINVAL',
    'EINVAL',
    'EINVAL',
    'EINVAL',
    'EINVAL',
    'EINVAL',
    'EOVERFLOW',
    'EOVERFLOW',
  ])
  expect(file.offset).toBe(105)
  file.close()
})

test('two writers that append never write over each other', () => {
  const { ns } = new Tree()
  const flags = O_CREAT | O_WRONLY | O_APPEND
  const [one, two] = [
    opened(ns.open(null, '/log', flags, 0o644)),
    opened(ns.open(null, '/log', flags)),
  ]
  for (const file of [one, two, two, one]) file.write(bytesOf(file === one ? '1' : '2'))
  one.lseek(0, SEEK_SET)
  expect([one.write(bytesOf('!')), one.offset, read(ns, '/log')]).toEqual([1, 5, '1221!'])
  one.setAppend(false)
  one.lseek(0, SEEK_SET)
  one.write(bytesOf('?'))
  expect(read(ns, '/log')).toBe('?221!')
  one.setAppend(true)
  one.write(bytesOf('.'))
  expect(read(ns, '/log')).toBe('?221!.')
  for (const file of [one, two]) file.close()
})

test('files that are not open to read or to write refuse it', () => {
  const { ns } = new Tree().make('/file', '/d/')
  const [reader, writer] = [
    opened(ns.open(null, '/file', O_RDONLY)),
    opened(ns.open(null, '/file', O_WRONLY)),
  ]
  const directory = opened(ns.open(null, '/d', O_RDONLY))
  const byte = new Uint8Array(1)
  const answers = [
    reader.write(byte),
    reader.truncate(0),
    writer.read(byte),
    writer.readdir(new DirectoryEntry()),
    directory.read(byte),
    directory.write(byte),
    reader.read(byte, 2),
    reader.pread(-1, byte),
  ]
  expect(answers.map(say)).toEqual([
    'EBADF',
    'EINVAL',
    'EBADF',
    'ENOTDIR',
    'EISDIR',
    'EBADF',
    'EINVAL',
    'EINVAL',
  ])
  expect([writer.truncate(2), read(ns, '/file'), writer.sync()]).toEqual([0, '/f', 0])
  for (const file of [reader, writer, directory]) file.close()
})

test('a file is closed with its last reference, and then answers EBADF', () => {
  const { ns, fileSystem, mounts } = new Tree()
  const file = opened(ns.open(null, '/f', O_CREAT | O_RDWR, 0o644))
  expect([file.retain(), file.close()]).toEqual([0, 0])
  ns.entries.unlink(null, '/f')
  expect([file.write(bytesOf('lives')), fileSystem.usedInodes]).toEqual([5, 2])
  expect([file.close(), fileSystem.usedInodes, fileSystem.usedBytes]).toEqual([0, 1, 0])
  const byte = new Uint8Array(1)
  const answers = [
    file.close(),
    file.retain(),
    file.read(byte),
    file.write(byte),
    file.pread(0, byte),
    file.pwrite(0, byte),
    file.lseek(0, SEEK_SET),
    file.truncate(0),
    file.sync(),
    file.stat(new FileStat()),
    file.readdir(new DirectoryEntry()),
  ]
  expect(new Set(answers.map(say))).toEqual(new Set(['EBADF']))
  expect(mounts.root.users).toBe(2)
})

test('a directory is read entry by entry, again from a place that was left', () => {
  const { ns } = new Tree().make('/d/', '/d/a', '/d/b', '/d/c')
  const file = opened(ns.open(null, '/d', O_DIRECTORY))
  const entry = new DirectoryEntry()
  const names: string[] = []
  const places: number[] = []
  while (file.readdir(entry) === 1) {
    names.push(entry.name)
    places.push(file.offset)
  }
  expect([...names].sort()).toEqual(['.', '..', 'a', 'b', 'c'])
  expect(file.readdir(entry)).toBe(0)
  file.lseek(places[2] as number, SEEK_SET)
  expect([file.readdir(entry), entry.name]).toEqual([1, names[3]])
  file.lseek(0, SEEK_SET)
  expect([file.readdir(entry), entry.name]).toEqual([1, names[0]])
  file.close()
})

test('a file that is open is renamed, replaced and removed under its reader', () => {
  const { ns, fileSystem } = new Tree().make('/a', '/b')
  const file = opened(ns.open(null, '/b', O_RDONLY))
  ns.entries.rename(null, '/a', null, '/b')
  const into = new Uint8Array(2)
  expect([file.read(into), String.fromCharCode(...into), read(ns, '/b')]).toEqual([2, '/b', '/a'])
  expect([fileSystem.usedInodes, file.close(), fileSystem.usedInodes]).toEqual([3, 0, 2])
})

test('opening, writing and closing leaves nothing behind, error or not', () => {
  const tree = new Tree({ bytes: 5000, inodes: 3 })
  const { ns, fileSystem, mounts } = tree
  for (let round = 0; round < 1000; round++) {
    write(ns, '/a', 'text')
    say(ns.open(null, '/b', O_CREAT | O_RDWR, 0o644))
    expect(say(ns.open(null, '/c', O_CREAT, 0o644))).toBe('ENOSPC')
    say(ns.open(null, '/a/x', O_RDONLY))
    for (const path of ['/a', '/b']) ns.entries.unlink(null, path)
  }
  expect([fileSystem.usedInodes, fileSystem.usedBytes, mounts.root.users]).toEqual([1, 0, 2])
  ns[Symbol.dispose]()
  expect(mounts.root.users).toBe(0)
})
