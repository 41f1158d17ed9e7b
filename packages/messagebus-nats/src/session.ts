// One connection to the server, from the moment it is there until it is gone: fleeting topics are
// subjects of core NATS, durable ones are in JetStream.
//
// What is sent waits in the memory of this process while the server reads slowly. So the bytes are
// counted that it has not confirmed: a flush is a question that it answers when it has read all
// before.

import type { Msg, NatsConnection } from '@nats-io/transport-node'
import { type DurableLink, DurableTopics } from './durable-topics.ts'
import { closeTimeout, maxUnsentBytes } from './limits.ts'
import type { Settings } from './options.ts'
import type { Troubles } from './troubles.ts'

/** What a session tells. */
export interface SessionEvents {
  /** It can be used. */
  ready(): void
  received(topic: string, bytes: Uint8Array): void
  room(): void
}

/** One connection in use. */
export class Session {
  readonly #connection: NatsConnection
  readonly #settings: Settings
  readonly #events: SessionEvents
  readonly #troubles: Troubles
  readonly #durable: DurableTopics
  /** Servers of the cluster that this one told of. */
  others: readonly string[] = []
  #isReady = false
  #isClosing = false
  #unsentBytes = 0
  #isFlushing = false
  /** What ends the flushes that the server has not answered, when the connection is gone. */
  readonly #flushes: Set<(reason: Error) => void> = new Set()
  /** Somebody was told that there is no room. */
  #isRoomWanted = false

  constructor(
    connection: NatsConnection,
    link: DurableLink,
    settings: Settings,
    events: SessionEvents,
    troubles: Troubles,
  ) {
    this.#connection = connection
    this.#settings = settings
    this.#events = events
    this.#troubles = troubles
    this.#durable = new DurableTopics(connection, link, settings, troubles)
  }

  /** Uses the connection until it is gone. */
  async run(fleetingImports: Iterable<string>): Promise<void> {
    this.#learnOthers()
    void this.#watch()
    for (const topic of fleetingImports) this.#subscribe(topic)
    const durable = this.#prepare()
    const error = await this.#connection.closed()
    this.#isReady = false
    this.#durable.end()
    for (const reject of this.#flushes) reject(new Error('the connection is gone'))
    await durable
    if (!this.#isClosing) this.#troubles.failed('the connection', error ?? 'the server ended it')
  }

  /** Hands fleeting bytes over. False: not now. */
  send(topic: string, bytes: Uint8Array): boolean {
    if (!this.#isReady || this.#connection.isClosed()) return false
    const size = bytes.length
    if (this.#unsentBytes > 0 && this.#unsentBytes + size > maxUnsentBytes) {
      this.#isRoomWanted = true
      this.#confirm()
      return false
    }
    if (size > (this.#connection.info?.max_payload ?? Infinity)) {
      const reason = `the server takes none of ${size} bytes`
      queueMicrotask(() => this.#troubles.failed(`a message of ${topic}`, reason))
      return true
    }
    this.#unsentBytes += size
    this.#connection.publish(this.#settings.names.fleeting(topic), bytes)
    if (this.#unsentBytes > maxUnsentBytes / 2) this.#confirm()
    return true
  }

  /** Stores durable bytes. */
  store(topic: string, bytes: Uint8Array, messageId: string): Promise<void> {
    return this.#durable.store(topic, bytes, messageId)
  }

  /** Resolves when the server has read all that was sent. Rejects if the connection ends before. */
  async flush(): Promise<void> {
    let end: ((reason: Error) => void) | undefined
    // The client does not end them.
    const gone = new Promise<never>((_, reject) => this.#flushes.add((end = reject)))
    try {
      await Promise.race([this.#connection.flush(), gone])
    } finally {
      this.#flushes.delete(end as (reason: Error) => void)
    }
  }

  /** Ends it, after the server had a little time to read what was sent. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.#durable.end()
    this.#isReady = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, closeTimeout)))
    await Promise.race([this.flush().catch(() => {}), late])
    clearTimeout(timer)
    await this.#connection.close()
  }

  #subscribe(topic: string): void {
    const callback = (error: Error | null, { data }: Msg): void => {
      if (error === null) this.#events.received(topic, data)
      else this.#troubles.failed(`receiving ${topic}`, error)
    }
    this.#connection.subscribe(this.#settings.names.fleeting(topic), { callback })
  }

  // The subscriptions have arrived when it is ready, and the consumers are made.
  async #prepare(): Promise<void> {
    try {
      await this.flush()
    } catch {
      return
    }
    await this.#durable.run(() => {
      if (this.#isReady || this.#connection.isClosed()) return
      this.#isReady = true
      this.#events.ready()
    })
  }

  async #watch(): Promise<void> {
    for await (const status of this.#connection.status())
      if (status.type === 'error') this.#troubles.failed('the server', status.error)
      else if (status.type === 'update') this.#learnOthers()
      // The client would wait for what can't be written.
      else if (status.type === 'staleConnection') void this.#connection.close()
  }

  #learnOthers(): void {
    this.others = this.#connection.info?.connect_urls ?? this.others
  }

  #confirm(): void {
    if (this.#isFlushing) return
    this.#isFlushing = true
    const size = this.#unsentBytes
    const confirmed = (): void => {
      this.#isFlushing = false
      this.#unsentBytes -= size
      if (!this.#isRoomWanted) return
      this.#isRoomWanted = false
      this.#events.room()
    }
    // If it is not confirmed the connection is gone.
    this.flush().then(confirmed, () => {})
  }
}
