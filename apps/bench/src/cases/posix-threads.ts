// Threads of POSIX programs: what a free mutex costs beside the one of @kos/sync that it is made
// of.
//
// A thread on a kernel does the rounds of all batches: the kernel is not asked for a free lock, but
// the waiter of a thread is what the mutex belongs to.
import { allowAll, createFullKernel } from '@kos/kernel'
import { posix, type Posix, pthread_mutex_t } from '@kos/posix'
import { defineCase, own } from '../case.ts'
import type { Batch, RatioCase } from '../case.ts'
import { consume } from '../sink.ts'
import { Rounds } from './rounds.ts'
import { freeMutex } from './sync.ts'

/** A thread that does `round` so many times a batch. */
function inThread(round: (functions: Posix, rounds: number) => Promise<void>): Batch {
  const kernel = createFullKernel({ security: allowAll() })
  const rounds = new Rounds()
  kernel.spawn(null, { name: 'Process' })
  void kernel.as('Process', async (kos) => {
    const functions = posix(kos)
    for (;;) {
      await round(functions, await rounds.next())
      rounds.finish()
    }
  })
  return rounds.batch
}

/** Locks a mutex that nobody has, and unlocks it. */
export const posixMutex: RatioCase = defineCase({
  name: 'posix/pthread-mutex',
  awaits: true,
  start: () => {
    const mutex = new pthread_mutex_t()
    return inThread(async ({ pthread_mutex_lock: lock, pthread_mutex_unlock: unlock }, rounds) => {
      let errors = 0
      for (let i = 0; i < rounds; i++) {
        errors |= await lock(mutex)
        errors |= unlock(mutex)
      }
      if (errors !== 0) throw new Error(`error ${errors}`)
      consume(errors)
    })
  },
  against: [own('sync/mutex-free', freeMutex)],
})
