// Clients of the VFS process that do what they like: numbers and handles that are none of theirs,
// buffers that they change meanwhile. The server answers errors, goes on, and serves others.

import {
  connect,
  type Handle,
  type Kos,
  type Proxy,
  proxyOf,
  RetcodeError,
  unwrap,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import {
  EBADF,
  EINVAL,
  ENOLCK,
  ENOMEM,
  O_CREAT,
  O_RDWR,
  VfsBuffer,
  VfsFile,
  VfsFilesystem,
  VfsSession,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { maxClientBuffers } from '../src/limits.ts'
import { type VfsWorld as World, VfsWorld } from './vfs-world.ts'

interface Raw {
  readonly session: Proxy<typeof VfsSession>
  readonly file: Proxy<typeof VfsFile>
  readonly handles: readonly Handle[]
}

async function rawFile(kos: Kos, path = '/file'): Promise<Raw> {
  const fs = connect(kos, VfsFilesystem, 'VFS1', 'vfs.fs')
  const { session } = unwrap(await fs.OpenSession({ profile: kos.name }))
  const proxy = proxyOf(kos, VfsSession, session.handle)
  const flags = O_CREAT | O_RDWR
  const opened = unwrap(await proxy.Open({ base: 0, path, flags, mode: 0o666 }))
  expect(opened.result).toBe(0)
  const file = proxyOf(kos, VfsFile, opened.file.handle)
  return { session: proxy, file, handles: [session.handle, opened.file.handle] }
}

async function attach(
  file: Raw['file'],
): Promise<{ number: number; memory: Handle; keeper: Handle }> {
  const made = unwrap(await file.Attach())
  expect(made.result).toBe(0)
  return { number: made.number, memory: made.memory.handle, keeper: made.buffer.handle }
}

async function stillServes(world: World): Promise<void> {
  world.client('Good')
  await world.act('Good', async (posix) => {
    const fd = await posix.open('/good', O_CREAT | O_RDWR, 0o644)
    expect(await posix.write(fd, new Uint8Array(5000).fill(9))).toBe(5000)
    const into = new Uint8Array(5000)
    expect(await posix.pread(fd, into, 5000, 0)).toBe(5000)
    expect(into.every((byte) => byte === 9)).toBe(true)
    expect(await posix.close(fd)).toBe(0)
  })
}

test('numbers that no file has', async () => {
  await using world = new VfsWorld()
  world.client('Bad')
  await world.act('Bad', async (_posix, kos) => {
    const { session, file } = await rawFile(kos)
    const { number } = await attach(file)
    const most = 2n ** 63n - 1n
    for (const position of [most, 2n ** 60n, -3n, -most - 1n, -(2n ** 53n)]) {
      expect(unwrap(await file.Read({ position, length: 10 })).result).toBeLessThanOrEqual(0)
      const data = new Uint8Array(3)
      expect(unwrap(await file.Write({ position, data })).result).toBeLessThan(0)
      const request = { buffer: number, position, length: 10 }
      expect(unwrap(await file.ReadBuffer(request)).result).toBeLessThanOrEqual(0)
      expect(unwrap(await file.WriteBuffer(request)).result).toBeLessThan(0)
      expect(unwrap(await file.Truncate({ size: position })).result).toBeLessThan(0)
    }
    for (const length of [4097, 65_536, 2 ** 32 - 1])
      expect(unwrap(await file.Read({ position: 0n, length })).result).toBe(-EINVAL)
    for (const length of [65_537, 2 ** 32 - 1]) {
      const request = { buffer: number, position: 0n, length }
      expect(unwrap(await file.ReadBuffer(request)).result).toBe(-EINVAL)
      expect(unwrap(await file.WriteBuffer(request)).result).toBe(-EINVAL)
    }
    for (const offset of [most, -most, 2n ** 53n])
      for (const whence of [0, 1, 2, 99])
        expect(unwrap(await file.Seek({ offset, whence })).result).toBeLessThan(0)
    for (const command of [0, 5, 6, 2 ** 32 - 1])
      for (const start of [-1n, most])
        await file.Lock({ command, type: 77, start, length: most }).then(({ rc, result }) => {
          expect([rc, Number(result) < 0]).toEqual([0, true])
        })
    const path = '/x'
    for (const base of [99, 2 ** 32 - 1]) {
      const stat = await session.Stat({ base, path, flags: 2 ** 32 - 1 })
      expect(unwrap(stat).result).toBe(-EBADF)
    }
    const open = { base: 0, path, mode: 2 ** 32 - 1 }
    expect(unwrap(await session.Open({ ...open, flags: 2 ** 32 - 1 })).result).toBeLessThan(0)
    expect(unwrap(await session.SetId({ rule: 9, id: 0 })).result).toBe(-EINVAL)
    expect(unwrap(await session.SetMask({ mask: 2 ** 32 - 1 })).result).toBe(0o022)
    const time = { seconds: most, nanoseconds: 2 ** 32 - 1 }
    expect(unwrap(await file.SetTimes({ atime: time, mtime: time })).result).toBeLessThan(0)
  })
  await stillServes(world)
})

test('handles of one object in place of another, and buffers of others', async () => {
  await using world = new VfsWorld()
  world.client('Bad')
  world.client('Victim')
  let number = 0
  await world.act('Victim', async (_posix, kos) => {
    number = (await attach((await rawFile(kos, '/victim')).file)).number
  })
  await world.act('Bad', async (_posix, kos) => {
    const { file, handles } = await rawFile(kos)
    const [session, opened] = handles as [Handle, Handle]
    expect(() => proxyOf(kos, VfsFile, session)).toThrow(RetcodeError)
    expect(() => proxyOf(kos, VfsSession, opened)).toThrow(RetcodeError)
    expect(() => proxyOf(kos, VfsBuffer, opened)).toThrow(RetcodeError)
    const request = { buffer: number, position: 0n, length: 10 }
    expect(unwrap(await file.ReadBuffer(request)).result).toBe(-EINVAL)
    expect(unwrap(await file.WriteBuffer(request)).result).toBe(-EINVAL)
  })
  await stillServes(world)
})

test('a buffer is changed, revoked and given back while the server has it', async () => {
  await using world = new VfsWorld()
  world.client('Bad')
  await world.act('Bad', async (_posix, kos) => {
    const { file } = await rawFile(kos)
    const { number, memory, keeper } = await attach(file)
    const flags = VMM_FLAG_READ | VMM_FLAG_WRITE
    const { addr } = unwrap(kos.KnPmmMdlMap(memory, 0, 65_536, 0, flags))
    kos.memory.fill(addr, 65_536, 0x41)
    const length = 65_536
    const writing = file.WriteBuffer({ buffer: number, position: 0n, length })
    kos.memory.fill(addr, 65_536, 0xff)
    expect(unwrap(await writing).result).toBe(length)
    kos.KnHandleRevoke(memory)
    const again = { buffer: number, position: 0n, length }
    expect(unwrap(await file.ReadBuffer(again)).result).toBe(length)
    kos.KnHandleClose(keeper)
    await kos.KnSleep(1)
    expect(unwrap(await file.ReadBuffer(again)).result).toBe(-EINVAL)
  })
  await stillServes(world)
})

test('more buffers than a client gets, and files that were closed', async () => {
  await using world = new VfsWorld()
  world.client('Bad')
  await world.act('Bad', async (_posix, kos) => {
    const { file } = await rawFile(kos)
    for (let count = 0; count < maxClientBuffers; count++) await attach(file)
    const last = unwrap(await file.Attach())
    expect([last.result, last.memory.handle, last.buffer.handle]).toEqual([-ENOMEM, 0, 0])
    const shared = unwrap(await file.Share({ isReadOnly: 0 }))
    const other = proxyOf(kos, VfsFile, shared.file.handle)
    const lock = { command: 6, type: 1, start: 0n, length: 0n }
    expect(unwrap(await other.Lock(lock)).result).toBe(-ENOLCK)
    expect(unwrap(await file.Close()).result).toBe(0)
    expect(unwrap(await file.Close()).result).toBe(-EBADF)
    expect(unwrap(await file.Share({ isReadOnly: 0 })).result).toBe(-EBADF)
    expect(unwrap(await file.Attach()).result).toBe(-EBADF)
    expect(unwrap(await file.Describe()).result).toBe(-EBADF)
    expect(unwrap(await file.Read({ position: 0n, length: 1 })).result).toBe(-EBADF)
    // The other object of the same open file lives.
    expect(unwrap(await other.Read({ position: 0n, length: 1 })).result).toBe(0)
  })
  world.kernel.kill('Bad', 'by the test')
  await world.kernel.advance(1)
  expect(world.mounts.root.users).toBe(2)
  await stillServes(world)
})

test('a client that dies in the middle of its calls, again and again', async () => {
  await using world = new VfsWorld()
  for (let round = 0; round < 12; round++) {
    const name = `Bad${round}`
    world.client(name)
    void world.begin(name, async (posix) => {
      for (let step = 0; step < round; step++) {
        const fd = await posix.open('/file', O_CREAT | O_RDWR, 0o666)
        await posix.write(fd, new Uint8Array(step % 2 === 0 ? 10 : 10_000))
        if (step % 3 === 0) await posix.close(fd)
      }
      // The call is under way when the process ends.
      const last = posix.open('/last', O_CREAT | O_RDWR, 0o666)
      world.kernel.kill(name, 'by the test')
      await last
    })
    await world.kernel.advance(1)
  }
  await world.kernel.advance(1)
  expect(world.mounts.root.users).toBe(2)
  await stillServes(world)
})
