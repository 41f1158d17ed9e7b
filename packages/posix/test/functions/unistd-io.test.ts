// unistd.h: descriptors, and reading and writing through them.

import {
  O_APPEND,
  O_CREAT,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  type Posix,
  SEEK_CUR,
  SEEK_END,
  SEEK_SET,
  Stat,
  Statvfs,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { inProcess } from '../posix-world.ts'

const open = (posix: Posix, flags: number = O_RDWR | O_CREAT): Promise<number> =>
  posix.open('/tmp/a', flags, 0o644)

async function sizeOf(posix: Posix, fd: number): Promise<number> {
  const stat = new Stat()
  expect(await posix.fstat(fd, stat)).toBe(0)
  return stat.st_size
}

test('read and write move the offset that all descriptors of a description share', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix)
    expect(await posix.write(fd, Uint8Array.of(1, 2, 3, 4), 3)).toBe(3)
    const copy = await posix.dup(fd)
    expect(await posix.lseek(copy, 1, SEEK_SET)).toBe(1)
    const into = new Uint8Array(5)
    expect(await posix.read(fd, into, 1)).toBe(1)
    expect(into[0]).toBe(2)
    expect(await posix.read(copy, into)).toBe(1)
    expect(into[0]).toBe(3)
    expect(await posix.read(fd, into)).toBe(0)
    // Another opening has another offset.
    const other = await open(posix, O_RDONLY)
    expect(await posix.read(other, into)).toBe(3)
  })
})

test('read and write check descriptor, buffer and count, in that order', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix)
    const reader = await open(posix, O_RDONLY)
    const writer = await open(posix, O_WRONLY)
    const dir = await posix.open('/tmp', O_RDONLY)
    const buf = new Uint8Array(4)
    for (const name of ['read', 'write'] as const) {
      expect(await failure(posix, posix[name](99, null as never))).toBe('EBADF')
      expect(await failure(posix, posix[name](fd, null as never, -1))).toBe('EFAULT')
      expect(await failure(posix, posix[name](fd, [1, 2] as never, 1))).toBe('EFAULT')
      for (const count of [-1, 5, 1.5, NaN, '1' as never])
        expect(await failure(posix, posix[name](fd, buf, count))).toBe('EINVAL')
      expect(await posix[name](fd, buf, 0)).toBe(0)
    }
    expect(await failure(posix, posix.write(reader, buf))).toBe('EBADF')
    expect(await failure(posix, posix.read(writer, buf))).toBe('EBADF')
    expect(await failure(posix, posix.read(dir, buf))).toBe('EISDIR')
    expect(await sizeOf(posix, fd)).toBe(0)
  })
})

test('pread and pwrite leave the offset, also with O_APPEND', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix, O_RDWR | O_CREAT | O_APPEND)
    await posix.write(fd, Uint8Array.of(1, 2, 3))
    expect(await posix.pwrite(fd, Uint8Array.of(9), 1, 0)).toBe(1)
    expect(await sizeOf(posix, fd)).toBe(3)
    const into = new Uint8Array(4)
    expect(await posix.pread(fd, into, 4, 0)).toBe(3)
    expect([...into]).toEqual([9, 2, 3, 0])
    expect(await posix.pread(fd, into, 4, 3)).toBe(0)
    expect(await posix.lseek(fd, 0, SEEK_CUR)).toBe(3)
  })
})

test('pread and pwrite refuse positions that are none, and pipes', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix)
    const ends: number[] = []
    await posix.pipe(ends)
    const buf = new Uint8Array(4)
    for (const name of ['pread', 'pwrite'] as const) {
      expect(await failure(posix, posix[name](99, buf, 1, 0))).toBe('EBADF')
      expect(await failure(posix, posix[name](ends[0] as number, buf, 1, 0))).toBe('ESPIPE')
      expect(await failure(posix, posix[name](fd, {} as never, 1, 0))).toBe('EFAULT')
      for (const offset of [-1, 0.5, NaN, undefined as never])
        expect(await failure(posix, posix[name](fd, buf, 1, offset))).toBe('EINVAL')
      expect(await failure(posix, posix[name](fd, buf, 1, 2 ** 60))).toBe('EOVERFLOW')
      expect(await failure(posix, posix[name](fd, buf, 9, 0))).toBe('EINVAL')
    }
  })
})

test('lseek counts from three places, and may go past the end', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix)
    await posix.write(fd, new Uint8Array(10))
    expect(await posix.lseek(fd, -4, SEEK_END)).toBe(6)
    expect(await posix.lseek(fd, 2, SEEK_CUR)).toBe(8)
    expect(await posix.lseek(fd, 100, SEEK_SET)).toBe(100)
    expect(await posix.write(fd, Uint8Array.of(1))).toBe(1)
    expect(await sizeOf(posix, fd)).toBe(101)
    expect(await failure(posix, posix.lseek(fd, -1, SEEK_SET))).toBe('EINVAL')
    expect(await failure(posix, posix.lseek(fd, 0, 3))).toBe('EINVAL')
    expect(await failure(posix, posix.lseek(fd, NaN, SEEK_SET))).toBe('EINVAL')
    expect(await failure(posix, posix.lseek(fd, Symbol('offset') as never, SEEK_SET))).toBe(
      'EINVAL',
    )
    expect(await failure(posix, posix.lseek(fd, 2 ** 53, SEEK_SET))).toBe('EOVERFLOW')
    expect(await failure(posix, posix.lseek(99, 0, SEEK_SET))).toBe('EBADF')
    expect(await posix.lseek(fd, 0, SEEK_CUR)).toBe(101)
    const ends: number[] = []
    await posix.pipe(ends)
    expect(await failure(posix, posix.lseek(ends[0] as number, 0, SEEK_SET))).toBe('ESPIPE')
  })
})

test('close ends a descriptor, and only the last one of it the description', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix)
    const copy = await posix.dup(fd)
    expect(await posix.close(fd)).toBe(0)
    expect(await failure(posix, posix.close(fd))).toBe('EBADF')
    expect(await posix.write(copy, Uint8Array.of(1))).toBe(1)
    expect(await posix.close(copy)).toBe(0)
    expect(await failure(posix, posix.write(copy, Uint8Array.of(1)))).toBe('EBADF')
    for (const wrong of [-1, NaN, 1e12, '3', null, undefined])
      expect(await failure(posix, posix.close(wrong as never))).toBe('EBADF')
  })
})

test('dup2 redirects a descriptor that is open, and closes what it was', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix)
    const ends: number[] = []
    await posix.pipe(ends)
    const [from = -1, to = -1] = ends
    expect(await posix.dup2(fd, to)).toBe(to)
    // The only end to write is closed: the reader sees the end of file.
    expect(await posix.read(from, new Uint8Array(1))).toBe(0)
    await posix.write(to, Uint8Array.of(4))
    expect(await sizeOf(posix, fd)).toBe(1)
    expect(await posix.dup2(fd, fd)).toBe(fd)
    expect(await posix.close(fd)).toBe(0)
    expect(await posix.write(to, Uint8Array.of(4))).toBe(1)
  })
})

test('dup2 to a descriptor that is not open is refused, as documented', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix)
    expect(await failure(posix, posix.dup2(fd, 55))).toBe('EBADF')
    expect(await failure(posix, posix.dup2(55, fd))).toBe('EBADF')
    expect(await failure(posix, posix.dup2(55, 55))).toBe('EBADF')
    expect(await failure(posix, posix.dup2(fd, -1))).toBe('EBADF')
    expect(await failure(posix, posix.dup(55))).toBe('EBADF')
    expect(await posix.write(fd, Uint8Array.of(1))).toBe(1)
  })
})

test('ftruncate cuts and extends what is open to write', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix)
    await posix.write(fd, Uint8Array.of(1, 2, 3))
    expect(await posix.ftruncate(fd, 1)).toBe(0)
    expect(await posix.ftruncate(fd, 3)).toBe(0)
    const into = new Uint8Array(3)
    await posix.pread(fd, into, 3, 0)
    expect([...into]).toEqual([1, 0, 0])
    const ends: number[] = []
    await posix.pipe(ends)
    expect(await failure(posix, posix.ftruncate(await open(posix, O_RDONLY), 1))).toBe('EINVAL')
    expect(await failure(posix, posix.ftruncate(ends[1] as number, 1))).toBe('EINVAL')
    expect(await failure(posix, posix.ftruncate(await posix.open('/tmp', 0), 1))).toBe('EINVAL')
    expect(await failure(posix, posix.ftruncate(fd, -1))).toBe('EINVAL')
    expect(await failure(posix, posix.ftruncate(fd, 1.5))).toBe('EINVAL')
    expect(await failure(posix, posix.ftruncate(fd, 2 ** 60))).toBe('EFBIG')
    expect(await failure(posix, posix.ftruncate(99, 0))).toBe('EBADF')
    expect(await sizeOf(posix, fd)).toBe(3)
  })
})

test('fsync and fdatasync are for files', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix)
    const ends: number[] = []
    await posix.pipe(ends)
    expect(await posix.fsync(fd)).toBe(0)
    expect(await posix.fdatasync(fd)).toBe(0)
    expect(await failure(posix, posix.fsync(ends[0] as number))).toBe('EINVAL')
    expect(await failure(posix, posix.fdatasync(99))).toBe('EBADF')
  })
})

test('isatty knows that files and pipes are no terminals', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix)
    posix.errno = 0
    expect(posix.isatty(fd)).toBe(0)
    expect(posix.errno).toBe(25)
    expect(posix.isatty(99)).toBe(0)
    expect(posix.errno).toBe(9)
  })
})

test('a removed file that is open lives until its last descriptor is closed', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix)
    await posix.write(fd, Uint8Array.of(6))
    expect(await posix.unlink('/tmp/a')).toBe(0)
    const copy = await posix.dup(fd)
    await posix.close(fd)
    const stat = new Stat()
    await posix.fstat(copy, stat)
    expect([stat.st_nlink, stat.st_size]).toEqual([0, 1])
    const { f_ffree } = await freeFiles(posix)
    await posix.close(copy)
    expect((await freeFiles(posix)).f_ffree).toBe(f_ffree + 1)
  })
})

async function freeFiles(posix: Posix): Promise<{ f_ffree: number }> {
  const sizes = new Statvfs()
  await posix.statvfs('/tmp', sizes)
  return sizes
}

test('O_NONBLOCK of a file is kept, and changes nothing', async () => {
  await inProcess(async (posix) => {
    const fd = await open(posix, O_RDWR | O_CREAT | O_NONBLOCK)
    expect(await posix.read(fd, new Uint8Array(1))).toBe(0)
  })
})
