// What ids lead to, for a bus that may not let it go while a message says it: `SubscriberQueue`
// asks for each message that it takes in. The store of bundles of a bus process is one keeper.

/** What a message with an id keeps. */
export interface Kept {
  /** Ends that. Called once for each `keep`. */
  release(): void
}

/** Knows what ids lead to. */
export interface IdKeeper<Id> {
  /**
   * A message of a topic with this id comes into a queue: what it keeps, or null if that leads to
   * nothing now. A push is going on: it may not throw, and may not call the bus.
   */
  keep(topic: string, id: Id): Kept | null
}
