// Nothing leads out of a folder of the host: neither names nor links, nor what somebody on the host
// changes meanwhile. Outside is a canary (host-folder.ts), which nobody reads or touches.

import { execFileSync } from 'node:child_process'
import * as host from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { outcomeOf, statOf, textOf } from '@kos/posix/conformance'
import { hostFileSystem } from '@kos/posix/node'
import {
  DirectoryEntry,
  errnoName,
  type FileSystem,
  LinkTarget,
  MountTable,
  Namespace,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  OpenFile,
  S_IFIFO,
  S_IFMT,
} from '../src/index.ts'
import { HostFolder, secret } from './host-folder.ts'
import { list, read, say } from './tree.ts'

const isLinux = process.platform === 'linux'
const ways = isLinux ? (['descriptors', 'checked'] as const) : (['checked'] as const)

const view = (fileSystem: FileSystem): Namespace => new Namespace(new MountTable(fileSystem))

/** All that changes something, done to an entry of a directory by its inode. */
function changes(fs: FileSystem, directory: number, name: string): string[] {
  return [
    fs.create(directory, name, 0o666, 0, 0),
    fs.mkdir(directory, name, 0o777, 0, 0),
    fs.symlink(directory, name, 'target', 0, 0),
    fs.unlink(directory, name),
    fs.rmdir(directory, name),
    fs.rename(directory, name, fs.root, 'stolen'),
  ].map(outcomeOf)
}

describe.each(ways)('with %s', (confinement) => {
  test('the file system says how sure it is', () => {
    using folder = new HostFolder()
    expect(folder.fileSystem({ confinement }).confinement).toBe(confinement)
  })

  test('a name is one name: no path, and no way up', () => {
    using folder = new HostFolder()
    const fs = folder.fileSystem({ confinement })
    const inner = fs.mkdir(fs.root, 'inner', 0o755, 0, 0)
    for (const name of ['../outside', '../outside/file', '/etc/passwd', 'inner/..', 'a\0b']) {
      expect(outcomeOf(fs.lookup(fs.root, name))).toBe('EINVAL')
      expect(new Set(changes(fs, inner, name))).toEqual(new Set(['EINVAL']))
      expect(outcomeOf(fs.rename(fs.root, 'inner', fs.root, name))).toBe('EINVAL')
    }
    expect(fs.lookup(fs.root, '..')).toBe(fs.root)
    const ns = view(fs)
    expect(read(ns, '/inner/../../outside/file')).toBe('ENOENT')
    expect(say(ns.chdir(null, '../../..'))).toBe('ok')
    expect(list(ns, '.')).toEqual(['inner'])
    folder.expectUntouched()
  })

  test('symbolic links end in the folder, whatever they say', () => {
    using folder = new HostFolder()
    const ns = view(folder.fileSystem({ confinement }))
    const { outside } = folder
    const targets = {
      absolute: join(outside, 'file'),
      up: '../outside/file',
      directory: outside,
      'up-directory': '../outside',
      root: '/',
      magic: '/proc/self/root',
      cwd: '/proc/self/cwd',
    }
    for (const [name, target] of Object.entries(targets)) host.symlinkSync(target, folder.at(name))
    for (const [name, target] of Object.entries(targets)) {
      expect(ns.readlink(null, `/${name}`)).toBe(target)
      for (const path of [`/${name}`, `/${name}/file`, `/${name}/outside/file`]) {
        expect(['ENOENT', 'EISDIR']).toContain(read(ns, path))
        if (name !== 'root') expect(say(ns.chmod(null, path, 0o777))).toBe('ENOENT')
        if (name !== 'root') expect(say(ns.truncate(null, path, 0))).toBe('ENOENT')
      }
    }
    expect(list(ns, '/root')).toEqual(Object.keys(targets).sort())
    // Made where the link leads in the folder: nowhere.
    expect(say(ns.open(null, '/absolute', O_CREAT | O_RDWR, 0o666))).toBe('ENOENT')
    expect(say(ns.open(null, '/up-directory/new', O_CREAT | O_RDWR, 0o666))).toBe('ENOENT')
    expect(say(ns.entries.link(null, '/absolute', null, '/hard', 0x400))).toBe('ENOENT')
    folder.expectUntouched()
  })

  test('a link over the entry of a known file is never followed', () => {
    using folder = new HostFolder()
    host.writeFileSync(folder.at('file'), 'inside')
    const fs = folder.fileSystem({ confinement, idleFiles: 0 })
    const file = fs.lookup(fs.root, 'file')
    host.rmSync(folder.at('file'))
    host.symlinkSync(join(folder.outside, 'file'), folder.at('file'))
    const buffer = new Uint8Array(100)
    const stat = statOf(fs, fs.root)
    stat.size = 0
    const answers = [
      fs.read(file, 0, buffer, 0, 100),
      fs.write(file, 0, buffer, 0, 100),
      fs.setattr(file, 1, stat),
      fs.setattr(file, 8, stat),
      fs.setattr(file, 16 | 32, stat),
      fs.open(file),
      fs.getattr(file, stat),
      fs.mode(file),
      fs.fsync(file),
      fs.link(file, fs.root, 'hard'),
    ]
    expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['ESTALE']))
    expect(host.readdirSync(folder.folder)).toEqual(['file'])
    folder.expectUntouched()
  })

  test('a link over the entry of a known directory is never followed', () => {
    using folder = new HostFolder()
    host.mkdirSync(folder.at('directory'))
    const fs = folder.fileSystem({ confinement, idleFiles: 0 })
    const directory = fs.lookup(fs.root, 'directory')
    host.rmdirSync(folder.at('directory'))
    host.symlinkSync(folder.outside, folder.at('directory'))
    for (const name of ['file', 'directory', 'new'])
      expect(new Set(changes(fs, directory, name))).toEqual(new Set(['ESTALE']))
    expect(outcomeOf(fs.lookup(directory, 'file'))).toBe('ESTALE')
    expect(outcomeOf(fs.readdir(directory, 0, new DirectoryEntry()))).toBe('ESTALE')
    folder.expectUntouched()
  })

  test.runIf(isLinux)('FIFOs, sockets and devices are seen, and opening them never waits', () => {
    using folder = new HostFolder()
    execFileSync('mkfifo', [folder.at('fifo')])
    const fs = folder.fileSystem({ confinement, idleFiles: 0 })
    const fifo = fs.lookup(fs.root, 'fifo')
    expect(fs.mode(fifo) & S_IFMT).toBe(S_IFIFO)
    const buffer = new Uint8Array(1)
    expect([fs.open(fifo), fs.read(fifo, 0, buffer, 0, 1)].map(outcomeOf)).toEqual([
      'ENXIO',
      'EINVAL',
    ])
    expect(read(view(fs), '/fifo')).toBe('ENXIO')
    using devices = hostFileSystem('/dev', { confinement, readOnly: true })
    const zero = devices.lookup(devices.root, 'zero')
    expect([outcomeOf(devices.open(zero)), read(view(devices), '/zero')]).toEqual([
      'ENXIO',
      'ENXIO',
    ])
    // One that takes the place of a file: it is another file.
    host.writeFileSync(folder.at('file'), 'text')
    const file = fs.lookup(fs.root, 'file')
    host.renameSync(folder.at('fifo'), folder.at('file'))
    expect([fs.open(file), fs.read(file, 0, buffer, 0, 1)].map(outcomeOf)).toEqual([
      'ESTALE',
      'ESTALE',
    ])
  })

  test.runIf(isLinux)('directories of other file systems of the host are not part of it', () => {
    using devices = hostFileSystem('/dev', { confinement, readOnly: true })
    expect(outcomeOf(devices.lookup(devices.root, 'shm'))).toBe('EXDEV')
    const names = list(view(devices), '/')
    expect([names.includes('shm'), names.includes('null')]).toEqual([false, true])
  })

  test.runIf(isLinux)('links of /proc that lead to files are links as others', () => {
    using proc = hostFileSystem('/proc', { confinement, readOnly: true })
    const ns = view(proc)
    expect(ns.readlink(null, '/self')).toBe(String(process.pid))
    expect(ns.readlink(null, '/self/root')).toBe('/')
    expect(read(ns, '/self/root/etc/passwd')).toBe('ENOENT')
    expect(read(ns, `/self/cwd/package.json`)).toBe('ENOENT')
    expect(read(ns, '/self/exe')).toBe('ENOENT')
    const fd = host.openSync(import.meta.filename, 'r')
    expect(read(ns, `/self/fd/${fd}`)).toBe('ENOENT')
    host.closeSync(fd)
    expect(read(ns, '/self/comm')).not.toBe('ENOENT')
  })

  test('nothing is changed in a folder to read', () => {
    using folder = new HostFolder()
    host.writeFileSync(folder.at('file'), 'text')
    host.mkdirSync(folder.at('directory'))
    host.symlinkSync('file', folder.at('link'))
    const before = host.lstatSync(folder.at('file')).ctimeMs
    const fs = folder.fileSystem({ confinement, readOnly: true })
    const [file, directory] = [fs.lookup(fs.root, 'file'), fs.lookup(fs.root, 'directory')]
    const stat = statOf(fs, file)
    const answers = [
      fs.create(fs.root, 'new', 0o644, 0, 0),
      fs.mkdir(fs.root, 'new', 0o755, 0, 0),
      fs.symlink(fs.root, 'new', 'file', 0, 0),
      fs.link(file, fs.root, 'new'),
      fs.unlink(fs.root, 'file'),
      fs.rmdir(fs.root, 'directory'),
      fs.rename(fs.root, 'file', directory, 'file'),
      fs.write(file, 0, new Uint8Array(1), 0, 1),
      ...[1, 2, 4, 8, 16, 32, 64, 128].map((mask) => fs.setattr(file, mask, stat)),
    ]
    expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['EROFS']))
    expect([fs.open(file), textOf(fs, file), fs.fsync(file), fs.release(file)]).toEqual([
      1,
      'text',
      0,
      0,
    ])
    expect(fs.readlink(fs.lookup(fs.root, 'link'), new LinkTarget())).toBe(4)
    expect(host.readdirSync(folder.folder).sort()).toEqual(['directory', 'file', 'link'])
    expect(host.lstatSync(folder.at('file')).ctimeMs).toBe(before)
  })
})

test.runIf(isLinux)('the folder stays the one that it was, whatever it is renamed to', () => {
  using folder = new HostFolder()
  const fs = folder.fileSystem()
  const ns = view(fs)
  const checked = folder.fileSystem({ confinement: 'checked' })
  host.writeFileSync(folder.at('file'), 'inside')
  host.renameSync(folder.folder, join(folder.base, 'moved'))
  host.symlinkSync(folder.outside, folder.folder)
  expect([read(ns, '/file'), list(ns, '/')]).toEqual(['inside', ['file']])
  expect(say(ns.open(null, '/new', O_CREAT | O_RDWR, 0o644))).toBe('open')
  expect(host.readdirSync(join(folder.base, 'moved')).sort()).toEqual(['file', 'new'])
  // Paths do not find it any more, and nothing else in its place.
  expect([
    outcomeOf(checked.lookup(checked.root, 'file')),
    changes(checked, checked.root, 'x'),
  ]).toEqual(['ESTALE', Array(6).fill('ESTALE')])
  folder.expectUntouched()
})

test.runIf(isLinux)('a directory that the host moves in the folder is where it is now', () => {
  using folder = new HostFolder()
  host.mkdirSync(folder.at('a', 'inner'), { recursive: true })
  host.mkdirSync(folder.at('b'))
  const fs = folder.fileSystem()
  const [a, b] = [fs.lookup(fs.root, 'a'), fs.lookup(fs.root, 'b')]
  const inner = fs.lookup(a, 'inner')
  expect(fs.open(inner)).toBe(1)
  host.renameSync(folder.at('a', 'inner'), folder.at('b', 'moved'))
  expect([fs.lookup(inner, '.'), fs.lookup(inner, '..')]).toEqual([inner, b])
  // Out of the folder there is no way up.
  host.renameSync(folder.at('b', 'moved'), join(folder.base, 'taken'))
  expect(outcomeOf(fs.lookup(inner, '..'))).toBe('ESTALE')
  host.rmdirSync(join(folder.base, 'taken'))
  expect([fs.lookup(inner, '..'), fs.release(inner)].map(outcomeOf)).toEqual(['ENOENT', 'ok'])
})

/** Swaps `directory` of a folder with a link to the outside, and `file` too, as fast as it can. */
const swapper = `
  const { parentPort, workerData } = require('node:worker_threads')
  const fs = require('node:fs')
  const { folder, outside, shared } = workerData
  const stop = new Int32Array(shared)
  const quietly = (act) => { try { act() } catch {} }
  // Each state stays for a while, now shorter, now longer than an operation.
  const stay = () => { for (let left = Math.random() * 40_000; left > 0; left--) Atomics.load(stop, 0) }
  parentPort.postMessage('started')
  while (Atomics.load(stop, 0) === 0) {
    quietly(() => fs.renameSync(folder + '/directory', folder + '/hidden'))
    quietly(() => fs.symlinkSync(outside, folder + '/directory'))
    quietly(() => fs.renameSync(folder + '/file', folder + '/hidden-file'))
    quietly(() => fs.symlinkSync(outside + '/file', folder + '/file'))
    Atomics.add(stop, 1, 1)
    stay()
    quietly(() => fs.unlinkSync(folder + '/file'))
    quietly(() => fs.renameSync(folder + '/hidden-file', folder + '/file'))
    quietly(() => fs.unlinkSync(folder + '/directory'))
    quietly(() => fs.renameSync(folder + '/hidden', folder + '/directory'))
    stay()
  }
`

/** Every operation with paths through what is swapped; answers what was read, and all errors. */
function attack(ns: Namespace, fs: FileSystem, rounds: number): Set<string> {
  const seen = new Set<string>()
  const { entries } = ns
  const buffer = new Uint8Array(100)
  const note = (answer: OpenFile | number | string) => {
    if (answer instanceof OpenFile) {
      const count = answer.read(buffer)
      if (count > 0) seen.add(String.fromCharCode(...buffer.subarray(0, count)))
      answer.close()
    } else if (typeof answer === 'number' && answer < 0) seen.add(errnoName(-answer) ?? '?')
  }
  for (let round = 0; round < rounds; round++) {
    for (const path of ['/directory/file', '/file']) {
      note(ns.open(null, path, O_RDONLY))
      note(ns.open(null, path, O_RDWR | O_CREAT, 0o600))
      if (round % 8 === 0) note(ns.open(null, path, O_RDWR | O_TRUNC))
      note(ns.chmod(null, path, 0o640))
      note(ns.chown(null, path, 1234, 1234))
      note(ns.utimens(null, path, [1, 0], [1, 0]))
      note(entries.rename(null, path, null, `${path}-renamed`))
      note(entries.rename(null, `${path}-renamed`, null, path))
      note(entries.link(null, path, null, '/directory/linked'))
      note(entries.unlink(null, '/directory/linked'))
    }
    note(entries.mkdir(null, '/directory/directory/made', 0o755))
    note(entries.rmdir(null, '/directory/directory/made'))
    note(entries.symlink('target', null, '/directory/made'))
    note(entries.unlink(null, '/directory/made'))
    // By an inode that is one moment old.
    const directory = fs.lookup(fs.root, 'directory')
    if (directory < 0) continue
    note(fs.create(directory, 'new', 0o644, 0, 0))
    note(fs.unlink(directory, 'new'))
    note(fs.rename(directory, 'file', fs.root, 'stolen'))
    note(fs.rename(fs.root, 'stolen', directory, 'file'))
    for (const [at, name] of [
      [directory, 'directory'],
      [directory, 'file'],
    ] as const)
      note(fs.lookup(at, name))
  }
  return seen
}

async function race(folder: HostFolder, fs: FileSystem, rounds: number): Promise<Set<string>> {
  host.mkdirSync(folder.at('directory', 'directory'), { recursive: true })
  host.writeFileSync(folder.at('directory', 'file'), 'inside')
  host.writeFileSync(folder.at('file'), 'inside')
  const shared = new SharedArrayBuffer(8)
  const state = new Int32Array(shared)
  const workerData = { folder: folder.folder, outside: folder.outside, shared }
  const worker = new Worker(swapper, { eval: true, workerData })
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  await new Promise((resolve) => worker.once('message', resolve))
  const seen = attack(view(fs), fs, rounds)
  Atomics.store(state, 0, 1)
  await ended
  expect(state[1]).toBeGreaterThan(0)
  return seen
}

test.runIf(isLinux)(
  'who swaps directories and files with links to the outside gets nothing out',
  async () => {
    using folder = new HostFolder()
    const times = () => {
      const { mtimeNs, ctimeNs, uid } = host.lstatSync(join(folder.outside, 'file'), {
        bigint: true,
      })
      return [mtimeNs, ctimeNs, uid, host.lstatSync(folder.outside, { bigint: true }).mtimeNs]
    }
    const before = times()
    const seen = await race(folder, folder.fileSystem({ idleFiles: 4 }), 150)
    expect([...seen].filter((each) => each.includes(secret))).toEqual([])
    expect(times()).toEqual(before)
    folder.expectUntouched()
  },
)
