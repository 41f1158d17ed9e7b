// NATS as a broker of links. It connects anew for as long as it is open: each connection is a
// session, and the places of the link in its durable topics outlive it.

import type { Broker, BrokerEvents, BrokerTopics } from '@kos/messagebus/link'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { DurableOrder } from './durable-order.ts'
import { connectTimeout, pingInterval } from './limits.ts'
import { isName } from './names.ts'
import { type NatsBrokerOptions, type Settings, settingsOf } from './options.ts'
import { Pause } from './pause.ts'
import { Session } from './session.ts'
import { Troubles } from './troubles.ts'

/** A broker of NATS. */
export interface NatsBroker extends Broker {
  /** Resolves when the server has read all that was sent. Rejects if it is not connected. */
  flush(): Promise<void>
  /** Ends it. An attempt to connect is waited for, up to the `timeout` of the client. */
  close(): Promise<void>
}

/** From `open` to `close`. */
class Opened {
  readonly #settings: Settings
  readonly #topics: BrokerTopics
  readonly #events: BrokerEvents
  readonly #troubles: Troubles
  readonly #orders: ReadonlyMap<string, DurableOrder>
  readonly #pause: Pause = new Pause()
  readonly #ended: Promise<void>
  /** Servers of the cluster that the last one told of. */
  #others: readonly string[] = []
  #session: Session | null = null
  #isClosed = false

  constructor(
    settings: Settings,
    topics: BrokerTopics,
    events: BrokerEvents,
    after: Promise<void>,
  ) {
    this.#settings = settings
    this.#topics = topics
    this.#events = events
    this.#troubles = new Troubles((message) => {
      if (!this.#isClosed) events.trouble(message)
    })
    const orders = [...topics.imports].flatMap(([topic, travel]) => {
      return travel === 'durable' ? [[topic, this.#orderOf(topic)] as const] : []
    })
    this.#orders = new Map(orders)
    this.#ended = after.then(() => this.#run())
  }

  get session(): Session | null {
    return this.#session
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#pause.wake()
    await this.#session?.close()
    await this.#ended
  }

  #orderOf(topic: string): DurableOrder {
    return new DurableOrder(this.#topics.window, (bytes, acknowledge) => {
      if (!this.#isClosed) this.#events.received(topic, bytes, acknowledge)
    })
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      const connection = await this.#connect()
      if (connection !== null)
        try {
          await this.#use(connection)
        } catch (error) {
          // The client refuses an option that it looks at late.
          this.#troubles.failed('using the connection', error)
          await connection.close()
        }
      if (!this.#isClosed) await this.#pause.wait()
    }
  }

  async #connect(): Promise<NatsConnection | null> {
    const { client } = this.#settings
    const { servers = [], port } = client
    const named = typeof servers === 'string' ? [servers] : servers
    const own = named.length > 0 ? named : [`127.0.0.1:${port ?? 4222}`]
    try {
      const connection = await connect({
        name: `kos link ${this.#topics.name}`,
        timeout: connectTimeout,
        pingInterval,
        // What fails is said without the stack of a call that is over.
        noAsyncTraces: true,
        ...client,
        servers: [...own, ...this.#others],
        reconnect: false,
        waitOnFirstConnect: false,
      })
      this.#troubles.works('connecting')
      return connection
    } catch (error) {
      this.#troubles.failed('connecting', error)
      return null
    }
  }

  async #use(connection: NatsConnection): Promise<void> {
    if (this.#isClosed) return connection.close()
    const { name, imports, exports, window } = this.#topics
    const travels = [...imports.values(), ...exports.values()]
    const link = { name, window, isDurable: travels.includes('durable'), orders: this.#orders }
    let isTold = false
    const events = {
      ready: () => {
        if (this.#isClosed) return
        this.#pause.reset()
        this.#troubles.works('the connection')
        isTold = true
        this.#events.connected(true)
      },
      received: (topic: string, bytes: Uint8Array) => {
        if (!this.#isClosed) this.#events.received(topic, bytes, null)
      },
      room: () => {
        if (!this.#isClosed) this.#events.room()
      },
    }
    const session = new Session(connection, link, this.#settings, events, this.#troubles)
    this.#session = session
    const fleeting = [...imports].filter(([, travel]) => travel === 'fleeting')
    await session.run(fleeting.map(([topic]) => topic))
    this.#session = null
    this.#others = session.others
    if (isTold && !this.#isClosed) this.#events.connected(false)
  }
}

class Nats implements NatsBroker {
  readonly #settings: Settings
  #opened: Opened | null = null
  #closing: Promise<void> = Promise.resolve()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  open(topics: BrokerTopics, events: BrokerEvents): void {
    if (this.#opened !== null)
      throw new TypeError('the broker is open: each link has one of its own')
    for (const name of [topics.name, ...topics.exports.keys(), ...topics.imports.keys()])
      if (!isName(name)) throw new TypeError(`NATS can't carry ${JSON.stringify(name)}`)
    this.#opened = new Opened(this.#settings, topics, events, this.#closing)
  }

  send(topic: string, bytes: Uint8Array): boolean {
    return this.#opened?.session?.send(topic, bytes) ?? false
  }

  store(topic: string, bytes: Uint8Array, messageId: string): Promise<void> {
    return this.#opened?.session?.store(topic, bytes, messageId) ?? notConnected()
  }

  flush(): Promise<void> {
    return this.#opened?.session?.flush() ?? notConnected()
  }

  close(): Promise<void> {
    if (this.#opened !== null) this.#closing = this.#opened.close()
    this.#opened = null
    return this.#closing
  }
}

function notConnected(): Promise<never> {
  return Promise.reject(new Error('NATS is not connected'))
}

/**
 * A broker for links of the message bus: fleeting topics travel by core NATS, durable ones are
 * stored by JetStream. It connects when it is opened, and again with growing pauses until it is
 * closed.
 *
 * Throws TypeError for a prefix or a time that is none.
 */
export function natsBroker(options: NatsBrokerOptions = {}): NatsBroker {
  return new Nats(settingsOf(options))
}
