// poll.h and sys/select.h: waiting for several descriptors.

import {
  FD_CLR,
  FD_ISSET,
  FD_SET,
  fd_set,
  FD_SETSIZE,
  FD_ZERO,
  O_RDONLY,
  OPEN_MAX,
  PIPE_BUF,
  pipeSize,
  POLLERR,
  pollfd,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  type Posix,
  timespec,
  timeval,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { inProcess, PosixWorld } from '../posix-world.ts'
import { together } from '../together.ts'

async function newPipe(posix: Posix): Promise<[number, number]> {
  const ends: number[] = []
  await posix.pipe(ends)
  return [ends[0] as number, ends[1] as number]
}

function setOf(...fds: number[]): fd_set {
  const set = new fd_set()
  for (const fd of fds) FD_SET(fd, set)
  return set
}

test('poll tells what is ready, and how many descriptors that are', async () => {
  await inProcess(async (posix) => {
    const file = await posix.open('/tmp', O_RDONLY)
    const [from, to] = await newPipe(posix)
    const fds = [
      new pollfd(file, POLLIN | POLLOUT),
      new pollfd(from, POLLIN),
      new pollfd(to, POLLOUT),
      new pollfd(-1, POLLIN),
      new pollfd(99, POLLIN),
    ]
    const found = (): number[] => fds.map(({ revents }) => revents)
    expect(await posix.poll(fds, 5, 0)).toBe(3)
    expect(found()).toEqual([POLLIN | POLLOUT, 0, POLLOUT, 0, POLLNVAL])
    await posix.write(to, new Uint8Array(pipeSize - PIPE_BUF + 1))
    expect(await posix.poll(fds, 3, -1)).toBe(2)
    expect(found().slice(0, 3)).toEqual([POLLIN | POLLOUT, POLLIN, 0])
    await posix.close(to)
    expect(await posix.poll(fds.slice(1, 2), 1, -1)).toBe(1)
    expect(found()[1]).toBe(POLLIN | POLLHUP)
  })
})

test('the end to write of a pipe without reader has POLLERR', async () => {
  await inProcess(async (posix) => {
    const [from, to] = await newPipe(posix)
    await posix.close(from)
    const fd = new pollfd(to, POLLIN)
    expect(await posix.poll([fd], 1, -1)).toBe(1)
    expect(fd.revents).toBe(POLLERR)
  })
})

test('poll waits as long as it shall, and no longer', async () => {
  await inProcess(async (posix, kos) => {
    const [from] = await newPipe(posix)
    const begin = kos.KnGetMSecSinceStart()
    expect(await posix.poll([new pollfd(from, POLLIN)], 1, 250)).toBe(0)
    expect(kos.KnGetMSecSinceStart() - begin).toBe(250)
    expect(await posix.poll([], 0, 50)).toBe(0)
    expect(kos.KnGetMSecSinceStart() - begin).toBe(300)
  })
})

test('poll is woken by a write, a close of the other end, and a close of its own', async () => {
  await using world = new PosixWorld()
  world.client('Program')
  let pipes: [number, number][] = []
  await world.act('Program', async (posix) => {
    pipes = [await newPipe(posix), await newPipe(posix), await newPipe(posix), await newPipe(posix)]
  })
  const waiter = (index: number) => async (posix: Posix) => {
    const fds = pipes.map(([from]) => new pollfd(from, POLLIN))
    const chosen = fds.slice(index, index + 2)
    expect(await posix.poll(chosen, 2, -1)).toBe(1)
    return chosen.map(({ revents }) => revents)
  }
  const answers = await together(world, 'Program', [
    waiter(0),
    waiter(2),
    async (posix, kos) => {
      await kos.KnSleep(5)
      await posix.write(pipes[1]?.[1] as number, Uint8Array.of(1))
      await kos.KnSleep(5)
      await posix.close(pipes[3]?.[0] as number)
    },
  ])
  expect(answers.slice(0, 2)).toEqual([
    [0, POLLIN],
    [0, POLLNVAL],
  ])
  const hangUp = await together(world, 'Program', [
    async (posix) => {
      const fd = new pollfd(pipes[0]?.[0] as number, 0)
      await posix.poll([fd], 1, -1)
      return fd.revents
    },
    async (posix, kos) => {
      await kos.KnSleep(5)
      await posix.close(pipes[0]?.[1] as number)
    },
  ])
  expect(hangUp[0]).toBe(POLLHUP)
})

test('a descriptor that is closed and opened anew is polled as what it is then', async () => {
  await using world = new PosixWorld()
  world.client('Program')
  let pipe: [number, number] = [-1, -1]
  await world.act('Program', async (posix) => {
    pipe = await newPipe(posix)
  })
  const [answer] = await together(world, 'Program', [
    async (posix) => {
      const fd = new pollfd(pipe[0], POLLIN)
      await posix.poll([fd], 1, -1)
      return fd.revents
    },
    async (posix, kos) => {
      await kos.KnSleep(5)
      const [otherFrom, otherTo] = await newPipe(posix)
      await posix.dup2(otherFrom, pipe[0])
      await kos.KnSleep(5)
      await posix.write(otherTo, Uint8Array.of(1))
    },
  ])
  expect(answer).toBe(POLLIN)
})

test('poll refuses what is no array, no record, no number', async () => {
  await inProcess(async (posix) => {
    const fd = new pollfd(0, POLLIN)
    expect(await failure(posix, posix.poll(null as never, 0, 0))).toBe('EFAULT')
    expect(await failure(posix, posix.poll([{} as pollfd], 1, 0))).toBe('EFAULT')
    for (const count of [-1, 2, 0.5, NaN, OPEN_MAX + 1])
      expect(await failure(posix, posix.poll([fd], count, 0))).toBe('EINVAL')
    for (const time of [NaN, 0.5, 2 ** 31, '5'])
      expect(await failure(posix, posix.poll([fd], 1, time as number))).toBe('EINVAL')
    const wrong = new pollfd('length' as never, POLLIN)
    expect(await posix.poll([wrong], 1, -1)).toBe(1)
    expect(wrong.revents).toBe(POLLNVAL)
  })
})

test('a set has the descriptors that were added, below FD_SETSIZE', () => {
  const set = setOf(1, 5, FD_SETSIZE - 1, FD_SETSIZE, -1, 0.5)
  const members = (): number[] =>
    [-1, 0, 1, 5, FD_SETSIZE - 1, FD_SETSIZE].filter((fd) => FD_ISSET(fd, set))
  expect(members()).toEqual([1, 5, FD_SETSIZE - 1])
  FD_CLR(5, set)
  expect(members()).toEqual([1, FD_SETSIZE - 1])
  FD_ZERO(set)
  expect(members()).toEqual([])
  for (const each of [FD_CLR, FD_SET]) each(1, null as never)
  FD_ZERO(undefined as never)
  expect(FD_ISSET(1, {} as fd_set)).toBe(false)
})

test('select leaves in the sets what is ready', async () => {
  await inProcess(async (posix) => {
    const [from, to] = await newPipe(posix)
    const file = await posix.open('/tmp', O_RDONLY)
    const [read, write, error] = [setOf(from, file), setOf(to, file), setOf(from, file)]
    expect(await posix.select(10, read, write, error, null)).toBe(3)
    const left = [from, to, file].map((fd) => [read, write, error].map((set) => FD_ISSET(fd, set)))
    expect(left).toEqual([
      [false, false, false],
      [false, true, false],
      [true, true, false],
    ])
    await posix.close(to)
    // The end of file is something to read, too.
    expect(await posix.select(10, setOf(from), null, null, null)).toBe(1)
    const none = setOf(from)
    expect(await posix.select(from, none, null, null, new timeval())).toBe(0)
    expect(FD_ISSET(from, none)).toBe(false)
  })
})

test('select and pselect wait for what is asked, in their units of time', async () => {
  await inProcess(async (posix, kos) => {
    const [from, to] = await newPipe(posix)
    const now = (): number => kos.KnGetMSecSinceStart()
    const begin = now()
    expect(await posix.select(10, setOf(from), null, null, new timeval(1, 500_001))).toBe(0)
    expect(now() - begin).toBe(1501)
    expect(await posix.pselect(10, setOf(from), null, null, new timespec(0, 1), null)).toBe(0)
    expect(now() - begin).toBe(1502)
    expect(await posix.select(0, null, null, null, new timeval(0, 8000))).toBe(0)
    expect(now() - begin).toBe(1510)
    // POLLHUP alone is nothing exceptional.
    await posix.close(to)
    expect(await posix.select(10, null, null, setOf(from), new timeval(0, 10_000))).toBe(0)
    expect(now() - begin).toBe(1520)
    expect(POLLPRI).toBe(2)
  })
})

test('select refuses descriptors that are not open, and what is no set or time', async () => {
  await inProcess(async (posix) => {
    const set = setOf(99)
    expect(await failure(posix, posix.select(100, set, null, null, null))).toBe('EBADF')
    expect(FD_ISSET(99, set)).toBe(true)
    expect(await posix.select(99, setOf(99), null, null, new timeval())).toBe(0)
    for (const nfds of [-1, FD_SETSIZE + 1, NaN, 0.5])
      expect(await failure(posix, posix.select(nfds, null, null, null, null))).toBe('EINVAL')
    expect(await failure(posix, posix.select(1, {} as fd_set, null, null, null))).toBe('EFAULT')
    for (const time of [new timeval(-1), new timeval(0, 1_000_000), new timeval(NaN), {}, 5])
      expect(await failure(posix, posix.select(0, null, null, null, time as never))).toBe('EINVAL')
    const wrong = new timespec(0, 1_000_000_000)
    expect(await failure(posix, posix.pselect(0, null, null, null, wrong, null))).toBe('EINVAL')
  })
})

test('select against a close is EBADF', async () => {
  await using world = new PosixWorld()
  world.client('Program')
  let pipe: [number, number] = [-1, -1]
  await world.act('Program', async (posix) => {
    pipe = await newPipe(posix)
  })
  const [answer] = await together(world, 'Program', [
    (posix) => failure(posix, posix.select(10, setOf(pipe[0]), null, null, null)),
    async (posix, kos) => {
      await kos.KnSleep(5)
      await posix.close(pipe[0])
    },
  ])
  expect(answer).toBe('EBADF')
})
