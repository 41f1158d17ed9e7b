// Pulsed event: an event is set and reset at once, to wake those who wait at that moment. In C a
// thread can be preempted between its check and its wait, and then it comes too late. In kos no
// thread comes between, so this is found only with switch points before operations.

import { KosInitializedEvent, type Kos } from '@kos/libkos'
import { alone, type Case, together } from './case.ts'

const station = (isMended: boolean) =>
  alone(async (main) => {
    const whistle = KosInitializedEvent('whistle')
    let hasLeft = false

    const passenger = async (kos: Kos): Promise<void> => {
      if (!hasLeft) await kos.KosEventWait(whistle, false)
    }
    const guard = (kos: Kos): Promise<void> => {
      hasLeft = true
      kos.KosEventSet(whistle)
      if (!isMended) kos.KosEventReset(whistle)
      return Promise.resolve()
    }
    await together(main, passenger, guard)
  })

export const pulsedEvent: Case = {
  name: 'pulsed event',
  finds: 'deadlock',
  faulty: station(false),
  mended: station(true),
  options: { switchBefore: true },
  shows: [
    'Program/thread 3  is preempted before KosEventWait',
    'sets event whistle and wakes nobody',
  ],
}
