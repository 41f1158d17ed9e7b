// sys/stat.h: attributes of files.

import {
  AT_FDCWD,
  AT_SYMLINK_NOFOLLOW,
  LocalFiles,
  MemoryFileSystem,
  MountTable,
  Namespace,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  S_ISBLK,
  S_ISCHR,
  S_ISDIR,
  S_ISFIFO,
  S_ISLNK,
  S_ISREG,
  S_ISSOCK,
  Stat,
  timespec,
  UTIME_NOW,
  UTIME_OMIT,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { ManualClock } from '../manual-clock.ts'
import { inProcess } from '../posix-world.ts'

function filesAt(clock: ManualClock): LocalFiles {
  return new LocalFiles(new Namespace(new MountTable(new MemoryFileSystem({ clock }))))
}

test('stat and fstat write all attributes', async () => {
  const clock = new ManualClock()
  await inProcess(
    async (posix) => {
      clock.seconds = 5
      clock.nanoseconds = 6
      const fd = await posix.open('/a', O_CREAT | O_RDWR, 0o640)
      await posix.write(fd, new Uint8Array(5000))
      const [byPath, byFd] = [new Stat(), new Stat()]
      expect(await posix.stat('/a', byPath)).toBe(0)
      expect(await posix.fstat(fd, byFd)).toBe(0)
      expect(byFd).toEqual(byPath)
      expect(byPath).toMatchObject({
        st_dev: 1,
        st_ino: 2,
        st_mode: 0o100640,
        st_nlink: 1,
        st_uid: 0,
        st_gid: 0,
        st_rdev: 0,
        st_size: 5000,
        st_blksize: 4096,
        st_blocks: 16,
      })
      for (const each of [byPath.st_atim, byPath.st_mtim, byPath.st_ctim])
        expect(each).toEqual(new timespec(5, 6))
    },
    { files: filesAt(clock) },
  )
})

test('stat follows symbolic links, lstat and fstatat with AT_SYMLINK_NOFOLLOW do not', async () => {
  await inProcess(async (posix) => {
    await posix.close(await posix.creat('/tmp/a', 0o644))
    await posix.symlink('a', '/tmp/link')
    const stat = new Stat()
    await posix.stat('/tmp/link', stat)
    expect(S_ISREG(stat.st_mode)).toBe(true)
    await posix.lstat('/tmp/link', stat)
    expect([S_ISLNK(stat.st_mode), stat.st_size]).toEqual([true, 1])
    const dir = await posix.open('/tmp', O_RDONLY)
    expect(await posix.fstatat(dir, 'link', stat, 0)).toBe(0)
    expect(S_ISREG(stat.st_mode)).toBe(true)
    expect(await posix.fstatat(dir, 'link', stat, AT_SYMLINK_NOFOLLOW)).toBe(0)
    expect(S_ISLNK(stat.st_mode)).toBe(true)
    expect(await posix.fstatat(AT_FDCWD, 'tmp', stat, 0)).toBe(0)
    expect(S_ISDIR(stat.st_mode)).toBe(true)
  })
})

test('the kinds of files exclude each other', () => {
  const kinds = [S_ISFIFO, S_ISCHR, S_ISDIR, S_ISBLK, S_ISREG, S_ISLNK, S_ISSOCK]
  const modes = [0o010000, 0o020000, 0o040000, 0o060000, 0o100000, 0o120000, 0o140000]
  for (const [index, mode] of modes.entries())
    expect(kinds.map((is) => is(mode | 0o777))).toEqual(kinds.map((_, i) => i === index))
})

test('what is wrong with a path, a record or a flag is told', async () => {
  await inProcess(async (posix) => {
    const stat = new Stat()
    expect(await failure(posix, posix.stat('/none', stat))).toBe('ENOENT')
    expect(await failure(posix, posix.stat('/tmp', {} as Stat))).toBe('EFAULT')
    expect(await failure(posix, posix.lstat('/tmp', null as never))).toBe('EFAULT')
    expect(await failure(posix, posix.lstat(null as never, stat))).toBe('EFAULT')
    expect(await failure(posix, posix.fstat(99, null as never))).toBe('EBADF')
    expect(await failure(posix, posix.fstat(await posix.open('/', 0), {} as Stat))).toBe('EFAULT')
    expect(await failure(posix, posix.fstatat(AT_FDCWD, '/tmp', stat, 2))).toBe('EINVAL')
    expect(await failure(posix, posix.fstatat(99, 'tmp', stat, 0))).toBe('EBADF')
    expect(stat).toEqual(new Stat())
  })
})

test('chmod, fchmod and fchmodat change the permissions, for owner and root', async () => {
  await inProcess(async (posix) => {
    const fd = await posix.open('/tmp/a', O_CREAT | O_RDWR, 0o644)
    await posix.symlink('a', '/tmp/link')
    const stat = new Stat()
    const mode = async (): Promise<number> => {
      await posix.fstat(fd, stat)
      return stat.st_mode & 0o7777
    }
    expect(await posix.chmod('/tmp/link', 0o4711)).toBe(0)
    expect(await mode()).toBe(0o4711)
    expect(await posix.fchmod(fd, 0o600)).toBe(0)
    expect(await mode()).toBe(0o600)
    expect(await posix.fchmodat(AT_FDCWD, '/tmp/a', 0o640, 0)).toBe(0)
    expect(await mode()).toBe(0o640)
    const ofLink = posix.fchmodat(AT_FDCWD, '/tmp/link', 0o600, AT_SYMLINK_NOFOLLOW)
    expect(await failure(posix, ofLink)).toBe('ENOTSUP')
    expect(await failure(posix, posix.fchmodat(AT_FDCWD, '/tmp/a', 0, 4))).toBe('EINVAL')
    for (const wrong of [NaN, 1.5, '0600', {}, Symbol('mode')])
      expect(await failure(posix, posix.chmod('/tmp/a', wrong as number))).toBe('EINVAL')
    expect(await failure(posix, posix.fchmod(99, 0))).toBe('EBADF')
    const ends: number[] = []
    await posix.pipe(ends)
    expect(await failure(posix, posix.fchmod(ends[0] as number, 0))).toBe('EINVAL')
    await posix.setuid(1000)
    expect(await failure(posix, posix.chmod('/tmp/a', 0o777))).toBe('EPERM')
    expect(await failure(posix, posix.fchmod(fd, 0o777))).toBe('EPERM')
  })
})

test('mkdir and mkdirat make directories', async () => {
  await inProcess(async (posix) => {
    await posix.umask(0o022)
    expect(await posix.mkdir('/tmp/d', 0o777)).toBe(0)
    const stat = new Stat()
    await posix.stat('/tmp/d', stat)
    expect(stat.st_mode).toBe(0o040755)
    expect(await posix.mkdirat(await posix.open('/tmp/d', O_RDONLY), 'e', 0o700)).toBe(0)
    expect(await failure(posix, posix.mkdir('/tmp/d', 0o777))).toBe('EEXIST')
    expect(await failure(posix, posix.mkdir('/tmp/x/y', 0o777))).toBe('ENOENT')
    expect(await failure(posix, posix.mkdir('/tmp/x', NaN))).toBe('EINVAL')
    expect(await failure(posix, posix.mkdirat(99, 'x', 0o777))).toBe('EBADF')
  })
})

test('mkfifo is a stub', async () => {
  await inProcess(async (posix) => {
    expect(await failure(posix, posix.mkfifo('/tmp/fifo', 0o600))).toBe('ENOSYS')
    expect(await failure(posix, posix.stat('/tmp/fifo', new Stat()))).toBe('ENOENT')
  })
})

test('umask answers the mask before', async () => {
  await inProcess(async (posix) => {
    expect(await posix.umask(0o1077)).toBe(0o022)
    expect(await failure(posix, posix.umask(NaN))).toBe('EINVAL')
    expect(await posix.umask(0)).toBe(0o077)
  })
})

test('utimensat and futimens set times, now, or leave them', async () => {
  const clock = new ManualClock()
  await inProcess(
    async (posix) => {
      const fd = await posix.open('/a', O_CREAT | O_RDWR, 0o644)
      const stat = new Stat()
      const times = async (): Promise<number[]> => {
        await posix.fstat(fd, stat)
        const { st_atim, st_mtim } = stat
        return [st_atim.tv_sec, st_atim.tv_nsec, st_mtim.tv_sec, st_mtim.tv_nsec]
      }
      expect(await posix.futimens(fd, [new timespec(1, 2), new timespec(-3, 4)])).toBe(0)
      expect(await times()).toEqual([1, 2, -3, 4])
      clock.seconds = 77
      const omit = new timespec(0, UTIME_OMIT)
      expect(await posix.futimens(fd, [omit, new timespec(0, UTIME_NOW)])).toBe(0)
      expect(await times()).toEqual([1, 2, 77, 42])
      expect(await posix.utimensat(AT_FDCWD, '/a', [new timespec(9, 9), omit], 0)).toBe(0)
      expect(await times()).toEqual([9, 9, 77, 42])
      expect(await posix.utimensat(AT_FDCWD, '/a', null, 0)).toBe(0)
      expect(await times()).toEqual([77, 42, 77, 42])
    },
    { files: filesAt(clock) },
  )
})

test('times that are none are refused, and so is who may not set them', async () => {
  await inProcess(async (posix) => {
    const fd = await posix.open('/tmp/a', O_CREAT | O_RDWR, 0o644)
    const some = new timespec(1, 1)
    const set = (times: unknown): Promise<number> => posix.futimens(fd, times as null)
    expect(await failure(posix, set([some, new timespec(0, 1_000_000_000)]))).toBe('EINVAL')
    expect(await failure(posix, set([some, new timespec(0.5, 0)]))).toBe('EINVAL')
    for (const wrong of [undefined, 5, [], [some], [some, null], 'ab'])
      expect(await failure(posix, set(wrong))).toBe('EFAULT')
    expect(await failure(posix, posix.futimens(99, null))).toBe('EBADF')
    const ends: number[] = []
    await posix.pipe(ends)
    expect(await failure(posix, posix.futimens(ends[0] as number, null))).toBe('EINVAL')
    expect(await failure(posix, posix.utimensat(AT_FDCWD, '/tmp/a', null, 7))).toBe('EINVAL')
    expect(await failure(posix, posix.utimensat(99, 'a', null, 0))).toBe('EBADF')
    await posix.setuid(1000)
    expect(await failure(posix, posix.futimens(fd, [some, some]))).toBe('EPERM')
    expect(await failure(posix, posix.utimensat(AT_FDCWD, '/tmp/a', null, 0))).toBe('EACCES')
  })
})

test('fstat of a pipe tells how many bytes are in it', async () => {
  await inProcess(async (posix) => {
    const ends: number[] = []
    await posix.pipe(ends)
    await posix.write(ends[1] as number, new Uint8Array(7))
    const stat = new Stat()
    expect(await posix.fstat(ends[0] as number, stat)).toBe(0)
    expect([S_ISFIFO(stat.st_mode), stat.st_size]).toEqual([true, 7])
  })
})
