// The primitives, on every implementation of `Waiter`.

import {
  condvarConformance,
  eventConformance,
  mutexConformance,
  objectQueueConformance,
  onceConformance,
  rwlockConformance,
  semaphoreConformance,
} from '@kos/sync/conformance'
import { onEveryWaiter } from './bench.ts'

onEveryWaiter('a mutex', mutexConformance)
onEveryWaiter('a condition variable', condvarConformance)
onEveryWaiter('an event', eventConformance)
onEveryWaiter('a read-write lock', rwlockConformance)
onEveryWaiter('a semaphore', semaphoreConformance)
onEveryWaiter('something to be done once', onceConformance)
onEveryWaiter('an object queue', objectQueueConformance)
