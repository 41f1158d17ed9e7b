// The primitives, on every implementation of `Waiter`.

import {
  barrierConformance,
  condvarConformance,
  eventConformance,
  keyedMutexConformance,
  latchConformance,
  mutexConformance,
  objectQueueConformance,
  onceConformance,
  rwlockConformance,
  semaphoreConformance,
} from '@kos/sync/conformance'
import { onEveryWaiter } from './bench.ts'

onEveryWaiter('a mutex', mutexConformance)
onEveryWaiter('a condition variable', condvarConformance)
onEveryWaiter('a mutex for each key', keyedMutexConformance)
onEveryWaiter('an event', eventConformance)
onEveryWaiter('a barrier', barrierConformance)
onEveryWaiter('a latch', latchConformance)
onEveryWaiter('a read-write lock', rwlockConformance)
onEveryWaiter('a semaphore', semaphoreConformance)
onEveryWaiter('something to be done once', onceConformance)
onEveryWaiter('an object queue', objectQueueConformance)
