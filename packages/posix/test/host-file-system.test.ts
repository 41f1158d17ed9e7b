// A folder of the host as a file system: what is its own beside the conformance suite. Owners,
// modes and times of the host, names that are no text, descriptors and inode numbers, and what is
// left.

import * as host from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bytesOf, outcomeOf, statOf, textOf } from '@kos/posix/conformance'
import { hostFileSystem, NodeFileSystem, type NodeFs } from '@kos/posix/node'
import {
  DirectoryEntry,
  EINVAL,
  EIO,
  ENFILE,
  ENOENT,
  FileStat,
  type FileSystem,
  FileSystemStat,
  LinkTarget,
  MountTable,
  Namespace,
  SET_ATIME,
  SET_GID,
  SET_MODE,
  SET_MTIME,
  SET_MTIME_NOW,
  SET_SIZE,
  SET_UID,
} from '../src/index.ts'
import { faultOf } from '../src/node-fs/node-errno.ts'
import { descriptorsBelow, HostFolder } from './host-folder.ts'
import { asNobody } from './path-operations.ts'
import { list, opened, read, say } from './tree.ts'

const isLinux = process.platform === 'linux'
const isRoot = process.geteuid?.() === 0
/** Long ago: who marks a time as of now changes it. */
const longAgo = Object.assign(new FileStat(), { atimeSec: 1000, mtimeSec: 1000 })

const namesOf = (fs: FileSystem, directory: number): string[] => {
  const names: string[] = []
  const entry = new DirectoryEntry()
  for (let at = 0; (at = fs.readdir(directory, at, entry)) > 0;) names.push(entry.name)
  return names
}

test('a folder that is not there, or is none, is told as Node tells it', () => {
  using folder = new HostFolder()
  host.writeFileSync(folder.at('file'), '')
  for (const confinement of isLinux
    ? (['descriptors', 'checked'] as const)
    : (['checked'] as const)) {
    expect(() => hostFileSystem(folder.at('none'), { confinement })).toThrow('ENOENT')
    expect(() => hostFileSystem(folder.at('file'), { confinement })).toThrow(/ENOTDIR|no directory/)
  }
  expect(() => new NodeFileSystem(host, folder.at('none'))).toThrow(TypeError)
  expect(() => new NodeFileSystem(host, folder.at('file'))).toThrow(TypeError)
  for (const options of [{ knownFiles: 15 }, { knownFiles: Number.NaN }, { idleFiles: -1 }])
    expect(() => hostFileSystem(folder.folder, options)).toThrow(RangeError)
  if (isLinux) expect(descriptorsBelow(folder.base)).toEqual([])
})

test('what is in the folder is seen, and what is made is on the host', () => {
  using folder = new HostFolder()
  host.mkdirSync(folder.at('notes'))
  host.writeFileSync(folder.at('notes', 'today'), 'rain')
  const ns = new Namespace(new MountTable(folder.fileSystem()))
  expect([list(ns, '/'), read(ns, '/notes/today')]).toEqual([['notes'], 'rain'])
  const file = opened(ns.open(null, '/notes/tomorrow', 0o102, 0o640))
  expect(file.write(bytesOf('sun'))).toBe(3)
  file.close()
  expect(host.readFileSync(folder.at('notes', 'tomorrow'), 'utf8')).toBe('sun')
  host.rmSync(folder.at('notes', 'today'))
  expect(read(ns, '/notes/today')).toBe('ENOENT')
})

test('the mode of a new file is what was asked for, whatever the umask of the host process', () => {
  using folder = new HostFolder()
  const fs = folder.fileSystem()
  const umask = process.umask(0o077)
  try {
    expect(fs.create(fs.root, 'file', 0o6755, 0, 0)).toBeGreaterThan(0)
    expect(fs.mkdir(fs.root, 'directory', 0o1777, 0, 0)).toBeGreaterThan(0)
  } finally {
    process.umask(umask)
  }
  const modeOf = (name: string) => host.lstatSync(folder.at(name)).mode & 0o7777
  expect([modeOf('file'), modeOf('directory')]).toEqual([0o6755, 0o1777])
})

test.runIf(isRoot)('owners are those of the host, and root gives files away', () => {
  using folder = new HostFolder()
  const fs = folder.fileSystem()
  const file = fs.create(fs.root, 'file', 0o4755, 12, 34)
  const link = fs.symlink(fs.root, 'link', 'file', 56, 78)
  const owner = (name: string) => {
    const { uid, gid } = host.lstatSync(folder.at(name))
    return [uid, gid]
  }
  expect([owner('file'), owner('link')]).toEqual([
    [12, 34],
    [56, 78],
  ])
  const from = Object.assign(new FileStat(), { uid: 90, gid: 91 })
  expect(fs.setattr(link, SET_UID | SET_GID, from)).toBe(0)
  expect(fs.setattr(file, SET_GID, from)).toBe(0)
  expect([owner('file'), owner('link')]).toEqual([
    [12, 91],
    [90, 91],
  ])
  expect(outcomeOf(fs.setattr(link, SET_MODE, from))).toBe('ENOTSUP')
})

test('with one owner all files seem to be its own, and none is given away', () => {
  using folder = new HostFolder()
  const fs = folder.fileSystem({ owner: { uid: 1001, gid: 100 } })
  const file = fs.create(fs.root, 'file', 0o640, 5, 6)
  expect(statOf(fs, file)).toMatchObject({ uid: 1001, gid: 100 })
  expect(host.lstatSync(folder.at('file')).uid).toBe(process.geteuid?.())
  const from = Object.assign(new FileStat(), { uid: 1001, gid: 7, mode: 0o600 })
  expect(outcomeOf(fs.setattr(file, SET_UID | SET_GID | SET_MODE, from))).toBe('EPERM')
  expect(host.lstatSync(folder.at('file')).mode & 0o777).toBe(0o640)
  expect(fs.setattr(file, SET_UID | SET_MODE, from)).toBe(0)
  expect(host.lstatSync(folder.at('file')).mode & 0o777).toBe(0o600)
})

test.runIf(isLinux && isRoot)(
  'without privileges files belong to the user of the host process',
  () => {
    using folder = new HostFolder()
    host.chmodSync(folder.folder, 0o777)
    host.writeFileSync(folder.at('closed'), 'text', { mode: 0o600 })
    asNobody((uid) => {
      const fs = folder.fileSystem()
      const file = fs.create(fs.root, 'file', 0o644, 0, 0)
      const directory = fs.mkdir(fs.root, 'directory', 0o700, 5, 5)
      expect([statOf(fs, file).uid, statOf(fs, directory).uid]).toEqual([uid, uid])
      const root = Object.assign(new FileStat(), { uid: 0, mode: 0o600 })
      expect(outcomeOf(fs.setattr(file, SET_UID | SET_MODE, root))).toBe('EPERM')
      expect(statOf(fs, file)).toMatchObject({ uid, mode: 0o100644 })
      const closed = fs.lookup(fs.root, 'closed')
      const buffer = new Uint8Array(1)
      expect([fs.open(closed), fs.read(closed, 0, buffer, 0, 1)].map(outcomeOf)).toEqual([
        'EACCES',
        'EACCES',
      ])
      expect(outcomeOf(fs.setattr(closed, SET_MODE, root))).toBe('EPERM')
      fs[Symbol.dispose]()
    })
    expect(descriptorsBelow(folder.base)).toEqual([])
  },
)

test.runIf(isLinux && isRoot)(
  'a directory that may be read, and not searched, tells names alone',
  () => {
    using folder = new HostFolder()
    host.mkdirSync(folder.at('directory'))
    host.writeFileSync(folder.at('directory/file'), '')
    host.chmodSync(folder.at('directory'), 0o644)
    asNobody(() => {
      const fs = folder.fileSystem()
      const directory = fs.lookup(fs.root, 'directory')
      expect(outcomeOf(fs.lookup(directory, 'file'))).toBe('EACCES')
      expect(namesOf(fs, directory)).toEqual(['.', '..', 'file'])
      const entry = new DirectoryEntry()
      expect(fs.readdir(directory, 2, entry)).toBeGreaterThan(2)
      expect(entry).toMatchObject({ name: 'file', ino: 0, type: 0 })
      fs[Symbol.dispose]()
    })
  },
)

test.runIf(isLinux && isRoot)(
  'an open file keeps its data when its permissions go, and its entry',
  () => {
    using folder = new HostFolder()
    host.chmodSync(folder.folder, 0o777)
    asNobody(() => {
      const fs = folder.fileSystem({ idleFiles: 0 })
      const file = fs.create(fs.root, 'file', 0o600, 0, 0)
      expect(fs.open(file)).toBe(1)
      expect(fs.setattr(file, SET_MODE, Object.assign(new FileStat(), { mode: 0 }))).toBe(0)
      expect([fs.write(file, 0, bytesOf('text'), 0, 4), textOf(fs, file)]).toEqual([4, 'text'])
      expect(fs.unlink(fs.root, 'file')).toBe(0)
      expect([fs.write(file, 4, bytesOf('s'), 0, 1), textOf(fs, file)]).toEqual([1, 'texts'])
      expect([statOf(fs, file).nlink, fs.release(file)]).toEqual([0, 0])
      fs[Symbol.dispose]()
    })
  },
)

test('times are read in nanoseconds, and set in microseconds, also before 1970', () => {
  using folder = new HostFolder()
  const fs = folder.fileSystem()
  const file = fs.create(fs.root, 'file', 0o644, 0, 0)
  const { mtimeNs } = host.lstatSync(folder.at('file'), { bigint: true })
  const { mtimeSec, mtimeNsec } = statOf(fs, file)
  expect(BigInt(mtimeSec) * 1_000_000_000n + BigInt(mtimeNsec)).toBe(mtimeNs)
  for (const [seconds, nsec] of [
    [0, 0],
    [1, 999_999_999],
    [1_700_000_000, 123_456_789],
    [1_796_028_767, 999_999_999],
    [1_796_028_767, 1_000],
    [-1, 0],
    [-1, 999_999_999],
    [-5, 250_000_000],
    [-1_000_000_000, 1_000],
  ] as const) {
    const times = { atimeSec: seconds, atimeNsec: nsec, mtimeSec: seconds + 7, mtimeNsec: nsec }
    expect(fs.setattr(file, SET_ATIME | SET_MTIME, Object.assign(new FileStat(), times))).toBe(0)
    // A host that keeps nanoseconds gets them as a fraction, which is not exact far from 1970.
    const { atimeSec, atimeNsec, mtimeSec, mtimeNsec } = statOf(fs, file)
    const micros = [atimeSec, Math.round(atimeNsec / 1000), mtimeSec, Math.round(mtimeNsec / 1000)]
    const micro = Math.floor(nsec / 1000)
    expect(micros).toEqual([seconds, micro, seconds + 7, micro])
  }
  // The other time stays.
  expect(fs.setattr(file, SET_ATIME, longAgo)).toBe(0)
  expect(statOf(fs, file)).toMatchObject({ atimeSec: 1000, mtimeSec: -999_999_993 })
  expect(Math.abs(statOf(fs, file).mtimeNsec - 1_000)).toBeLessThanOrEqual(1_000)
  const before = Math.floor(Date.now() / 1000)
  expect(fs.setattr(file, SET_MTIME_NOW, longAgo)).toBe(0)
  expect(statOf(fs, file).mtimeSec).toBeGreaterThanOrEqual(before)
  expect(statOf(fs, file).atimeSec).toBe(1000)
})

test('what is changed is marked by the host', () => {
  using folder = new HostFolder()
  const fs = folder.fileSystem()
  const file = fs.create(fs.root, 'file', 0o644, 0, 0)
  /** Whether an operation marks the time of the last modification of a file. */
  const marks = (ino: number, act: () => number) => {
    fs.setattr(ino, SET_ATIME | SET_MTIME, longAgo)
    expect(act()).toBeGreaterThanOrEqual(0)
    return statOf(fs, ino).mtimeSec > 1000
  }
  expect(marks(file, () => fs.write(file, 0, bytesOf('x'), 0, 1))).toBe(true)
  expect(marks(file, () => fs.setattr(file, SET_SIZE, new FileStat()))).toBe(true)
  expect(marks(file, () => fs.write(file, 0, bytesOf('x'), 0, 0))).toBe(false)
  expect(marks(file, () => fs.read(file, 0, bytesOf('x'), 0, 1))).toBe(false)
  expect(marks(file, () => fs.setattr(file, SET_MODE, new FileStat()))).toBe(false)
  expect(marks(fs.root, () => fs.create(fs.root, 'new', 0o644, 0, 0))).toBe(true)
  expect(marks(fs.root, () => fs.rename(fs.root, 'new', fs.root, 'newer'))).toBe(true)
  expect(marks(fs.root, () => fs.unlink(fs.root, 'newer'))).toBe(true)
  expect(marks(fs.root, () => fs.lookup(fs.root, 'file'))).toBe(false)
})

test.runIf(isLinux)('names that are no UTF-8 are left out, and such a target is EILSEQ', () => {
  using folder = new HostFolder()
  const path = (...bytes: number[]) =>
    Buffer.concat([Buffer.from(folder.at('x')), Buffer.from(bytes)])
  host.writeFileSync(path(0xff), 'hidden')
  host.writeFileSync(path(0xc3, 0xbc), 'ü')
  host.writeFileSync(folder.at('x\ufffd'), 'replacement')
  host.symlinkSync(Buffer.from([0x61, 0xff]), folder.at('link'))
  host.symlinkSync('a\ufffd', folder.at('replaced'))
  const fs = folder.fileSystem()
  expect(namesOf(fs, fs.root).sort()).toEqual(['.', '..', 'link', 'replaced', 'x\u00fc', 'x\ufffd'])
  const into = new LinkTarget()
  expect(outcomeOf(fs.readlink(fs.lookup(fs.root, 'link'), into))).toBe('EILSEQ')
  expect([fs.readlink(fs.lookup(fs.root, 'replaced'), into), into.target]).toEqual([4, 'a\ufffd'])
  expect(textOf(fs, fs.lookup(fs.root, 'x\ufffd'))).toBe('replacement')
})

test('sizes are those of the host', () => {
  using folder = new HostFolder()
  const fs = folder.fileSystem()
  const into = new FileSystemStat()
  expect(fs.statfs(into)).toBe(0)
  const { bsize, blocks, files } = host.statfsSync(folder.folder)
  expect(into).toMatchObject({ bsize, blocks, files, namemax: 255 })
})

test('errors of Node are error numbers by their names', () => {
  const errorOf = (code: unknown) => Object.assign(new Error('failed'), { code })
  expect(faultOf(errorOf('ENOENT'))).toBe(-ENOENT)
  expect(faultOf(errorOf('ERR_OUT_OF_RANGE'))).toBe(-EINVAL)
  expect(faultOf(errorOf('EMFILE'))).toBe(-ENFILE)
  for (const odd of [errorOf('ENOSUCH'), errorOf(2), new Error('none'), 'text', null, undefined])
    expect(faultOf(odd)).toBe(-EIO)
})

test.runIf(isLinux)('descriptors of the host are bounded, and closed in the end', () => {
  using folder = new HostFolder()
  const fs = folder.fileSystem({ idleFiles: 10 })
  const inos: number[] = []
  for (let i = 0; i < 100; i++) {
    const directory = fs.mkdir(fs.root, `d${i}`, 0o755, 0, 0)
    const file = fs.create(directory, 'file', 0o644, 0, 0)
    fs.write(file, 0, bytesOf(`text ${i}`), 0, 6)
    inos.push(file)
  }
  // Each has at most one that names it, one to read and one to write; the last operation has two
  // more.
  expect(descriptorsBelow(folder.base).length).toBeLessThan(1 + 3 * 12)
  for (const [i, ino] of inos.entries())
    expect(textOf(fs, ino).trim()).toBe(`text ${i}`.slice(0, 6).trim())
  for (const ino of inos.slice(0, 50)) expect(fs.open(ino)).toBe(1)
  expect(descriptorsBelow(folder.base).length).toBeGreaterThan(50)
  for (const ino of inos.slice(0, 50)) expect(fs.release(ino)).toBe(0)
  expect(outcomeOf(fs.mode(fs.root))).toBe('ok')
  fs.getattr(fs.root, new FileStat())
  expect(descriptorsBelow(folder.base).length).toBeLessThan(1 + 3 * 12)
  fs[Symbol.dispose]()
  expect(descriptorsBelow(folder.base)).toEqual([])
  expect([fs.mode(fs.root), fs.statfs(new FileSystemStat())].map(outcomeOf)).toEqual([
    'ESTALE',
    'ESTALE',
  ])
})

test('numbers of files that nobody uses are forgotten, and never given to others', () => {
  using folder = new HostFolder()
  const fs = folder.fileSystem({ knownFiles: 20 })
  const held = fs.create(fs.root, 'held', 0o644, 0, 0)
  expect(fs.open(held)).toBe(1)
  const deep = fs.mkdir(fs.mkdir(fs.root, 'a', 0o755, 0, 0), 'b', 0o755, 0, 0)
  const first = fs.create(fs.root, 'f0', 0o644, 0, 0)
  for (let i = 1; i < 100; i++)
    expect(fs.create(fs.root, `f${i}`, 0o644, 0, 0)).toBeGreaterThan(first)
  expect(fs.knownFiles).toBeLessThanOrEqual(20)
  expect(outcomeOf(fs.mode(first))).toBe('ESTALE')
  expect(outcomeOf(fs.mode(deep))).toBe('ESTALE')
  expect([outcomeOf(fs.mode(held)), fs.lookup(fs.root, '..')]).toEqual(['ok', fs.root])
  const again = fs.lookup(fs.root, 'f0')
  expect(again).toBeGreaterThan(first)
  expect(namesOf(fs, fs.root)).toHaveLength(2 + 1 + 1 + 100)
})

test('a file that the host removes and makes again is another one', () => {
  using folder = new HostFolder()
  const fs = folder.fileSystem({ idleFiles: 0 })
  for (let round = 0; round < 20; round++) {
    host.writeFileSync(folder.at('file'), `round ${round}`)
    const file = fs.lookup(fs.root, 'file')
    fs.getattr(fs.root, new FileStat())
    // The host gives the same inode again, most of the time.
    host.rmSync(folder.at('file'))
    host.writeFileSync(folder.at('file'), 'other')
    expect(outcomeOf(fs.read(file, 0, new Uint8Array(9), 0, 9))).toBe('ESTALE')
    expect(fs.lookup(fs.root, 'file')).not.toBe(file)
    expect(textOf(fs, fs.lookup(fs.root, 'file'))).toBe('other')
  }
})

test('a reader of a directory finds its place though the listing of it was lost', () => {
  using folder = new HostFolder()
  const fs = folder.fileSystem()
  for (let i = 0; i < 50; i++) host.writeFileSync(folder.at(`f${i}`), '')
  const entry = new DirectoryEntry()
  let cookie = 0
  const seen: string[] = []
  for (let i = 0; i < 20; i++) {
    cookie = fs.readdir(fs.root, cookie, entry)
    seen.push(entry.name)
  }
  for (let i = 0; i < 40; i++) {
    const directory = fs.mkdir(fs.root, `z${i}`, 0o755, 0, 0)
    namesOf(fs, directory)
    fs.rmdir(fs.root, `z${i}`)
  }
  while ((cookie = fs.readdir(fs.root, cookie, entry)) > 0) seen.push(entry.name)
  expect(new Set(seen).size).toBe(52)
})

test('a listing that is open is kept, and one of many names is read once', () => {
  using folder = new HostFolder()
  const reads: string[] = []
  const readdirSync = (path: string): string[] => (reads.push(path), host.readdirSync(path))
  const counted = Object.create(host, { readdirSync: { value: readdirSync } }) as NodeFs
  const fs = new NodeFileSystem(counted, folder.folder)
  for (let i = 0; i < 400; i++) host.writeFileSync(folder.at(`f${i}`), '')
  expect(fs.open(fs.root)).toBe(1)
  expect(new Set(namesOf(fs, fs.root)).size).toBe(402)
  expect(reads).toHaveLength(1)
  fs[Symbol.dispose]()
})

test('two mounts of folders of the host, one to read, are one tree', () => {
  using work = new HostFolder()
  using data = new HostFolder()
  host.writeFileSync(data.at('table'), 'values')
  const mounts = new MountTable(work.fileSystem())
  const ns = new Namespace(mounts)
  expect(say(ns.entries.mkdir(null, '/data', 0o755))).toBe('ok')
  const place = ns.lookup(null, '/data')
  if (typeof place === 'number') throw new Error('not found')
  expect(say(mounts.mount(place, data.fileSystem({ readOnly: true })))).toBe('mounted')
  expect(read(ns, '/data/table')).toBe('values')
  expect(say(ns.entries.unlink(null, '/data/table'))).toBe('EROFS')
  expect(say(ns.open(null, '/data/table', 0o1001))).toBe('EROFS')
  expect(say(ns.entries.rename(null, '/data/table', null, '/table'))).toBe('EXDEV')
  expect(host.readdirSync(work.at('data'))).toEqual([])
  expect(host.readFileSync(join(data.folder, 'table'), 'utf8')).toBe('values')
})
