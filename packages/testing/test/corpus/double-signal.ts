// Double unlock of a semaphore that is used as a lock: a semaphore has no owner, so the second
// signal is no misuse, and two threads enter the critical section.

import { KosInitializedSemaphore, type Kos } from '@kos/libkos'
import { alone, type Case, must, together } from './case.ts'

const workshop = (isMended: boolean) =>
  alone(async (main) => {
    const door = KosInitializedSemaphore(1, 'door')
    let inside = 0

    const work = async (kos: Kos): Promise<void> => {
      await kos.KosSemaphoreWait(door)
      must(++inside === 1, 'two are inside')
      await kos.KosThreadYield()
      inside--
      kos.KosSemaphoreSignal(door)
    }
    const clumsy = async (kos: Kos): Promise<void> => {
      await kos.KosSemaphoreWait(door)
      try {
        kos.KosSemaphoreSignal(door)
      } finally {
        if (!isMended) kos.KosSemaphoreSignal(door)
      }
    }
    // By default the clumsy one comes last.
    await together(main, work, work, clumsy)
  })

export const doubleSignal: Case = {
  name: 'double signal',
  finds: 'crash',
  faulty: workshop(false),
  mended: workshop(true),
}
