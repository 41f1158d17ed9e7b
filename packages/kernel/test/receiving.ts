// What tests of receivers begin with: objects and receivers of a process, threads that take
// notifications, and what is pending.

import { type Handle, INFINITE_TIMEOUT, type Kos, type Notice } from '@kos/libkos'
import { OCAP_HANDLE_GET_EVENT } from '@kos/handles'
import { OBJECT_EVENT_USER } from '@kos/notice'
import { unwrap } from '@kos/retcode'
import { userType } from './misbehaving.ts'

/** What a process signals that has no special meaning. */
export const signal = OBJECT_EVENT_USER(1)

/** A user resource of the process that can be subscribed to. */
export function objectOf(kos: Kos): Handle {
  return unwrap(kos.KnHandleCreateUserObject(userType, OCAP_HANDLE_GET_EVENT, 'context')).handle
}

/** A new receiver. */
export function noticeOf(kos: Kos): Notice {
  return unwrap(kos.KnNoticeCreate()).notice
}

/** Ids of everything that is pending. */
export async function idsOf(kos: Kos, notice: Notice): Promise<readonly unknown[]> {
  const { events: taken } = await kos.KnNoticeGetEvent(notice, 0, 1024)
  return (taken ?? []).map(({ eventId }) => eventId)
}

/** Starts threads that each take one notification, and answers the list of what they say. */
export function waiters(
  kos: Kos,
  notice: Notice,
  names: readonly string[],
  timeout = INFINITE_TIMEOUT,
): unknown[] {
  const said: unknown[] = []
  for (const name of names) {
    const routine = async (own: Kos): Promise<void> => {
      const { rc, events: taken } = await own.KnNoticeGetEvent(notice, timeout, 1)
      said.push([
        name,
        rc,
        own.KnGetMSecSinceStart(),
        ...(taken ?? []).map(({ eventId }) => eventId),
      ])
    }
    kos.KosThreadCreate(15, 0, routine, 0, 0)
  }
  return said
}
