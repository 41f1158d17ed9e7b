// Lost notification: a thread subscribes to events that another thread may have signalled before. It
// waits for one then, as a server that has nothing to do: only an exploration that says which waits
// must not last tells the two apart.

import {
  HANDLE_TYPE_USER_FIRST,
  INFINITE_TIMEOUT,
  type Kos,
  KosInitializedMutex,
  OBJECT_EVENT_USER,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_SET_EVENT,
  unwrap,
} from '@kos/libkos'
import { alone, type Case, together } from './case.ts'

const delivery = (isMended: boolean) =>
  alone(async (main) => {
    const office = KosInitializedMutex('office')
    const rights = OCAP_HANDLE_GET_EVENT | OCAP_HANDLE_SET_EVENT
    const parcel = unwrap(
      main.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, rights, 'parcel'),
    ).handle
    const { notice } = unwrap(main.KnNoticeCreate())
    const subscribe = (kos: Kos) =>
      kos.KnNoticeSubscribeToObject(notice, parcel, OBJECT_EVENT_USER(1), 'arrived')
    if (isMended) subscribe(main)

    const customer = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(office)
      if (!isMended) subscribe(kos)
      kos.KosMutexUnlock(office)
      await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)
    }
    const courier = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(office)
      kos.KnNoticeSetObjectEvent(parcel, OBJECT_EVENT_USER(1))
      kos.KosMutexUnlock(office)
    }
    await together(main, customer, courier)
  })

export const lostNotification: Case = {
  name: 'lost notification',
  finds: 'hang',
  faulty: delivery(false),
  mended: delivery(true),
  shows: ['hang: ', 'Program/thread 3 waits: notice'],
  options: { neverIdle: ['notice'] },
}
