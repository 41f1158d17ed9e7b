// An opened broker whose events can be waited for.

import type { Broker, BrokerEvents, BrokerTopics, Travel } from '@kos/messagebus/link'
import { onTestFinished } from 'vitest'
import { mqttBroker, type MqttOptions } from '../src/index.ts'

export interface Arrival {
  readonly topic: string
  readonly text: string
  readonly acknowledge: (() => void) | null
}

export interface PeerTopics {
  readonly name?: string
  readonly exports?: Readonly<Record<string, Travel>>
  readonly imports?: Readonly<Record<string, Travel>>
  readonly window?: number
}

export class Peer implements BrokerEvents {
  readonly broker: Broker
  readonly arrivals: Arrival[] = []
  readonly troubles: string[] = []
  isConnected = false
  rooms = 0
  readonly #waiting: Set<() => void> = new Set()

  constructor(options: MqttOptions, topics: PeerTopics) {
    this.broker = mqttBroker(options)
    this.open(topics)
    onTestFinished(() => this.broker.close())
  }

  get texts(): string[] {
    return this.arrivals.map(({ text }) => text)
  }

  open({ name = 'peer', exports = {}, imports = {}, window = 16 }: PeerTopics): void {
    const topics: BrokerTopics = {
      name,
      exports: new Map(Object.entries(exports)),
      imports: new Map(Object.entries(imports)),
      window,
    }
    this.broker.open(topics, this)
  }

  send(topic: string, text: string): boolean {
    return this.broker.send(topic, new TextEncoder().encode(text))
  }

  store(topic: string, text: string): Promise<void> {
    return this.broker.store(topic, new TextEncoder().encode(text), 'id')
  }

  /** Acknowledges an arrival. */
  acknowledge(at: number): void {
    this.arrivals[at]?.acknowledge?.()
  }

  /** Resolves when an event makes the condition true. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve))
  }

  connected(isConnected: boolean): void {
    this.isConnected = isConnected
    this.#happened()
  }

  received(topic: string, bytes: Uint8Array, acknowledge: (() => void) | null): void {
    this.arrivals.push({ topic, text: new TextDecoder().decode(bytes), acknowledge })
    this.#happened()
  }

  room(): void {
    this.rooms++
    this.#happened()
  }

  trouble(message: string): void {
    this.troubles.push(message)
    this.#happened()
  }

  #happened(): void {
    for (const each of this.#waiting) each()
    this.#waiting.clear()
  }
}

/** A peer that is connected. */
export async function connectedPeer(url: string, topics: PeerTopics): Promise<Peer> {
  const peer = new Peer({ url }, topics)
  await peer.until(() => peer.isConnected)
  return peer
}
