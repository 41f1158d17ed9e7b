// A broker that speaks MQTT, as a link wants it: it is opened and closed, and opened again.

import type { Broker, BrokerEvents, BrokerTopics } from '@kos/messagebus/link'
import type { ClientOptions } from './client-options.ts'
import { OpenLink } from './open-link.ts'
import { checkPrefix } from './topic-names.ts'

/** How the broker is reached. */
export interface MqttOptions {
  /** `mqtt://host`, `mqtts://host`, `ws://host/path`, `wss://host/path`, with a port or without. */
  readonly url: string
  /** First levels of all topics, and beginning of all client ids: `kos` if left out. */
  readonly prefix?: string
  /** Options of the client library: `username`, `password`, `ca`, `keepalive`, ... */
  readonly client?: ClientOptions
}

/**
 * A broker for one link: `joinBus(bus, { name, broker: mqttBroker({ url: 'mqtt://localhost' }) })`.
 *
 * Throws TypeError for a URL or a prefix that is none.
 */
export function mqttBroker(options: MqttOptions): Broker {
  return new MqttBroker(options)
}

class MqttBroker implements Broker {
  readonly #url: string
  readonly #prefix: string
  readonly #client: ClientOptions
  #open: OpenLink | null = null

  constructor({ url, prefix = 'kos', client = {} }: MqttOptions) {
    if (!/^(?:mqtt|ws)s?:\/\/./.test(url))
      throw new TypeError(`${url} is no address of a broker, like 'mqtt://localhost'`)
    checkPrefix(prefix)
    this.#url = url
    this.#prefix = prefix
    this.#client = client
  }

  open(topics: BrokerTopics, events: BrokerEvents): void {
    if (this.#open !== null) throw new TypeError('the broker is open: each link has one of its own')
    this.#open = new OpenLink(this.#url, this.#prefix, this.#client, topics, events)
  }

  send(topic: string, bytes: Uint8Array): boolean {
    return this.#open?.send(topic, bytes) ?? false
  }

  store(topic: string, bytes: Uint8Array): Promise<void> {
    return this.#open?.store(topic, bytes) ?? Promise.reject(new Error('the broker is closed'))
  }

  async close(): Promise<void> {
    const open = this.#open
    this.#open = null
    await open?.close()
  }
}
