// Receiving without a kernel: one notification as a promise, all of them as an async iteration.
//
// Both use `take` with a `PromiseWaiter`. If a wait is aborted and served at the same time, it
// resolves with the notification, so that no notification is lost.

import { RetcodeError, rcResourceNotFound } from '@kos/retcode'
import {
  type AbortSignalLike,
  type Host,
  INFINITE_TIMEOUT,
  PromiseWaiter,
  type Waiter,
} from '@kos/thread'
import type { EventSink, NoticeEvent } from './event-sink.ts'

/** Options of a wait. */
export interface NextOptions {
  /** Aborts the wait. */
  readonly signal?: AbortSignalLike
  /** Milliseconds for one wait; default INFINITE_TIMEOUT. 0 does not wait. */
  readonly timeout?: number
  /** 0 (default) to 31: the waiter with the highest priority is served first. */
  readonly priority?: number
  /** The host that arms time-outs; default the global object. */
  readonly host?: Host
}

/** The method of `Receiver` that is used; `receiver.ts` imports this file. */
interface ReceiverLike {
  take(waiter: Waiter, timeout: number, countMax: number, sink: EventSink): number
}

class OneEvent implements EventSink {
  event: NoticeEvent | null = null

  accept(id: number, value: number): void {
    this.event = { id, mask: value }
  }
}

/** See `Receiver.next`. */
export async function nextEvent(
  receiver: ReceiverLike,
  options: NextOptions = {},
): Promise<NoticeEvent> {
  const { signal } = options
  if (signal?.aborted === true) throw signal.reason
  const waiter = new PromiseWaiter(options)
  const one = new OneEvent()
  const answer = receiver.take(waiter, options.timeout ?? INFINITE_TIMEOUT, 1, one)
  await waiter.settle(answer, undefined, signal)
  return one.event as NoticeEvent
}

/** See `Receiver.events`. */
export async function* receivedEvents(
  receiver: ReceiverLike,
  options?: NextOptions,
): AsyncGenerator<NoticeEvent, void, undefined> {
  for (;;) {
    const event = await nextEvent(receiver, options).catch(endIfDropped)
    if (event === null) return
    yield event
  }
}

function endIfDropped(error: unknown): null {
  if (error instanceof RetcodeError && error.rc === rcResourceNotFound) return null
  throw error
}
