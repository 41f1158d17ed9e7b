// Mounts: crossed in both directions, read-only, busy, and taken away.

import { expect, test } from 'vitest'
import {
  Mount,
  MemoryFileSystem,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  R_OK,
  W_OK,
} from '../src/index.ts'
import type { MountOptions } from '../src/index.ts'
import { list, opened, read, say, stat, Tree } from './tree.ts'

function mounted(tree: Tree, path: string, options: MountOptions = {}) {
  const fileSystem = new MemoryFileSystem({ clock: tree.clock })
  const place = tree.ns.lookup(null, path)
  if (typeof place === 'number') throw new Error(path)
  const mount = tree.mounts.mount(place, fileSystem, options)
  if (!(mount instanceof Mount)) throw new Error(`${path}: ${String(say(mount))}`)
  return { mount, fileSystem, place }
}

test('a mount covers its directory, and `..` leads out of it', () => {
  const tree = new Tree().make('/m/', '/m/hidden', '/file')
  const { ns } = tree
  const { mount } = mounted(tree, '/m')
  expect(list(ns, '/m')).toEqual([])
  tree.make('/m/d/', '/m/d/inside')
  expect([read(ns, '/m/d/../../file'), read(ns, '/m/d/inside')]).toEqual(['/file', '/m/d/inside'])
  expect([stat(ns, '/m').dev, stat(ns, '/m/..').dev, stat(ns, '/m/d').dev]).toEqual([2, 1, 2])
  ns.chdir(null, '/m')
  expect(read(ns, '../file')).toBe('/file')
  expect(say(tree.mounts.unmount(mount))).toBe('EBUSY')
  ns.chdir(null, '/')
  expect([say(tree.mounts.unmount(mount)), list(ns, '/m')]).toEqual(['ok', ['hidden']])
})

test('mounts stand on mounts, in mounts and on roots', () => {
  const tree = new Tree().make('/m/')
  const { ns, mounts } = tree
  const lower = mounted(tree, '/m')
  tree.make('/m/lower')
  const upper = mounted(tree, '/m')
  tree.make('/m/upper/')
  const inner = mounted(tree, '/m/upper')
  expect([list(ns, '/m'), mounts.size, stat(ns, '/m/upper/../..').dev]).toEqual([['upper'], 4, 1])
  expect(say(mounts.unmount(upper.mount))).toBe('EBUSY')
  for (const { mount } of [inner, upper]) expect(say(mounts.unmount(mount))).toBe('ok')
  expect(list(ns, '/m')).toEqual(['lower'])
  expect(say(mounts.unmount(inner.mount))).toBe('EINVAL')
  expect(say(mounts.unmount(mounts.root))).toBe('EINVAL')
  expect([say(mounts.unmount(lower.mount)), mounts.size]).toEqual(['ok', 1])
})

test('only directories are mounted on, each once', () => {
  const tree = new Tree().make('/m/', '/file')
  const { ns, mounts, fileSystem } = tree
  const { place } = mounted(tree, '/m')
  expect(say(mounts.mount(place, fileSystem))).toBe('EBUSY')
  const file = ns.lookup(null, '/file')
  if (typeof file === 'number') throw new Error('no file')
  expect(say(mounts.mount(file, fileSystem))).toBe('ENOTDIR')
  expect(say(mounts.mount({ mount: mounts.root, ino: 999 }, fileSystem))).toBe('ESTALE')
})

test('a mount point is neither removed nor renamed nor replaced, and links stay in a mount', () => {
  const tree = new Tree().make('/m/', '/file', '/d/')
  const { ns } = tree
  const { entries } = ns
  mounted(tree, '/m')
  tree.make('/m/inside')
  expect(
    [
      entries.rmdir(null, '/m'),
      entries.rename(null, '/m', null, '/x'),
      entries.rename(null, '/d', null, '/m'),
      entries.rmdir(null, '/'),
      entries.rename(null, '/', null, '/x'),
      entries.rename(null, '/file', null, '/m/x'),
      entries.rename(null, '/m/inside', null, '/x'),
      entries.link(null, '/file', null, '/m/x'),
    ].map(say),
  ).toEqual(['EBUSY', 'EBUSY', 'EBUSY', 'EBUSY', 'EBUSY', 'EXDEV', 'EXDEV', 'EXDEV'])
})

test('nothing is changed through a read-only mount', () => {
  const tree = new Tree().make('/m/')
  const { ns } = tree
  const { fileSystem } = mounted(tree, '/m', { readOnly: true })
  fileSystem.create(fileSystem.root, 'file', 0o666, 0, 0)
  fileSystem.mkdir(fileSystem.root, 'd', 0o777, 0, 0)
  const { entries } = ns
  expect([say(ns.open(null, '/m/file', O_RDONLY)), say(ns.access(null, '/m/file', R_OK))]).toEqual([
    'open',
    'ok',
  ])
  const changes = [
    ns.open(null, '/m/file', O_RDWR),
    ns.open(null, '/m/file', O_TRUNC),
    ns.open(null, '/m/new', O_CREAT),
    ns.access(null, '/m/file', W_OK),
    ns.chmod(null, '/m/file', 0),
    ns.chown(null, '/m/file', 1, 1),
    ns.truncate(null, '/m/file', 0),
    ns.utimens(null, '/m/file', [0, 0], [0, 0]),
    entries.mkdir(null, '/m/x', 0o755),
    entries.mknod(null, '/m/x', 0o644),
    entries.symlink('t', null, '/m/x'),
    entries.link(null, '/m/file', null, '/m/x'),
    entries.unlink(null, '/m/file'),
    entries.rmdir(null, '/m/d'),
    entries.rename(null, '/m/file', null, '/m/x'),
  ]
  expect(new Set(changes.map(say))).toEqual(new Set(['EROFS']))
  expect(list(ns, '/m')).toEqual(['d', 'file'])
})

test('an open file keeps its mount, and roots of namespaces do', () => {
  const tree = new Tree().make('/m/')
  const { mounts, ns } = tree
  const { mount, fileSystem } = mounted(tree, '/m')
  const file = opened(ns.open(null, '/m/file', O_CREAT | O_RDWR, 0o644))
  expect([say(mounts.unmount(mount)), mount.users]).toEqual(['EBUSY', 1])
  file.close()
  const other = tree.as(0)
  other.chroot(null, '/m')
  expect(say(mounts.unmount(mount))).toBe('EBUSY')
  other[Symbol.dispose]()
  other[Symbol.dispose]()
  expect([say(mounts.unmount(mount)), mount.users]).toEqual(['ok', 0])
  expect(fileSystem.release(fileSystem.root)).toBeLessThan(0)
})
