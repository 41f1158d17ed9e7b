// The VFS process and its clients: sessions with their own roots and users, growth, limits of
// space, the end of a client or of the server in the middle.

import { cloningRealm } from '@kos/kernel'
import { seededExploration } from '@kos/thread'
import {
  EACCES,
  EINTR,
  EIO,
  ENOENT,
  ENOSPC,
  EPERM,
  F_GETLK,
  F_SETLK,
  F_SETLKW,
  F_UNLCK,
  F_WRLCK,
  flock,
  MemoryFileSystem,
  MountTable,
  O_APPEND,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  type Posix,
  PTHREAD_CANCELED,
  RemoteFiles,
  SEEK_SET,
  Stat,
  vfsProcess,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { ManualClock } from './manual-clock.ts'
import { PosixWorld } from './posix-world.ts'
import { joined, settle, spawn } from './pthread-threads.ts'
import { VfsWorld, vfsName } from './vfs-world.ts'

async function write(posix: Posix, path: string, text: string): Promise<void> {
  const fd = await posix.open(path, O_CREAT | O_WRONLY, 0o666)
  expect(fd).toBeGreaterThanOrEqual(0)
  expect(await posix.write(fd, new TextEncoder().encode(text))).toBe(text.length)
  expect(await posix.close(fd)).toBe(0)
}

async function read(posix: Posix, path: string): Promise<string | number> {
  const fd = await posix.open(path, O_RDONLY)
  if (fd < 0) return posix.errno
  const bytes = new Uint8Array(100)
  const count = await posix.read(fd, bytes)
  await posix.close(fd)
  return new TextDecoder().decode(bytes.subarray(0, count))
}

test('each client has the root, the user and the mask of its profile', async () => {
  const clients = {
    Anna: { root: '/home/anna', uid: 1001, gid: 100, umask: 0o077 },
    Ben: { root: '/home', uid: 1002, gid: 100, groups: [7] },
  }
  await using world = new VfsWorld({ clients })
  const { root } = world
  for (const path of ['/home', '/home/anna', '/secret']) root.entries.mkdir(null, path, 0o755)
  root.chmod(null, '/home', 0o777)
  root.chown(null, '/home/anna', 1001, 100)
  world.client('Anna')
  world.client('Ben')
  world.client('Carl')
  await world.act('Anna', async (posix) => {
    await write(posix, '/note', 'of Anna')
    expect(await read(posix, '/../../note')).toBe('of Anna')
    expect(await read(posix, '/home/anna/note')).toBe(ENOENT)
    const stat = new Stat()
    expect(await posix.stat('/note', stat)).toBe(0)
    expect([stat.st_uid, stat.st_gid, stat.st_mode & 0o777]).toEqual([1001, 100, 0o600])
    expect([posix.getuid(), posix.getgid()]).toEqual([1001, 100])
    expect(await posix.setuid(0)).toBe(-1)
    expect(posix.errno).toBe(EPERM)
  })
  await world.act('Ben', async (posix) => {
    expect(await read(posix, '/anna/note')).toBe(EACCES)
    await write(posix, '/shared', 'of Ben')
    expect(await read(posix, '/secret')).toBe(ENOENT)
  })
  await world.act('Carl', async (posix) => {
    expect(await read(posix, '/shared')).toBe(EACCES)
  })
})

test('a root that is not there, or changing it, is refused', async () => {
  const clients = { Nowhere: { root: '/none' }, Home: { root: '/home' }, All: {} }
  await using world = new VfsWorld({ clients })
  world.root.entries.mkdir(null, '/home', 0o755)
  for (const name of Object.keys(clients)) world.client(name)
  await world.act('Nowhere', async (posix) => expect(await read(posix, '/x')).toBe(ENOENT))
  const chroot = (name: string): Promise<number> =>
    world.act(
      name,
      (_posix, kos) =>
        new RemoteFiles('VFS1', name).chroot(
          { kos, wait: () => Promise.resolve(0) },
          '/',
        ) as Promise<number>,
    )
  expect(await chroot('Home')).toBe(-EPERM)
  expect(await chroot('All')).toBe(0)
})

test('rounds of work leave nothing behind, nor does the end of a client', async () => {
  await using world = new VfsWorld()
  world.client('Client')
  const usedBy = (): unknown[] => {
    const { handles } = world.kernel.inspect().objects
    return [handles, world.mounts.root.users]
  }
  const seen: unknown[] = []
  for (let round = 0; round < 6; round++) {
    await world.act('Client', async (posix) => {
      const data = new Uint8Array(10_000).fill(round)
      for (let each = 0; each < 10; each++) {
        const fd = await posix.open(`/file-${each}`, O_CREAT | O_RDWR, 0o644)
        expect(await posix.write(fd, data)).toBe(10_000)
        expect(await posix.lseek(fd, 0, SEEK_SET)).toBe(0)
        expect(await posix.read(fd, data)).toBe(10_000)
        expect(await posix.close(fd)).toBe(0)
        expect(await posix.unlink(`/file-${each}`)).toBe(0)
      }
    })
    seen.push(usedBy())
  }
  expect(new Set(seen.slice(1).map((each) => JSON.stringify(each))).size).toBe(1)
  world.kernel.kill('Client', 'by the test')
  await world.kernel.advance(1)
  // The root and the working directory of the test itself.
  expect(world.mounts.root.users).toBe(2)
})

test('with the death of a client its open files close: what was unlinked is gone, locks fall', async () => {
  await using world = new VfsWorld()
  world.client('Client')
  world.client('Other')
  const inodes = (): number => {
    const stat = { bsize: 0, blocks: 0, bfree: 0, files: 0, ffree: 0, namemax: 0 }
    world.fileSystem.statfs(stat)
    return stat.files - stat.ffree
  }
  const first = inodes()
  await world.act('Client', async (posix) => {
    const gone = await posix.open('/gone', O_CREAT | O_RDWR, 0o644)
    expect(await posix.write(gone, new Uint8Array(50_000))).toBe(50_000)
    expect(await posix.unlink('/gone')).toBe(0)
    const locked = await posix.open('/locked', O_CREAT | O_RDWR, 0o644)
    expect(await posix.fcntl(locked, F_SETLK, new flock(F_WRLCK, SEEK_SET, 0, 0))).toBe(0)
  })
  expect(inodes()).toBe(first + 2)
  const waiting = world.begin('Other', async (posix) => {
    const fd = await posix.open('/locked', O_RDWR)
    const probe = new flock(F_WRLCK, SEEK_SET, 0, 0)
    expect(await posix.fcntl(fd, F_GETLK, probe)).toBe(0)
    expect(probe.l_type).toBe(F_WRLCK)
    expect(probe.l_pid).toBeGreaterThan(0)
    return posix.fcntl(fd, F_SETLKW, new flock(F_WRLCK, SEEK_SET, 0, 0))
  })
  await world.kernel.advance(5)
  world.kernel.kill('Client', 'by the test')
  expect(await world.until(waiting)).toBe(0)
  expect(inodes()).toBe(first + 1)
  world.kernel.kill('Other', 'by the test')
  await world.kernel.advance(1)
  expect([world.mounts.root.users, world.mounts.root.locks?.size ?? 0]).toEqual([2, 0])
})

test('requests for locks that wait, more than there are threads, block nobody else', async () => {
  await using world = new VfsWorld({ threads: 1 })
  world.client('Holder')
  const lockAll = async (posix: Posix, command: number): Promise<number> => {
    const fd = await posix.open('/file', O_CREAT | O_RDWR, 0o666)
    return posix.fcntl(fd, command, new flock(F_WRLCK, SEEK_SET, 0, 0))
  }
  await world.act('Holder', async (posix) => expect(await lockAll(posix, F_SETLK)).toBe(0))
  const names = Array.from({ length: 5 }, (_, index) => `Waiter${index}`)
  const waiting = names.map((name) => {
    world.client(name)
    return world.begin(name, (posix) => lockAll(posix, F_SETLKW))
  })
  await world.kernel.advance(5)
  world.client('Reader')
  await world.act('Reader', async (posix) => {
    await write(posix, '/other', 'text')
    expect(await read(posix, '/other')).toBe('text')
  })
  // One of them ends while it waits: it must not get the lock afterwards.
  world.kernel.kill('Waiter0', 'by the test')
  await world.kernel.advance(5)
  world.kernel.kill('Holder', 'by the test')
  for (const name of names.slice(1)) {
    expect(await world.until(waiting[names.indexOf(name)] as Promise<number>)).toBe(0)
    world.kernel.kill(name, 'by the test')
  }
  await world.kernel.advance(1)
  expect(world.mounts.root.locks?.size ?? 0).toBe(0)
})

test('an interrupted request for a lock gets none', async () => {
  await using world = new VfsWorld()
  world.client('Holder')
  world.client('Waiter')
  await world.act('Holder', async (posix) => {
    const fd = await posix.open('/file', O_CREAT | O_RDWR, 0o666)
    expect(await posix.fcntl(fd, F_SETLK, new flock(F_WRLCK, SEEK_SET, 0, 0))).toBe(0)
  })
  const controller = new AbortController()
  const waiting = world.begin('Waiter', async (_posix, kos) => {
    const thread = { kos, signal: controller.signal, wait: () => Promise.resolve(0) }
    const file = await new RemoteFiles('VFS1').open(thread, null, '/file', O_RDWR, 0)
    if (typeof file === 'number' || file.file === null) throw new Error('not opened')
    const lock = { type: F_WRLCK, start: 0, length: 0, pid: 0 }
    return file.file.lock(thread, F_SETLKW, lock)
  })
  await world.kernel.advance(5)
  controller.abort()
  expect(await world.until(waiting)).toBe(-EINTR)
  const { locks } = world.mounts.root
  expect([locks?.waiting, locks?.size]).toEqual([0, 1])
})

test('when the server ends, calls fail at once, loud once; after it was started again files are there', async () => {
  await using world = new VfsWorld()
  world.client('Client')
  const controlled = await world.act('Client', async (posix) => {
    await write(posix, '/file', 'text')
    return posix.open('/file', O_RDWR)
  })
  world.kernel.kill(vfsName, 'by the test')
  await world.act('Client', async (posix) => {
    for (const size of [1, 4096, 70_000]) {
      expect(await posix.read(controlled, new Uint8Array(size))).toBe(-1)
      expect(posix.errno).toBe(EIO)
    }
    expect(await read(posix, '/file')).toBe(EIO)
    expect(await posix.mkdir('/x', 0o755)).toBe(-1)
    expect(posix.errno).toBe(EIO)
  })
  expect(world.lines).toEqual(['Client: no files over VFS1: the VFS process is gone'])
  world.startVfs()
  world.kernel.connect('Client', vfsName, 'VFS1')
  await world.act('Client', async (posix) => {
    expect(await read(posix, '/file')).toBe('text')
    // The old descriptor is of no server any more.
    expect(await posix.read(controlled, new Uint8Array(1))).toBe(-1)
    expect(posix.errno).toBe(EIO)
    expect(await posix.close(controlled)).toBe(-1)
    await write(posix, '/big', 'x'.repeat(9000))
  })
})

test('when the server ends in the middle of a call, the call fails', async () => {
  await using world = new VfsWorld()
  world.client('Holder')
  world.client('Waiter')
  const lock = async (posix: Posix, command: number): Promise<number> => {
    const fd = await posix.open('/file', O_CREAT | O_RDWR, 0o666)
    const answer = await posix.fcntl(fd, command, new flock(F_WRLCK, SEEK_SET, 0, 0))
    return answer < 0 ? -posix.errno : answer
  }
  await world.act('Holder', (posix) => lock(posix, F_SETLK))
  const waiting = world.begin('Waiter', (posix) => lock(posix, F_SETLKW))
  await world.kernel.advance(5)
  world.kernel.kill(vfsName, 'by the test')
  expect(await world.until(waiting)).toBe(-EIO)
})

test('a full file system answers ENOSPC, and a part of what did fit', async () => {
  const fileSystem = new MemoryFileSystem({ clock: new ManualClock(), bytes: 200_000 })
  await using world = new VfsWorld({ fileSystem })
  world.client('Client')
  await world.act('Client', async (posix) => {
    const fd = await posix.open('/file', O_CREAT | O_WRONLY | O_APPEND, 0o644)
    const count = await posix.write(fd, new Uint8Array(300_000))
    expect(count).toBeGreaterThan(100_000)
    expect(count).toBeLessThan(200_000)
    expect(await posix.write(fd, new Uint8Array(5000))).toBe(-1)
    expect(posix.errno).toBe(ENOSPC)
    expect(await posix.ftruncate(fd, 0)).toBe(0)
    expect(await posix.write(fd, new Uint8Array(5000))).toBe(5000)
  })
})

test('several threads of a client read and write at once, each through a buffer of its own', async () => {
  await using world = new VfsWorld({ kernel: { host: cloningRealm() } })
  world.client('Client')
  const routines = Array.from({ length: 12 }, (_, index) =>
    world.begin('Client', async (posix) => {
      const data = new Uint8Array(20_000).fill(index + 1)
      const fd = await posix.open(`/file-${index}`, O_CREAT | O_RDWR, 0o644)
      for (let round = 0; round < 4; round++) {
        expect(await posix.pwrite(fd, data, data.length, round * data.length)).toBe(data.length)
        const into = new Uint8Array(20_000)
        expect(await posix.pread(fd, into, into.length, round * data.length)).toBe(data.length)
        expect(into.every((byte) => byte === index + 1)).toBe(true)
      }
      expect(await posix.close(fd)).toBe(0)
    }),
  )
  await world.until(Promise.all(routines))
})

test('without a connection there are no files, and with none chosen those of the process', async () => {
  await using world = new VfsWorld()
  world.client('Lost', { _VFS_FILESYSTEM_BACKEND: 'client:other' })
  world.client('Odd', { _VFS_FILESYSTEM_BACKEND: 'clientVFS1' })
  world.client('Own', { _VFS_FILESYSTEM_BACKEND: 'local' })
  world.client('Bare', {})
  for (const name of ['Lost', 'Odd'])
    await world.act(name, async (posix) => expect(await read(posix, '/x')).toBe(EIO))
  for (const name of ['Own', 'Bare'])
    await world.act(name, async (posix) => expect(await read(posix, '/tmp/x')).toBe(ENOENT))
  expect(world.lines).toEqual([
    'Lost: no files over other: there is no such connection',
    'Odd: no files over clientVFS1: there is no such connection',
  ])
})

test('what a process gave up stays given up when the server was started again', async () => {
  await using world = new VfsWorld()
  world.client('Client')
  await world.act('Client', async (posix) => {
    await write(posix, '/file', 'of root')
    expect(await posix.chmod('/file', 0o600)).toBe(0)
    expect(await posix.chmod('/', 0o777)).toBe(0)
    expect(await posix.umask(0o077)).toBe(0o022)
    expect(await posix.setuid(5)).toBe(0)
    expect(await read(posix, '/file')).toBe(EACCES)
  })
  world.kernel.kill(vfsName, 'by the test')
  world.startVfs()
  world.kernel.connect('Client', vfsName, 'VFS1')
  await world.act('Client', async (posix) => {
    expect(await read(posix, '/file')).toBe(EIO)
    expect(await read(posix, '/file')).toBe(EACCES)
    await write(posix, '/other', 'of 5')
    const stat = new Stat()
    expect(await posix.stat('/other', stat)).toBe(0)
    expect([stat.st_uid, stat.st_mode & 0o777]).toEqual([5, 0o600])
  })
})

test.each([
  ['server:disk', 'disk'],
  ['', 'kl.VfsRamFs'],
])(
  'a server serves the connections that its environment or its class names (%s)',
  async (backend, channel) => {
    await using world = new PosixWorld()
    const mounts = new MountTable(new MemoryFileSystem({ clock: new ManualClock() }))
    const program = vfsProcess({ mounts: () => mounts })
    const env = { _VFS_FILESYSTEM_BACKEND: backend }
    world.kernel.spawn(program, { name: 'Vfs', className: 'kl.VfsRamFs', env })
    const clientEnv = { _VFS_FILESYSTEM_BACKEND: `client:${channel}` }
    world.kernel.spawn(null, { name: 'Client', connections: { [channel]: 'Vfs' }, env: clientEnv })
    await world.act('Client', async (posix) => {
      await write(posix, '/file', 'text')
      expect(await read(posix, '/file')).toBe('text')
    })
  },
)

test('a server that nobody connects to says so and ends', async () => {
  await using world = new PosixWorld()
  world.start(
    vfsProcess({
      mounts: () => {
        throw new Error('not asked for')
      },
    }),
    'kl.VfsEntity',
  )
  expect(await world.kernel.run({ until: world.kernel.task('kl.VfsEntity') })).toEqual({ code: 1 })
  expect(world.lines).toEqual(['kl.VfsEntity: nobody connects to kl.VfsEntity as kl.VfsEntity'])
})

test('in any order of threads, appends are whole and locks exclude', async () => {
  for (let seed = 1; seed <= 12; seed++) {
    await using world = new VfsWorld({ threads: 2, kernel: { choice: seededExploration(seed) } })
    const names = ['One', 'Two', 'Three']
    const done = names.map((name) => {
      world.client(name)
      return world.begin(name, async (posix) => {
        const log = await posix.open('/log', O_CREAT | O_WRONLY | O_APPEND, 0o666)
        const file = await posix.open('/count', O_CREAT | O_RDWR, 0o666)
        for (let round = 0; round < 3; round++) {
          expect(await posix.write(log, new TextEncoder().encode(`${name}\n`))).toBe(
            name.length + 1,
          )
          expect(await posix.fcntl(file, F_SETLKW, new flock(F_WRLCK, SEEK_SET, 0, 0))).toBe(0)
          const byte = new Uint8Array(1)
          await posix.pread(file, byte, 1, 0)
          byte[0] = (byte[0] as number) + 1
          expect(await posix.pwrite(file, byte, 1, 0)).toBe(1)
          expect(await posix.fcntl(file, F_SETLK, new flock(F_UNLCK, SEEK_SET, 0, 0))).toBe(0)
        }
        expect(await posix.close(log)).toBe(0)
        expect(await posix.close(file)).toBe(0)
      })
    })
    await world.until(Promise.all(done))
    world.client('Reader')
    await world.act('Reader', async (posix) => {
      const lines = String(await read(posix, '/log'))
        .trimEnd()
        .split('\n')
      expect(lines.toSorted()).toEqual(names.flatMap((name) => [name, name, name]).toSorted())
      expect(await read(posix, '/count')).toBe('\t')
    })
  }
})

test('a thread that is cancelled while it waits for a lock ends, and has none', async () => {
  await using world = new VfsWorld()
  world.client('Holder')
  world.client('Client')
  const lockAll = new flock(F_WRLCK, SEEK_SET, 0, 0)
  await world.act('Holder', async (posix) => {
    const fd = await posix.open('/file', O_CREAT | O_RDWR, 0o666)
    expect(await posix.fcntl(fd, F_SETLK, lockAll)).toBe(0)
  })
  await world.act('Client', async (posix) => {
    const fd = await posix.open('/file', O_RDWR)
    const id = spawn(posix, (own) => own.fcntl(fd, F_SETLKW, lockAll))
    await settle(posix)
    expect(world.mounts.root.locks?.waiting).toBe(1)
    expect(posix.pthread_cancel(id)).toBe(0)
    expect(await joined(posix, id)).toBe(PTHREAD_CANCELED)
    expect(await read(posix, '/file')).toBe('')
  })
  const { locks } = world.mounts.root
  expect([locks?.waiting, locks?.size]).toEqual([0, 1])
})
