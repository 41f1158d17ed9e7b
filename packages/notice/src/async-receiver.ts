// A receiver for plain async code: a `NoticeReceiver` whose notifications are promises, too.
//
// It is a class of its own, so that the bundle of a kernel leaves it out: threads take
// notifications by system calls.

import type { NoticeEvent } from './event-sink.ts'
import { type NextOptions, nextEvent, receivedEvents } from './next-event.ts'
import { NoticeReceiver } from './receiver.ts'

/** Collects notifications; returns them as promises or as an async iteration. */
export class Receiver extends NoticeReceiver {
  /**
   * The next notification, without a kernel. Rejects with the reason of the signal on abort, and
   * with a RetcodeError: rcTimeout, or rcResourceNotFound after `dropAndWake` or `release`.
   */
  next(options?: NextOptions): Promise<NoticeEvent> {
    return nextEvent(this, options)
  }

  /**
   * The notifications one by one, until `dropAndWake` or `release`. Rejects as `next` does on abort
   * and time-out.
   */
  events(options?: NextOptions): AsyncGenerator<NoticeEvent, void, undefined> {
    return receivedEvents(this, options)
  }

  /** `events()`, for `for await (const { id, mask } of receiver)`. */
  [Symbol.asyncIterator](): AsyncGenerator<NoticeEvent, void, undefined> {
    return this.events()
  }
}
