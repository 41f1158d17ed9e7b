// Every code that the documentation gives to functions of synchronisation and threads (headers
// `kos/*.h`), and when: a row each. How they behave beyond that is tested in `sync.test.ts`, and
// the mechanisms in `@kos/sync`.

import {
  INFINITE_TIMEOUT,
  KOS_SEMAPHORE_VALUE_MAX,
  KosInitializedCondvar,
  KosInitializedEvent,
  KosInitializedMutex,
  KosInitializedRecursiveMutex,
  KosInitializedRWLock,
  KosInitializedSemaphore,
  type Kos,
  KosThreadOnceState,
  type Tid,
} from '@kos/libkos'
import {
  rcBusy,
  rcFail,
  rcInvalidArgument,
  rcOk,
  rcQuotaExceeded,
  rcTimeout,
  retcodeName,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { hosts, openWorld } from './world.ts'

const start = (kos: Kos, routine: (kos: Kos) => Promise<void> | void): Tid =>
  unwrap(kos.KosThreadCreate(15, 0, routine, 0, 0)).tid

/** Lets another thread of the process do something first. */
async function elsewhere(kos: Kos, routine: (kos: Kos) => Promise<void> | void): Promise<void> {
  start(kos, routine)
  await kos.KosThreadYield()
}

type Row = readonly [call: string, when: string, rc: number, act: (kos: Kos) => unknown]

const mutexRows: readonly Row[] = [
  ['KosMutexTryLock', 'captured', rcOk, (kos) => kos.KosMutexTryLock(KosInitializedMutex())],
  [
    'KosMutexTryLock',
    'captured already',
    rcBusy,
    async (kos) => {
      const mutex = KosInitializedMutex()
      await elsewhere(kos, (own) => own.KosMutexLock(mutex))
      return kos.KosMutexTryLock(mutex)
    },
  ],
  [
    'KosMutexTryLock',
    'locked 255 times',
    rcQuotaExceeded,
    async (kos) => {
      const mutex = KosInitializedRecursiveMutex()
      for (let depth = 0; depth < 255; depth++) await kos.KosMutexLock(mutex)
      return kos.KosMutexTryLock(mutex)
    },
  ],
  [
    'KosMutexLockTimeout',
    'captured in time',
    rcOk,
    (kos) => kos.KosMutexLockTimeout(KosInitializedMutex(), 5),
  ],
  [
    'KosMutexLockTimeout',
    'the time is over',
    rcTimeout,
    async (kos) => {
      const mutex = KosInitializedMutex()
      await elsewhere(kos, (own) => own.KosMutexLock(mutex))
      return kos.KosMutexLockTimeout(mutex, 5)
    },
  ],
]

const condvarRows: readonly Row[] = [
  [
    'KosCondvarWait',
    'signalled',
    rcOk,
    async (kos) => {
      const [condvar, mutex] = [KosInitializedCondvar(), KosInitializedMutex()]
      await kos.KosMutexLock(mutex)
      start(kos, (own) => own.KosCondvarSignal(condvar))
      return kos.KosCondvarWait(condvar, mutex)
    },
  ],
  [
    'KosCondvarWaitTimeout',
    'signalled in time',
    rcOk,
    async (kos) => {
      const [condvar, mutex] = [KosInitializedCondvar(), KosInitializedMutex()]
      await kos.KosMutexLock(mutex)
      start(kos, (own) => own.KosCondvarBroadcast(condvar))
      return kos.KosCondvarWaitTimeout(condvar, mutex, 5)
    },
  ],
  [
    'KosCondvarWaitTimeout',
    'the time is over',
    rcTimeout,
    async (kos) => {
      const [condvar, mutex] = [KosInitializedCondvar(), KosInitializedMutex()]
      await kos.KosMutexLock(mutex)
      return kos.KosCondvarWaitTimeout(condvar, mutex, 5)
    },
  ],
]

const eventRows: readonly Row[] = [
  [
    'KosEventWait',
    'signalled',
    rcOk,
    (kos) => {
      const event = KosInitializedEvent()
      start(kos, (own) => own.KosEventSet(event))
      return kos.KosEventWait(event, false)
    },
  ],
  [
    'KosEventWaitTimeout',
    'signalled before',
    rcOk,
    (kos) => {
      const event = KosInitializedEvent()
      kos.KosEventSet(event)
      return kos.KosEventWaitTimeout(event, true, 5)
    },
  ],
  [
    'KosEventWaitTimeout',
    'the time is over',
    rcTimeout,
    (kos) => kos.KosEventWaitTimeout(KosInitializedEvent(), true, 5),
  ],
  [
    'KosEventWaitTimeout',
    'a wait before reset it',
    rcTimeout,
    async (kos) => {
      const event = KosInitializedEvent()
      kos.KosEventSet(event)
      await kos.KosEventWait(event, true)
      return kos.KosEventWaitTimeout(event, true, 5)
    },
  ],
]

const rwlockRows: readonly Row[] = [
  ['KosRWLockTryRead', 'free', rcOk, (kos) => kos.KosRWLockTryRead(KosInitializedRWLock())],
  [
    'KosRWLockTryRead',
    'somebody else reads',
    rcOk,
    async (kos) => {
      const lock = KosInitializedRWLock()
      await elsewhere(kos, (own) => own.KosRWLockRead(lock))
      return kos.KosRWLockTryRead(lock)
    },
  ],
  [
    'KosRWLockTryRead',
    'somebody else writes',
    rcBusy,
    async (kos) => {
      const lock = KosInitializedRWLock()
      await elsewhere(kos, (own) => own.KosRWLockWrite(lock))
      return kos.KosRWLockTryRead(lock)
    },
  ],
  ['KosRWLockTryWrite', 'free', rcOk, (kos) => kos.KosRWLockTryWrite(KosInitializedRWLock())],
  [
    'KosRWLockTryWrite',
    'somebody else reads',
    rcBusy,
    async (kos) => {
      const lock = KosInitializedRWLock()
      await elsewhere(kos, (own) => own.KosRWLockRead(lock))
      return kos.KosRWLockTryWrite(lock)
    },
  ],
]

const most = KOS_SEMAPHORE_VALUE_MAX
const semaphoreRows: readonly Row[] = [
  [
    'KosSemaphoreInit',
    'the maximum',
    rcOk,
    (kos) => kos.KosSemaphoreInit(KosInitializedSemaphore(0), most),
  ],
  [
    'KosSemaphoreInit',
    'beyond the maximum',
    rcFail,
    (kos) => kos.KosSemaphoreInit(KosInitializedSemaphore(0), most + 1),
  ],
  [
    'KosSemaphoreInit',
    'no semaphore',
    rcInvalidArgument,
    (kos) => kos.KosSemaphoreInit(null as never, 1),
  ],
  [
    'KosSemaphoreDeinit',
    'nobody waits',
    rcOk,
    (kos) => kos.KosSemaphoreDeinit(KosInitializedSemaphore(0)),
  ],
  [
    'KosSemaphoreDeinit',
    'somebody waits',
    rcFail,
    async (kos) => {
      const semaphore = KosInitializedSemaphore(0)
      await elsewhere(kos, async (own) => void (await own.KosSemaphoreWait(semaphore)))
      const rc = kos.KosSemaphoreDeinit(semaphore)
      kos.KosSemaphoreSignal(semaphore)
      return rc
    },
  ],
  [
    'KosSemaphoreSignal',
    'a permit more',
    rcOk,
    (kos) => kos.KosSemaphoreSignal(KosInitializedSemaphore(most - 1)),
  ],
  [
    'KosSemaphoreSignal',
    'beyond the maximum',
    rcFail,
    (kos) => kos.KosSemaphoreSignal(KosInitializedSemaphore(most)),
  ],
  [
    'KosSemaphoreSignal',
    'no semaphore',
    rcInvalidArgument,
    (kos) => kos.KosSemaphoreSignal({} as never),
  ],
  [
    'KosSemaphoreSignalN',
    'fewer than one',
    rcInvalidArgument,
    (kos) => kos.KosSemaphoreSignalN(KosInitializedSemaphore(0), 0),
  ],
  ['KosSemaphoreWait', 'a permit', rcOk, (kos) => kos.KosSemaphoreWait(KosInitializedSemaphore(1))],
  [
    'KosSemaphoreWait',
    'no semaphore',
    rcInvalidArgument,
    (kos) => kos.KosSemaphoreWait(undefined as never),
  ],
  [
    'KosSemaphoreTryWait',
    'a permit',
    rcOk,
    (kos) => kos.KosSemaphoreTryWait(KosInitializedSemaphore(1)),
  ],
  [
    'KosSemaphoreTryWait',
    'no permit',
    rcBusy,
    (kos) => kos.KosSemaphoreTryWait(KosInitializedSemaphore(0)),
  ],
  [
    'KosSemaphoreTryWait',
    'no semaphore',
    rcInvalidArgument,
    (kos) => kos.KosSemaphoreTryWait(7 as never),
  ],
  [
    'KosSemaphoreWaitTimeout',
    'no permit in time',
    rcTimeout,
    (kos) => kos.KosSemaphoreWaitTimeout(KosInitializedSemaphore(0), 5),
  ],
  [
    'KosSemaphoreWaitTimeout',
    'no semaphore',
    rcInvalidArgument,
    (kos) => kos.KosSemaphoreWaitTimeout('s' as never, 5),
  ],
]

const threadRows: readonly Row[] = [
  [
    'KosThreadOnce',
    'done now',
    rcOk,
    (kos) => kos.KosThreadOnce(new KosThreadOnceState(), () => {}),
  ],
  [
    'KosThreadOnce',
    'done before',
    rcOk,
    async (kos) => {
      const state = new KosThreadOnceState()
      await kos.KosThreadOnce(state, () => {})
      return kos.KosThreadOnce(state, () => {})
    },
  ],
  ['KosThreadSleep', 'slept', rcOk, (kos) => kos.KosThreadSleep(5)],
  ['KosThreadSleep', 'a yield', rcOk, (kos) => kos.KosThreadSleep(0)],
  [
    'KosThreadWait',
    'it ended',
    rcOk,
    (kos) =>
      kos.KosThreadWait(
        start(kos, () => {}),
        INFINITE_TIMEOUT,
      ),
  ],
  [
    'KosThreadWait',
    'a yield',
    rcOk,
    (kos) =>
      kos.KosThreadWait(
        start(kos, async (own) => void (await own.KnSleep(50))),
        0,
      ),
  ],
  [
    'KosThreadWait',
    'the time is over',
    rcTimeout,
    (kos) =>
      kos.KosThreadWait(
        start(kos, async (own) => void (await own.KnSleep(50))),
        5,
      ),
  ],
  [
    'KosThreadResume',
    'created suspended',
    rcOk,
    (kos) => kos.KosThreadResume(unwrap(kos.KosThreadCreate(15, 0, () => {}, 0, 1)).tid),
  ],
  [
    'KosThreadTerminate',
    'a thread of the process',
    rcOk,
    (kos) => kos.KosThreadTerminate(unwrap(kos.KosThreadCreate(15, 0, () => {}, 0, 1)).tid, 0),
  ],
  ['KosThreadTlsSet', 'kept', rcOk, (kos) => kos.KosThreadTlsSet('value')],
]

describe.each(hosts)('on %s', (_name, host) => {
  test.each([
    ...mutexRows,
    ...condvarRows,
    ...eventRows,
    ...rwlockRows,
    ...semaphoreRows,
    ...threadRows,
  ])('%s: %s', async (_call, _when, rc, act) => {
    await using world = openWorld({ host: host() })
    world.empty('P')
    expect(retcodeName(Number(await world.act('P', act)))).toBe(retcodeName(rc))
  })
})
