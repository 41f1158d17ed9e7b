// Lost wake-up by an event: it is reset after the work is done, which drops a signal that came in
// between.

import { KosInitializedEvent, KosInitializedMutex, type Kos } from '@kos/libkos'
import { alone, type Case, together } from './case.ts'

const orders = 2

const serving = (isMended: boolean) =>
  alone(async (main) => {
    const ordered = KosInitializedEvent('ordered')
    const till = KosInitializedMutex('till')
    let pending = 0

    const cook = async (kos: Kos): Promise<void> => {
      for (let served = 0; served < orders;) {
        await kos.KosEventWait(ordered, false)
        if (isMended) kos.KosEventReset(ordered)
        const taken = pending
        pending = 0
        served += taken
        await kos.KosMutexLock(till)
        kos.KosMutexUnlock(till)
        if (!isMended) kos.KosEventReset(ordered)
      }
    }
    const guest = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(till)
      kos.KosMutexUnlock(till)
      pending++
      kos.KosEventSet(ordered)
    }
    await together(main, cook, guest, guest)
  })

export const eventResetTooLate: Case = {
  name: 'event that is reset too late',
  finds: 'deadlock',
  faulty: serving(false),
  mended: serving(true),
}
