// Two threads ask for the last free descriptor at once: one gets it, and for the other nothing is
// made, though what it opens is in another process and takes its time.

import {
  EMFILE,
  F_OK,
  O_CREAT,
  O_RDONLY,
  O_WRONLY,
  OPEN_MAX,
  type Posix,
  pthread_t,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { VfsWorld } from './vfs-world.ts'

async function untilOneIsFree(posix: Posix): Promise<void> {
  const fd = await posix.open('/', O_RDONLY)
  let last = fd
  while (last >= 0 && last < OPEN_MAX - 2) last = await posix.dup(fd)
  expect(last).toBe(OPEN_MAX - 2)
}

test('of two threads that make files one gets the last descriptor, and one file is made', async () => {
  await using world = new VfsWorld()
  world.client('Program')
  await world.act('Program', async (posix) => {
    await untilOneIsFree(posix)
    const answers: (readonly [fd: number, errno: number])[] = []
    const open = (path: string) => async (mine: Posix) => {
      const fd = await mine.open(path, O_CREAT | O_WRONLY, 0o644)
      answers.push([fd, fd < 0 ? mine.errno : 0])
      return null
    }
    const threads = ['/one', '/other'].map((path) => {
      const thread = new pthread_t()
      expect(posix.pthread_create(thread, null, open(path), null)).toBe(0)
      return thread
    })
    for (const thread of threads) expect(await posix.pthread_join(thread, null)).toBe(0)
    expect(answers.toSorted(([a], [b]) => a - b)).toEqual([
      [-1, EMFILE],
      [OPEN_MAX - 1, 0],
    ])
    const made = [await posix.access('/one', F_OK), await posix.access('/other', F_OK)]
    expect(made.toSorted((a, b) => a - b)).toEqual([-1, 0])
  })
})

test('a descriptor that is kept for a file is not open, and free when the file is not there', async () => {
  await using world = new VfsWorld()
  world.client('Program')
  await world.act('Program', async (posix) => {
    await untilOneIsFree(posix)
    const opening = posix.open('/none', O_RDONLY)
    expect(await posix.dup(0)).toBe(-1)
    expect(posix.errno).toBe(EMFILE)
    expect(await posix.close(OPEN_MAX - 1)).toBe(-1)
    expect(await opening).toBe(-1)
    expect(await posix.dup(0)).toBe(OPEN_MAX - 1)
  })
})
