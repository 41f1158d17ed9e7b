// A policy that judges the files of a VFS process: which class opens which profile, and which paths.
// Nothing leads around a rule about paths: neither `..`, nor a relative path, a link, or a directory
// that is open.

import { core, error, execute, request, response } from '@kos/kernel'
import { connect, type Handle, proxyOf, unwrap } from '@kos/libkos'
import {
  EACCES,
  EINVAL,
  ELOOP,
  EPERM,
  errnoName,
  isBelow,
  isPlainPath,
  MemoryFileSystem,
  MountTable,
  Namespace,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  OpenFile,
  type Posix,
  RemoteFiles,
  VfsFile,
  VfsFilesystem,
  VfsSession,
  type VfsOptions,
  vfsProcess,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { plainPathOf } from '../src/vfs/plain-path.ts'
import { ManualClock } from './manual-clock.ts'
import { PosixWorld } from './posix-world.ts'

const vfs = 'kl.VfsEntity'
type Rules = ReturnType<typeof execute>[]

/** What all clients may: kernel calls, and the methods of open files. */
const basics = (client: string): Rules => [
  request(client, core),
  request(client, vfs, VfsFile),
  response(vfs, client),
  error(vfs, client),
]

/** A tree with /data/file, /data/link to /secret/file, and /secret/file. */
function newTree(): { readonly mounts: MountTable; readonly root: Namespace } {
  const mounts = new MountTable(new MemoryFileSystem({ clock: new ManualClock() }))
  const root = new Namespace(mounts)
  for (const path of ['/data', '/data/sub', '/secret']) root.entries.mkdir(null, path, 0o755)
  for (const path of ['/data/file', '/secret/file']) {
    const file = root.open(null, path, O_CREAT | O_RDWR, 0o644)
    if (file instanceof OpenFile) file.close()
  }
  root.entries.symlink('/secret/file', null, '/data/link')
  root.entries.symlink('/secret', null, '/data/linked')
  return { mounts, root }
}

function openWorld(
  security: Rules,
  options: Omit<VfsOptions, 'mounts'>,
  clients: string[],
): PosixWorld {
  const { mounts } = newTree()
  const program = vfsProcess({ mounts: () => mounts, channels: ['VFS1'], ...options })
  const programs = { [vfs]: program, ...Object.fromEntries(clients.map((name) => [name, null])) }
  const rules = [execute(), request(vfs, core), ...security]
  const world = new PosixWorld({ security: rules, programs })
  world.start(program, vfs)
  const env = { _VFS_FILESYSTEM_BACKEND: 'client:VFS1' }
  for (const name of clients) world.kernel.spawn(null, { name, connections: { VFS1: vfs }, env })
  return world
}

async function outcome(posix: Posix, path: string): Promise<string> {
  const fd = await posix.open(path, O_RDONLY)
  if (fd < 0) return String(errnoName(posix.errno))
  await posix.close(fd)
  return 'opened'
}

test('the policy says which class opens which profile', async () => {
  const clients = { Editor: { root: '/data' }, Admin: {} }
  const security = [
    ...basics('Editor'),
    ...basics('Admin'),
    request(
      'Editor',
      vfs,
      VfsFilesystem.OpenSession,
      ({ message }) => message.profile === 'Editor',
    ),
    request('Admin', vfs, VfsFilesystem.OpenSession, ({ message }) => message.profile === 'Admin'),
    request('Editor', vfs, VfsSession),
    request('Admin', vfs, VfsSession),
  ]
  await using world = openWorld(security, { clients }, ['Editor', 'Admin'])
  await world.act('Editor', async (posix) => {
    expect(await outcome(posix, '/file')).toBe('opened')
    expect(await outcome(posix, '/secret/file')).toBe('ENOENT')
  })
  // A name that a client claims is worth nothing: the policy denies the message.
  await world.act('Editor', async (_posix, kos) => {
    const thread = { kos, wait: () => Promise.resolve(0) }
    expect(await new RemoteFiles('VFS1', 'Admin').open(thread, null, '/', 0, 0)).toBe(-EACCES)
  })
  await world.act('Admin', async (posix) =>
    expect(await outcome(posix, '/secret/file')).toBe('opened'),
  )
})

const readsBelowData = [
  ...basics('Client'),
  request('Client', vfs, VfsFilesystem.OpenSession, ({ message }) => message.profile === 'Client'),
  request('Client', vfs, VfsSession.Open, ({ message: { base, path, flags } }) => {
    return base === 0 && flags === O_RDONLY && isBelow(path, '/data')
  }),
  request('Client', vfs, VfsSession.ChangeDir),
]

test('a client may read below a directory only, however it names what is elsewhere', async () => {
  const options = { clients: { Client: { plainPaths: true } } }
  await using world = openWorld(readsBelowData, options, ['Client'])
  await world.act('Client', async (posix) => {
    for (const path of ['/data/file', '/data', '/data/sub/../file', '//data/./file', 'data/file'])
      expect([path, await outcome(posix, path)]).toEqual([path, 'opened'])
    for (const path of [
      '/secret/file',
      '/data/../secret/file',
      '/data/sub/../../secret/file',
      '/data/..',
      '/',
      '/database',
      'secret/file',
    ])
      expect([path, await outcome(posix, path)]).toEqual([path, 'EACCES'])
    // Links lead nowhere, wherever they are in the path.
    expect(await outcome(posix, '/data/link')).toBe('ELOOP')
    expect(await outcome(posix, '/data/linked/file')).toBe('ELOOP')
    expect(await posix.open('/data/file', O_RDWR)).toBe(-1)
    expect(posix.errno).toBe(EACCES)
    // From another directory the path that is judged is the whole one.
    expect(await posix.chdir('/data/sub')).toBe(0)
    expect(await outcome(posix, '../file')).toBe('opened')
    expect(await outcome(posix, '../../secret/file')).toBe('EACCES')
    expect(await posix.chdir('/secret')).toBe(0)
    expect(await outcome(posix, 'file')).toBe('EACCES')
    const directory = await posix.open('/data/sub', O_RDONLY)
    expect(await posix.openat(directory, '../file', O_RDONLY)).toBeGreaterThanOrEqual(0)
    expect(await posix.openat(directory, '../../secret/file', O_RDONLY)).toBe(-1)
    expect(posix.errno).toBe(EACCES)
  })
})

test('messages of its own make do not get around the rule either', async () => {
  const options = { clients: { Client: { plainPaths: true } } }
  // Without the check of the rule, so that the server is asked.
  const security = [
    ...basics('Client'),
    request('Client', vfs, VfsFilesystem),
    request('Client', vfs, VfsSession),
  ]
  await using world = openWorld(security, options, ['Client'])
  await world.act('Client', async (_posix, kos) => {
    const fs = connect(kos, VfsFilesystem, 'VFS1', 'vfs.fs')
    const opened = unwrap(await fs.OpenSession({ profile: 'Client' }))
    const session = proxyOf(kos, VfsSession, opened.session.handle)
    const open = async (path: string, base = 0): Promise<number> =>
      unwrap(await session.Open({ base, path, flags: O_RDONLY, mode: 0 })).result
    for (const path of [
      '/data/../secret/file',
      'data/file',
      '/data/./file',
      '/data//file',
      '',
      '/data/',
    ])
      expect([path, await open(path)]).toEqual([path, -EINVAL])
    const directory = unwrap(await session.Open({ base: 0, path: '/data', flags: 0, mode: 0 }))
    expect(directory.result).toBe(0)
    expect(await open('/data/file', directory.number)).toBe(-EPERM)
    expect(await open('/data/link')).toBe(-ELOOP)
    expect(await open('/data/file', 12_345)).toBeLessThan(0)
    kos.KnHandleClose(directory.file.handle)
    kos.KnHandleClose(opened.session.handle as Handle)
  })
})

test('paths are plain or not, and below a directory or not', () => {
  for (const path of ['/', '/a', '/a/b', '/...', '/a b'])
    expect([path, isPlainPath(path)]).toEqual([path, true])
  for (const path of ['', 'a', './a', '/.', '/..', '/a/', '//a', '/a//b', '/a/.', '/a/../b'])
    expect([path, isPlainPath(path)]).toEqual([path, false])
  expect([isBelow('/a/b', '/a'), isBelow('/a', '/a'), isBelow('/x', '/')]).toEqual([
    true,
    true,
    true,
  ])
  expect([isBelow('/ab', '/a'), isBelow('/a/../b', '/a'), isBelow('/', '/a')]).toEqual([
    false,
    false,
    false,
  ])
  expect(plainPathOf('/a/b', '../c')).toBe('/a/c')
  expect(plainPathOf('/a', '/x/./../../y/')).toBe('/y')
  expect(plainPathOf('/', '.')).toBe('/')
})
