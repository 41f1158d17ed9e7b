// Locks of pthread.h and semaphores against naive models, on the real kernel: threads do random
// operations one after the other, and after each all threads have got what the model says, or wait.

import fc from 'fast-check'
import {
  EAGAIN,
  EBUSY,
  EDEADLK,
  EPERM,
  type Posix,
  pthread_cond_t,
  pthread_mutex_t,
  pthread_mutexattr_init,
  pthread_mutexattr_settype,
  pthread_mutexattr_t,
  PTHREAD_MUTEX_ERRORCHECK,
  PTHREAD_MUTEX_NORMAL,
  PTHREAD_MUTEX_RECURSIVE,
  pthread_rwlock_t,
  type pthread_t,
  sem_t,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { inProcess } from './posix-world.ts'
import { spawn } from './pthread-threads.ts'

/** What a worker has got: a number, or that it waits, or that it was cancelled. */
type Outcome = number | 'waits' | 'cancelled'
type Operation = (own: Posix) => Promise<number> | number

const workerCount = 4

/** A thread that does what it is told. */
class Worker {
  outcome: Outcome = 0
  readonly id: pthread_t
  readonly #go: sem_t = new sem_t()
  #operation: Operation = () => 0

  constructor(posix: Posix, atCancel: Operation) {
    posix.sem_init(this.#go, 0, 0)
    this.id = spawn(posix, async (own) => {
      own.pthread_cleanup_push(async () => {
        this.outcome = 'cancelled'
        await atCancel(own)
      }, null)
      for (;;) {
        await own.sem_wait(this.#go)
        this.outcome = await this.#operation(own)
      }
    })
  }

  do(posix: Posix, operation: Operation): void {
    this.outcome = 'waits'
    this.#operation = operation
    posix.sem_post(this.#go)
  }
}

/** A model: outcomes by worker, and operations by name. */
abstract class Model {
  readonly outcomes: Outcome[] = Array.from({ length: workerCount }, () => 0)
  abstract apply(worker: number, operation: string): void

  protected done(worker: number, outcome: Outcome): void {
    this.outcomes[worker] = outcome
  }
}

interface Subject {
  readonly model: Model
  readonly operations: Readonly<Record<string, Operation>>
  readonly atCancel?: Operation
}

/** Compares a subject with its model after each of these steps. */
async function compare(
  make: (posix: Posix) => Subject,
  steps: readonly (readonly [worker: number, operation: number])[],
): Promise<void> {
  await inProcess(async (posix) => {
    const { model, operations, atCancel = () => 0 } = make(posix)
    const workers = Array.from({ length: workerCount }, () => new Worker(posix, atCancel))
    const names = [...Object.keys(operations), 'cancel']
    const log: string[] = []
    for (const [index, number] of steps) {
      const name = names[number % names.length] as string
      const worker = workers[index] as Worker
      const waits = model.outcomes[index] === 'waits'
      if (model.outcomes[index] === 'cancelled' || waits !== (name === 'cancel')) continue
      log.push(`${index} ${name}`)
      model.apply(index, name)
      if (name === 'cancel') posix.pthread_cancel(worker.id)
      else worker.do(posix, operations[name] as Operation)
      for (let i = 0; i < 8; i++) await posix.sched_yield()
      expect([...log, workers.map(({ outcome }) => outcome)]).toEqual([...log, model.outcomes])
    }
  })
}

function property(name: string, make: (posix: Posix) => Subject): void {
  test(name, { timeout: 60_000 }, async () => {
    const step = fc.tuple(fc.nat(workerCount - 1), fc.nat(999))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), (steps) =>
        compare(make, steps),
      ),
      { seed: 1, numRuns: 10 },
    )
  })
}

/** A mutex with a condition variable. */
class MutexModel extends Model {
  readonly #type: number
  #owner = -1
  #depth = 0
  #queue: { worker: number; depth: number; outcome: Outcome }[] = []
  #signalled: { worker: number; depth: number }[] = []

  constructor(type: number) {
    super()
    this.#type = type
  }

  apply(worker: number, operation: string): void {
    if (operation === 'lock') this.#lock(worker)
    if (operation === 'trylock') this.#tryLock(worker)
    if (operation === 'unlock') this.#unlock(worker)
    if (operation === 'wait') this.#wait(worker)
    if (operation === 'signal' || operation === 'broadcast') {
      for (const first of this.#signalled.splice(0, operation === 'signal' ? 1 : Infinity))
        this.#relock(first.worker, first.depth, 0)
      this.done(worker, 0)
    }
    if (operation === 'cancel') this.#cancel(worker)
  }

  #lock(worker: number): void {
    if (this.#owner === worker && this.#type === PTHREAD_MUTEX_ERRORCHECK)
      return this.done(worker, EDEADLK)
    if (this.#owner === worker && this.#type === PTHREAD_MUTEX_RECURSIVE) {
      this.#depth++
      return this.done(worker, 0)
    }
    this.#relock(worker, 1, 0)
  }

  #tryLock(worker: number): void {
    const isAgain = this.#owner === worker && this.#type === PTHREAD_MUTEX_RECURSIVE
    if (this.#owner === -1 || isAgain) return this.#lock(worker)
    this.done(worker, EBUSY)
  }

  #relock(worker: number, depth: number, outcome: Outcome): void {
    if (this.#owner !== -1) {
      this.#queue.push({ worker, depth, outcome })
      return this.done(worker, 'waits')
    }
    this.#owner = worker
    this.#depth = depth
    this.done(worker, outcome)
    // Its handler unlocks.
    if (outcome === 'cancelled') this.#release()
  }

  #unlock(worker: number): void {
    if (this.#owner !== worker) return this.done(worker, EPERM)
    this.done(worker, 0)
    if (--this.#depth === 0) this.#release()
  }

  #release(): void {
    this.#owner = -1
    const next = this.#queue.shift()
    if (next !== undefined) this.#relock(next.worker, next.depth, next.outcome)
  }

  #wait(worker: number): void {
    if (this.#owner !== worker) return this.done(worker, EPERM)
    this.#signalled.push({ worker, depth: this.#depth })
    this.done(worker, 'waits')
    this.#release()
  }

  // One that waits for the mutex is no cancellation point: it is cancelled when it next could be.
  #cancel(worker: number): void {
    const index = this.#signalled.findIndex((each) => each.worker === worker)
    const [waiter] = index < 0 ? [] : this.#signalled.splice(index, 1)
    if (waiter !== undefined) return this.#relock(worker, waiter.depth, 'cancelled')
    const queued = this.#queue.find((each) => each.worker === worker)
    if (queued !== undefined) queued.outcome = 'cancelled'
  }
}

function mutexSubject(type: number): (posix: Posix) => Subject {
  return (posix) => {
    const attr = new pthread_mutexattr_t()
    const mutex = new pthread_mutex_t()
    const cond = new pthread_cond_t()
    pthread_mutexattr_init(attr)
    pthread_mutexattr_settype(attr, type)
    posix.pthread_mutex_init(mutex, attr)
    return {
      model: new MutexModel(type),
      operations: {
        lock: (own) => own.pthread_mutex_lock(mutex),
        trylock: (own) => own.pthread_mutex_trylock(mutex),
        unlock: (own) => own.pthread_mutex_unlock(mutex),
        wait: (own) => own.pthread_cond_wait(cond, mutex),
        signal: (own) => own.pthread_cond_signal(cond),
        broadcast: (own) => own.pthread_cond_broadcast(cond),
      },
      atCancel: (own) => {
        while (own.pthread_mutex_unlock(mutex) === 0);
        return 0
      },
    }
  }
}

property('a normal mutex with a condition variable', mutexSubject(PTHREAD_MUTEX_NORMAL))
property('a recursive mutex with a condition variable', mutexSubject(PTHREAD_MUTEX_RECURSIVE))
property(
  'an error-checking mutex with a condition variable',
  mutexSubject(PTHREAD_MUTEX_ERRORCHECK),
)

/** A read-write lock: one queue, first come, first served. */
class RWLockModel extends Model {
  #writer = -1
  #readers: number[] = []
  #queue: { worker: number; writes: boolean }[] = []
  readonly #cancelled: Set<number> = new Set()

  apply(worker: number, operation: string): void {
    const writes = operation.endsWith('wrlock')
    if (operation === 'unlock') return this.#unlock(worker)
    if (operation === 'cancel') return void this.#cancelled.add(worker)
    const isFree = writes
      ? this.#writer === -1 && this.#readers.length === 0
      : this.#writer === -1 && (this.#queue.length === 0 || this.#readers.includes(worker))
    if (isFree) return this.#take(worker, writes)
    if (operation.startsWith('try')) return this.done(worker, EBUSY)
    if (this.#writer === worker || (writes && this.#readers.includes(worker)))
      return this.done(worker, EDEADLK)
    this.#queue.push({ worker, writes })
    this.done(worker, 'waits')
  }

  // One that was cancelled while it waited gets the lock, ends at its next point, and unlocks.
  #take(worker: number, writes: boolean): void {
    if (writes) this.#writer = worker
    else this.#readers.push(worker)
    this.done(worker, this.#cancelled.has(worker) ? 'cancelled' : 0)
    if (this.#cancelled.has(worker)) while (this.#release(worker));
  }

  #release(worker: number): boolean {
    const index = this.#readers.indexOf(worker)
    if (this.#writer !== worker && index < 0) return false
    if (this.#writer === worker) this.#writer = -1
    else this.#readers.splice(index, 1)
    return true
  }

  #unlock(worker: number): void {
    if (!this.#release(worker)) return this.done(worker, EPERM)
    this.done(worker, 0)
    for (let [first] = this.#queue; first !== undefined; [first] = this.#queue) {
      if (this.#writer !== -1 || (first.writes && this.#readers.length > 0)) return
      this.#queue.shift()
      this.#take(first.worker, first.writes)
    }
  }
}

property('a read-write lock', () => {
  const lock = new pthread_rwlock_t()
  return {
    model: new RWLockModel(),
    operations: {
      rdlock: (own) => own.pthread_rwlock_rdlock(lock),
      wrlock: (own) => own.pthread_rwlock_wrlock(lock),
      tryrdlock: (own) => own.pthread_rwlock_tryrdlock(lock),
      trywrlock: (own) => own.pthread_rwlock_trywrlock(lock),
      unlock: (own) => own.pthread_rwlock_unlock(lock),
    },
    atCancel: (own) => {
      while (own.pthread_rwlock_unlock(lock) === 0);
      return 0
    },
  }
})

/** A semaphore of value 1 at first. */
class SemaphoreModel extends Model {
  #count = 1
  #queue: number[] = []

  apply(worker: number, operation: string): void {
    if (operation === 'cancel') {
      this.#queue = this.#queue.filter((each) => each !== worker)
      return this.done(worker, 'cancelled')
    }
    if (operation === 'post') {
      this.done(worker, 0)
      const next = this.#queue.shift()
      if (next === undefined) this.#count++
      else this.done(next, 0)
      return
    }
    if (this.#count > 0) {
      this.#count--
      return this.done(worker, 0)
    }
    if (operation === 'trywait') return this.done(worker, EAGAIN)
    this.#queue.push(worker)
    this.done(worker, 'waits')
  }
}

property('a semaphore', (posix) => {
  const sem = new sem_t()
  posix.sem_init(sem, 0, 1)
  return {
    model: new SemaphoreModel(),
    operations: {
      wait: (own) => own.sem_wait(sem),
      trywait: (own) => (own.sem_trywait(sem) === 0 ? 0 : own.errno),
      post: (own) => own.sem_post(sem),
    },
  }
})
