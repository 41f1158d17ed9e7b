// unistd.h: files by path.

import {
  AT_EACCESS,
  AT_FDCWD,
  AT_REMOVEDIR,
  AT_SYMLINK_FOLLOW,
  AT_SYMLINK_NOFOLLOW,
  F_OK,
  LocalFiles,
  MemoryFileSystem,
  MountTable,
  Namespace,
  O_CREAT,
  O_DIRECTORY,
  O_RDONLY,
  O_RDWR,
  type Posix,
  R_OK,
  Stat,
  W_OK,
  X_OK,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { ManualClock } from '../manual-clock.ts'
import { inProcess } from '../posix-world.ts'

async function newFile(posix: Posix, path: string, mode = 0o644): Promise<void> {
  await posix.close(await posix.creat(path, mode))
  await posix.chmod(path, mode)
}

async function attributes(posix: Posix, path: string): Promise<Stat> {
  const stat = new Stat()
  expect(await posix.lstat(path, stat)).toBe(0)
  return stat
}

async function opened(posix: Posix, path: string): Promise<number> {
  const fd = await posix.open(path, O_RDONLY)
  expect(fd).toBeGreaterThanOrEqual(0)
  return fd
}

test('access asks for the real user, faccessat with AT_EACCESS for the effective one', async () => {
  await inProcess(async (posix) => {
    await newFile(posix, '/tmp/a', 0o600)
    expect(await posix.access('/tmp/a', F_OK)).toBe(0)
    expect(await posix.access('/tmp/a', R_OK | W_OK)).toBe(0)
    expect(await failure(posix, posix.access('/tmp/a', X_OK))).toBe('EACCES')
    expect(await failure(posix, posix.access('/tmp/a', 8))).toBe('EINVAL')
    expect(await failure(posix, posix.access('/tmp/a', NaN))).toBe('EINVAL')
    expect(await failure(posix, posix.access('/tmp/none', F_OK))).toBe('ENOENT')
    await posix.seteuid(1000)
    expect(await posix.access('/tmp/a', R_OK)).toBe(0)
    expect(await posix.faccessat(AT_FDCWD, '/tmp/a', R_OK, 0)).toBe(0)
    const asEffective = posix.faccessat(AT_FDCWD, '/tmp/a', R_OK, AT_EACCESS)
    expect(await failure(posix, asEffective)).toBe('EACCES')
    expect(await failure(posix, posix.open('/tmp/a', O_RDONLY))).toBe('EACCES')
    expect(await failure(posix, posix.faccessat(AT_FDCWD, '/tmp/a', R_OK, 1))).toBe('EINVAL')
    expect(await failure(posix, posix.faccessat(99, 'a', R_OK, 0))).toBe('EBADF')
  })
})

test('chdir and fchdir change where relative paths begin', async () => {
  await inProcess(async (posix) => {
    await posix.mkdir('/tmp/d', 0o755)
    await newFile(posix, '/tmp/d/a')
    const fd = await opened(posix, '/tmp/d')
    expect(await posix.chdir('/tmp')).toBe(0)
    expect(await posix.access('d/a', F_OK)).toBe(0)
    expect(await posix.fchdir(fd)).toBe(0)
    expect(await posix.access('a', F_OK)).toBe(0)
    expect(await failure(posix, posix.chdir('a'))).toBe('ENOTDIR')
    expect(await failure(posix, posix.chdir('none'))).toBe('ENOENT')
    expect(await failure(posix, posix.fchdir(99))).toBe('EBADF')
    expect(await failure(posix, posix.fchdir(await opened(posix, 'a')))).toBe('ENOTDIR')
    await posix.chmod('/tmp/d', 0o600)
    await posix.setuid(1000)
    expect(await failure(posix, posix.chdir('/tmp/d'))).toBe('EACCES')
    expect(await failure(posix, posix.fchdir(fd))).toBe('EACCES')
  })
})

test('getcwd walks up through directories that were renamed', async () => {
  await inProcess(async (posix) => {
    expect(await posix.getcwd()).toBe('/')
    await posix.mkdir('/tmp/d', 0o755)
    await posix.mkdir('/tmp/d/é', 0o755)
    await posix.chdir('/tmp/d/é')
    expect(await posix.getcwd()).toBe('/tmp/d/é')
    await posix.rename('/tmp/d', '/tmp/other')
    expect(await posix.getcwd(100)).toBe('/tmp/other/é')
    expect(await posix.getcwd(14)).toBe('/tmp/other/é')
    expect(await failure(posix, posix.getcwd(13))).toBe('ERANGE')
    expect(await failure(posix, posix.getcwd(0))).toBe('EINVAL')
    expect(await failure(posix, posix.getcwd(NaN))).toBe('EINVAL')
    await posix.rmdir('/tmp/other/é')
    expect(await failure(posix, posix.getcwd())).toBe('ENOENT')
  })
})

test('getcwd sees mounts from the root of the process, and nothing above it', async () => {
  const clock = new ManualClock()
  const table = new MountTable(new MemoryFileSystem({ clock }))
  const root = new Namespace(table)
  for (const path of ['/jail', '/jail/disk']) root.entries.mkdir(null, path, 0o755)
  const place = root.lookup(null, '/jail/disk')
  if (typeof place === 'number') throw new Error('no place')
  table.mount(place, new MemoryFileSystem({ clock }))
  root.entries.mkdir(null, '/jail/disk/home', 0o755)
  const namespace = new Namespace(table)
  await inProcess(
    async (posix) => {
      await posix.chdir('/jail/disk/home')
      expect(await posix.getcwd()).toBe('/jail/disk/home')
      await posix.chdir('..')
      expect(await posix.getcwd()).toBe('/jail/disk')
      expect(namespace.chroot(null, '/jail')).toBe(0)
      expect(await posix.getcwd()).toBe('/disk')
      expect(namespace.chroot(null, '/disk/home')).toBe(0)
      expect(await failure(posix, posix.getcwd())).toBe('ENOENT')
    },
    { files: new LocalFiles(namespace) },
  )
})

test('chown, fchown, fchownat and lchown change owner and group', async () => {
  await inProcess(async (posix) => {
    await newFile(posix, '/tmp/a')
    await posix.symlink('a', '/tmp/link')
    const fd = await posix.open('/tmp/a', O_RDWR)
    expect(await posix.chown('/tmp/link', 5, 6)).toBe(0)
    expect(await posix.lchown('/tmp/link', 7, -1)).toBe(0)
    expect(await posix.fchown(fd, -1, 8)).toBe(0)
    expect(await posix.fchownat(AT_FDCWD, '/tmp/link', -1, 9, AT_SYMLINK_NOFOLLOW)).toBe(0)
    const [file, link] = [await attributes(posix, '/tmp/a'), await attributes(posix, '/tmp/link')]
    expect([file.st_uid, file.st_gid, link.st_uid, link.st_gid]).toEqual([5, 8, 7, 9])
    expect(await failure(posix, posix.chown('/tmp/a', 1.5, 0))).toBe('EINVAL')
    expect(await failure(posix, posix.chown('/tmp/a', 2 ** 32, 0))).toBe('EINVAL')
    expect(await failure(posix, posix.fchown(99, 0, 0))).toBe('EBADF')
    expect(await failure(posix, posix.fchownat(AT_FDCWD, '/tmp/a', 0, 0, 1))).toBe('EINVAL')
    const ends: number[] = []
    await posix.pipe(ends)
    expect(await failure(posix, posix.fchown(ends[0] as number, 0, 0))).toBe('EINVAL')
    await posix.setuid(1000)
    expect(await failure(posix, posix.chown('/tmp/a', 1000, -1))).toBe('EPERM')
    expect(await failure(posix, posix.lchown('/tmp/link', 1000, -1))).toBe('EPERM')
  })
})

test('link and linkat give a file another entry', async () => {
  await inProcess(async (posix) => {
    await newFile(posix, '/tmp/a')
    await posix.symlink('a', '/tmp/link')
    expect(await posix.link('/tmp/a', '/tmp/b')).toBe(0)
    expect((await attributes(posix, '/tmp/a')).st_nlink).toBe(2)
    // Of a symbolic link itself, unless told otherwise.
    expect(await posix.link('/tmp/link', '/tmp/link2')).toBe(0)
    expect(await posix.linkat(AT_FDCWD, '/tmp/link', AT_FDCWD, '/tmp/c', AT_SYMLINK_FOLLOW)).toBe(0)
    expect((await attributes(posix, '/tmp/c')).st_ino).toBe(
      (await attributes(posix, '/tmp/a')).st_ino,
    )
    expect((await attributes(posix, '/tmp/link')).st_nlink).toBe(2)
    expect(await failure(posix, posix.link('/tmp/a', '/tmp/b'))).toBe('EEXIST')
    expect(await failure(posix, posix.link('/tmp/none', '/tmp/d'))).toBe('ENOENT')
    expect(await failure(posix, posix.link('/tmp', '/tmp/d'))).toBe('EPERM')
    expect(await failure(posix, posix.linkat(AT_FDCWD, '/tmp/a', 99, 'd', 0))).toBe('EBADF')
    expect(await failure(posix, posix.linkat(99, 'a', AT_FDCWD, '/tmp/d', 0))).toBe('EBADF')
    expect(await failure(posix, posix.linkat(AT_FDCWD, '/tmp/a', AT_FDCWD, '/tmp/d', 1))).toBe(
      'EINVAL',
    )
    const dir = await opened(posix, '/tmp')
    expect(await posix.linkat(dir, 'a', dir, 'd', 0)).toBe(0)
  })
})

test('symlink and readlink: the target is text, cut to the buffer, without a null byte', async () => {
  await inProcess(async (posix) => {
    const dir = await opened(posix, '/tmp')
    expect(await posix.symlink('näh/€/😀', '/tmp/link')).toBe(0)
    expect(await posix.symlinkat('x', dir, 'other')).toBe(0)
    const buf = new Uint8Array(40).fill(1)
    const text = new TextEncoder().encode('näh/€/😀')
    expect(await posix.readlink('/tmp/link', buf)).toBe(text.length)
    expect([...buf.subarray(0, text.length + 1)]).toEqual([...text, 1])
    expect(await posix.readlink('/tmp/link', buf, 3)).toBe(3)
    expect(await posix.readlinkat(dir, 'other', buf)).toBe(1)
    expect(await failure(posix, posix.symlink('x', '/tmp/other'))).toBe('EEXIST')
    expect(await failure(posix, posix.symlink('', '/tmp/empty'))).toBe('ENOENT')
    expect(await failure(posix, posix.symlink('a\0b', '/tmp/null'))).toBe('EINVAL')
    expect(await failure(posix, posix.symlink(5 as never, '/tmp/null'))).toBe('EFAULT')
    expect(await failure(posix, posix.symlinkat('x', 99, 'n'))).toBe('EBADF')
    expect(await failure(posix, posix.readlink('/tmp', buf))).toBe('EINVAL')
    expect(await failure(posix, posix.readlink('/tmp/link', buf, 0))).toBe('EINVAL')
    expect(await failure(posix, posix.readlink('/tmp/link', buf, 41))).toBe('EINVAL')
    expect(await failure(posix, posix.readlink('/tmp/link', null as never))).toBe('EFAULT')
    expect(await failure(posix, posix.readlinkat(99, 'link', buf))).toBe('EBADF')
  })
})

test('unlink, rmdir and unlinkat remove entries', async () => {
  await inProcess(async (posix) => {
    const dir = await opened(posix, '/tmp')
    await newFile(posix, '/tmp/a')
    await newFile(posix, '/tmp/b')
    await posix.mkdir('/tmp/d', 0o755)
    await posix.mkdir('/tmp/d/e', 0o755)
    expect(await failure(posix, posix.unlink('/tmp/d'))).toBe('EPERM')
    expect(await failure(posix, posix.rmdir('/tmp/a'))).toBe('ENOTDIR')
    expect(await failure(posix, posix.rmdir('/tmp/d'))).toBe('ENOTEMPTY')
    expect(await failure(posix, posix.rmdir('/tmp/d/.'))).toBe('EINVAL')
    expect(await failure(posix, posix.unlinkat(dir, 'd', 0))).toBe('EPERM')
    expect(await failure(posix, posix.unlinkat(dir, 'a', 1))).toBe('EINVAL')
    expect(await failure(posix, posix.unlinkat(99, 'a', 0))).toBe('EBADF')
    expect(await posix.unlink('/tmp/a')).toBe(0)
    expect(await posix.unlinkat(dir, 'b', 0)).toBe(0)
    expect(await posix.rmdir('/tmp/d/e')).toBe(0)
    expect(await posix.unlinkat(dir, 'd', AT_REMOVEDIR)).toBe(0)
    expect(await failure(posix, posix.unlink('/tmp/a'))).toBe('ENOENT')
    expect(await failure(posix, posix.rmdir('/tmp/d'))).toBe('ENOENT')
  })
})

test('truncate changes the size of a file by its path', async () => {
  await inProcess(async (posix) => {
    await newFile(posix, '/tmp/a')
    expect(await posix.truncate('/tmp/a', 10)).toBe(0)
    expect((await attributes(posix, '/tmp/a')).st_size).toBe(10)
    expect(await failure(posix, posix.truncate('/tmp', 0))).toBe('EISDIR')
    expect(await failure(posix, posix.truncate('/tmp/a', -1))).toBe('EINVAL')
    expect(await failure(posix, posix.truncate('/tmp/a', 0.5))).toBe('EINVAL')
    expect(await failure(posix, posix.truncate('/tmp/a', 2 ** 60))).toBe('EFBIG')
    expect(await failure(posix, posix.truncate('/tmp/none', 0))).toBe('ENOENT')
    await posix.setuid(1000)
    expect(await failure(posix, posix.truncate('/tmp/a', 0))).toBe('EACCES')
  })
})

test('paths are checked by every function before anything else happens', async () => {
  await inProcess(async (posix) => {
    const calls = [
      (path: string) => posix.access(path, 0),
      (path: string) => posix.chdir(path),
      (path: string) => posix.chown(path, 0, 0),
      (path: string) => posix.lchown(path, 0, 0),
      (path: string) => posix.link(path, '/tmp/x'),
      (path: string) => posix.readlink(path, new Uint8Array(4)),
      (path: string) => posix.symlink('target', path),
      (path: string) => posix.rmdir(path),
      (path: string) => posix.truncate(path, 0),
      (path: string) => posix.unlink(path),
    ]
    for (const call of calls) {
      for (const wrong of [undefined, null, 3, {}, Symbol('path')])
        expect(await failure(posix, call(wrong as never))).toBe('EFAULT')
      expect(await failure(posix, call('/tmp/\0'))).toBe('EINVAL')
      expect(await failure(posix, call(''))).toBe('ENOENT')
      expect(await failure(posix, call('x'.repeat(5000)))).toBe('ENAMETOOLONG')
    }
    const dir = await posix.open('/tmp', O_RDONLY | O_DIRECTORY)
    expect(await posix.open('/tmp/new', O_CREAT | O_RDWR, 0o644)).toBe(dir + 1)
  })
})
