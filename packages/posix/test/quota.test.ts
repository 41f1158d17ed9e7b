// Quotas of users in a file system in memory: at the limit, one past it, and what is charged to whom.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  DirectoryEntry,
  EDQUOT,
  FileStat,
  isDirectory,
  isRegular,
  isSymlink,
  LinkTarget,
  MemoryFileSystem,
  O_CREAT,
  O_RDWR,
  pageSize,
  type Quota,
  SET_SIZE,
  SET_UID,
  Stat,
} from '../src/index.ts'
import { failure } from './failure.ts'
import { ManualClock } from './manual-clock.ts'
import { inProcess } from './posix-world.ts'
import { SharedFiles } from './shared-files.ts'

const [anna, ben] = [1, 2]
const entryCost = (name: string): number => 64 + 2 * name.length

function fileSystem(quotas: readonly (readonly [number, Quota])[]): MemoryFileSystem {
  return new MemoryFileSystem({ clock: new ManualClock(), quotas: new Map(quotas) })
}

function give(fs: MemoryFileSystem, ino: number, uid: number): number {
  const stat = new FileStat()
  stat.uid = uid
  return fs.setattr(ino, SET_UID, stat)
}

test('a user has as many inodes as its quota says', () => {
  const fs = fileSystem([[anna, { inodes: 2 }]])
  const first = fs.create(fs.root, 'a', 0o644, anna, 0)
  expect(fs.mkdir(fs.root, 'b', 0o755, anna, 0)).toBeGreaterThan(0)
  expect(fs.create(fs.root, 'c', 0o644, anna, 0)).toBe(-EDQUOT)
  expect(fs.mkdir(fs.root, 'c', 0o755, anna, 0)).toBe(-EDQUOT)
  expect(fs.symlink(fs.root, 'c', 'x', anna, 0)).toBe(-EDQUOT)
  const other = fs.create(fs.root, 'c', 0o644, ben, 0)
  expect(other).toBeGreaterThan(0)
  expect(give(fs, other, anna)).toBe(-EDQUOT)
  // Another entry is no other inode.
  expect(fs.link(first, fs.root, 'd')).toBe(0)
  fs.unlink(fs.root, 'a')
  expect(fs.create(fs.root, 'e', 0o644, anna, 0)).toBe(-EDQUOT)
  fs.unlink(fs.root, 'd')
  expect(fs.create(fs.root, 'e', 0o644, anna, 0)).toBeGreaterThan(0)
})

test('the data of a file is charged to its owner, and what fits is written', () => {
  const fs = fileSystem([[anna, { bytes: 2 * pageSize }]])
  const ino = fs.create(fs.root, 'a', 0o644, anna, 0)
  const bytes = new Uint8Array(3 * pageSize)
  expect(fs.write(ino, 0, bytes, 0, bytes.length)).toBe(2 * pageSize)
  expect(fs.write(ino, 2 * pageSize, bytes, 0, 1)).toBe(-EDQUOT)
  expect(fs.write(ino, 0, bytes, 0, 2 * pageSize)).toBe(2 * pageSize)
  expect(fs.usageOf(anna)).toEqual({ bytes: 2 * pageSize, inodes: 1 })
  const stat = new FileStat()
  stat.size = pageSize
  fs.setattr(ino, SET_SIZE, stat)
  expect(fs.write(ino, pageSize, bytes, 0, 1)).toBe(1)
})

test('names are charged to the owner of their directory, at the limit and one past it', () => {
  const room = 2 * entryCost('abc')
  const fs = fileSystem([[anna, { bytes: room }]])
  const folder = fs.mkdir(fs.root, 'folder', 0o777, anna, 0)
  expect(fs.create(folder, 'abc', 0o644, ben, 0)).toBeGreaterThan(0)
  expect(fs.create(folder, 'abcd', 0o644, ben, 0)).toBe(-EDQUOT)
  expect(fs.create(folder, 'xyz', 0o644, ben, 0)).toBeGreaterThan(0)
  expect(fs.usageOf(anna)).toEqual({ bytes: room, inodes: 1 })
  expect(fs.rename(folder, 'xyz', folder, 'long')).toBe(-EDQUOT)
  expect(fs.rename(folder, 'xyz', folder, 'new')).toBe(0)
  fs.create(fs.root, 'out', 0o644, ben, 0)
  expect(fs.rename(fs.root, 'out', folder, 'in')).toBe(-EDQUOT)
  // In place of another one it needs no room.
  expect(fs.rename(fs.root, 'out', folder, 'new')).toBe(0)
  expect(fs.usageOf(anna)).toEqual({ bytes: room, inodes: 1 })
})

test('the target of a symbolic link is charged to its owner', () => {
  const fs = fileSystem([[anna, { bytes: 10 }]])
  expect(fs.symlink(fs.root, 'a', 'x'.repeat(6), anna, 0)).toBe(-EDQUOT)
  expect(fs.symlink(fs.root, 'a', 'x'.repeat(5), anna, 0)).toBeGreaterThan(0)
})

test('chown moves what a file takes to its new owner, if that has room', () => {
  const fs = fileSystem([[ben, { bytes: pageSize, inodes: 5 }]])
  const small = fs.create(fs.root, 'small', 0o644, anna, 0)
  const large = fs.create(fs.root, 'large', 0o644, anna, 0)
  fs.write(small, 0, new Uint8Array(1), 0, 1)
  fs.write(large, 0, new Uint8Array(2 * pageSize), 0, 2 * pageSize)
  expect(give(fs, large, ben)).toBe(-EDQUOT)
  expect(give(fs, small, ben)).toBe(0)
  expect(give(fs, small, ben)).toBe(0)
  expect(fs.usageOf(ben)).toEqual({ bytes: pageSize, inodes: 1 })
  expect(fs.usageOf(anna)).toEqual({ bytes: 2 * pageSize, inodes: 1 })
  // A file that is removed counts while it is open.
  fs.open(small)
  fs.unlink(fs.root, 'small')
  expect(fs.usageOf(ben)).toEqual({ bytes: pageSize, inodes: 1 })
  fs.release(small)
  expect(fs.usageOf(ben)).toEqual({ bytes: 0, inodes: 0 })
})

test('a user whose quota is used up is told EDQUOT', async () => {
  const shared = new SharedFiles({ quotas: new Map([[1000, { bytes: 8192, inodes: 2 }]]) })
  await inProcess(
    async (posix) => {
      const fd = await posix.open('/a', O_CREAT | O_RDWR, 0o644)
      expect(await posix.write(fd, new Uint8Array(10_000))).toBe(8192)
      expect(await failure(posix, posix.write(fd, new Uint8Array(1)))).toBe('EDQUOT')
      expect(await posix.posix_fallocate(fd, 0, 10_000)).toBe(EDQUOT)
      const stat = new Stat()
      await posix.fstat(fd, stat)
      expect(stat.st_size).toBe(8192)
      expect(await posix.mkdir('/b', 0o755)).toBe(0)
      expect(await failure(posix, posix.mkdir('/c', 0o755))).toBe('EDQUOT')
      expect(await failure(posix, posix.symlink('x', '/c'))).toBe('EDQUOT')
    },
    shared.for(1, { uid: 1000, gid: 100, groups: [] }),
  )
})

const name = fc.constantFrom('a', 'bb', 'ccc')
const place = fc.nat(5)
const user = fc.constantFrom(anna, ben)
const operation = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), place, name, user }),
  fc.record({ kind: fc.constant('mkdir' as const), place, name, user }),
  fc.record({ kind: fc.constant('symlink' as const), place, name, user }),
  fc.record({ kind: fc.constant('write' as const), place, name, user }),
  fc.record({ kind: fc.constant('open' as const), place, name, user }),
  fc.record({ kind: fc.constant('release' as const), place, name, user }),
  fc.record({ kind: fc.constant('cut' as const), place, name, user }),
  fc.record({ kind: fc.constant('chown' as const), place, name, user }),
  fc.record({ kind: fc.constant('unlink' as const), place, name, user }),
  fc.record({ kind: fc.constant('rmdir' as const), place, name, user }),
  fc.record({ kind: fc.constant('rename' as const), place, name, user, to: place, newName: name }),
  fc.record({ kind: fc.constant('link' as const), place, name, user, to: place, newName: name }),
)
type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never

/** All directories, the root first. */
function directoriesOf(fs: MemoryFileSystem): number[] {
  const found = [fs.root]
  for (const directory of found)
    for (const entry of entriesOf(fs, directory))
      if (isDirectory(fs.mode(entry.ino))) found.push(entry.ino)
  return found
}

function entriesOf(fs: MemoryFileSystem, directory: number): { name: string; ino: number }[] {
  const entries: { name: string; ino: number }[] = []
  const entry = new DirectoryEntry()
  for (let cookie = 2; (cookie = fs.readdir(directory, cookie, entry)) > 0;)
    entries.push({ name: entry.name, ino: entry.ino })
  return entries
}

/** What each user has, counted in the tree and in what is open. */
function count(fs: MemoryFileSystem, open: readonly number[]): { bytes: number; inodes: number }[] {
  const usage = [anna, ben].map(() => ({ bytes: 0, inodes: 0 }))
  const stat = new FileStat()
  const link = new LinkTarget()
  const inodes = new Set(open)
  for (const directory of directoriesOf(fs)) {
    inodes.add(directory)
    for (const { ino } of entriesOf(fs, directory)) inodes.add(ino)
  }
  for (const ino of inodes) {
    fs.getattr(ino, stat)
    const of = usage[stat.uid - 1]
    if (of === undefined) continue
    of.inodes++
    if (isRegular(stat.mode)) of.bytes += stat.blocks * 512
    if (isDirectory(stat.mode))
      for (const each of entriesOf(fs, ino)) of.bytes += entryCost(each.name)
    if (!isSymlink(stat.mode)) continue
    fs.readlink(ino, link)
    of.bytes += 2 * link.target.length
  }
  return usage
}

function apply(fs: MemoryFileSystem, open: number[], each: Operation): number {
  const directories = directoriesOf(fs)
  const at = (index: number): number => directories[index % directories.length] as number
  const from = at(each.place)
  const ino = fs.lookup(from, each.name)
  const stat = new FileStat()
  switch (each.kind) {
    case 'create':
      return fs.create(from, each.name, 0o644, each.user, 0)
    case 'mkdir':
      return fs.mkdir(from, each.name, 0o755, each.user, 0)
    case 'symlink':
      return fs.symlink(from, each.name, 'target', each.user, 0)
    case 'write':
      return ino < 0 ? 0 : fs.write(ino, 0, new Uint8Array(9000), 0, 9000)
    case 'open':
      if (ino > 0 && fs.open(ino) > 0) open.push(ino)
      return 0
    case 'release':
      return open.length > 0 ? fs.release(open.pop() as number) : 0
    case 'cut':
      return ino < 0 ? 0 : fs.setattr(ino, SET_SIZE, stat)
    case 'chown':
      return ino < 0 ? 0 : give(fs, ino, each.user)
    case 'unlink':
    case 'rmdir':
      return fs[each.kind](from, each.name)
    case 'rename':
      return fs.rename(from, each.name, at(each.to), each.newName)
    default:
      return ino < 0 ? 0 : fs.link(ino, at(each.to), each.newName)
  }
}

test('after random operations each user is charged what it has, and never more than its quota', () => {
  const quota = { bytes: 20_000, inodes: 4 }
  let refusals = 0
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60, size: 'max' }), (operations) => {
      const fs = fileSystem([
        [anna, quota],
        [ben, { bytes: 600 }],
      ])
      const open: number[] = []
      for (const each of operations) {
        const answer = apply(fs, open, each)
        if (answer === -EDQUOT) refusals++
        expect([fs.usageOf(anna), fs.usageOf(ben)]).toEqual(count(fs, open))
        expect(fs.usageOf(anna).bytes).toBeLessThanOrEqual(quota.bytes)
        expect(fs.usageOf(anna).inodes).toBeLessThanOrEqual(quota.inodes)
        expect(fs.usageOf(ben).bytes).toBeLessThanOrEqual(600)
      }
    }),
    { numRuns: 60 },
  )
  expect(refusals).toBeGreaterThan(0)
})
