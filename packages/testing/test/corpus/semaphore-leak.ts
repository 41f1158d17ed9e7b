// Semaphore leak: an error path returns without signalling the semaphore.

import { KosInitializedMutex, KosInitializedSemaphore, type Kos } from '@kos/libkos'
import { rcOk } from '@kos/retcode'
import { alone, type Case, together } from './case.ts'

const lift = (isMended: boolean) =>
  alone(async (main) => {
    const tickets = KosInitializedSemaphore(2, 'tickets')
    const cabin = KosInitializedMutex('cabin')

    const skier = async (kos: Kos): Promise<void> => {
      await kos.KosSemaphoreWait(tickets)
      if (kos.KosMutexTryLock(cabin) !== rcOk) {
        if (isMended) kos.KosSemaphoreSignal(tickets)
        return
      }
      // Up the hill: nobody waits for anything here, as long as the tickets last.
      await kos.KosSemaphoreWait(tickets)
      kos.KosSemaphoreSignal(tickets)
      kos.KosMutexUnlock(cabin)
      kos.KosSemaphoreSignal(tickets)
    }
    await together(main, skier, skier, skier)
  })

export const semaphoreLeak: Case = {
  name: 'semaphore leak',
  finds: 'deadlock',
  faulty: lift(false),
  mended: lift(true),
}
