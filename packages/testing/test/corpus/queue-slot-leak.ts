// Queue slot leak: a consumer that is busy drops an object, and its slot with it.

import { INFINITE_TIMEOUT, KosInitializedMutex, type Kos } from '@kos/libkos'
import { rcOk } from '@kos/retcode'
import { alone, type Case, must, together } from './case.ts'

const parcels = 3
const slots = 2

const post = (isMended: boolean) =>
  alone(async (main) => {
    const queue = main.KosQueueCreate(slots, 4, 4, null)
    must(queue !== null, 'there is no queue')
    if (queue === null) return
    const van = KosInitializedMutex('van')

    const sorter = async (kos: Kos): Promise<void> => {
      for (let sent = 0; sent < parcels; sent++) {
        const parcel = kos.KosQueueAlloc(queue)
        must(parcel !== null, 'no slot is free, though all parcels were taken')
        if (parcel === null) return
        kos.KosQueuePush(queue, parcel)
        const taken = (): boolean => pending === 0
        pending++
        while (!taken()) await kos.KosThreadYield()
      }
    }
    let pending = 0
    const driver = async (kos: Kos): Promise<void> => {
      for (let taken = 0; taken < parcels; taken++) {
        const parcel = await kos.KosQueuePop(queue, INFINITE_TIMEOUT)
        must(parcel !== null, 'the queue has ended')
        if (parcel === null) return
        const isFree = kos.KosMutexTryLock(van) === rcOk
        if (isFree) kos.KosMutexUnlock(van)
        if (isFree || isMended) kos.KosQueueFree(queue, parcel)
        pending--
      }
    }
    const mechanic = async (kos: Kos): Promise<void> => {
      for (let check = 0; check < parcels; check++) {
        await kos.KosMutexLock(van)
        await kos.KosThreadYield()
        kos.KosMutexUnlock(van)
      }
    }
    await together(main, sorter, driver, mechanic)
  })

export const queueSlotLeak: Case = {
  name: 'queue slot leak',
  finds: 'crash',
  isLarge: true,
  faulty: post(false),
  mended: post(true),
}
