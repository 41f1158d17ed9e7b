// What a parked waiter asked for: it is the waiter's `detail` while it waits at a receiver.
//
// Receivers keep used ones, linked by `next`, so that waiting allocates nothing once as many have
// waited at a time before.

import type { EventSink } from './event-sink.ts'

const nowhere: EventSink = { accept() {} }

/** The arguments of a `take` that had to wait. */
export class Request {
  countMax = 0
  isCounted = false
  sink: EventSink = nowhere
  next: Request | null = null

  /** Lets go of the caller's sink. */
  clear(): void {
    this.sink = nowhere
  }
}
