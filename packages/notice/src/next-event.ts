// Receiving without a kernel: one notification as a promise, all of them as an async iteration.
//
// Both stand on `take` with a `PromiseWaiter`. A wait that is aborted and served at the same time
// is served: nothing is lost.

import { RetcodeError, rcResourceNotFound } from '@kos/retcode'
import {
  type AbortSignalLike,
  type Host,
  INFINITE_TIMEOUT,
  PromiseWaiter,
  type Waiter,
} from '@kos/thread'
import type { EventSink, NoticeEvent } from './event-sink.ts'

/** How to wait. */
export interface NextOptions {
  /** Ends the wait from outside. */
  readonly signal?: AbortSignalLike
  /** Milliseconds for one wait; default INFINITE_TIMEOUT. 0 does not wait. */
  readonly timeout?: number
  /** 0 (default) to 31: who of several waiters is served first. */
  readonly priority?: number
  /** Where time-outs come from; default the global object's. */
  readonly host?: Host
}

interface Takes {
  take(waiter: Waiter, timeout: number, countMax: number, sink: EventSink): number
}

class OneEvent implements EventSink {
  event: NoticeEvent | null = null

  accept(id: number, value: number): void {
    this.event = { id, mask: value }
  }
}

/** See `Receiver.next`. */
export async function nextEvent(receiver: Takes, options: NextOptions = {}): Promise<NoticeEvent> {
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
  receiver: Takes,
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
