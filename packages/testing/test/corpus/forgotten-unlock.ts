// Forgotten unlock: one way out of a function leaves a mutex locked, and the thread that owns it
// ends.

import { KosInitializedMutex, type Kos } from '@kos/libkos'
import { alone, type Case, together } from './case.ts'

const till = (isMended: boolean) =>
  alone(async (main) => {
    const drawer = KosInitializedMutex('drawer')
    let money = 1

    const cashier = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(drawer)
      if (money === 0) {
        if (isMended) kos.KosMutexUnlock(drawer)
        return
      }
      money--
      kos.KosMutexUnlock(drawer)
    }
    await together(main, cashier, cashier, cashier)
  })

export const forgottenUnlock: Case = {
  name: 'forgotten unlock',
  finds: 'deadlock',
  faulty: till(false),
  mended: till(true),
  shows: ['locks mutex drawer', 'waits: mutex drawer (Program/thread 4, which has ended)'],
}
