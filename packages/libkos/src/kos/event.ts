// Events: documented header `kos/event.h`. The mechanism is `Event` of `@kos/sync`.

import { Event } from '@kos/sync'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { rcInvalidArgument, type Retcode } from '@kos/retcode'
import type { Library, Sys } from '../runtime/sys.ts'
import { waiterOf } from '../runtime/thread-waiter.ts'
import { isTimeout } from './mutex.ts'
import { initialise, noSuch, reportUnless } from './sync-misuse.ts'
import { type KosEvent, SyncStruct } from './sync_types.ts'

/**
 * Functions of events, on `kos`. Those that are documented as void report misuse when they refuse,
 * and change nothing.
 */
export interface EventApi {
  /**
   * Makes an event non-signalled again (topic `kos_event_init`). Refused while threads wait for it.
   */
  readonly KosEventInit: (event: KosEvent) => void
  /**
   * Ends an event, until it is initialised again (topic `kos_event_deinit`). Refused while threads
   * wait for it.
   */
  readonly KosEventDeinit: (event: KosEvent) => void
  /** Signals the event: all threads that wait go on (topic `kos_event_set`). */
  readonly KosEventSet: (event: KosEvent) => void
  /** Makes the event non-signalled (topic `kos_event_reset`). */
  readonly KosEventReset: (event: KosEvent) => void
  /**
   * Waits until the event is signalled; with `reset` this success resets it (topic
   * `kos_event_wait`). rcOk; rcInvalidArgument.
   */
  readonly KosEventWait: (event: KosEvent, reset: boolean) => Promise<Retcode>
  /**
   * The same, for `msec` milliseconds at most (topic `kos_event_wait_timeout`). rcOk; rcTimeout;
   * rcInvalidArgument.
   */
  readonly KosEventWaitTimeout: (event: KosEvent, reset: boolean, msec: number) => Promise<Retcode>
}

const isUsed = ({ waiting }: Event): boolean => waiting > 0

function wait(sys: Sys, value: KosEvent, reset: unknown, timeout: number): Promise<Retcode> {
  const event = SyncStruct.read(value, Event)
  if (event === undefined || typeof reset !== 'boolean' || !isTimeout(timeout))
    return sys.wait(rcInvalidArgument)
  const waiter = waiterOf(sys)
  return waiter.wait(event.wait(waiter, reset, timeout))
}

/** The program half of events. */
export const eventLibrary: Library<EventApi> = /* @__PURE__ */ Object.freeze({
  KosEventInit: (sys) => (event) =>
    initialise(sys, 'KosEventInit', event, Event, new Event(), isUsed),
  KosEventDeinit: (sys) => (event) => initialise(sys, 'KosEventDeinit', event, Event, null, isUsed),
  KosEventSet: (sys) => (value) => {
    const event = SyncStruct.read(value, Event)
    if (event === undefined)
      return reportUnless(sys, 'KosEventSet', rcInvalidArgument, noSuch('event'))
    event.set()
  },
  KosEventReset: (sys) => (value) => {
    const event = SyncStruct.read(value, Event)
    if (event === undefined)
      return reportUnless(sys, 'KosEventReset', rcInvalidArgument, noSuch('event'))
    event.reset()
  },
  KosEventWait: (sys) => (event, reset) => wait(sys, event, reset, INFINITE_TIMEOUT),
  KosEventWaitTimeout: (sys) => (event, reset, msec) => wait(sys, event, reset, msec),
})
