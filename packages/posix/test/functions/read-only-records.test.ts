// What functions of files shall write, but may not: EFAULT, and nothing is thrown.

import {
  dirent,
  EFAULT,
  F_GETLK,
  F_WRLCK,
  flock,
  O_RDONLY,
  pollfd,
  Stat,
  Statvfs,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { inProcess } from '../posix-world.ts'

test('records and arrays that are frozen are EFAULT', async () => {
  await inProcess(async (posix) => {
    const fd = await posix.open('/tmp', O_RDONLY)
    const frozen = <T extends object>(record: T): T => Object.freeze(record)
    const calls = [
      posix.stat('/tmp', frozen(new Stat())),
      posix.lstat('/tmp', frozen(new Stat())),
      posix.fstat(fd, frozen(new Stat())),
      posix.fstatat(fd, '.', frozen(new Stat()), 0),
      posix.statvfs('/tmp', frozen(new Statvfs())),
      posix.fstatvfs(fd, frozen(new Statvfs())),
      posix.fcntl(fd, F_GETLK, frozen(new flock(F_WRLCK))),
      posix.poll([frozen(new pollfd(fd, 1))], 1, 0),
      posix.pipe(frozen([])),
      posix.scandir('/tmp', frozen([])),
      posix.mkstemp(frozen({ value: '/tmp/XXXXXX' })),
      posix.mkdtemp(frozen({ value: '/tmp/XXXXXX' })),
    ]
    for (const call of calls) expect(await call).toBeOneOf([-1, null])
    expect(await failure(posix, posix.stat('/tmp', frozen(new Stat())))).toBe('EFAULT')
    const dirp = await posix.opendir('/tmp')
    if (dirp === null) throw new Error('not opened')
    expect(await posix.readdir_r(dirp, frozen(new dirent()), [])).toBe(EFAULT)
    expect(await posix.readdir_r(dirp, new dirent(), frozen([]))).toBe(EFAULT)
    expect(posix.getgroups(5, frozen([]))).toBe(-1)
    expect(posix.errno).toBe(EFAULT)
  })
})
