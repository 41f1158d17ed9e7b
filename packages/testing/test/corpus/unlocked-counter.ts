// Unlocked counter: read, wait, write.

import { KosInitializedMutex, KosInitializedSemaphore, type Kos } from '@kos/libkos'
import { alone, type Case, must, together } from './case.ts'

const counting = (isMended: boolean) =>
  alone(async (main) => {
    const mutex = KosInitializedMutex('counter')
    const paper = KosInitializedSemaphore(10, 'paper')
    let count = 0

    const voter = async (kos: Kos): Promise<void> => {
      if (isMended) await kos.KosMutexLock(mutex)
      const seen = count
      await kos.KosSemaphoreWait(paper)
      count = seen + 1
      if (isMended) kos.KosMutexUnlock(mutex)
    }
    await together(main, voter, voter, voter)
    must(count === 3, `3 voted, ${count} were counted`)
  })

export const unlockedCounter: Case = {
  name: 'unlocked counter',
  finds: 'crash',
  faulty: counting(false),
  mended: counting(true),
}
