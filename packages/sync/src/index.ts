// Locks, events, semaphores and object queues: see README.md.

// Locks
export { Mutex } from './mutex.ts'
export type { MutexOptions } from './mutex-options.ts'
export { KeyedMutex } from './keyed-mutex.ts'
export { RWLock, type RWLockOptions } from './rwlock.ts'
export { Semaphore } from './semaphore.ts'
export type { PermitOptions, SemaphoreOptions } from './semaphore-options.ts'
export { Once, type OnceOptions } from './once.ts'

// Signals
export { Condvar, type CondvarOptions } from './condvar.ts'
export { Barrier, type BarrierOptions } from './barrier.ts'
export { Latch, type LatchOptions } from './latch.ts'
export { Event, type EventOptions, type EventWaitOptions } from './event.ts'

// Queues
export { ObjectQueue, type ObjectQueueOptions, type SlotSink } from './object-queue.ts'
export type { QueueLayout } from './queue-layout.ts'
export type { QueueObject } from './queue-object.ts'

// Without a scheduler
export type { Guard } from './guard.ts'
export type { AcquireOptions, WaitOptions } from './wait-options.ts'
export type { AbortSignalLike } from '@kos/thread'

// Limits
export {
  KOS_SEMAPHORE_VALUE_MAX,
  maxBarrierParties,
  maxLatchCount,
  maxMutexDepth,
  maxObjectSize,
  maxQueueObjects,
} from './limits.ts'
