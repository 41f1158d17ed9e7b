// Where extracted notifications go: the caller of `take` provides it, so that extraction allocates
// nothing.
//
// A kernel's sink writes into the buffer of the calling thread, `EventList` collects into an array.

/** Takes notifications out of a receiver, one call per notification. */
export interface EventSink {
  /**
   * Called while notifications are extracted: before `take` answers, or right before the parked
   * waiter is woken. `value` is the mask of what occurred, or the counter for `takeCounted`; both
   * are unsigned 32-bit. `isLast`: the entry is gone, nothing with this id follows from it. It may
   * call any receiver; it must not throw.
   */
  accept(id: number, value: number, isLast: boolean): void
}

/** A notification of `take`: which entry, and what occurred. */
export interface NoticeEvent {
  /** The id that was given to `subscribe`. */
  readonly id: number
  /** The events that occurred since this entry was extracted last, those of them that it tracks. */
  readonly mask: number
}

/** A sink that keeps what it got in order of arrival. */
export class EventList implements EventSink {
  readonly events: NoticeEvent[] = []

  accept(id: number, value: number): void {
    this.events.push({ id, mask: value })
  }
}
