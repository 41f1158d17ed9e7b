// Missing broadcast: the condition becomes true for all waiters, but only one is signalled.

import { KosInitializedCondvar, KosInitializedMutex, type Kos } from '@kos/libkos'
import { alone, type Case, together } from './case.ts'

const gate = (isMended: boolean) =>
  alone(async (main) => {
    const mutex = KosInitializedMutex('gate')
    const opened = KosInitializedCondvar('opened')
    let isOpen = false

    const walker = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(mutex)
      while (!isOpen) await kos.KosCondvarWait(opened, mutex)
      kos.KosMutexUnlock(mutex)
    }
    const porter = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(mutex)
      isOpen = true
      if (isMended) kos.KosCondvarBroadcast(opened)
      else kos.KosCondvarSignal(opened)
      kos.KosMutexUnlock(mutex)
    }
    // By default the porter comes first, and nobody has to wait.
    await together(main, porter, walker, walker)
  })

export const missingBroadcast: Case = {
  name: 'missing broadcast',
  finds: 'deadlock',
  faulty: gate(false),
  mended: gate(true),
}
