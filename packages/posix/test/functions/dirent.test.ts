// dirent.h: directories.

import {
  alphasort,
  DIR,
  dirent,
  EBADF,
  EFAULT,
  O_CREAT,
  O_RDONLY,
  O_WRONLY,
  type Posix,
  Stat,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { inProcess } from '../posix-world.ts'

async function folder(posix: Posix, names: readonly string[]): Promise<DIR> {
  await posix.mkdir('/tmp/d', 0o755)
  for (const name of names) await posix.close(await posix.creat(`/tmp/d/${name}`, 0o644))
  return opened(posix, '/tmp/d')
}

async function opened(posix: Posix, path: string): Promise<DIR> {
  const dirp = await posix.opendir(path)
  if (dirp === null) throw new Error(`${path} was not opened`)
  return dirp
}

async function namesOf(posix: Posix, dirp: DIR): Promise<string[]> {
  const names: string[] = []
  for (;;) {
    const entry = await posix.readdir(dirp)
    if (entry === null) return names
    names.push(entry.d_name)
  }
}

test('readdir tells each entry once, with its inode, then null without an error', async () => {
  await inProcess(async (posix) => {
    const dirp = await folder(posix, ['b', 'a'])
    posix.errno = 0
    expect(await namesOf(posix, dirp)).toEqual(['.', '..', 'b', 'a'])
    expect(await posix.readdir(dirp)).toBe(null)
    expect(posix.errno).toBe(0)
    await posix.rewinddir(dirp)
    await posix.readdir(dirp)
    await posix.readdir(dirp)
    const stat = new Stat()
    await posix.stat('/tmp/d/b', stat)
    expect(await posix.readdir(dirp)).toEqual(new dirent(stat.st_ino, 'b'))
  })
})

test('closedir closes the descriptor, and the stream answers EBADF from then on', async () => {
  await inProcess(async (posix) => {
    const dirp = await folder(posix, [])
    const fd = posix.dirfd(dirp)
    expect(await posix.fstat(fd, new Stat())).toBe(0)
    expect(await posix.closedir(dirp)).toBe(0)
    expect(await failure(posix, posix.fstat(fd, new Stat()))).toBe('EBADF')
    // The number may be used again: the stream does not take it for its own.
    expect(await posix.open('/tmp', O_RDONLY)).toBe(fd)
    expect(await failure(posix, posix.closedir(dirp))).toBe('EBADF')
    expect(await failure(posix, posix.readdir(dirp))).toBe('EBADF')
    expect(await failure(posix, posix.telldir(dirp))).toBe('EBADF')
    expect(await failure(posix, posix.dirfd(dirp))).toBe('EINVAL')
    await posix.rewinddir(dirp)
    await posix.seekdir(dirp, 0)
  })
})

test('telldir and seekdir find a place again', async () => {
  await inProcess(async (posix) => {
    const dirp = await folder(posix, ['a', 'b', 'c', 'd'])
    for (let i = 0; i < 3; i++) await posix.readdir(dirp)
    const place = await posix.telldir(dirp)
    expect(await namesOf(posix, dirp)).toEqual(['b', 'c', 'd'])
    await posix.unlink('/tmp/d/c')
    await posix.seekdir(dirp, place)
    expect(await namesOf(posix, dirp)).toEqual(['b', 'd'])
    await posix.seekdir(dirp, NaN)
    expect(await posix.readdir(dirp)).toBe(null)
  })
})

test('opendir and fdopendir refuse what is no directory that one may read', async () => {
  await inProcess(async (posix) => {
    await posix.close(await posix.creat('/tmp/a', 0o644))
    await posix.mkdir('/tmp/secret', 0o300)
    expect(await failure(posix, posix.opendir('/tmp/a'))).toBe('ENOTDIR')
    expect(await failure(posix, posix.opendir('/tmp/none'))).toBe('ENOENT')
    expect(await failure(posix, posix.opendir(5 as never))).toBe('EFAULT')
    expect(await failure(posix, posix.fdopendir(99))).toBe('EBADF')
    const file = await posix.open('/tmp/a', O_RDONLY)
    const writer = await posix.open('/tmp/b', O_CREAT | O_WRONLY, 0o600)
    expect(await failure(posix, posix.fdopendir(file))).toBe('ENOTDIR')
    expect(await failure(posix, posix.fdopendir(writer))).toBe('EBADF')
    const dirp = posix.fdopendir(await posix.open('/tmp', O_RDONLY))
    expect(dirp).toBeInstanceOf(DIR)
    expect(await namesOf(posix, dirp as DIR)).toContain('secret')
    await posix.setuid(1000)
    expect(await failure(posix, posix.opendir('/tmp/secret'))).toBe('EACCES')
  })
})

test('readdir_r writes to a record of the caller, and answers the error number', async () => {
  await inProcess(async (posix) => {
    const dirp = await folder(posix, ['a'])
    const entry = new dirent()
    const result: (dirent | null)[] = [null]
    const names: string[] = []
    for (;;) {
      expect(await posix.readdir_r(dirp, entry, result)).toBe(0)
      if (result[0] === null) break
      expect(result[0]).toBe(entry)
      names.push(entry.d_name)
    }
    expect(names).toEqual(['.', '..', 'a'])
    expect(await posix.readdir_r(dirp, {} as dirent, result)).toBe(EFAULT)
    expect(await posix.readdir_r(dirp, entry, null as never)).toBe(EFAULT)
    await posix.closedir(dirp)
    expect(await posix.readdir_r(dirp, entry, result)).toBe(EBADF)
    expect(await posix.readdir_r(null as never, entry, result)).toBe(EBADF)
  })
})

test('scandir selects and sorts, and closes what it opened', async () => {
  await inProcess(async (posix) => {
    const dirp = await folder(posix, ['b', 'C', 'a', 'ab'])
    await posix.closedir(dirp)
    const free = await posix.open('/tmp', O_RDONLY)
    await posix.close(free)
    const list: dirent[] = [new dirent(1, 'old')]
    const noDots = ({ d_name }: dirent): boolean => !d_name.startsWith('.')
    expect(await posix.scandir('/tmp/d', list, noDots, alphasort)).toBe(4)
    expect(list.map(({ d_name }) => d_name)).toEqual(['C', 'a', 'ab', 'b'])
    expect(await posix.scandir('/tmp/d', list)).toBe(6)
    expect(list[2]?.d_name).toBe('b')
    expect(await failure(posix, posix.scandir('/tmp/none', list))).toBe('ENOENT')
    expect(await failure(posix, posix.scandir('/tmp/d', {} as never))).toBe('EFAULT')
    expect(await failure(posix, posix.scandir('/tmp/d', list, 5 as never))).toBe('EFAULT')
    expect(list).toHaveLength(6)
    const thrown = posix.scandir('/tmp/d', list, () => {
      throw new Error('of the program')
    })
    await expect(thrown).rejects.toThrow('of the program')
    expect(await posix.open('/tmp', O_RDONLY)).toBe(free)
  })
})

test('alphasort compares names', () => {
  const [a, b] = [new dirent(1, 'a'), new dirent(2, 'b')]
  expect([alphasort(a, b), alphasort(b, a), alphasort(a, a)]).toEqual([-1, 1, 0])
})

test('a directory that was removed has no entries', async () => {
  await inProcess(async (posix) => {
    const dirp = await folder(posix, [])
    await posix.rmdir('/tmp/d')
    expect(await failure(posix, posix.readdir(dirp))).toBe('ENOENT')
  })
})
