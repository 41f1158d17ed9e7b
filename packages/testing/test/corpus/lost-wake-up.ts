// Lost wake-up: the condition is checked before the mutex is locked. If it becomes true in between,
// the signal comes before the wait.

import { KosInitializedCondvar, KosInitializedMutex, type Kos } from '@kos/libkos'
import { alone, type Case, together } from './case.ts'

const ring = (isMended: boolean) =>
  alone(async (main) => {
    const mutex = KosInitializedMutex('doorbell')
    const rung = KosInitializedCondvar('rung')
    let hasRung = false

    const sleeper = async (kos: Kos): Promise<void> => {
      if (!isMended && hasRung) return
      await kos.KosMutexLock(mutex)
      if (isMended) while (!hasRung) await kos.KosCondvarWait(rung, mutex)
      else await kos.KosCondvarWait(rung, mutex)
      kos.KosMutexUnlock(mutex)
    }
    const visitor = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(mutex)
      hasRung = true
      kos.KosCondvarSignal(rung)
      kos.KosMutexUnlock(mutex)
    }
    await together(main, sleeper, visitor)
  })

export const lostWakeUp: Case = {
  name: 'lost wake-up',
  finds: 'deadlock',
  faulty: ring(false),
  mended: ring(true),
  shows: ['signals condvar rung and wakes nobody', 'waits: condvar rung'],
}
