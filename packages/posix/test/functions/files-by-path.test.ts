// stdio.h, stdlib.h, sys/statvfs.h and utime.h: files by path.

import {
  AT_FDCWD,
  LocalFiles,
  MemoryFileSystem,
  MountTable,
  Namespace,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  Stat,
  Statvfs,
  utimbuf,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { ManualClock } from '../manual-clock.ts'
import { inProcess } from '../posix-world.ts'

test('rename replaces a file, which lives on while it is open', async () => {
  await inProcess(async (posix) => {
    const old = await posix.open('/tmp/a', O_CREAT | O_RDWR, 0o644)
    await posix.write(old, Uint8Array.of(1))
    const other = await posix.open('/tmp/b', O_CREAT | O_RDWR, 0o644)
    await posix.write(other, Uint8Array.of(2, 2))
    expect(await posix.rename('/tmp/b', '/tmp/a')).toBe(0)
    const stat = new Stat()
    await posix.stat('/tmp/a', stat)
    expect(stat.st_size).toBe(2)
    await posix.fstat(old, stat)
    expect([stat.st_size, stat.st_nlink]).toEqual([1, 0])
  })
})

test('rename and renameat say what can not be', async () => {
  await inProcess(async (posix) => {
    for (const path of ['/tmp/d', '/tmp/d/e', '/tmp/full', '/tmp/full/x'])
      await posix.mkdir(path, 0o755)
    await posix.close(await posix.creat('/tmp/a', 0o644))
    expect(await failure(posix, posix.rename('/tmp/none', '/tmp/x'))).toBe('ENOENT')
    expect(await failure(posix, posix.rename('/tmp/d', '/tmp/d/e/f'))).toBe('EINVAL')
    expect(await failure(posix, posix.rename('/tmp/a', '/tmp/d'))).toBe('EISDIR')
    expect(await failure(posix, posix.rename('/tmp/d', '/tmp/a'))).toBe('ENOTDIR')
    expect(await failure(posix, posix.rename('/tmp/d', '/tmp/full'))).toBe('ENOTEMPTY')
    expect(await failure(posix, posix.rename('/tmp/a', null as never))).toBe('EFAULT')
    const dir = await posix.open('/tmp/d', O_RDONLY)
    expect(await posix.renameat(AT_FDCWD, '/tmp/a', dir, 'b')).toBe(0)
    expect(await posix.renameat(dir, 'b', dir, 'c')).toBe(0)
    expect(await posix.access('/tmp/d/c', 0)).toBe(0)
    expect(await failure(posix, posix.renameat(99, 'a', dir, 'b'))).toBe('EBADF')
    expect(await failure(posix, posix.renameat(dir, 'c', 99, 'b'))).toBe('EBADF')
  })
})

test('remove takes files and empty directories', async () => {
  await inProcess(async (posix) => {
    await posix.mkdir('/tmp/d', 0o755)
    await posix.close(await posix.creat('/tmp/d/a', 0o644))
    expect(await failure(posix, posix.remove('/tmp/d'))).toBe('ENOTEMPTY')
    expect(await posix.remove('/tmp/d/a')).toBe(0)
    expect(await posix.remove('/tmp/d')).toBe(0)
    expect(await failure(posix, posix.remove('/tmp/d'))).toBe('ENOENT')
    await posix.close(await posix.creat('/tmp/mine', 0o644))
    await posix.setuid(1000)
    expect(await failure(posix, posix.remove('/tmp/mine'))).toBe('EPERM')
  })
})

test('mkstemp and mkdtemp find names that are free', async () => {
  await inProcess(async (posix) => {
    const paths = new Set<string>()
    for (let i = 0; i < 50; i++) {
      const template = { value: '/tmp/x-XXXXXX' }
      const fd = await posix.mkstemp(template)
      expect(await posix.write(fd, Uint8Array.of(1))).toBe(1)
      await posix.close(fd)
      expect(template.value).toMatch(/^\/tmp\/x-[a-zA-Z0-9]{6}$/)
      paths.add(template.value)
      const path = await posix.mkdtemp({ value: '/tmp/d-XXXXXX' })
      expect(path).toMatch(/^\/tmp\/d-[a-zA-Z0-9]{6}$/)
      paths.add(path as string)
    }
    expect(paths.size).toBe(100)
    const [first = ''] = paths
    const stat = new Stat()
    await posix.stat(first, stat)
    expect(stat.st_mode & 0o777).toBe(0o600)
  })
})

test('mkstemp and mkdtemp leave a template that they can not use', async () => {
  await inProcess(async (posix) => {
    for (const name of ['mkstemp', 'mkdtemp'] as const) {
      const template = { value: '/tmp/x-XXXXX' }
      expect(await failure(posix, posix[name](template))).toBe('EINVAL')
      expect(template.value).toBe('/tmp/x-XXXXX')
      expect(await failure(posix, posix[name]({ value: '/none/XXXXXX' }))).toBe('ENOENT')
      expect(await failure(posix, posix[name](null as never))).toBe('EFAULT')
      expect(await failure(posix, posix[name]('/tmp/XXXXXX' as never))).toBe('EFAULT')
    }
  })
})

test('statvfs and fstatvfs tell the sizes of the file system', async () => {
  const fileSystem = new MemoryFileSystem({
    clock: new ManualClock(),
    bytes: 1_000_000,
    inodes: 50,
  })
  const files = new LocalFiles(new Namespace(new MountTable(fileSystem)))
  await inProcess(
    async (posix) => {
      const [byPath, byFd] = [new Statvfs(), new Statvfs()]
      const fd = await posix.open('/a', O_CREAT | O_RDWR, 0o644)
      await posix.write(fd, new Uint8Array(4096))
      expect(await posix.statvfs('/', byPath)).toBe(0)
      expect(await posix.fstatvfs(fd, byFd)).toBe(0)
      expect(byFd).toEqual(byPath)
      expect(byPath).toMatchObject({
        f_bsize: 4096,
        f_frsize: 4096,
        f_blocks: 244,
        f_bfree: 243,
        f_bavail: 243,
        f_files: 50,
        f_ffree: 48,
        f_favail: 48,
        f_namemax: 255,
      })
      expect(await failure(posix, posix.statvfs('/', {} as Statvfs))).toBe('EFAULT')
      expect(await failure(posix, posix.statvfs('/none', byPath))).toBe('ENOENT')
      expect(await failure(posix, posix.fstatvfs(99, byPath))).toBe('EBADF')
      expect(await failure(posix, posix.fstatvfs(fd, null as never))).toBe('EFAULT')
      const ends: number[] = []
      await posix.pipe(ends)
      expect(await failure(posix, posix.fstatvfs(ends[0] as number, byPath))).toBe('EINVAL')
    },
    { files },
  )
})

test('utime sets times in whole seconds, or now', async () => {
  await inProcess(async (posix) => {
    await posix.close(await posix.creat('/tmp/a', 0o644))
    expect(await posix.utime('/tmp/a', new utimbuf(11, 22))).toBe(0)
    const stat = new Stat()
    await posix.stat('/tmp/a', stat)
    expect([stat.st_atim.tv_sec, stat.st_mtim.tv_sec, stat.st_mtim.tv_nsec]).toEqual([11, 22, 0])
    expect(await posix.utime('/tmp/a', null)).toBe(0)
    await posix.stat('/tmp/a', stat)
    expect(stat.st_mtim).toEqual(stat.st_ctim)
    expect(await failure(posix, posix.utime('/tmp/a', {} as utimbuf))).toBe('EFAULT')
    expect(await failure(posix, posix.utime('/tmp/a', new utimbuf(0.5, 0)))).toBe('EINVAL')
    expect(await failure(posix, posix.utime('/tmp/none', null))).toBe('ENOENT')
  })
})
