// Paths: components, dots, slashes, symbolic links, roots, and what is no path.

import { expect, test } from 'vitest'
import {
  AT_SYMLINK_NOFOLLOW,
  FileStat,
  type Namespace,
  O_RDONLY,
  SYMLOOP_MAX,
} from '../src/index.ts'
import { opened, read, say, stat, Tree } from './tree.ts'

const look = (ns: Namespace, path: string, flags = 0) =>
  say(ns.stat(null, path, new FileStat(), flags))

test('slashes, dots and parents lead to the same file', () => {
  const { ns } = new Tree().make('/a/', '/a/b/', '/a/b/file')
  const { ino } = stat(ns, '/a/b/file')
  for (const path of ['//a///b//file', '/a/./b/./file', '/a/../a/b/../b/file', '/../../a/b/file'])
    expect([path, stat(ns, path).ino]).toEqual([path, ino])
  ns.chdir(null, '/a/b')
  for (const path of ['file', './file', '../b/file', '../../../../a/b/file'])
    expect([path, stat(ns, path).ino]).toEqual([path, ino])
  for (const path of ['/', '//', '/.', '/..', '/a/..', '/a/b/../..'])
    expect([path, stat(ns, path).ino]).toEqual([path, stat(ns, '/').ino])
})

test('what is no path has its error', () => {
  const { ns } = new Tree().make('/file', '/d/')
  expect(look(ns, '')).toBe('ENOENT')
  expect(look(ns, '/d\0x')).toBe('EINVAL')
  expect(look(ns, '/d'.repeat(2048))).toBe('ENAMETOOLONG')
  expect(look(ns, `/${'n'.repeat(256)}`)).toBe('ENAMETOOLONG')
  expect(look(ns, `/${'n'.repeat(256)}/x`)).toBe('ENAMETOOLONG')
  expect(look(ns, `/${'n'.repeat(255)}`)).toBe('ENOENT')
  expect(look(ns, '/' + './'.repeat(2046) + 'd')).toBe('ok')
  expect(look(ns, '/' + './'.repeat(2047) + 'd')).toBe('ENAMETOOLONG')
  for (const path of [undefined, null, 5, {}]) expect(look(ns, path as never)).toBe('EFAULT')
})

test('a file is no directory, and what is missing is missing', () => {
  const { ns } = new Tree().make('/file', '/d/')
  for (const path of ['/file/', '/file/.', '/file/..', '/file/x', '/file/x/y'])
    expect([path, look(ns, path)]).toEqual([path, 'ENOTDIR'])
  for (const path of ['/x', '/x/', '/x/y', '/d/x/..', '/x/..'])
    expect([path, look(ns, path)]).toEqual([path, 'ENOENT'])
  expect(look(ns, '/d/')).toBe('ok')
})

test('symbolic links are followed: relative to their directory, or from the root', () => {
  const { ns } = new Tree().make('/a/', '/a/b/', '/a/b/file')
  const { entries } = ns
  for (const [target, path] of [
    ['b/file', '/a/relative'],
    ['/a/b', '/absolute'],
    ['../a/b/', '/a/slash'],
    ['absolute', '/twice'],
    ['..', '/a/b/up'],
    ['/', '/a/root'],
    ['missing', '/a/dangling'],
    ['b/file/', '/a/notdir'],
  ] as const)
    expect(say(entries.symlink(target, null, path))).toBe('ok')
  const { ino } = stat(ns, '/a/b/file')
  for (const path of [
    '/a/relative',
    '/absolute/file',
    '/a/slash/file',
    '/twice/file',
    '/a/b/up/b/file',
    '/a/root/twice/up/relative',
  ])
    expect([path, stat(ns, path).ino]).toEqual([path, ino])
  expect([look(ns, '/a/dangling'), look(ns, '/a/dangling', AT_SYMLINK_NOFOLLOW)]).toEqual([
    'ENOENT',
    'ok',
  ])
  expect([look(ns, '/a/relative/'), look(ns, '/a/notdir')]).toEqual(['ENOTDIR', 'ENOTDIR'])
  expect(stat(ns, '/twice', AT_SYMLINK_NOFOLLOW).size).toBe(8)
  expect(stat(ns, '/twice/', AT_SYMLINK_NOFOLLOW).ino).toBe(stat(ns, '/a/b').ino)
  expect([ns.readlink(null, '/twice'), say(ns.readlink(null, '/a'))]).toEqual([
    'absolute',
    'EINVAL',
  ])
})

test('SYMLOOP_MAX links are followed, one more is ELOOP', () => {
  const { ns } = new Tree().make('/file')
  const { entries } = ns
  entries.symlink('file', null, '/l1')
  for (let i = 2; i <= SYMLOOP_MAX + 1; i++) entries.symlink(`l${i - 1}`, null, `/l${i}`)
  expect([look(ns, `/l${SYMLOOP_MAX}`), look(ns, `/l${SYMLOOP_MAX + 1}`)]).toEqual(['ok', 'ELOOP'])
  entries.symlink('loop', null, '/loop')
  entries.symlink('loop/loop/', null, '/other')
  expect([look(ns, '/loop'), look(ns, '/loop/x'), look(ns, '/other')]).toEqual([
    'ELOOP',
    'ELOOP',
    'ELOOP',
  ])
  entries.symlink('./grow/'.repeat(300), null, '/grow')
  expect(look(ns, '/grow')).toBe('ENAMETOOLONG')
})

test('a changed root is not left by `..`, by links, or from the working directory', () => {
  const tree = new Tree().make('/jail/', '/jail/in/', '/jail/in/file', '/secret', '/jail/secret')
  const { ns } = tree
  ns.entries.symlink('/secret', null, '/jail/absolute')
  ns.entries.symlink('../../../secret', null, '/jail/in/relative')
  expect([ns.chroot(null, '/jail'), ns.chdir(null, '/in')]).toEqual([0, 0])
  for (const path of ['/secret', '/../secret', '../../../secret', '/absolute', 'relative'])
    expect([path, read(ns, path)]).toEqual([path, '/jail/secret'])
  expect(look(ns, '/jail')).toBe('ENOENT')
  expect(say(tree.as(5).chroot(null, '/jail'))).toBe('EPERM')
  expect([say(ns.chroot(null, '/secret')), say(ns.chdir(null, '/x'))]).toEqual([
    'ENOTDIR',
    'ENOENT',
  ])
})

test('an open directory is the base of relative paths, and nothing for absolute ones', () => {
  const { ns } = new Tree().make('/a/', '/a/file', '/file')
  const base = opened(ns.open(null, '/a', O_RDONLY))
  const file = opened(ns.open(base, 'file', O_RDONLY))
  const into = new FileStat()
  expect([ns.stat(base, 'file', into), into.ino]).toEqual([0, stat(ns, '/a/file').ino])
  expect([ns.stat(base, '/file', into), into.ino]).toEqual([0, stat(ns, '/file').ino])
  expect(say(ns.stat(file, 'x', into))).toBe('ENOTDIR')
  for (const each of [base, file]) each.close()
  expect(say(ns.stat(base, 'file', into))).toBe('EBADF')
  expect(say(ns.stat(base, '/file', into))).toBe('ok')
})

test('a removed working directory has no entries, but it is left', () => {
  const { ns, fileSystem } = new Tree().make('/a/')
  ns.chdir(null, '/a')
  expect(say(ns.entries.rmdir(null, '/a'))).toBe('ok')
  expect([look(ns, '.'), look(ns, '..'), look(ns, 'x')]).toEqual(['ok', 'ENOENT', 'ENOENT'])
  expect(say(ns.entries.mkdir(null, 'x', 0o755))).toBe('ENOENT')
  expect([fileSystem.usedInodes, say(ns.chdir(null, '/')), fileSystem.usedInodes]).toEqual([
    2,
    'ok',
    1,
  ])
})
