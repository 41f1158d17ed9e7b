// Check-then-act: the last seat is seen free by two, because each writes into the journal between
// looking and taking.

import { KosInitializedMutex, type Kos } from '@kos/libkos'
import { alone, type Case, must, together } from './case.ts'

const booking = (isMended: boolean) =>
  alone(async (main) => {
    const journal = KosInitializedMutex('journal')
    let seats = 1

    const note = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(journal)
      kos.KosMutexUnlock(journal)
    }
    const traveller = async (kos: Kos): Promise<void> => {
      if (isMended) await note(kos)
      if (seats === 0) return
      if (!isMended) await note(kos)
      seats--
      must(seats >= 0, `the seat was sold twice`)
    }
    await together(main, traveller, traveller)
  })

export const checkThenAct: Case = {
  name: 'check-then-act',
  finds: 'crash',
  faulty: booking(false),
  mended: booking(true),
}
