// The durable topics on one connection: the stream and the consumers are made where they are missing,
// again also when they go while they are used. What arrives is put into order per topic; the orders
// outlive the connection.

import {
  type ConsumerInfo,
  type ConsumerMessages,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  jetstream,
} from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import type { ConsumerState, DurableMessage, DurableOrder } from './durable-order.ts'
import { ensureConsumer, ensureStream } from './jetstream-resources.ts'
import { checkPause, heartbeatPause } from './limits.ts'
import type { Settings } from './options.ts'
import { Pause } from './pause.ts'
import type { Troubles } from './troubles.ts'

/** What the durable topics of a link are. */
export interface DurableLink {
  readonly name: string
  readonly window: number
  /** Whether it has durable topics at all. */
  readonly isDurable: boolean
  /** The orders of those that it imports. */
  readonly orders: ReadonlyMap<string, DurableOrder>
}

const acknowledgement = '+ACK'

/** The durable topics on one connection. */
export class DurableTopics {
  readonly #connection: NatsConnection
  readonly #link: DurableLink
  readonly #settings: Settings
  readonly #troubles: Troubles
  readonly #client: JetStreamClient
  readonly #pause: Pause = new Pause()
  readonly #messages: Set<ConsumerMessages> = new Set()
  readonly #timers: Set<ReturnType<typeof setTimeout>> = new Set()
  #isEnded = false
  /** Says that the stream or a consumer is not there any more. */
  #lose: (reason: unknown) => void = () => {}

  constructor(
    connection: NatsConnection,
    link: DurableLink,
    settings: Settings,
    troubles: Troubles,
  ) {
    this.#connection = connection
    this.#link = link
    this.#settings = settings
    this.#troubles = troubles
    this.#client = jetstream(connection, settings.jetstream)
  }

  /**
   * Makes what is missing, and goes on with it until `end`. `tried` is called when all is there, or
   * was tried once.
   */
  async run(tried: () => void): Promise<void> {
    if (!this.#link.isDurable) return tried()
    while (!this.#isEnded) {
      try {
        const lost = new Promise<unknown>((resolve) => (this.#lose = resolve))
        await this.#begin()
        this.#troubles.works('durable topics')
        this.#pause.reset()
        tried()
        this.#failed(await lost)
      } catch (error) {
        this.#failed(error)
      }
      this.#stop()
      tried()
      if (!this.#isEnded) await this.#pause.wait()
    }
  }

  /** Resolves when the server has stored it. Rejects if it says something else, or nothing. */
  async store(topic: string, bytes: Uint8Array, messageId: string): Promise<void> {
    const { names, stream, storeTimeout } = this.#settings
    const what = `storing messages of ${topic}`
    try {
      await this.#client.publish(names.durable(topic), bytes, {
        msgID: messageId,
        timeout: storeTimeout,
        expect: { streamName: stream.name },
      })
    } catch (error) {
      // That the connection is gone is told once.
      if (this.#isEnded || this.#connection.isClosed()) throw error
      this.#troubles.failed(what, error)
      // Nobody listens where the stream should.
      if (isNobody(error)) this.#lose(error)
      throw error
    }
    this.#troubles.works(what)
  }

  /** The connection is gone, or goes. */
  end(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#stop()
    this.#lose(null)
    this.#pause.wake()
  }

  #failed(reason: unknown): void {
    if (!this.#isEnded) this.#troubles.failed('durable topics', reason)
  }

  #stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    for (const messages of this.#messages) messages.stop()
    this.#messages.clear()
    for (const order of this.#link.orders.values()) order.end()
  }

  async #begin(): Promise<void> {
    const { name: link, window, orders } = this.#link
    const manager = await this.#client.jetstreamManager(false)
    const { created } = await ensureStream(manager, this.#settings)
    const begun = await Promise.allSettled(
      Array.from(orders, async ([topic, order]) => {
        const info = await ensureConsumer(manager, this.#settings, { link, topic, window })
        if (!this.#isEnded) await this.#consume(manager, info, order, created)
      }),
    )
    for (const each of begun) if (each.status === 'rejected') throw each.reason
  }

  async #consume(
    manager: JetStreamManager,
    info: ConsumerInfo,
    order: DurableOrder,
    created: string,
  ): Promise<void> {
    order.begin(stateOf(info), created, (reply) => {
      if (!this.#connection.isClosed()) this.#connection.publish(reply, acknowledgement)
    })
    let isAsking = false
    // Asks until nothing is missing: at once, and then again and again.
    const ask = async (): Promise<void> => {
      if (isAsking || this.#isEnded || !order.isMissing) return
      isAsking = true
      try {
        const now = await manager.consumers.info(info.stream_name, info.name)
        if (this.#messages.has(messages)) order.settle(stateOf(now))
      } catch {
        // It is asked again; that it is gone is heard of by another way.
      }
      isAsking = false
      if (order.isMissing && this.#messages.has(messages)) this.#later(() => void ask())
    }
    const consumer = this.#client.consumers.getConsumerFromInfo(info)
    const messages = await consumer.consume({
      max_messages: this.#link.window,
      idle_heartbeat: heartbeatPause,
      callback: (message) => {
        const durable = durableMessageOf(message)
        if (durable === null) return
        order.take(durable)
        if (order.isMissing && order.isWorthAsking) void ask()
      },
    })
    this.#messages.add(messages)
    void this.#watch(messages)
    void ask()
  }

  #later(action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      action()
    }, checkPause)
    this.#timers.add(timer)
  }

  // The client goes on by itself after most of what it tells; the others need a new beginning.
  async #watch(messages: ConsumerMessages): Promise<void> {
    void messages.closed().then((error) => {
      if (this.#messages.has(messages)) this.#lose(error ?? 'the server ended a consumer')
    })
    for await (const { type } of messages.status())
      if (endings.has(type)) this.#lose(type.replaceAll('_', ' '))
  }
}

const endings: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'consumer_deleted',
  'consumer_not_found',
  'no_responders',
  'stream_not_found',
])

function isNobody(error: unknown): boolean {
  return error instanceof Error && error.name === 'JetStreamNotEnabled'
}

function stateOf({ delivered, num_ack_pending: pending }: ConsumerInfo): ConsumerState {
  return { sequence: delivered.stream_seq, delivery: delivered.consumer_seq, pending }
}

// Anybody who knows the subject of an inbox may send something else to it. The class of messages has
// `reply`, its type has not: an acknowledgement may have to go by another connection.
function durableMessageOf(message: JsMsg): DurableMessage | null {
  try {
    const { reply } = message as JsMsg & { readonly reply: string }
    const { streamSequence: sequence, deliverySequence: delivery, timestampNanos } = message.info
    if (!Number.isSafeInteger(sequence) || !Number.isSafeInteger(delivery)) return null
    return { sequence, delivery, time: timestampNanos, bytes: message.data, reply }
  } catch {
    return null
  }
}
