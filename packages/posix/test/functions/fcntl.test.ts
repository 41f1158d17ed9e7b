// fcntl.h: opening files, controlling descriptors, room for files.

import {
  AT_FDCWD,
  EBADF,
  EFBIG,
  EINVAL,
  ENOSPC,
  ESPIPE,
  F_DUPFD,
  F_DUPFD_CLOEXEC,
  F_GETFD,
  F_GETFL,
  F_GETOWN,
  F_SETFD,
  F_SETFL,
  F_SETOWN,
  FD_CLOEXEC,
  O_APPEND,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  OPEN_MAX,
  POSIX_FADV_NOREUSE,
  POSIX_FADV_WILLNEED,
  type Posix,
  Stat,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { inProcess } from '../posix-world.ts'

async function newFile(posix: Posix, path: string, bytes: number[] = []): Promise<void> {
  const fd = await posix.creat(path, 0o644)
  await posix.write(fd, Uint8Array.from(bytes))
  await posix.close(fd)
}

async function sizeOf(posix: Posix, path: string): Promise<number> {
  const stat = new Stat()
  expect(await posix.stat(path, stat)).toBe(0)
  return stat.st_size
}

test('open makes files with the permissions of mode without those of the umask', async () => {
  await inProcess(async (posix) => {
    await posix.umask(0o027)
    await posix.close(await posix.open('/tmp/a', O_CREAT | O_RDWR, 0o666))
    const stat = new Stat()
    await posix.stat('/tmp/a', stat)
    expect(stat.st_mode & 0o777).toBe(0o640)
    expect(await failure(posix, posix.open('/tmp/a', O_CREAT | O_EXCL | O_RDWR, 0o666))).toBe(
      'EEXIST',
    )
  })
})

test('open refuses what cannot be, and says why', async () => {
  await inProcess(async (posix) => {
    await newFile(posix, '/tmp/a')
    await posix.symlink('/tmp/a', '/tmp/link')
    const fails = (path: unknown, flags: unknown, mode?: unknown): Promise<string> =>
      failure(posix, posix.open(path as string, flags as number, mode as number))
    expect(await fails('/tmp/none', O_RDONLY)).toBe('ENOENT')
    expect(await fails('', O_RDONLY)).toBe('ENOENT')
    expect(await fails('/tmp/a/b', O_RDONLY)).toBe('ENOTDIR')
    expect(await fails('/tmp/a', O_RDONLY | O_DIRECTORY)).toBe('ENOTDIR')
    expect(await fails('/tmp', O_WRONLY)).toBe('EISDIR')
    expect(await fails('/tmp/link', O_RDONLY | O_NOFOLLOW)).toBe('ELOOP')
    expect(await fails(`/tmp/${'x'.repeat(256)}`, O_RDONLY)).toBe('ENAMETOOLONG')
    expect(await fails('/x'.repeat(2048), O_RDONLY)).toBe('ENAMETOOLONG')
    expect(await fails('/tmp/a\0b', O_RDONLY)).toBe('EINVAL')
    expect(await fails(undefined, O_RDONLY)).toBe('EFAULT')
    expect(await fails(7, O_RDONLY)).toBe('EFAULT')
    expect(await fails('/tmp/a', 3)).toBe('EINVAL')
    expect(await fails('/tmp/a', NaN)).toBe('EINVAL')
    expect(await fails('/tmp/a', {})).toBe('EINVAL')
    expect(await fails('/tmp/b', O_CREAT, Symbol('mode'))).toBe('EINVAL')
    expect(await fails('/tmp/b', O_CREAT, 1.5)).toBe('EINVAL')
    expect(await failure(posix, posix.access('/tmp/b', 0))).toBe('ENOENT')
  })
})

test('the lowest free descriptor is taken, and OPEN_MAX is the end: EMFILE', async () => {
  await inProcess(async (posix) => {
    await newFile(posix, '/tmp/a')
    const fds: number[] = []
    for (let i = 0; i < OPEN_MAX; i++) fds.push(await posix.open('/tmp/a', O_RDONLY))
    const open = fds.filter((fd) => fd >= 0)
    expect(Math.max(...open)).toBe(OPEN_MAX - 1)
    expect(await failure(posix, posix.open('/tmp/a', O_RDONLY))).toBe('EMFILE')
    expect(await failure(posix, posix.open('/tmp/new', O_CREAT | O_RDWR, 0o644))).toBe('EMFILE')
    expect(await failure(posix, posix.dup(500))).toBe('EMFILE')
    expect(await failure(posix, posix.pipe([]))).toBe('EMFILE')
    expect(await failure(posix, posix.opendir('/tmp'))).toBe('EMFILE')
    for (const fd of [700, 300]) await posix.close(fd)
    expect(await posix.open('/tmp/a', O_RDONLY)).toBe(300)
    expect(await failure(posix, posix.pipe([]))).toBe('EMFILE')
    expect(await posix.open('/tmp/a', O_RDONLY)).toBe(700)
  })
})

test('creat cuts the file, and opens it to write only', async () => {
  await inProcess(async (posix) => {
    await newFile(posix, '/tmp/a', [1, 2, 3])
    const fd = await posix.creat('/tmp/a', 0o600)
    expect(await sizeOf(posix, '/tmp/a')).toBe(0)
    expect(await failure(posix, posix.read(fd, new Uint8Array(1)))).toBe('EBADF')
    expect(await failure(posix, posix.creat('/tmp/none/a', 0o600))).toBe('ENOENT')
    const cut = await posix.open('/tmp/a', O_RDWR | O_TRUNC)
    expect(await posix.fcntl(cut, F_GETFL)).toBe(O_RDWR | O_TRUNC)
  })
})

test('openat begins at a directory, at AT_FDCWD, or at the root', async () => {
  await inProcess(async (posix) => {
    await posix.mkdir('/tmp/d', 0o755)
    await newFile(posix, '/tmp/d/a', [5])
    const dir = await posix.open('/tmp/d', O_RDONLY | O_DIRECTORY)
    const file = await posix.openat(dir, 'a', O_RDONLY)
    expect(file).toBeGreaterThanOrEqual(0)
    await posix.chdir('/tmp')
    expect(await posix.openat(AT_FDCWD, 'd/a', O_RDONLY)).toBeGreaterThanOrEqual(0)
    expect(await posix.openat(-7, '/tmp/d/a', O_RDONLY)).toBeGreaterThanOrEqual(0)
    expect(await failure(posix, posix.openat(-7, 'a', O_RDONLY))).toBe('EBADF')
    expect(await failure(posix, posix.openat('length' as never, 'a', O_RDONLY))).toBe('EBADF')
    expect(await failure(posix, posix.openat(file, 'a', O_RDONLY))).toBe('ENOTDIR')
    // The directory is the same one under another name.
    await posix.rename('/tmp/d', '/tmp/e')
    expect(await posix.openat(dir, 'a', O_RDONLY)).toBeGreaterThanOrEqual(0)
  })
})

test('fcntl duplicates descriptors from a number on', async () => {
  await inProcess(async (posix) => {
    const fd = await posix.open('/tmp', O_RDONLY)
    expect(await posix.fcntl(fd, F_DUPFD, 100)).toBe(100)
    expect(await posix.fcntl(fd, F_DUPFD, 100)).toBe(101)
    expect(await posix.fcntl(fd, F_GETFD)).toBe(0)
    const other = await posix.fcntl(fd, F_DUPFD_CLOEXEC, 0)
    expect(await posix.fcntl(other, F_GETFD)).toBe(FD_CLOEXEC)
    expect(await posix.fcntl(fd, F_DUPFD, OPEN_MAX - 1)).toBe(OPEN_MAX - 1)
    expect(await failure(posix, posix.fcntl(fd, F_DUPFD, OPEN_MAX - 1))).toBe('EMFILE')
    for (const wrong of [-1, OPEN_MAX, 0.5, NaN, undefined])
      expect(await failure(posix, posix.fcntl(fd, F_DUPFD, wrong))).toBe('EINVAL')
    expect(await failure(posix, posix.fcntl(777, F_DUPFD, 0))).toBe('EBADF')
  })
})

test('fcntl keeps FD_CLOEXEC of a descriptor, not of the description', async () => {
  await inProcess(async (posix) => {
    const fd = await posix.open('/tmp', O_RDONLY | O_CLOEXEC)
    const copy = await posix.dup(fd)
    expect(await posix.fcntl(fd, F_GETFD)).toBe(FD_CLOEXEC)
    expect(await posix.fcntl(copy, F_GETFD)).toBe(0)
    expect(await posix.fcntl(fd, F_SETFD, 0)).toBe(0)
    expect(await posix.fcntl(fd, F_GETFD)).toBe(0)
    await posix.fcntl(copy, F_SETFD, FD_CLOEXEC)
    await posix.close(copy)
    expect(await posix.fcntl(await posix.dup(fd), F_GETFD)).toBe(0)
    expect(await failure(posix, posix.fcntl(fd, F_SETFD))).toBe('EINVAL')
  })
})

test('fcntl changes O_APPEND and O_NONBLOCK of the description, and nothing else', async () => {
  await inProcess(async (posix) => {
    await newFile(posix, '/tmp/a', [1, 2])
    const fd = await posix.open('/tmp/a', O_WRONLY)
    const copy = await posix.dup(fd)
    expect(await posix.fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK | O_RDWR)).toBe(0)
    expect(await posix.fcntl(copy, F_GETFL)).toBe(O_WRONLY | O_APPEND | O_NONBLOCK)
    await posix.write(copy, Uint8Array.of(3))
    expect(await sizeOf(posix, '/tmp/a')).toBe(3)
    await posix.fcntl(fd, F_SETFL, 0)
    expect(await posix.fcntl(fd, F_GETFL)).toBe(O_WRONLY)
    expect(await failure(posix, posix.fcntl(fd, F_SETFL, 'x' as never))).toBe('EINVAL')
  })
})

test('fcntl refuses other commands and descriptors that are not open', async () => {
  await inProcess(async (posix) => {
    const fd = await posix.open('/tmp', O_RDONLY)
    for (const cmd of [F_GETOWN, F_SETOWN, 77, NaN, undefined as never])
      expect(await failure(posix, posix.fcntl(fd, cmd, 0))).toBe('EINVAL')
    for (const wrong of [-1, 500, 1e9, NaN, '0', 'length', null, {}])
      expect(await failure(posix, posix.fcntl(wrong as never, F_GETFL))).toBe('EBADF')
  })
})

test('posix_fadvise checks its arguments, and answers the error number', async () => {
  await inProcess(async (posix) => {
    const fd = await posix.open('/tmp/a', O_CREAT | O_RDWR, 0o644)
    const ends: number[] = []
    await posix.pipe(ends)
    posix.errno = 0
    expect(await posix.posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED)).toBe(0)
    expect(await posix.posix_fadvise(fd, 100, 10, POSIX_FADV_NOREUSE)).toBe(0)
    expect(await posix.posix_fadvise(fd, 0, -1, 0)).toBe(EINVAL)
    expect(await posix.posix_fadvise(fd, 0, 0, 6)).toBe(EINVAL)
    expect(await posix.posix_fadvise(ends[0] as number, 0, 0, 0)).toBe(ESPIPE)
    expect(await posix.posix_fadvise(99, 0, 0, 0)).toBe(EBADF)
    expect(posix.errno).toBe(0)
  })
})

test('posix_fallocate makes room and keeps what is there', async () => {
  await inProcess(async (posix) => {
    const fd = await posix.open('/tmp/a', O_CREAT | O_RDWR, 0o644)
    await posix.pwrite(fd, Uint8Array.of(7), 1, 0)
    await posix.ftruncate(fd, 200_000)
    const before = new Stat()
    await posix.fstat(fd, before)
    expect(before.st_blocks).toBe(8)
    expect(await posix.posix_fallocate(fd, 0, 100_000)).toBe(0)
    const after = new Stat()
    await posix.fstat(fd, after)
    expect(after.st_size).toBe(200_000)
    expect(after.st_blocks).toBeGreaterThanOrEqual(Math.ceil(100_000 / 512))
    expect(await posix.posix_fallocate(fd, 199_999, 2)).toBe(0)
    await posix.fstat(fd, after)
    expect(after.st_size).toBe(200_001)
    const byte = new Uint8Array(1)
    await posix.pread(fd, byte, 1, 0)
    expect(byte[0]).toBe(7)
  })
})

test('posix_fallocate answers why there is no room', async () => {
  await inProcess(async (posix) => {
    const fd = await posix.open('/tmp/a', O_CREAT | O_RDWR, 0o644)
    const reader = await posix.open('/tmp/a', O_RDONLY)
    const ends: number[] = []
    await posix.pipe(ends)
    expect(await posix.posix_fallocate(99, 0, 1)).toBe(EBADF)
    expect(await posix.posix_fallocate(reader, 0, 1)).toBe(EBADF)
    expect(await posix.posix_fallocate(ends[1] as number, 0, 1)).toBe(ESPIPE)
    expect(await posix.posix_fallocate(fd, 0, 0)).toBe(EINVAL)
    expect(await posix.posix_fallocate(fd, -1, 5)).toBe(EINVAL)
    expect(await posix.posix_fallocate(fd, NaN, 5)).toBe(EINVAL)
    expect(await posix.posix_fallocate(fd, 2 ** 53 - 5, 100)).toBe(EFBIG)
    expect(await posix.posix_fallocate(fd, 0, 2 ** 40)).toBe(ENOSPC)
    expect(await sizeOf(posix, '/tmp/a')).toBe(0)
  })
})
