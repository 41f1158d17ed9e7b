// Permissions: classes of bits, search, the sticky bit, owners, groups, root.

import { expect, test } from 'vitest'
import {
  AT_EMPTY_PATH,
  AT_SYMLINK_NOFOLLOW,
  F_OK,
  FileStat,
  maxId,
  type Namespace,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  R_OK,
  S_IFDIR,
  S_IFREG,
  UTIME_NOW,
  UTIME_OMIT,
  W_OK,
  X_OK,
} from '../src/index.ts'
import { opened, say, stat, Tree, write } from './tree.ts'

/** A file `/f` of user 10 and group 20. */
function withFile(mode: number) {
  const tree = new Tree().make('/f')
  tree.ns.chown(null, '/f', 10, 20)
  tree.ns.chmod(null, '/f', mode)
  return tree
}
const access = (ns: Namespace) =>
  [R_OK, W_OK, X_OK]
    .map((each) => (ns.access(null, '/f', each) === 0 ? 'rwx'[[4, 2, 1].indexOf(each)] : '-'))
    .join('')

test('one class counts: owner, then group, then others', () => {
  const tree = withFile(0o462)
  expect(access(tree.as(10, 20))).toBe('r--')
  expect(access(tree.as(11, 20))).toBe('rw-')
  expect(access(tree.as(11, 21, [5, 20]))).toBe('rw-')
  expect(access(tree.as(11, 21))).toBe('-w-')
  expect(access(tree.ns)).toBe('rw-')
  expect(access(withFile(0o010).ns)).toBe('rwx')
  expect(say(tree.as(10).access(null, '/f', F_OK))).toBe('ok')
  expect(say(tree.as(10).access(null, '/f', 8))).toBe('EINVAL')
})

test('opening needs what the flags say; the opening that creates does not', () => {
  const tree = withFile(0o400)
  const owner = tree.as(10, 20)
  const open = (flags: number) => say(owner.open(null, '/f', flags))
  expect([O_RDONLY, O_WRONLY, O_RDWR, O_TRUNC].map(open)).toEqual([
    'open',
    'EACCES',
    'EACCES',
    'EACCES',
  ])
  tree.ns.chmod(null, '/', 0o777)
  const file = opened(owner.open(null, '/new', O_CREAT | O_EXCL | O_RDWR, 0o444))
  expect(file.write(new Uint8Array(3))).toBe(3)
  expect(file.close()).toBe(0)
  expect(say(owner.open(null, '/new', O_CREAT | O_RDWR, 0o444))).toBe('EACCES')
})

test('every directory on the way must be searched, none need be read', () => {
  const tree = new Tree().make('/a/', '/a/b/', '/a/b/file')
  const user = tree.as(5)
  const look = () => say(user.stat(null, '/a/b/file', new FileStat()))
  tree.ns.chmod(null, '/a', 0o711)
  expect([look(), say(user.open(null, '/a', O_RDONLY))]).toEqual(['ok', 'EACCES'])
  tree.ns.chmod(null, '/a/b', 0o744)
  expect(look()).toBe('EACCES')
  expect(say(user.stat(null, '/a/b/..', new FileStat()))).toBe('EACCES')
  expect(say(user.chdir(null, '/a/b'))).toBe('EACCES')
  expect(say(tree.ns.stat(null, '/a/b/file', new FileStat()))).toBe('ok')
})

test('entries change only in directories that may be written', () => {
  const tree = new Tree().make('/d/', '/d/file', '/d/sub/', '/own/')
  tree.ns.chown(null, '/own', 5, 5)
  const user = tree.as(5)
  write(user, '/own/mine', 'mine')
  const { entries } = user
  expect(
    [
      user.open(null, '/d/new', O_CREAT, 0o644),
      entries.mkdir(null, '/d/new', 0o755),
      entries.symlink('x', null, '/d/new'),
      entries.mknod(null, '/d/new', 0o644),
      entries.unlink(null, '/d/file'),
      entries.rmdir(null, '/d/sub'),
      entries.rename(null, '/d/file', null, '/own/file'),
      entries.rename(null, '/own/mine', null, '/d/file'),
      entries.link(null, '/own/mine', null, '/d/new'),
    ].map(say),
  ).toEqual(Array.from({ length: 9 }, () => 'EACCES'))
  expect(say(entries.mkdir(null, '/d/file', 0o755))).toBe('EEXIST')
  expect(say(entries.unlink(null, '/d/missing'))).toBe('ENOENT')
})

test('in a sticky directory only owners remove and rename', () => {
  const tree = new Tree().make('/tmp/')
  tree.ns.chmod(null, '/tmp', 0o1777)
  const [anna, ben] = [tree.as(1), tree.as(2)]
  write(anna, '/tmp/anna', 'x')
  write(ben, '/tmp/ben', 'x')
  expect(
    [
      ben.entries.unlink(null, '/tmp/anna'),
      ben.entries.rename(null, '/tmp/anna', null, '/tmp/x'),
      ben.entries.rename(null, '/tmp/ben', null, '/tmp/anna'),
    ].map(say),
  ).toEqual(['EPERM', 'EPERM', 'EPERM'])
  expect(say(ben.entries.rename(null, '/tmp/ben', null, '/tmp/b'))).toBe('ok')
  expect(say(anna.entries.unlink(null, '/tmp/anna'))).toBe('ok')
  tree.ns.chown(null, '/tmp', 1, 1)
  expect(say(anna.entries.unlink(null, '/tmp/b'))).toBe('ok')
})

test('a directory changes its parent only for who may write it', () => {
  const tree = new Tree().make('/a/', '/b/', '/a/d/')
  for (const path of ['/a', '/b']) tree.ns.chmod(null, path, 0o777)
  const { entries } = tree.as(5)
  expect(say(entries.rename(null, '/a/d', null, '/b/d'))).toBe('EACCES')
  expect(say(entries.rename(null, '/a/d', null, '/a/e'))).toBe('ok')
})

test('renaming a file to a name that it has does nothing, and needs no permission', () => {
  const tree = new Tree().make('/d/', '/d/file')
  expect(say(tree.ns.entries.link(null, '/d/file', null, '/d/other'))).toBe('ok')
  tree.ns.entries.symlink('none', null, '/d/link')
  const { entries } = tree.as(10)
  for (const [from, to] of [
    ['/d/file', '/d/file'],
    ['/d/file', '/d/other'],
    ['/d/link', '/d/link'],
    ['/d', '/d'],
  ] as const)
    expect([from, say(entries.rename(null, from, null, to))]).toEqual([from, 'ok'])
  expect(say(entries.rename(null, '/d/file', null, '/d/link'))).toBe('EACCES')
})

test('new files have owner, group and mode: umask, and the group of a set-group directory', () => {
  const tree = new Tree().make('/d/', '/g/')
  tree.ns.chown(null, '/g', -1, 77)
  tree.ns.chmod(null, '/g', 0o2777)
  tree.ns.chmod(null, '/d', 0o777)
  const user = tree.as(5, 6, [77])
  user.umask = 0o027
  for (const at of ['/d', '/g']) {
    say(user.open(null, `${at}/f`, O_CREAT, 0o7777))
    user.entries.mkdir(null, `${at}/d`, 0o777)
    user.entries.symlink('x', null, `${at}/l`)
  }
  const made = (path: string) => {
    const { mode, uid, gid } = stat(user, path, AT_SYMLINK_NOFOLLOW)
    return [mode, uid, gid]
  }
  expect([made('/d/f'), made('/d/d')]).toEqual([
    [S_IFREG | 0o7750, 5, 6],
    [S_IFDIR | 0o750, 5, 6],
  ])
  expect([made('/g/f'), made('/g/d')]).toEqual([
    [S_IFREG | 0o7750, 5, 77],
    [S_IFDIR | 0o2750, 5, 77],
  ])
  expect([made('/d/l').slice(1), made('/g/l').slice(1)]).toEqual([
    [5, 6],
    [5, 77],
  ])
})

test('only its owner and root change the mode of a file', () => {
  const tree = withFile(0o644)
  expect(say(tree.as(11, 20).chmod(null, '/f', 0o777))).toBe('EPERM')
  expect(say(tree.as(10, 20).chmod(null, '/f', 0o2755))).toBe('ok')
  expect(stat(tree.ns, '/f').mode).toBe(S_IFREG | 0o2755)
  expect(say(tree.as(10, 99).chmod(null, '/f', 0o2755))).toBe('ok')
  expect(stat(tree.ns, '/f').mode).toBe(S_IFREG | 0o755)
  tree.ns.entries.symlink('f', null, '/l')
  expect(say(tree.ns.chmod(null, '/l', 0o700, AT_SYMLINK_NOFOLLOW))).toBe('ENOTSUP')
  expect([say(tree.ns.chmod(null, '/l', 0o700)), stat(tree.ns, '/f').mode & 0o777]).toEqual([
    'ok',
    0o700,
  ])
})

test('owners are changed by root, groups by the owner to one of its own', () => {
  const tree = withFile(0o6755)
  const owner = tree.as(10, 20, [30])
  expect(say(owner.chown(null, '/f', 11, -1))).toBe('EPERM')
  expect(say(owner.chown(null, '/f', -1, 40))).toBe('EPERM')
  expect(say(tree.as(11, 30).chown(null, '/f', -1, 30))).toBe('EPERM')
  expect(stat(tree.ns, '/f').mode & 0o7000).toBe(0o6000)
  expect(say(owner.chown(null, '/f', 10, 30))).toBe('ok')
  expect(stat(tree.ns, '/f')).toMatchObject({ uid: 10, gid: 30, mode: S_IFREG | 0o755 })
  expect(say(tree.ns.chown(null, '/f', maxId, -1))).toBe('ok')
  expect(stat(tree.ns, '/f')).toMatchObject({ uid: maxId, gid: 30 })
  for (const id of [maxId + 1, -2, 0.5, Number.NaN])
    expect(say(tree.ns.chown(null, '/f', id, -1))).toBe('EINVAL')
  tree.ns.entries.symlink('f', null, '/l')
  tree.ns.chown(null, '/l', 3, 4, AT_SYMLINK_NOFOLLOW)
  expect([stat(tree.ns, '/l', AT_SYMLINK_NOFOLLOW).uid, stat(tree.ns, '/f').uid]).toEqual([
    3,
    maxId,
  ])
})

test('times are set by the owner; to now by whoever may write', () => {
  const tree = withFile(0o646)
  const [owner, other] = [tree.as(10), tree.as(11)]
  const now: [number, number] = [0, UTIME_NOW]
  const omit: [number, number] = [0, UTIME_OMIT]
  tree.clock.seconds = 2_000_000
  expect(say(other.utimens(null, '/f', [1, 2], [3, 4]))).toBe('EPERM')
  expect(say(other.utimens(null, '/f', now, omit))).toBe('EPERM')
  expect(say(other.utimens(null, '/f', omit, omit))).toBe('ok')
  expect(say(other.utimens(null, '/f', now, now))).toBe('ok')
  expect(stat(tree.ns, '/f')).toMatchObject({ atimeSec: 2_000_000, mtimeSec: 2_000_000 })
  expect(say(owner.utimens(null, '/f', omit, [-3, 4]))).toBe('ok')
  expect(stat(tree.ns, '/f')).toMatchObject({ atimeSec: 2_000_000, mtimeSec: -3, mtimeNsec: 4 })
  tree.ns.chmod(null, '/f', 0o644)
  expect(say(other.utimens(null, '/f', now, now))).toBe('EACCES')
  for (const time of [
    [0, -1],
    [0, 1e9],
    [0.5, 0],
    [0, Number.NaN],
  ] as [number, number][])
    expect(say(owner.utimens(null, '/f', time, now))).toBe('EINVAL')
})

test('a path is cut by whoever may write the file', () => {
  const tree = withFile(0o644)
  expect(say(tree.as(11).truncate(null, '/f', 0))).toBe('EACCES')
  expect(say(tree.as(10).truncate(null, '/f', 1))).toBe('ok')
  expect([stat(tree.ns, '/f').size, say(tree.ns.truncate(null, '/', 0))]).toEqual([1, 'EISDIR'])
  expect([-1, 2 ** 53].map((size) => say(tree.ns.truncate(null, '/f', size)))).toEqual([
    'EINVAL',
    'EFBIG',
  ])
})

test('with AT_EMPTY_PATH the open file itself is meant', () => {
  const tree = withFile(0o644)
  const { ns } = tree
  const file = opened(ns.open(null, '/f', O_RDONLY))
  ns.entries.unlink(null, '/f')
  expect(say(ns.chmod(file, '', 0o600, AT_EMPTY_PATH))).toBe('ok')
  expect(say(ns.chown(file, '', 8, 9, AT_EMPTY_PATH))).toBe('ok')
  const into = new FileStat()
  expect(ns.stat(file, '', into, AT_EMPTY_PATH)).toBe(0)
  expect(into).toMatchObject({ mode: S_IFREG | 0o600, uid: 8, gid: 9, nlink: 0, dev: 1 })
  expect(say(ns.stat(file, '', into))).toBe('ENOENT')
  expect(say(ns.stat(null, '', into, AT_EMPTY_PATH))).toBe('ok')
  file.close()
  expect(say(ns.stat(file, '', into, AT_EMPTY_PATH))).toBe('EBADF')
})
