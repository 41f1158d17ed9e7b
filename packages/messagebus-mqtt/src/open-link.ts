// What a link has at the broker from `open` to `close`: one connection for all that it sends and for
// fleeting topics, and one for each durable topic that it imports (`durable-session.ts`).

import type { BrokerEvents, BrokerTopics } from '@kos/messagebus/link'
import type { MqttClient } from 'mqtt'
import { type ConnectionOptions, endConnection, openConnection } from './connection.ts'
import type { ClientOptions } from './client-options.ts'
import { DurableSession } from './durable-session.ts'
import { nameAtBroker, sessionAtBroker } from './topic-names.ts'

/** What the types of the client library have for bytes. It takes any. */
type Payload = Parameters<MqttClient['publish']>[1]

const nobody: BrokerEvents = {
  connected: () => {},
  received: () => {},
  room: () => {},
  trouble: () => {},
}

/** The connections of a link. */
export class OpenLink {
  /** Who hears of it, until it is closed. */
  #events: BrokerEvents
  /** What topics of the bus are called at the broker. */
  readonly #names: ReadonlyMap<string, string>
  readonly #main: MqttClient
  readonly #sessions: readonly DurableSession[]
  /** Client ids of connections that are not ready. */
  readonly #notReady: Set<string> = new Set()
  /** Of what is being stored. */
  readonly #rejects: Set<(error: Error) => void> = new Set()
  #isFull = false

  constructor(
    url: string,
    prefix: string,
    client: ClientOptions,
    { name, exports, imports, window }: BrokerTopics,
    events: BrokerEvents,
  ) {
    this.#events = events
    const mainId = nameAtBroker(prefix, name)
    const linked = [...exports.keys(), ...imports.keys()]
    const names = new Map(linked.map((each) => [each, nameAtBroker(prefix, each)]))
    this.#names = names
    const fleeting = new Map<string, string>()
    const durable: string[] = []
    for (const [topic, travel] of imports)
      if (travel === 'durable') durable.push(topic)
      else fleeting.set(this.#nameOf(topic), topic)

    const options = (clientId: string, subscriptions: readonly string[]) => {
      this.#notReady.add(clientId)
      return {
        url,
        client,
        clientId,
        subscriptions,
        ready: (isReady: boolean) => this.#ready(clientId, isReady),
        trouble: (message: string) => this.#events.trouble(message),
      } satisfies Partial<ConnectionOptions>
    }
    const main = options(mainId, [...fleeting.keys()])
    this.#main = openConnection({
      ...main,
      clean: true,
      qos: 0,
      ready: (isReady) => {
        main.ready(isReady)
        // Sending does not wait for the others.
        if (isReady && this.#notReady.size > 0) this.#events.room()
      },
    })
    this.#main.on('message', (subject, bytes) => {
      const topic = fleeting.get(subject)
      if (topic !== undefined) this.#events.received(topic, bytes, null)
    })
    this.#main.on('close', () => (this.#isFull = false))
    this.#sessions = durable.map((topic) => {
      const of = options(sessionAtBroker(prefix, name, topic), [this.#nameOf(topic)])
      return new DurableSession(of, window, (bytes, acknowledge) => {
        this.#events.received(topic, bytes, acknowledge)
      })
    })
  }

  send(topic: string, bytes: Uint8Array): boolean {
    const { connected, stream } = this.#main
    if (!connected || this.#isFull) return false
    if (stream.writableNeedDrain) {
      this.#isFull = true
      stream.once('drain', () => {
        this.#isFull = false
        this.#events.room()
      })
      return false
    }
    this.#main.publish(this.#nameOf(topic), bytes as Payload, { qos: 0 })
    return true
  }

  /** The client library sends it again after each loss of the connection. */
  store(topic: string, bytes: Uint8Array): Promise<void> {
    const name = this.#nameOf(topic)
    return new Promise((resolve, reject) => {
      this.#rejects.add(reject)
      this.#main.publish(name, bytes as Payload, { qos: 1 }, (error) => {
        this.#rejects.delete(reject)
        if (error) reject(error)
        else resolve()
      })
    })
  }

  async close(): Promise<void> {
    this.#events = nobody
    await Promise.all([endConnection(this.#main), ...this.#sessions.map((each) => each.close())])
    for (const reject of this.#rejects) reject(new Error('the broker was closed'))
  }

  #nameOf(topic: string): string {
    const name = this.#names.get(topic)
    if (name === undefined) throw new TypeError(`the link has no topic ${topic}`)
    return name
  }

  /** The link is connected when all of its connections are ready. */
  #ready(clientId: string, isReady: boolean): void {
    const wasConnected = this.#notReady.size === 0
    if (isReady) this.#notReady.delete(clientId)
    else this.#notReady.add(clientId)
    const isConnected = this.#notReady.size === 0
    if (isConnected !== wasConnected) this.#events.connected(isConnected)
  }
}
