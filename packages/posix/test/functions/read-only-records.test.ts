// What functions of files shall write, but may not: EFAULT, and nothing is thrown.

import {
  AF_UNIX,
  CLOCK_REALTIME,
  iovec,
  msghdr,
  SOCK_STREAM,
  sockaddr_un,
  dirent,
  EFAULT,
  F_GETLK,
  F_WRLCK,
  flock,
  mq_attr,
  O_CREAT,
  O_RDWR,
  sched_param,
  timespec,
  tm,
  utsname,
  O_RDONLY,
  Out,
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
    ]
    for (const [index, call] of calls.entries()) expect([index, await call]).toEqual([index, -1])
    expect(await failure(posix, posix.stat('/tmp', frozen(new Stat())))).toBe('EFAULT')
    const dirp = await posix.opendir('/tmp')
    if (dirp === null) throw new Error('not opened')
    expect(await posix.readdir_r(dirp, frozen(new dirent()), new Out<dirent | null>())).toBe(EFAULT)
    expect(posix.getgroups(5, frozen([]))).toBe(-1)
    expect(posix.errno).toBe(EFAULT)
  })
})

test('records of time, queues and the system that are frozen are EFAULT', async () => {
  await inProcess((posix) => {
    const mq = posix.mq_open('/q', O_CREAT | O_RDWR)
    const calls: (() => unknown)[] = [
      () => posix.clock_gettime(CLOCK_REALTIME, Object.freeze(new timespec())),
      () => posix.clock_getres(CLOCK_REALTIME, Object.freeze(new timespec())),
      () => posix.gmtime_r(0, Object.freeze(new tm())),
      () => posix.localtime_r(0, Object.freeze(new tm())),
      () => posix.mktime(Object.freeze(new tm())),
      () => posix.mq_getattr(mq, Object.freeze(new mq_attr())),
      () => posix.mq_setattr(mq, new mq_attr(), Object.freeze(new mq_attr())),
      () => posix.uname(Object.freeze(new utsname())),
      () => posix.sched_getparam(0, Object.freeze(new sched_param())),
    ]
    for (const call of calls) {
      posix.errno = 0
      const answer = call()
      expect([String(call), answer === null ? -1 : answer, posix.errno]).toEqual([
        String(call),
        -1,
        EFAULT,
      ])
    }
    expect(posix.mq_close(mq)).toBe(0)
  })
})

test('addresses and messages that are frozen are EFAULT, and nothing is received', async () => {
  await inProcess(async (posix) => {
    const pair: number[] = []
    expect(await posix.socketpair(AF_UNIX, SOCK_STREAM, 0, pair)).toBe(0)
    const [one, other] = pair as [number, number]
    expect(await posix.send(one, Uint8Array.of(1, 2), 2, 0)).toBe(2)
    const bytes = new Uint8Array(2)
    const address = Object.freeze(new sockaddr_un())
    const message = new msghdr()
    message.msg_iov = [new iovec(bytes)]
    Object.freeze(message)
    expect(await failure(posix, posix.recvfrom(other, bytes, 2, 0, address))).toBe('EFAULT')
    expect(await failure(posix, posix.recvmsg(other, message, 0))).toBe('EFAULT')
    expect(await failure(posix, posix.getsockname(other, address))).toBe('EFAULT')
    expect(await failure(posix, posix.accept(other, address))).toBe('EFAULT')
    expect(await posix.recv(other, bytes, 2, 0)).toBe(2)
  })
})
