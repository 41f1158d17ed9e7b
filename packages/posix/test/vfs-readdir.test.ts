// Directories of a VFS process: one request brings many entries, and nobody notices but by the
// number of requests.

import { any, core, error, execute, request, response } from '@kos/kernel'
import { connect, type Handle, type Kos, proxyOf, unwrap } from '@kos/libkos'
import {
  adoptFile,
  DIR,
  EINVAL,
  O_RDONLY,
  type Posix,
  shareFile,
  VfsFile,
  VfsFilesystem,
  VfsSession,
} from '@kos/posix'
import { array, constant, integer, oneof, record, sample } from 'fast-check'
import { expect, test } from 'vitest'
import { MaxEntries } from '../src/generated/kl/VfsTypes.idl.ts'
import { together } from './together.ts'
import { VfsWorld, type VfsWorldOptions, vfsName } from './vfs-world.ts'

const names = Array.from({ length: 100 }, (_, index) => `entry-${index}`)
const all = ['.', '..', ...names]

function openWorld(options: VfsWorldOptions = {}): VfsWorld {
  const world = new VfsWorld(options)
  const { entries } = world.root
  entries.mkdir(null, '/d', 0o777)
  for (const name of names) entries.mknod(null, `/d/${name}`, 0o644)
  world.client('Client')
  return world
}

async function opened(posix: Posix, path = '/d'): Promise<DIR> {
  const dirp = await posix.opendir(path)
  if (dirp === null) throw new Error(`${path} was not opened`)
  return dirp
}

const nextName = async (posix: Posix, dirp: DIR): Promise<string | null> =>
  (await posix.readdir(dirp))?.d_name ?? null

async function namesFrom(posix: Posix, dirp: DIR): Promise<string[]> {
  const read: string[] = []
  for (let name = await nextName(posix, dirp); name !== null; name = await nextName(posix, dirp))
    read.push(name)
  return read
}

test('a directory of 102 entries takes 5 requests, the last of which finds the end', async () => {
  let requests = 0
  const counted = (): boolean => {
    requests++
    return true
  }
  const security = [
    execute(),
    request(any, core),
    request(any, vfsName, VfsFilesystem),
    request(any, vfsName, VfsSession),
    request(any, vfsName, VfsFile.Close),
    request(any, vfsName, VfsFile.Unlock),
    request(any, vfsName, VfsFile.ReadDir, counted),
    response(vfsName, any),
    error(vfsName, any),
  ]
  await using world = openWorld({ kernel: { security } })
  await world.act('Client', async (posix) => {
    const dirp = await opened(posix)
    expect(await namesFrom(posix, dirp)).toEqual(all)
    expect(await posix.closedir(dirp)).toBe(0)
  })
  expect(requests).toBe(5)
})

test('a request brings up to MaxEntries, whatever it asks for', async () => {
  await using world = openWorld()
  await world.act('Client', async (_posix, kos: Kos) => {
    const fs = connect(kos, VfsFilesystem, 'VFS1', 'vfs.fs')
    const { session } = unwrap(await fs.OpenSession({ profile: 'Client' }))
    const proxy = proxyOf(kos, VfsSession, session.handle)
    const open = unwrap(await proxy.Open({ base: 0, path: '/d', flags: O_RDONLY, mode: 0 }))
    const file = proxyOf(kos, VfsFile, open.file.handle)
    const seen: string[] = []
    for (const [count, expected] of [
      [0, -EINVAL],
      [1, 1],
      [MaxEntries, MaxEntries],
      [MaxEntries + 1, MaxEntries],
      [2 ** 32 - 1, MaxEntries],
      [2 ** 32 - 1, 102 - 1 - 3 * MaxEntries],
      [5, 0],
    ] as const) {
      const { result, entries } = unwrap(await file.ReadDir({ count }))
      expect([result, entries.length]).toEqual([expected, Math.max(expected, 0)])
      seen.push(...entries.map(({ name }) => name))
    }
    expect(seen).toEqual(all)
  })
})

test('telldir, seekdir and rewinddir know the entry that was read last, not the last that came', async () => {
  await using world = openWorld()
  const step = oneof(
    { weight: 3, arbitrary: record({ read: integer({ min: 1, max: 40 }) }) },
    { weight: 2, arbitrary: record({ seek: integer({ min: 0, max: all.length }) }) },
    { weight: 1, arbitrary: constant({ rewind: true }) },
  )
  const walks = sample(array(step, { minLength: 5, maxLength: 12 }), { seed: 7, numRuns: 12 })
  await world.act('Client', async (posix) => {
    const dirp = await opened(posix)
    // The place before each entry, and that at the end.
    const places: number[] = []
    for (const name of all) {
      places.push(await posix.telldir(dirp))
      expect(await nextName(posix, dirp)).toBe(name)
    }
    places.push(await posix.telldir(dirp))
    let at = all.length
    for (const each of walks.flat()) {
      if ('rewind' in each) {
        await posix.rewinddir(dirp)
        at = 0
      } else if ('seek' in each) {
        await posix.seekdir(dirp, places[each.seek] as number)
        at = each.seek
      } else
        for (let count = 0; count < each.read; count++) {
          expect(await nextName(posix, dirp)).toBe(all[at] ?? null)
          at = Math.min(at + 1, all.length)
        }
      expect(await posix.telldir(dirp)).toBe(places[at])
    }
  })
})

test('what stays in a directory that changes is read once, and all that is new after a rewind', async () => {
  await using world = openWorld()
  await world.act('Client', async (posix) => {
    const dirp = await opened(posix)
    for (let count = 0; count < 50; count++) await posix.readdir(dirp)
    const kept = names.filter((_, index) => index % 3 !== 0)
    for (const name of names.filter((each) => !kept.includes(each)))
      expect(await posix.unlink(`/d/${name}`)).toBe(0)
    expect(await posix.mkdir('/d/new', 0o755)).toBe(0)
    const rest = await namesFrom(posix, dirp)
    expect(new Set(rest).size).toBe(rest.length)
    expect(rest.filter((name) => kept.includes(name))).toEqual(
      kept.filter((each) => names.indexOf(each) >= 48),
    )
    await posix.rewinddir(dirp)
    expect((await namesFrom(posix, dirp)).toSorted()).toEqual(
      ['.', '..', 'new', ...kept].toSorted(),
    )
  })
})

test('who shares the open directory reads on where the other is, each entry once', async () => {
  await using world = openWorld()
  await world.act('Client', async (posix, kos) => {
    const dirp = await opened(posix)
    for (const name of all.slice(0, 10)) expect(await nextName(posix, dirp)).toBe(name)
    const shared = (await shareFile(posix, posix.dirfd(dirp))) as Handle
    const other = posix.fdopendir(await adoptFile(posix, shared)) as DIR
    for (let index = 10; index < all.length; index++)
      expect(await nextName(posix, index % 3 === 0 ? dirp : other)).toBe(all[index])
    expect([await nextName(posix, dirp), await nextName(posix, other)]).toEqual([null, null])
    expect(await posix.telldir(dirp)).toBe(await posix.telldir(other))
    expect(await posix.closedir(other)).toBe(0)
    expect(kos.name).toBe('Client')
  })
})

test('threads that read one directory get each entry once together', async () => {
  await using world = openWorld()
  const dirp = await world.act('Client', (posix) => opened(posix))
  const reads = await together(
    world,
    'Client',
    [1, 2, 3].map(() => (posix: Posix) => namesFrom(posix, dirp)),
  )
  const seen = (reads as string[][]).flat()
  expect(seen.toSorted()).toEqual(all.toSorted())
})
