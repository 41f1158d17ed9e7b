// What each primitive does for whatever waits: an entry of its own, for tests. Call each suite with
// a maker of benches for your implementation of `Waiter`.

export { type Bench, forever, type Outcome, type Subject } from './bench.ts'
export { condvarConformance } from './condvar.ts'
export { eventConformance } from './event.ts'
export { mutexConformance } from './mutex.ts'
export { objectQueueConformance } from './object-queue.ts'
export { onceConformance } from './once.ts'
export { rwlockConformance } from './rwlock.ts'
export { semaphoreConformance } from './semaphore.ts'
