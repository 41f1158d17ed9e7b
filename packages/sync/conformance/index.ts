// The conformance suites of the primitives: what each does for whatever waits, as tests for vitest.
//
// A test file for each implementation of `Waiter` calls the suites with a function that makes a
// bench. An entry of its own, `@kos/sync/conformance`: the product imports nothing of it.

export { forever, type SyncBench } from './bench.ts'
export { barrierConformance } from './barrier.ts'
export { condvarConformance } from './condvar.ts'
export { eventConformance } from './event.ts'
export { keyedMutexConformance } from './keyed-mutex.ts'
export { latchConformance } from './latch.ts'
export { mutexConformance } from './mutex.ts'
export { objectQueueConformance } from './object-queue.ts'
export { onceConformance } from './once.ts'
export { rwlockConformance } from './rwlock.ts'
export { semaphoreConformance } from './semaphore.ts'
