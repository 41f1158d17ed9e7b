// AB-BA: two threads lock two mutexes in opposite order.

import { KosInitializedMutex, type Kos, type KosMutex } from '@kos/libkos'
import { alone, type Case, together } from './case.ts'

const transfers = (isMended: boolean) =>
  alone(async (main) => {
    const [first, second] = [KosInitializedMutex('savings'), KosInitializedMutex('current')]
    const transfer =
      (from: KosMutex, to: KosMutex) =>
      async (kos: Kos): Promise<void> => {
        await kos.KosMutexLock(from)
        await kos.KosMutexLock(to)
        kos.KosMutexUnlock(to)
        kos.KosMutexUnlock(from)
      }
    await together(
      main,
      transfer(first, second),
      isMended ? transfer(first, second) : transfer(second, first),
    )
  })

export const abBa: Case = {
  name: 'AB-BA',
  finds: 'deadlock',
  faulty: transfers(false),
  mended: transfers(true),
}
