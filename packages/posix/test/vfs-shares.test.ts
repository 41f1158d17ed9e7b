// The share of one client in the sessions, open files and buffers of a VFS process: what one takes,
// others still have.

import { connect, type Handle, type Kos, proxyOf, unwrap } from '@kos/libkos'
import {
  EMFILE,
  ENFILE,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  VfsFile,
  VfsFilesystem,
  VfsSession,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { maxClientObjects, maxServedObjects } from '../src/limits.ts'
import { ServedObjects } from '../src/vfs/served-objects.ts'
import { inProcess } from './posix-world.ts'
import { VfsWorld } from './vfs-world.ts'

const opening = { base: 0, path: '/file', flags: O_CREAT | O_RDWR, mode: 0o666 }

test('a client has up to maxClientObjects sessions and open files, and others have theirs', async () => {
  await using world = new VfsWorld()
  world.client('Greedy')
  world.client('Modest')
  await world.act('Greedy', async (functions, kos: Kos) => {
    const fs = connect(kos, VfsFilesystem, 'VFS1', 'vfs.fs')
    const openSession = async (): Promise<{ result: number; handle: Handle }> => {
      const { result, session } = unwrap(await fs.OpenSession({ profile: 'Greedy' }))
      return { result, handle: session.handle }
    }
    const session = proxyOf(kos, VfsSession, (await openSession()).handle)
    const first = unwrap(await session.Open(opening))
    const file = proxyOf(kos, VfsFile, first.file.handle)
    // Objects of all kinds count together.
    const kinds = [
      async () => unwrap(await session.Open(opening)).result,
      async () => unwrap(await file.Share({ isReadOnly: 1 })).result,
      async () => (await openSession()).result,
    ]
    for (let count = 2; count < maxClientObjects; count++)
      expect(await (kinds[count % 3] as () => Promise<number>)()).toBe(0)
    for (const kind of kinds) expect(await kind()).toBe(-EMFILE)
    expect(unwrap(await file.Attach()).result).toBeLessThan(0)
    expect(await functions.open('/file', O_RDONLY)).toBe(-1)
    expect(functions.errno).toBe(EMFILE)
    // One that ends makes room for one.
    kos.KnHandleClose(first.file.handle)
    await kos.KnSleep(1)
    expect(unwrap(await session.Open(opening)).result).toBe(0)
    expect(unwrap(await session.Open(opening)).result).toBe(-EMFILE)
  })
  await world.act('Modest', async (functions) => {
    const fd = await functions.open('/file', O_RDWR)
    expect(await functions.write(fd, new Uint8Array(9000))).toBe(9000)
    expect(await functions.close(fd)).toBe(0)
  })
  world.kernel.kill('Greedy', 'by the test')
  await world.kernel.advance(1)
  world.kernel.kill('Modest', 'by the test')
  await world.kernel.advance(1)
  expect(world.mounts.root.users).toBe(2)
})

test('all clients together have up to maxServedObjects', async () => {
  await inProcess((_functions, kos) => {
    const objects = new ServedObjects(kos)
    const ownerOf = (index: number): number => Math.floor(index / maxClientObjects)
    for (let index = 0; index < maxServedObjects; index++)
      if (objects.admit(ownerOf(index)) !== 0) throw new Error(`${index} were too many`)
    const other = ownerOf(maxServedObjects) + 1
    expect([objects.admit(0), objects.admit(other)]).toEqual([-EMFILE, -ENFILE])
    objects.dismiss(0)
    expect([objects.admit(other), objects.admit(other)]).toEqual([0, -ENFILE])
    expect(objects.size).toBe(maxServedObjects)
  })
})
