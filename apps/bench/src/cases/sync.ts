// Locks and queues, without a scheduler: what a free lock costs, and what it costs to hand a lock
// over that many wait for.
//
// A guard of another lock lives as long as its case: else a collection between batches would find
// none, and take away the optimised code that knew guards. The waiters of a hand-over are async
// functions that acquire and release in a loop, so that one has the lock and all others wait,
// always.
import { Mutex as PeerMutex } from 'async-mutex'
import { RWLock as PeerRWLock } from 'async-rwlock'
import { Sema } from 'async-sema'
import { Mutex, ObjectQueue, RWLock, Semaphore } from '@kos/sync'
import { defineCase, limit, own, peer } from '../case.ts'
import type { Batch, RatioCase, Side } from '../case.ts'
import { consume } from '../sink.ts'
import { Rounds } from './rounds.ts'

/** Locks a mutex that nobody has, and unlocks it. */
export const freeMutex: Side = {
  awaits: true,
  start: () => {
    const mutex = new Mutex()
    const kept = new Mutex().tryAcquire()
    return async (iterations) => {
      for (let i = 0; i < iterations; i++) {
        const guard = await mutex.acquire()
        guard.release()
      }
      consume([mutex.isLocked, kept])
    }
  },
}

/** The same beside packages that are used for it. */
export const mutexFree: RatioCase = defineCase({
  name: 'sync/mutex-free',
  ...freeMutex,
  against: [
    peer('async-mutex', {
      awaits: true,
      start: () => {
        const mutex = new PeerMutex()
        return async (iterations) => {
          for (let i = 0; i < iterations; i++) {
            const release = await mutex.acquire()
            release()
          }
          consume(mutex.isLocked())
        }
      },
    }),
  ],
})

/**
 * A crowd of which one has the lock and all others wait, also between batches. The one who has it
 * counts the hand-over.
 */
class Crowd {
  readonly rounds: Rounds = new Rounds()
  #left = 0

  /**
   * For the one who has the lock, before it hands it over: undefined, or a promise of the next
   * batch if this one is over.
   */
  count(): Promise<void> | undefined {
    return this.#left-- > 0 ? undefined : this.#next()
  }

  async #next(): Promise<void> {
    this.rounds.finish()
    this.#left = (await this.rounds.next()) - 1
  }
}

function handOver(waiters: number): Batch {
  const crowd = new Crowd()
  const mutex = new Mutex()
  const loop = async (): Promise<never> => {
    for (;;) {
      const guard = await mutex.acquire()
      const pause = crowd.count()
      if (pause !== undefined) await pause
      guard.release()
    }
  }
  for (let i = 0; i < waiters; i++) void loop()
  return crowd.rounds.batch
}

function handOverPeer(waiters: number): Batch {
  const crowd = new Crowd()
  const mutex = new PeerMutex()
  const loop = async (): Promise<never> => {
    for (;;) {
      const release = await mutex.acquire()
      const pause = crowd.count()
      if (pause !== undefined) await pause
      release()
    }
  }
  for (let i = 0; i < waiters; i++) void loop()
  return crowd.rounds.batch
}

/** A ring of promises: whoever goes on resolves the promise of the next. */
function handOverBare(waiters: number): Batch {
  const crowd = new Crowd()
  const ring: (() => void)[] = []
  const loop = async (index: number): Promise<never> => {
    const next = (index + 1) % waiters
    for (let turn: Promise<void> | null = index === 0 ? Promise.resolve() : null; ; turn = null) {
      await (turn ??
        new Promise<void>((resolve) => {
          ring[index] = resolve
        }))
      const pause = crowd.count()
      if (pause !== undefined) await pause
      ring[next]?.()
    }
  }
  for (let i = 0; i < waiters; i++) void loop(i)
  return crowd.rounds.batch
}

const awaiting = (start: Side['start']): Side => ({ awaits: true, start })

/** One of a thousand hands the mutex over and queues up again. */
export const mutexHandover: RatioCase = defineCase({
  name: 'sync/mutex-handover',
  ...awaiting(() => handOver(1_000)),
  against: [
    peer(
      'async-mutex',
      awaiting(() => handOverPeer(1_000)),
    ),
    limit(
      'bare promise hand-over',
      awaiting(() => handOverBare(1_000)),
    ),
  ],
})

const handOvers = 100_000

/**
 * So many waiters at each of so many mutexes, which are handed over from the first to the last
 * waiter, one mutex after the other.
 */
function handOverQueued(mutexes: number, waiters: number): Batch {
  const crowds = Array.from({ length: mutexes }, () => queued(waiters))
  return async () => {
    for (const crowd of crowds) await crowd()
  }
}

function queued(waiters: number): () => Promise<void> {
  const mutex = new Mutex()
  const first = mutex.tryAcquire()
  for (let i = 1; i < waiters; i++) void mutex.acquire().then((guard) => guard.release())
  const last = mutex.acquire().then((guard) => guard.release())
  return () => {
    first?.release()
    return last
  }
}

/** A hand-over among a hundred thousand who wait, against one among a hundred. */
export const mutexHandoverCrowd: RatioCase = defineCase({
  name: 'sync/mutex-handover-100k',
  iterations: handOvers,
  ...awaiting(() => handOverQueued(1, handOvers)),
  against: [
    own(
      '100 waiters',
      awaiting(() => handOverQueued(handOvers / 100, 100)),
    ),
  ],
})

const semaPeer = peer('async-sema', {
  awaits: true,
  start: () => {
    const semaphore = new Sema(1)
    return async (iterations) => {
      for (let i = 0; i < iterations; i++) {
        await semaphore.acquire()
        semaphore.release()
      }
      consume(semaphore.nrWaiting())
    }
  },
})

/** Takes the only permit and gives it back. */
export const semaphoreFree: RatioCase = defineCase({
  name: 'sync/semaphore-free',
  awaits: true,
  start: () => {
    const semaphore = new Semaphore(1)
    const kept = new Semaphore(1).tryAcquire()
    return async (iterations) => {
      for (let i = 0; i < iterations; i++) {
        const guard = await semaphore.acquire()
        guard.release()
      }
      consume([semaphore.count, kept])
    }
  },
  against: [semaPeer],
})

/** The same without waiting. */
export const semaphoreTry: RatioCase = defineCase({
  name: 'sync/semaphore-try',
  awaits: false,
  start: () => {
    const semaphore = new Semaphore(1)
    const kept = new Semaphore(1).tryAcquire()
    return (iterations) => {
      for (let i = 0; i < iterations; i++) {
        const guard = semaphore.tryAcquire()
        if (guard === undefined) throw new Error('There was no permit')
        guard.release()
      }
      consume([semaphore.count, kept])
    }
  },
  against: [semaPeer],
})

/** Locks a read-write lock that nobody has for reading, and unlocks it. */
export const rwlockReadFree: RatioCase = defineCase({
  name: 'sync/rwlock-read-free',
  awaits: true,
  start: () => {
    const rwlock = new RWLock()
    const kept = new RWLock().tryAcquireRead()
    return async (iterations) => {
      for (let i = 0; i < iterations; i++) {
        const guard = await rwlock.acquireRead()
        guard.release()
      }
      consume([rwlock.readers, kept])
    }
  },
  against: [
    peer('async-rwlock', {
      awaits: true,
      start: () => {
        const rwlock = new PeerRWLock()
        return async (iterations) => {
          for (let i = 0; i < iterations; i++) {
            await rwlock.readLock()
            rwlock.unlock()
          }
          consume(rwlock.getState())
        }
      },
    }),
  ],
})

interface Reading {
  readonly sensor: number
  readonly value: number
}

/** An object through a queue, from its allocation to its end. */
export const queue: RatioCase = defineCase({
  name: 'sync/queue',
  awaits: false,
  start: () => {
    const queue = new ObjectQueue({ count: 16, size: 8 })
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        queue.push(queue.alloc())
        const slot = queue.tryPop()
        if (queue.free(slot) !== 0) throw new Error('There was no object')
        sum = (sum + slot) | 0
      }
      consume(sum)
    }
  },
  against: [
    limit('array push + shift of an object', {
      awaits: false,
      start: () => {
        const queue: Reading[] = []
        return (iterations) => {
          let sum = 0
          for (let i = 0; i < iterations; i++) {
            queue.push({ sensor: i, value: 1 })
            sum = (sum + (queue.shift()?.sensor ?? 0)) | 0
          }
          consume(sum)
        }
      },
    }),
  ],
})
