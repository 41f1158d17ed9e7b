// The primitives, on every implementation of `Waiter`.

import { onEveryWaiter } from './bench.ts'
import { condvarConformance } from './condvar-conformance.ts'
import { eventConformance } from './event-conformance.ts'
import { mutexConformance } from './mutex-conformance.ts'
import { objectQueueConformance } from './object-queue-conformance.ts'
import { onceConformance } from './once-conformance.ts'
import { rwlockConformance } from './rwlock-conformance.ts'
import { semaphoreConformance } from './semaphore-conformance.ts'

onEveryWaiter('a mutex', mutexConformance)
onEveryWaiter('a condition variable', condvarConformance)
onEveryWaiter('an event', eventConformance)
onEveryWaiter('a read-write lock', rwlockConformance)
onEveryWaiter('a semaphore', semaphoreConformance)
onEveryWaiter('something to be done once', onceConformance)
onEveryWaiter('an object queue', objectQueueConformance)
