// Notifications: documented header `coresrv/handle/notice_api.h` of 1.3. Ids of receivers are in
// `notice.ts`, event masks in `@kos/notice/event-mask`.

import { type Result, type Retcode, rcInvalidArgument, rcOk } from '@kos/retcode'
import { handleContract, noticeContract } from '../../abi/contracts.ts'
import { eventRecordSize, readEventRecords } from '../../abi/event-record.ts'
import { callsOf, type SyscallFunction } from '../../abi/syscall.ts'
import { KosPutObject } from '../../kos/objects.ts'
import type { Handle } from '../../nk/types.ts'
import type { Library, Sys } from '../../runtime/sys.ts'
import { ownEventId } from '../own-token.ts'
import { maxEvents } from '../../limits.ts'
import { maskOf } from './handle_api.ts'
import { type Notice, noticeOf, receiverHandle, noticePayload } from './notice.ts'

export type { Notice }

const calls = /* @__PURE__ */ callsOf(noticeContract)

/** One notification: which entry, and which events happened to its resource. */
export interface EventDesc {
  /** The id that the entry was added with. */
  readonly eventId: unknown
  /** The events of the entry's mask that happened. */
  readonly eventMask: number
}

/** One notification that counts: which entry, and how many events happened to its resource. */
export interface EventDescEx {
  /** The id that the entry was added with. */
  readonly eventId: unknown
  /**
   * How often events of the entry's mask were signalled since a notification of it was taken; 2^32
   * - 1 at most.
   */
  readonly eventCount: number
}

/** Functions that the notice service adds to `kos`. */
export interface NoticeApi {
  /**
   * Creates a notification receiver; the caller holds the one reference to its id (topic
   * `notice_create`). rcQuotaExceeded, rcOutOfMemory.
   */
  readonly KnNoticeCreate: () => Result<{ readonly notice: Notice }>
  /**
   * Adds an entry: `notice` gets the events of `object` among `evMask`, under `evId`, any value
   * (topic `notice_subscribe_to_object`). Several entries may concern one resource, and ids need
   * not be unique. When `object` is revoked, or a handle above it, the entry ends: its one and last
   * event is EVENT_OBJECT_DESTROYED, if `evMask` has that. Closing `object` ends no entry.
   *
   * rcOk; rcInvalidArgument: no receiver, not a handle, or an empty mask; rcInvalidOperation: the
   * receiver was released; rcNoCapability: without OCAP_HANDLE_GET_EVENT; rcHandleRevoked;
   * rcQuotaExceeded: the receiver has 65,536 entries, or all receivers of the process together have
   * 1024 at this object.
   */
  readonly KnNoticeSubscribeToObject: (
    notice: Notice,
    object: Handle,
    evMask: number,
    evId: unknown,
  ) => Retcode
  /**
   * Takes notifications, `countMax` at most, and waits `msec` milliseconds for the first (topic
   * `notice_get_event`; INFINITE_TIMEOUT for ever).
   *
   * rcTimeout; rcResourceNotFound: the receiver was dropped or released, or its last reference was
   * put meanwhile; rcInvalidArgument: no receiver, or `countMax` is not 1 to 1024.
   */
  readonly KnNoticeGetEvent: (
    notice: Notice,
    msec: number,
    countMax: number,
  ) => Promise<Result<{ readonly events: readonly EventDesc[] }>>
  /**
   * As KnNoticeGetEvent, with counters in place of masks (1.3, topic `notice_get_event_ex`). The
   * codes are the same.
   */
  readonly KnNoticeGetEventEx: (
    notice: Notice,
    msec: number,
    countMax: number,
  ) => Promise<Result<{ readonly events: readonly EventDescEx[] }>>
  /**
   * Removes the entries that concern the resource of `object`, and their notifications. No thread
   * is woken (1.3, topic `notice_unsubscribe_from_object`).
   *
   * rcOk; rcResourceNotFound: there are none; rcInvalidArgument: no receiver, or not a handle;
   * rcHandleRevoked.
   */
  readonly KnNoticeUnsubscribeFromObject: (notice: Notice, object: Handle) => Retcode
  /**
   * Removes the entries whose id is `evId`, as Object.is tells, and their notifications. No thread
   * is woken (1.3, topic `notice_unsubscribe_from_event`).
   *
   * rcOk; rcResourceNotFound: there are none; rcInvalidArgument: no receiver.
   */
  readonly KnNoticeUnsubscribeFromEvent: (notice: Notice, evId: unknown) => Retcode
  /**
   * Removes all entries, and wakes all threads that wait with rcResourceNotFound. No thread
   * waits again until an entry is added (1.3, topic `notice_drop_and_wake`).
   *
   * rcOk; rcInvalidArgument: no receiver.
   */
  readonly KnNoticeDropAndWake: (notice: Notice) => Retcode
  /**
   * As KnNoticeDropAndWake, but no entry can be added ever again; and puts one reference to the id
   * (1.3, topic `notice_release`). It does not wait for other references: until they are put,
   * taking notifications answers rcResourceNotFound.
   *
   * rcOk; rcInvalidArgument: no receiver, or its last reference was put.
   */
  readonly KnNoticeRelease: (notice: Notice) => Retcode
  /**
   * Signals events of a user resource (topic `notice_set_object_event`): of OBJECT_EVENT_USER, or
   * of OBJECT_EVENT_SPEC too for the process that created it. Others need OCAP_HANDLE_SET_EVENT.
   *
   * rcOk; rcInvalidArgument: not a handle, or the mask is empty or has general bits;
   * rcNoCapability; rcHandleRevoked.
   */
  readonly KnNoticeSetObjectEvent: (object: Handle, evMask: number) => Retcode
}

type Events<E> = Result<{ readonly events: readonly E[] }>
type Take<E> = (notice: Notice, msec: number, countMax: number) => Promise<Events<E>>

/** The program half of the notice service. */
export const noticeLibrary: Library<NoticeApi> = /* @__PURE__ */ Object.freeze({
  KnNoticeCreate: (sys) => {
    const create = sys.call(calls.Create)
    const close = sys.processCall(handleContract.calls.Close)
    const { registers, tokens } = sys
    return () => {
      const rc = create()
      if (rc !== rcOk) return { rc } as Result<{ readonly notice: Notice }>
      return {
        rc: rcOk,
        notice: noticeOf(tokens, registers[calls.Create.results.notice] as Handle, close),
      }
    }
  },
  KnNoticeSubscribeToObject: (sys) => {
    const subscribe = sys.call(calls.SubscribeToObject)
    return (notice, object, evMask, evId) => {
      const receiver = noticePayload(sys, notice)
      const handle = receiver?.handle ?? 0
      return ownEventId(receiver, evId, (token) => ({
        rc: subscribe(handle, object, maskOf(evMask), token) as Retcode,
      })).rc
    }
  },
  KnNoticeGetEvent: (sys) => takerOf(sys, sys.call(calls.GetEvent), withMask),
  KnNoticeGetEventEx: (sys) => takerOf(sys, sys.call(calls.GetEventEx), withCount),
  KnNoticeUnsubscribeFromObject: (sys) => {
    const unsubscribe = sys.call(calls.UnsubscribeFromObject)
    return (notice, object) => unsubscribe(receiverHandle(sys, notice), object) as Retcode
  },
  KnNoticeUnsubscribeFromEvent: (sys) => {
    const unsubscribe = sys.call(calls.UnsubscribeFromEvent)
    return (notice, evId) => {
      const receiver = noticePayload(sys, notice)
      // No entry has the token 0: the kernel answers as if it had looked for the value.
      const token = receiver === undefined ? 0 : sys.tokens.find(receiver.ids, evId)
      return unsubscribe(receiver?.handle ?? 0, token) as Retcode
    }
  },
  KnNoticeDropAndWake: (sys) => {
    const dropAndWake = sys.call(calls.DropAndWake)
    return (notice) => dropAndWake(receiverHandle(sys, notice)) as Retcode
  },
  KnNoticeRelease: (sys) => {
    const release = sys.call(calls.Release)
    return (notice) => {
      const rc = release(receiverHandle(sys, notice)) as Retcode
      if (rc === rcOk) KosPutObject(notice)
      return rc
    }
  },
  KnNoticeSetObjectEvent: (sys) => {
    const setEvent = sys.call(calls.SetObjectEvent)
    return (object, evMask) => setEvent(object, maskOf(evMask)) as Retcode
  },
})

const withMask = (eventId: unknown, eventMask: number): EventDesc => ({ eventId, eventMask })
const withCount = (eventId: unknown, eventCount: number): EventDescEx => ({ eventId, eventCount })

function takerOf<E>(
  sys: Sys,
  take: SyscallFunction<typeof calls.GetEvent>,
  describe: (eventId: unknown, value: number) => E,
): Take<E> {
  const { registers } = sys
  return (notice, msec, countMax) => {
    const isCount = Number.isInteger(countMax) && countMax > 0 && countMax <= maxEvents
    if (!isCount) return sys.result(rcInvalidArgument, failed)
    const events = new Uint8Array(countMax * eventRecordSize)
    const answer = take(receiverHandle(sys, notice), msec, events)
    return sys.result(answer, (rc) => eventsOf(sys, rc, events, registers, describe))
  }
}

function failed(rc: number): Events<never> {
  return { rc } as Events<never>
}

function eventsOf<E>(
  { tokens }: Sys,
  rc: number,
  bytes: Uint8Array,
  registers: Float64Array,
  describe: (eventId: unknown, value: number) => E,
): Events<E> {
  if (rc !== rcOk) return failed(rc)
  const events: E[] = []
  readEventRecords(bytes, registers[calls.GetEvent.results.count] as number, (id, value, isLast) =>
    events.push(describe(isLast ? tokens.drop(id) : tokens.get(id), value)),
  )
  return { rc: rcOk, events }
}
