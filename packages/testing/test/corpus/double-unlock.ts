// Double unlock: a path gives the mutex back, and the clean-up after it once more.

import { KosInitializedMutex, type Kos } from '@kos/libkos'
import { rcOk } from '@kos/retcode'
import { alone, type Case, together } from './case.ts'

const printing = (isMended: boolean) =>
  alone(async (main) => {
    const printer = KosInitializedMutex('printer')
    const tray = KosInitializedMutex('tray')
    const job = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(printer)
      let hasPrinter = true
      if (kos.KosMutexTryLock(tray) === rcOk) {
        await kos.KosThreadYield()
        kos.KosMutexUnlock(tray)
      } else {
        kos.KosMutexUnlock(printer)
        if (isMended) hasPrinter = false
      }
      if (hasPrinter) kos.KosMutexUnlock(printer)
    }
    const refill = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(tray)
      kos.KosMutexUnlock(tray)
    }
    await together(main, job, refill)
  })

export const doubleUnlock: Case = {
  name: 'double unlock',
  finds: 'misuse',
  faulty: printing(false),
  mended: printing(true),
  options: { misuse: true },
}
