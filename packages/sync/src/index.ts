// Locks, events, semaphores and object queues: see README.md.

// Locks
export { Mutex, type MutexOptions } from './mutex.ts'
export { RWLock, type RWLockOptions } from './rwlock.ts'
export { Semaphore, type SemaphoreOptions } from './semaphore.ts'
export { Once, type OnceOptions } from './once.ts'

// Signals
export { Condvar, type CondvarOptions } from './condvar.ts'
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
export { KOS_SEMAPHORE_VALUE_MAX, maxMutexDepth, maxObjectSize, maxQueueObjects } from './limits.ts'
