// Double initialisation: two see that nothing was set up yet. KosThreadOnce is for this.

import { KosInitializedMutex, type Kos, KosThreadOnceState } from '@kos/libkos'
import { alone, type Case, must, together } from './case.ts'

const heating = (isMended: boolean) =>
  alone(async (main) => {
    const once = new KosThreadOnceState()
    const fuse = KosInitializedMutex('fuse')
    let isOn = false
    let starts = 0

    const start = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(fuse)
      starts++
      kos.KosMutexUnlock(fuse)
      isOn = true
    }
    const tenant = async (kos: Kos): Promise<void> => {
      if (isMended) await kos.KosThreadOnce(once, () => start(kos))
      else if (!isOn) await start(kos)
    }
    await together(main, tenant, tenant)
    must(starts === 1, `it was started ${starts} times`)
  })

export const doubleInitialisation: Case = {
  name: 'double initialisation',
  finds: 'crash',
  faulty: heating(false),
  mended: heating(true),
}
