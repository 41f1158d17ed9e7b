// Nothing grows: after many rounds of what programs do all day the kernel holds what it held before,
// and so does the heap of the host. `KOS_ATTACK_CALLS=10000000` makes a million rounds.

import {
  O_CREAT,
  O_RDWR,
  POLLIN,
  type Posix,
  pollfd,
  pthread_mutex_t,
  pthread_t,
  Stat,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { heapAtRest } from '../garbage.ts'
import { PosixWorld } from '../posix-world.ts'
import { VfsWorld } from '../vfs-world.ts'

const calls = Number(process.env['KOS_ATTACK_CALLS'] ?? 0)
const isLong = calls > 0
const roundsEach = isLong ? Math.ceil(calls / 10 / 4) : 40
const warmUp = isLong ? 2000 : 5
/** Bytes of the heap that all rounds, and each of them may leave: noise, less than an object. */
const heapNoise = 400_000
const heapPerRound = 24
const timeLimit = isLong ? 24 * 3_600_000 : 120_000

type Round = (posix: Posix) => Promise<void>

const data = new Uint8Array(6000).fill(7)
const buffer = new Uint8Array(6000)

const ok = (answer: number): void => expect(answer).toBeGreaterThanOrEqual(0)

const rounds: Readonly<Record<string, Round>> = {
  async 'files that are made, renamed, linked and removed'(posix) {
    const fd = await posix.open('/file', O_CREAT | O_RDWR, 0o644)
    ok(fd)
    ok(await posix.write(fd, data, data.length))
    ok(await posix.pread(fd, buffer, buffer.length, 0))
    ok(await posix.fstat(fd, new Stat()))
    ok(await posix.rename('/file', '/renamed'))
    ok(await posix.link('/renamed', '/linked'))
    ok(await posix.unlink('/renamed'))
    ok(await posix.unlink('/linked'))
    ok(await posix.close(fd))
  },
  async 'directories and streams'(posix) {
    ok(await posix.mkdir('/d', 0o755))
    const file = await posix.fopen('/d/text', 'w+')
    if (file === null) throw new Error('not opened')
    ok(await posix.fprintf(file, '%s %d\n', 'text', 5))
    ok(await posix.fclose(file))
    const directory = await posix.opendir('/d')
    if (directory === null) throw new Error('not opened')
    while ((await posix.readdir(directory)) !== null);
    ok(await posix.closedir(directory))
    ok(await posix.unlink('/d/text'))
    ok(await posix.rmdir('/d'))
  },
  async 'pipes and polls'(posix) {
    const ends: [number, number] = [0, 0]
    ok(await posix.pipe(ends))
    ok(await posix.write(ends[1], data, 100))
    ok(await posix.poll([new pollfd(ends[0], POLLIN)], 1, 0))
    ok(await posix.read(ends[0], buffer, 100))
    ok(await posix.close(ends[0]))
    ok(await posix.close(ends[1]))
  },
  async 'threads and mutexes'(posix) {
    const mutex = new pthread_mutex_t()
    ok(posix.pthread_mutex_init(mutex, null))
    const thread = new pthread_t()
    await posix.pthread_mutex_lock(mutex)
    const routine = async (mine: Posix): Promise<null> => {
      await mine.pthread_mutex_lock(mutex)
      mine.pthread_mutex_unlock(mutex)
      return null
    }
    ok(posix.pthread_create(thread, null, routine, null))
    posix.pthread_mutex_unlock(mutex)
    ok(await posix.pthread_join(thread, null))
    ok(posix.pthread_mutex_destroy(mutex))
  },
}

const worlds: Readonly<Record<string, () => PosixWorld>> = {
  'in the process': () => new PosixWorld(),
  'of a VFS process': () => new VfsWorld(),
}

function holdings({ kernel }: PosixWorld): unknown {
  const { objects, tasks } = kernel.inspect()
  return { objects: { ...objects }, handles: tasks.map(({ name, handles }) => [name, handles]) }
}

for (const [place, make] of Object.entries(worlds))
  test.each(Object.entries(rounds))(
    `with files ${place} nothing grows by %s`,
    async (_name, round) => {
      await using world = make()
      world.client('Program')
      const run = (count: number): Promise<void> =>
        world.act('Program', async (posix) => {
          for (let i = 0; i < count; i++) await round(posix)
        })
      await run(warmUp)
      const [before, heap] = [holdings(world), isLong ? await heapAtRest() : 0]
      await run(roundsEach)
      expect(holdings(world)).toEqual(before)
      if (isLong)
        expect((await heapAtRest()) - heap).toBeLessThan(heapNoise + heapPerRound * roundsEach)
    },
    timeLimit,
  )
