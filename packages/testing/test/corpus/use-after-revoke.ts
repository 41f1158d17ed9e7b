// Use after revoke: a handle is revoked while another process is about to use it.

import {
  HANDLE_TYPE_USER_FIRST,
  KosInitializedMutex,
  type Kos,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_TRANSFER,
} from '@kos/libkos'
import { INFINITE_TIMEOUT, INVALID_HANDLE, unwrap } from '@kos/libkos'
import { alone, type Case } from './case.ts'

const hotel = (isMended: boolean) =>
  alone(async (main) => {
    const stairs = KosInitializedMutex('stairs')
    const rights = OCAP_HANDLE_COPY | OCAP_HANDLE_TRANSFER
    const room = unwrap(
      main.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, rights, 'room 12'),
    ).handle
    const key = unwrap(main.KnHandleCopy(room, rights, INVALID_HANDLE)).handle

    const guest = async (kos: Kos): Promise<void> => {
      await kos.KosMutexLock(stairs)
      kos.KosMutexUnlock(stairs)
      const { handle } = unwrap(kos.KnHandleCopy(key, rights, INVALID_HANDLE))
      kos.KnHandleClose(handle)
    }
    const { tid } = unwrap(main.KosThreadCreate(15, 0, guest, 0, 0))
    await main.KosThreadYield()
    if (isMended) await main.KosThreadWait(tid, INFINITE_TIMEOUT)
    main.KnHandleRevoke(room)
    await main.KosThreadWait(tid, INFINITE_TIMEOUT)
  })

export const useAfterRevoke: Case = {
  name: 'use after revoke',
  finds: 'crash',
  faulty: hotel(false),
  mended: hotel(true),
}
