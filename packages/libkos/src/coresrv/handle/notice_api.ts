// Notifications: documented header `coresrv/handle/notice_api.h`. Event masks are in `coresrv/event_descr.ts`.

import { type Result, type Retcode, rcInvalidArgument, rcOk } from '@kos/retcode'
import { noticeContract } from '../../abi/contracts.ts'
import type { Handle } from '../../nk/types.ts'
import type { Library, Sys } from '../../runtime/sys.ts'
import { ownToken } from '../own-token.ts'
import { maskOf } from './handle_api.ts'

const { calls } = noticeContract

declare const brand: unique symbol

/** A notification receiver of this process. */
export type Notice = number & { readonly [brand]: 'Notice' }

/** One notification: which entry, and which events happened to its resource. */
export interface EventDesc {
  /** What the entry was given as its id. */
  readonly eventId: unknown
  /** The events of the entry's mask that happened. */
  readonly eventMask: number
}

/** What the notice service adds to `kos`. */
export interface NoticeApi {
  /** Creates a notification receiver (topic `notice_create`). rcQuotaExceeded, rcOutOfMemory. */
  readonly KnNoticeCreate: () => Result<{ readonly notice: Notice }>
  /**
   * Adds an entry: `notice` gets what happens to `object` among `evMask`, under `evId`, any value (topic `notice_subscribe_to_object`).
   * Several entries may concern one resource, and ids need not be unique.
   *
   * rcOk; rcInvalidArgument: no receiver, not a handle, or an empty mask; rcNoCapability: without OCAP_HANDLE_GET_EVENT; rcHandleRevoked;
   * rcQuotaExceeded.
   */
  readonly KnNoticeSubscribeToObject: (notice: Notice, object: Handle, evMask: number, evId: unknown) => Retcode
  /**
   * Takes notifications, `countMax` at most, and waits `msec` milliseconds for the first (topic `notice_get_event`; INFINITE_TIMEOUT
   * for ever).
   *
   * rcTimeout; rcResourceNotFound: the receiver was dropped or released; rcInvalidArgument: no receiver, or `countMax` is not 1 to 1024.
   */
  readonly KnNoticeGetEvent: (
    notice: Notice,
    msec: number,
    countMax: number,
  ) => Promise<Result<{ readonly events: readonly EventDesc[] }>>
  /**
   * Signals events of a user resource (topic `notice_set_object_event`): of OBJECT_EVENT_USER, or of OBJECT_EVENT_SPEC too for the
   * process that created it. Others need OCAP_HANDLE_SET_EVENT.
   *
   * rcOk; rcInvalidArgument: not a handle, or the mask is empty or has general bits; rcNoCapability; rcHandleRevoked.
   */
  readonly KnNoticeSetObjectEvent: (object: Handle, evMask: number) => Retcode
}

/** Most notifications of one call. */
export const maxEvents = 1024

// Event id (a token), mask, and whether the entry is gone: u32 each.
const eventSize = 12

type Events = Result<{ readonly events: readonly EventDesc[] }>

/** The program half of the notice service. */
export const noticeLibrary: Library<NoticeApi> = {
  KnNoticeCreate: (sys) => {
    const create = sys.call(calls.Create)
    const { registers } = sys
    return () => {
      const rc = create()
      return rc === rcOk ? { rc: rcOk, notice: registers[0] as Notice } : ({ rc } as Result<{ readonly notice: Notice }>)
    }
  },
  KnNoticeSubscribeToObject: (sys) => {
    const subscribe = sys.call(calls.SubscribeToObject)
    return (notice, object, evMask, evId) =>
      ownToken(sys.tokens, evId, (token) => ({ rc: subscribe(notice, object, maskOf(evMask), token) as Retcode })).rc
  },
  KnNoticeGetEvent: (sys) => {
    const getEvent = sys.call(calls.GetEvent)
    const { registers } = sys
    return (notice, msec, countMax) => {
      const isCount = Number.isInteger(countMax) && countMax > 0 && countMax <= maxEvents
      if (!isCount) return sys.result(rcInvalidArgument, failed)
      const events = new Uint8Array(countMax * eventSize)
      return sys.result(getEvent(notice, msec, events), (rc) => eventsOf(sys, rc, events, registers))
    }
  },
  KnNoticeSetObjectEvent: (sys) => {
    const setEvent = sys.call(calls.SetObjectEvent)
    return (object, evMask) => setEvent(object, maskOf(evMask)) as Retcode
  },
}

function failed(rc: number): Events {
  return { rc } as Events
}

function eventsOf(sys: Sys, rc: number, bytes: Uint8Array, registers: Float64Array): Events {
  if (rc !== rcOk) return failed(rc)
  const view = new DataView(bytes.buffer)
  const events: EventDesc[] = []
  for (let at = 0; at < (registers[0] as number) * eventSize; at += eventSize) {
    const token = view.getUint32(at, true)
    const eventMask = view.getUint32(at + 4, true)
    const isLast = view.getUint32(at + 8, true) !== 0
    events.push({ eventId: isLast ? sys.tokens.drop(token) : sys.tokens.get(token), eventMask })
  }
  return { rc: rcOk, events }
}
