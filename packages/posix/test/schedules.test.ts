// Threads of one process that use files, pipes and polls at the same time, under many schedules: each
// seed is another one, and a failure tells its seed.

import { seededExploration } from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import {
  O_APPEND,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  pollfd,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  type Posix,
  Stat,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { failure } from './failure.ts'
import { PosixWorld } from './posix-world.ts'
import { together } from './together.ts'

const seeds = Array.from({ length: 25 }, (_, seed) => seed + 1)

type Routine = (posix: Posix, kos: Kos) => Promise<unknown>

/** What the threads answer and the last one after them, under one schedule. */
async function schedule(
  seed: number,
  prepare: Routine,
  threads: readonly Routine[],
  after: Routine,
): Promise<unknown[]> {
  await using world = new PosixWorld({ choice: seededExploration(seed, 2) })
  world.client('Program')
  await world.act('Program', prepare)
  const answers = await together(world, 'Program', threads)
  return [...answers, await world.act('Program', after)]
}

describe('under every schedule', () => {
  test('two writers with O_APPEND lose nothing, and mix no records', async () => {
    const orders = new Set<string>()
    const [rounds, length] = [8, 100]
    for (const seed of seeds) {
      const writer =
        (mark: number): Routine =>
        async (posix, kos) => {
          const fd = await posix.open('/tmp/log', O_WRONLY | O_APPEND)
          for (let i = 0; i < rounds; i++) {
            expect(await posix.write(fd, new Uint8Array(length).fill(mark))).toBe(length)
            await kos.KosThreadYield()
          }
        }
      const [, , bytes] = await schedule(
        seed,
        (posix) => posix.creat('/tmp/log', 0o644),
        [writer(1), writer(2)],
        async (posix) => {
          const into = new Uint8Array(4 * rounds * length)
          const fd = await posix.open('/tmp/log', O_RDONLY)
          return into.slice(0, await posix.read(fd, into))
        },
      )
      const log = bytes as Uint8Array
      expect([seed, log.length]).toEqual([seed, 2 * rounds * length])
      const marks = Array.from({ length: 2 * rounds }, (_, i) => log[i * length])
      for (const [i, mark] of marks.entries())
        expect(log.subarray(i * length, (i + 1) * length).every((each) => each === mark)).toBe(true)
      orders.add(marks.join(''))
    }
    expect(orders.size).toBeGreaterThan(3)
  })

  test('who opens a path over which another file is renamed sees one of both', async () => {
    const seen = new Set<string>()
    for (const seed of seeds) {
      const answers = await schedule(
        seed,
        async (posix) => {
          for (const [path, mark] of [
            ['/tmp/a', 1],
            ['/tmp/b', 2],
          ] as const) {
            const fd = await posix.open(path, O_CREAT | O_RDWR, 0o644)
            await posix.write(fd, new Uint8Array(10).fill(mark))
            await posix.close(fd)
          }
        },
        [
          async (posix, kos) => {
            await kos.KosThreadYield()
            const fd = await posix.open('/tmp/a', O_RDONLY)
            await kos.KosThreadYield()
            const into = new Uint8Array(20)
            const count = await posix.read(fd, into)
            const stat = new Stat()
            await posix.fstat(fd, stat)
            return [count, into[0], into[9], stat.st_size].join()
          },
          async (posix, kos) => {
            await kos.KosThreadYield()
            return posix.rename('/tmp/b', '/tmp/a')
          },
        ],
        async (posix) => [
          await failure(posix, posix.access('/tmp/b', 0)),
          await posix.open('/tmp/a', O_RDONLY),
        ],
      )
      seen.add(String(answers[0]))
      expect(answers.slice(1)).toEqual([0, ['ENOENT', expect.any(Number)]])
    }
    expect([...seen].sort()).toEqual(['10,1,1,10', '10,2,2,10'])
  })

  test('a poll hears of each write and each close, whichever comes first', async () => {
    const seen = new Set<string>()
    for (const seed of seeds) {
      const pipes: number[][] = [[], []]
      const [answer] = await schedule(
        seed,
        async (posix) => {
          for (const each of pipes) await posix.pipe(each)
        },
        [
          async (posix) => {
            const fds = pipes.map(([from = -1]) => new pollfd(from, POLLIN))
            expect(await posix.poll(fds, 2, -1)).toBeGreaterThan(0)
            return fds.map(({ revents }) => revents).join()
          },
          async (posix, kos) => {
            await kos.KosThreadYield()
            await posix.write(pipes[0]?.[1] as number, Uint8Array.of(1))
          },
          async (posix, kos) => {
            await kos.KosThreadYield()
            await posix.close(pipes[1]?.[seed % 2] as number)
          },
        ],
        async () => {},
      )
      seen.add(String(answer))
    }
    const closed = [POLLNVAL, POLLHUP]
    const possible = [
      `${POLLIN},0`,
      ...closed.flatMap((each) => [`0,${each}`, `${POLLIN},${each}`]),
    ]
    for (const each of seen) expect(possible).toContain(each)
    expect(seen.size).toBeGreaterThan(2)
  })

  test('all bytes come through a pipe with two writers and two readers, once', async () => {
    const [rounds, length] = [5, 30_000]
    for (const seed of seeds.slice(0, 8)) {
      const ends: number[] = []
      const writer =
        (mark: number): Routine =>
        async (posix) => {
          const bytes = new Uint8Array(length).fill(mark)
          for (let i = 0; i < rounds; i++)
            expect(await posix.write(ends[1] as number, bytes)).toBe(length)
        }
      const counts = [0, 0, 0]
      let writers = 2
      const reader: Routine = async (posix) => {
        const into = new Uint8Array(7000)
        for (;;) {
          const count = await posix.read(ends[0] as number, into)
          if (count === 0) return
          for (let i = 0; i < count; i++) {
            const mark = into[i] as number
            counts[mark] = (counts[mark] as number) + 1
          }
        }
      }
      const closing =
        (routine: Routine): Routine =>
        async (posix, kos) => {
          await routine(posix, kos)
          if (--writers === 0) await posix.close(ends[1] as number)
        }
      await schedule(
        seed,
        (posix) => posix.pipe(ends),
        [closing(writer(1)), closing(writer(2)), reader, reader],
        async () => {},
      )
      expect([seed, ...counts]).toEqual([seed, 0, rounds * length, rounds * length])
    }
  })
})
