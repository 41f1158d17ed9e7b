// Three philosophers: each takes the left fork, then the right one. The mended one at the end takes
// the right fork first.

import { KosInitializedMutex, type Kos, type KosMutex } from '@kos/libkos'
import { alone, type Case, together } from './case.ts'

const dinner = (isMended: boolean) =>
  alone(async (main) => {
    const [a, b, c] = [
      KosInitializedMutex('fork a'),
      KosInitializedMutex('fork b'),
      KosInitializedMutex('fork c'),
    ]
    const eat =
      (first: KosMutex, second: KosMutex) =>
      async (kos: Kos): Promise<void> => {
        await kos.KosMutexLock(first)
        await kos.KosMutexLock(second)
        kos.KosMutexUnlock(second)
        kos.KosMutexUnlock(first)
      }
    await together(main, eat(a, b), eat(b, c), isMended ? eat(a, c) : eat(c, a))
  })

export const philosophers: Case = {
  name: 'philosophers',
  finds: 'deadlock',
  faulty: dinner(false),
  mended: dinner(true),
}
