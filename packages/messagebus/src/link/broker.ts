// What a link asks of a broker: bytes under the names of topics, stored or not. An adapter for a
// broker implements it, and nothing else: sequences, duplicates, order and counts are the link's.
//
// Callbacks come at any time, never during a call of the broker, and never after `close` was called.
// Bytes that were handed over, in either direction, do not change any more.

/** How the messages of a linked topic travel: `fleeting` ones may be lost, and that is counted. */
export type Travel = 'fleeting' | 'durable'

/** What an adapter tells its link. */
export interface BrokerEvents {
  /**
   * The broker is reached from now on, or is not. When it says that it is, imported topics arrive
   * from then on.
   */
  connected(isConnected: boolean): void
  /**
   * Bytes arrived. Durable ones come in their order, and again, also to the next link of the same
   * name, until `acknowledge` was called; it is null for fleeting ones.
   */
  received(topic: string, bytes: Uint8Array, acknowledge: (() => void) | null): void
  /** `send` answered false, and may be tried again. */
  room(): void
  /** Something failed that the adapter goes on from, for people: one line. */
  trouble(message: string): void
}

/** What a link wants of its broker. */
export interface BrokerTopics {
  /** The name of the link: unique among those that are joined, and the same after a restart. */
  readonly name: string
  readonly exports: ReadonlyMap<string, Travel>
  readonly imports: ReadonlyMap<string, Travel>
  /**
   * Most durable messages of each imported topic that arrive without being acknowledged. A broker that
   * has forgotten what it delivered may deliver as many again.
   */
  readonly window: number
}

/** A broker. */
export interface Broker {
  /**
   * Begins to connect, and goes on until it is closed, with pauses that grow. Throws TypeError if
   * it is open, or if it can't carry a topic of that name.
   */
  open(topics: BrokerTopics, events: BrokerEvents): void
  /** Hands bytes over that may be lost. False: not now; `room` or `connected` follow. */
  send(topic: string, bytes: Uint8Array): boolean
  /**
   * Stores bytes: resolves when the broker has them. Rejects if nobody knows whether it has; then
   * they are stored again with the same `messageId`, of letters, digits, `-`, `_`, `%` and `/`. The
   * broker keeps that once within its window of duplicates. A topic has one call at a time. After
   * `close` nobody cares whether it settles.
   */
  store(topic: string, bytes: Uint8Array, messageId: string): Promise<void>
  /**
   * Ends it, also if it is not open. It may be opened again when that has resolved; what the link of
   * the name was not delivered, or did not acknowledge, waits for it in the broker.
   */
  close(): Promise<void>
}
