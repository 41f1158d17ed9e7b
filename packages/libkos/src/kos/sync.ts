// Everything with which threads of one process wait for each other: the documented headers
// `kos/mutex.h` to `kos/queue.h`, and KosThreadOnce.

import { joinLibraries, type Library } from '../runtime/sys.ts'
import {
  laterNoCode,
  laterNoObject,
  laterNothing,
  noCode,
  noObject,
  nothing,
  refusedInCallbacks,
} from './host-callback.ts'
import { type CondvarApi, condvarLibrary } from './condvar.ts'
import { type EventApi, eventLibrary } from './event.ts'
import { type MutexApi, mutexLibrary } from './mutex.ts'
import { type OnceApi, onceLibrary } from './once.ts'
import { type QueueApi, queueLibrary } from './queue.ts'
import { type RWLockApi, rwlockLibrary } from './rwlock.ts'
import { type SemaphoreApi, semaphoreLibrary } from './semaphore.ts'

/** Functions that the synchronisation service adds to `kos`. */
export interface SyncApi
  extends MutexApi, CondvarApi, EventApi, RWLockApi, SemaphoreApi, QueueApi, OnceApi {}

/** The program half of the synchronisation service. */
export const syncLibrary: Library<SyncApi> = /* @__PURE__ */ refusedInCallbacks<SyncApi>(
  /* @__PURE__ */ joinLibraries<SyncApi>(
    mutexLibrary,
    condvarLibrary,
    eventLibrary,
    rwlockLibrary,
    semaphoreLibrary,
    queueLibrary,
    onceLibrary,
  ),
  {
    KosMutexInit: nothing,
    KosMutexInitEx: nothing,
    KosMutexDeinit: nothing,
    KosMutexLock: laterNothing,
    KosMutexLockTimeout: laterNoCode,
    KosMutexTryLock: noCode,
    KosMutexUnlock: nothing,
    KosCondvarInit: nothing,
    KosCondvarDeinit: nothing,
    KosCondvarSignal: nothing,
    KosCondvarBroadcast: nothing,
    KosCondvarWait: laterNoCode,
    KosCondvarWaitTimeout: laterNoCode,
    KosEventInit: nothing,
    KosEventDeinit: nothing,
    KosEventSet: nothing,
    KosEventReset: nothing,
    KosEventWait: laterNoCode,
    KosEventWaitTimeout: laterNoCode,
    KosRWLockInit: nothing,
    KosRWLockDeinit: nothing,
    KosRWLockRead: laterNothing,
    KosRWLockTryRead: noCode,
    KosRWLockWrite: laterNothing,
    KosRWLockTryWrite: noCode,
    KosRWLockUnlock: nothing,
    KosSemaphoreInit: noCode,
    KosSemaphoreDeinit: noCode,
    KosSemaphoreSignal: noCode,
    KosSemaphoreSignalN: noCode,
    KosSemaphoreWait: laterNoCode,
    KosSemaphoreWaitTimeout: laterNoCode,
    KosSemaphoreTryWait: noCode,
    // It makes an object that no thread has seen.
    KosQueueCreate: null,
    KosQueueAlloc: noObject,
    KosQueuePush: nothing,
    KosQueuePop: laterNoObject,
    KosQueueFree: nothing,
    KosQueueFlush: nothing,
    KosQueueDestroy: nothing,
    KosThreadOnce: laterNoCode,
  },
)
