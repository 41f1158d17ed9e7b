// Condition variable with `if` in place of `while`: after the wake-up another thread takes the item
// first, and the condition is not checked again.

import { KosInitializedCondvar, KosInitializedMutex, type Kos } from '@kos/libkos'
import { alone, type Case, must, together } from './case.ts'

const bakery = (isMended: boolean) =>
  alone(async (main) => {
    const mutex = KosInitializedMutex('shop')
    const baked = KosInitializedCondvar('baked')
    let loaves = 0

    const customer = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(mutex)
      if (isMended) while (loaves === 0) await kos.KosCondvarWait(baked, mutex)
      else if (loaves === 0) await kos.KosCondvarWait(baked, mutex)
      must(loaves > 0, 'the shelf is empty')
      loaves--
      kos.KosMutexUnlock(mutex)
    }
    const baker = async (kos: Kos): Promise<void> => {
      for (let baking = 0; baking < 2; baking++) {
        await kos.KosMutexLock(mutex)
        loaves++
        kos.KosCondvarSignal(baked)
        kos.KosMutexUnlock(mutex)
      }
    }
    await together(main, baker, customer, customer)
  })

export const ifInsteadOfWhile: Case = {
  name: 'if instead of while',
  finds: 'crash',
  faulty: bakery(false),
  mended: bakery(true),
}
