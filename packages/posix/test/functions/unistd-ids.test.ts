// unistd.h: users and groups.

import {
  LocalFiles,
  MemoryFileSystem,
  MountTable,
  Namespace,
  O_CREAT,
  O_RDWR,
  type Posix,
  type PosixOptions,
  Stat,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { ManualClock } from '../manual-clock.ts'
import { inProcess } from '../posix-world.ts'

function as(uid: number, gid: number, groups: number[] = []): PosixOptions {
  const table = new MountTable(new MemoryFileSystem({ clock: new ManualClock(), mode: 0o777 }))
  return { files: new LocalFiles(new Namespace(table, { credentials: { uid, gid, groups } })) }
}

function ids(posix: Posix): number[] {
  return [posix.getuid(), posix.geteuid(), posix.getgid(), posix.getegid()]
}

test('getuid, geteuid, getgid, getegid and getgroups tell who the process is', async () => {
  await inProcess(
    (posix) => {
      expect(ids(posix)).toEqual([1000, 1000, 100, 100])
      const groups: number[] = []
      expect(posix.getgroups(0)).toBe(2)
      expect(posix.getgroups(2, groups)).toBe(2)
      expect(groups).toEqual([7, 8])
      expect(posix.getgroups(1, groups)).toBe(-1)
      expect(posix.errno).toBe(22)
      expect(posix.getgroups(-1, groups)).toBe(-1)
      expect(posix.getgroups(5)).toBe(-1)
      expect(posix.errno).toBe(14)
      expect(posix.getgroups(5, new Uint32Array(1))).toBe(-1)
      const typed = new Uint32Array(3)
      expect(posix.getgroups(3, typed)).toBe(2)
      expect([...typed]).toEqual([7, 8, 0])
    },
    as(1000, 100, [7, 8]),
  )
})

test('setuid of root is for good', async () => {
  await inProcess(
    async (posix) => {
      expect(await posix.setgid(50)).toBe(0)
      expect(await posix.setuid(1000)).toBe(0)
      expect(ids(posix)).toEqual([1000, 1000, 50, 50])
      expect(await failure(posix, posix.setuid(0))).toBe('EPERM')
      expect(await failure(posix, posix.seteuid(0))).toBe('EPERM')
      expect(await failure(posix, posix.setgid(0))).toBe('EPERM')
      expect(await failure(posix, posix.setegid(0))).toBe('EPERM')
      expect(await posix.setuid(1000)).toBe(0)
      expect(ids(posix)).toEqual([1000, 1000, 50, 50])
    },
    as(0, 0),
  )
})

test('seteuid and setegid of root are for a while', async () => {
  await inProcess(
    async (posix) => {
      expect(await posix.setegid(50)).toBe(0)
      expect(await posix.seteuid(1000)).toBe(0)
      expect(ids(posix)).toEqual([0, 1000, 0, 50])
      expect(await failure(posix, posix.seteuid(1001))).toBe('EPERM')
      await posix.close(await posix.open('/mine', O_CREAT | O_RDWR, 0o600))
      const stat = new Stat()
      await posix.stat('/mine', stat)
      expect([stat.st_uid, stat.st_gid]).toEqual([1000, 50])
      // Not root: the effective one alone, to the real or the saved one.
      expect(await posix.setuid(0)).toBe(0)
      expect(ids(posix)).toEqual([0, 0, 0, 50])
      expect(await posix.setegid(0)).toBe(0)
    },
    as(0, 0),
  )
})

test('ids that are none are refused, and change nothing', async () => {
  await inProcess(
    async (posix) => {
      for (const wrong of [-1, 0.5, NaN, 2 ** 32, '0', null, undefined]) {
        for (const name of ['setuid', 'seteuid', 'setgid', 'setegid'] as const)
          expect(await failure(posix, posix[name](wrong as number))).toBe('EINVAL')
      }
      expect(ids(posix)).toEqual([0, 0, 0, 0])
    },
    as(0, 0),
  )
})
