// The arguments of a `take` that parked: the `detail` of the waiter while it waits at a receiver.
//
// A receiver keeps a free list of them, linked by `next`, so that waiting allocates only when there
// are more waiters than ever before.

import type { EventSink } from './event-sink.ts'

const noSink: EventSink = { accept() {} }

/** The arguments of a `take` that parked. */
export class TakeArguments {
  countMax = 0
  isCounted = false
  sink: EventSink = noSink
  next: TakeArguments | null = null

  /** Drops the reference to the caller's sink. */
  clear(): void {
    this.sink = noSink
  }
}
