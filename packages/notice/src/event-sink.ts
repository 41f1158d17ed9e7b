// The destination of extracted notifications. The caller of `take` provides it, so that extraction
// allocates nothing.
//
// A kernel's sink writes into the buffer of the calling thread, `EventList` collects into an array.

/** Accepts notifications that are extracted from a receiver, one call per notification. */
export interface EventSink {
  /**
   * Called while notifications are extracted: before `take` returns, or right before the parked
   * waiter is woken. `value` is the mask of the events, or the counter for `takeCounted`; both are
   * unsigned 32-bit. `isLast`: the entry was removed, this was its last notification. It may call
   * any receiver; it must not throw.
   */
  accept(id: number, value: number, isLast: boolean): void
}

/** A notification of `take`. */
export interface NoticeEvent {
  /** The id that was given to `subscribe`. */
  readonly id: number
  /** The subscribed events that occurred since this entry was extracted last. */
  readonly mask: number
}

/** A sink that collects notifications in order of arrival. */
export class EventList implements EventSink {
  readonly events: NoticeEvent[] = []

  accept(id: number, value: number): void {
    this.events.push({ id, mask: value })
  }
}
