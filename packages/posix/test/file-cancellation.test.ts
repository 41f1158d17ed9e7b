// Threads that are cancelled while they wait for files: they end at once, and leave nothing behind.

import {
  F_SETLK,
  F_SETLKW,
  F_WRLCK,
  flock,
  O_CREAT,
  O_RDWR,
  Out,
  pipeSize,
  pollfd,
  POLLIN,
  type Posix,
  PTHREAD_CANCELED,
  pthread_t,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { inProcess, PosixWorld } from './posix-world.ts'
import { SharedFiles } from './shared-files.ts'

/** Runs a routine in a thread, cancels it while it waits, and expects that it ended so. */
async function cancelWaiting(
  posix: Posix,
  routine: (posix: Posix) => Promise<unknown>,
): Promise<void> {
  const thread = new pthread_t()
  const value = new Out<unknown>()
  const said: string[] = []
  const start = async (own: Posix): Promise<void> => {
    try {
      await routine(own)
      said.push('went on')
    } finally {
      said.push('finally')
    }
  }
  expect(posix.pthread_create(thread, null, start, null)).toBe(0)
  await posix.poll([], 0, 10)
  expect(posix.pthread_cancel(thread)).toBe(0)
  expect(await posix.pthread_join(thread, value)).toBe(0)
  expect(value.value).toBe(PTHREAD_CANCELED)
  expect(said).toEqual(['finally'])
}

test('a reader, a writer and a poll of a pipe are points of cancellation', async () => {
  await inProcess(async (posix) => {
    const [empty, full]: number[][] = [[], []]
    await posix.pipe(empty as number[])
    await posix.pipe(full as number[])
    const [from = -1, to = -1] = empty as number[]
    const [fullFrom = -1, fullTo = -1] = full as number[]
    await posix.write(fullTo, new Uint8Array(pipeSize))
    await cancelWaiting(posix, (own) => own.read(from, new Uint8Array(1)))
    await cancelWaiting(posix, (own) => own.write(fullTo, Uint8Array.of(1)))
    await cancelWaiting(posix, (own) => own.poll([new pollfd(from, POLLIN)], 1, -1))
    // What comes then is for others.
    expect(await posix.write(to, Uint8Array.of(7))).toBe(1)
    const into = new Uint8Array(2)
    expect(await posix.read(from, into)).toBe(1)
    expect(into[0]).toBe(7)
    expect(await posix.read(fullFrom, new Uint8Array(2 * pipeSize))).toBe(pipeSize)
    expect(await posix.poll([new pollfd(fullFrom, POLLIN)], 1, 0)).toBe(0)
  })
})

test('F_SETLKW is one, and a cancelled request does not get the lock', async () => {
  const shared = new SharedFiles()
  await using world = new PosixWorld()
  const options = [shared.for(1), shared.for(2)]
  for (const name of ['A', 'B']) world.client(name)
  const lock = new flock(F_WRLCK)
  const ours = await world.act(
    'A',
    (posix) => posix.open('/a', O_CREAT | O_RDWR, 0o644),
    options[0],
  )
  await world.act('A', (posix) => posix.fcntl(ours, F_SETLK, lock))
  await world.act(
    'B',
    async (posix) => {
      const theirs = await posix.open('/a', O_RDWR)
      await cancelWaiting(posix, (own) => own.fcntl(theirs, F_SETLKW, lock))
      expect(shared.mounts.root.locks?.waiting).toBe(0)
    },
    options[1],
  )
  await world.act('A', async (posix) => {
    await posix.close(ours)
  })
  expect(shared.mounts.root.locks?.size).toBe(0)
})
