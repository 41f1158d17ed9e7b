// pipe of unistd.h: bytes between threads, limits, ends that are closed.

import {
  F_GETFL,
  F_SETFL,
  O_NONBLOCK,
  O_RDONLY,
  O_WRONLY,
  PIPE_BUF,
  pipeSize,
  type Posix,
  Stat,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { inProcess, PosixWorld } from '../posix-world.ts'
import { together } from '../together.ts'

async function newPipe(posix: Posix, flags = 0): Promise<[number, number]> {
  const ends: number[] = []
  expect(await posix.pipe(ends)).toBe(0)
  const [from = -1, to = -1] = ends
  for (const end of ends) await posix.fcntl(end, F_SETFL, flags)
  return [from, to]
}

const bytes = (length: number, first = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (first + i) % 251)

test('what is written is read in order, until the end of file', async () => {
  await inProcess(async (posix) => {
    const [from, to] = await newPipe(posix)
    expect(await posix.write(to, bytes(5))).toBe(5)
    expect(await posix.write(to, bytes(3, 5))).toBe(3)
    const into = new Uint8Array(20)
    expect(await posix.read(from, into, 6)).toBe(6)
    expect(await posix.read(from, into.subarray(6))).toBe(2)
    expect([...into.subarray(0, 8)]).toEqual([...bytes(8)])
    await posix.write(to, bytes(1))
    await posix.close(to)
    expect(await posix.read(from, into)).toBe(1)
    expect(await posix.read(from, into)).toBe(0)
    expect(await posix.read(from, into, 0)).toBe(0)
  })
})

test('each end is for one direction', async () => {
  await inProcess(async (posix) => {
    const [from, to] = await newPipe(posix)
    expect(await failure(posix, posix.read(to, new Uint8Array(1)))).toBe('EBADF')
    expect(await failure(posix, posix.write(from, new Uint8Array(1)))).toBe('EBADF')
    expect(await posix.fcntl(from, F_GETFL)).toBe(O_RDONLY)
    expect(await posix.fcntl(to, F_GETFL)).toBe(O_WRONLY)
    expect(await failure(posix, posix.pipe(null as never))).toBe('EFAULT')
    expect(await failure(posix, posix.pipe(new Int32Array(1)))).toBe('EFAULT')
    const typed = new Int32Array(2)
    expect(await posix.pipe(typed)).toBe(0)
    expect([...typed]).toEqual([to + 1, to + 2])
  })
})

test('writing to nobody is EPIPE', async () => {
  await inProcess(async (posix) => {
    const [from, to] = await newPipe(posix)
    const copy = await posix.dup(from)
    await posix.close(from)
    expect(await posix.write(to, bytes(1))).toBe(1)
    await posix.close(copy)
    expect(await failure(posix, posix.write(to, bytes(1)))).toBe('EPIPE')
  })
})

test('with O_NONBLOCK an empty and a full pipe are EAGAIN', async () => {
  await inProcess(async (posix) => {
    const [from, to] = await newPipe(posix, O_NONBLOCK)
    expect(await failure(posix, posix.read(from, new Uint8Array(1)))).toBe('EAGAIN')
    expect(await posix.write(to, bytes(pipeSize + 1))).toBe(pipeSize)
    expect(await failure(posix, posix.write(to, bytes(1)))).toBe('EAGAIN')
    expect(await posix.read(from, new Uint8Array(PIPE_BUF - 1))).toBe(PIPE_BUF - 1)
    // All of PIPE_BUF bytes or none; of more what fits.
    expect(await failure(posix, posix.write(to, bytes(PIPE_BUF)))).toBe('EAGAIN')
    expect(await posix.write(to, bytes(PIPE_BUF + 1))).toBe(PIPE_BUF - 1)
    expect(await posix.fcntl(to, F_GETFL)).toBe(O_WRONLY | O_NONBLOCK)
  })
})

test('a reader waits for a writer, and a writer for room', async () => {
  await using world = new PosixWorld()
  world.client('Program')
  let ends: [number, number] = [-1, -1]
  await world.act('Program', async (posix) => {
    ends = await newPipe(posix)
  })
  const size = 3 * pipeSize + 17
  const got: number[] = []
  await together(world, 'Program', [
    async (posix) => {
      const into = new Uint8Array(10_000)
      for (;;) {
        const count = await posix.read(ends[0], into)
        if (count === 0) return
        expect(count).toBeGreaterThan(0)
        got.push(...into.subarray(0, count))
      }
    },
    async (posix) => {
      expect(await posix.write(ends[1], bytes(size))).toBe(size)
      await posix.close(ends[1])
    },
  ])
  expect(got).toEqual([...bytes(size)])
})

test('writes of PIPE_BUF bytes are not mixed', async () => {
  await using world = new PosixWorld()
  world.client('Program')
  let ends: [number, number] = [-1, -1]
  await world.act('Program', async (posix) => {
    ends = await newPipe(posix)
  })
  const rounds = 20
  const got: number[] = []
  const writer = (mark: number) => async (posix: Posix) => {
    for (let i = 0; i < rounds; i++)
      expect(await posix.write(ends[1], new Uint8Array(PIPE_BUF).fill(mark))).toBe(PIPE_BUF)
  }
  await together(world, 'Program', [
    writer(1),
    writer(2),
    writer(3),
    async (posix, kos) => {
      const into = new Uint8Array(1000)
      while (got.length < 3 * rounds * PIPE_BUF) {
        const count = await posix.read(ends[0], into)
        for (const each of into.subarray(0, count)) got.push(each)
        // Lets the writers see that there is some room, less than they need.
        await kos.KosThreadYield()
      }
    },
  ])
  for (let at = 0; at < got.length; at += PIPE_BUF)
    expect(new Set(got.slice(at, at + PIPE_BUF)).size).toBe(1)
})

test('of PIPE_BUF bytes none is written before all fit, of more as many as fit', async () => {
  await using world = new PosixWorld()
  world.client('Program')
  for (const [length, written] of [
    [PIPE_BUF, 0],
    [PIPE_BUF + 1, PIPE_BUF - 1],
  ] as const) {
    let ends: [number, number] = [-1, -1]
    const before = pipeSize - PIPE_BUF + 1
    await world.act('Program', async (posix) => {
      ends = await newPipe(posix)
      await posix.write(ends[1], bytes(before))
    })
    await together(world, 'Program', [
      (posix) => posix.write(ends[1], bytes(length)),
      async (posix, kos) => {
        await kos.KnSleep(5)
        const stat = new Stat()
        await posix.fstat(ends[0], stat)
        expect(stat.st_size).toBe(before + written)
        await posix.read(ends[0], new Uint8Array(2))
      },
    ])
  }
})

test('who waits at an end that is closed is told', async () => {
  await using world = new PosixWorld()
  world.client('Program')
  let pipes: [number, number][] = []
  await world.act('Program', async (posix) => {
    pipes = [await newPipe(posix), await newPipe(posix), await newPipe(posix)]
    await posix.write(pipes[1]?.[1] as number, bytes(pipeSize))
  })
  const [[emptyFrom], [fullFrom, fullTo], [ownFrom]] = pipes as [
    [number, number],
    [number, number],
    [number, number],
  ]
  const answers = await together(world, 'Program', [
    (posix) => posix.read(emptyFrom, new Uint8Array(1)),
    (posix) => failure(posix, posix.write(fullTo, bytes(1))),
    (posix) => failure(posix, posix.read(ownFrom, new Uint8Array(1))),
    async (posix, kos) => {
      await kos.KnSleep(10)
      await posix.close(pipes[0]?.[1] as number)
      await posix.close(fullFrom)
      await posix.close(ownFrom)
    },
  ])
  expect(answers.slice(0, 3)).toEqual([0, 'EPIPE', 'EBADF'])
})
