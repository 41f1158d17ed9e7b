// Terminated owner: a thread is ended while it holds a mutex, and does not clean up.

import {
  INFINITE_TIMEOUT,
  KosInitializedEvent,
  KosInitializedMutex,
  type Kos,
  unwrap,
} from '@kos/libkos'
import { alone, type Case } from './case.ts'

const supervision = (isMended: boolean) =>
  alone(async (main) => {
    const log = KosInitializedMutex('log')
    const started = KosInitializedEvent('started')

    let isWanted = true

    const worker = async (kos: Kos): Promise<void> => {
      kos.KosEventSet(started)
      while (isWanted) {
        await kos.KosMutexLock(log)
        await kos.KosThreadYield()
        kos.KosMutexUnlock(log)
        await kos.KosThreadYield()
      }
    }
    const { tid } = unwrap(main.KosThreadCreate(15, 0, worker, 0, 0))
    await main.KosEventWait(started, false)
    isWanted = !isMended
    if (isMended) await main.KosThreadWait(tid, INFINITE_TIMEOUT)
    else await main.KosThreadTerminate(tid, 0)
    await main.KosMutexLock(log)
    main.KosMutexUnlock(log)
  })

export const terminatedOwner: Case = {
  name: 'terminated owner',
  finds: 'deadlock',
  faulty: supervision(false),
  mended: supervision(true),
  shows: ['waits: mutex log (Program/thread 3, which has ended)'],
}
