// What the suite needs of an adapter, and what its tests act with: peers, each in the place of a
// link, on a broker of their own test.

import type { TestContext } from 'vitest'
import type { Broker, Travel } from '@kos/messagebus/link'

/** What a broker may lack, because of what it stands on: ids of messages that it stores once. */
export type BrokerAbility = 'messageIds'

/** An adapter under test. */
export interface BrokerBench {
  /** Makes an adapter for a link. All of one bench reach the same broker. */
  connect(): Broker
  /** Stops the broker. Left out, with `start`: the tests of that are skipped. */
  stop?(): void | Promise<void>
  /** Starts it again, with what it has stored. */
  start?(): void | Promise<void>
  /** What it lacks, and why: tests of that are skipped for this reason. */
  readonly lacks?: Readonly<Partial<Record<BrokerAbility, string>>>
  /** Called when the test is over, and all adapters are closed. */
  end?(): void | Promise<void>
}

/** Makes a bench whose broker has nothing from other tests. */
export type SetUpBroker = () => BrokerBench | Promise<BrokerBench>

/** Something that was received. */
export interface Received {
  readonly topic: string
  readonly bytes: Uint8Array
  readonly acknowledge: (() => void) | null
}

/** The topics of a peer. */
export interface PeerTopics {
  readonly name: string
  readonly exports?: Readonly<Record<string, Travel>>
  readonly imports?: Readonly<Record<string, Travel>>
  readonly window?: number
}

/** A peer: what stands in the place of a link. */
export class Peer {
  readonly broker: Broker
  /** All that was received, in order. */
  readonly received: Received[] = []
  readonly troubles: string[] = []
  isConnected = false
  /** How often it was connected, and cut off. */
  connections = 0
  cuts = 0
  rooms = 0
  /** Whether it acknowledges what it receives. */
  acknowledges: boolean
  /** Callbacks after `close` was called. */
  late = 0
  #isClosed = false
  #waits: { readonly check: () => boolean; readonly goOn: () => void }[] = []

  /** Opens an adapter. */
  constructor(broker: Broker, topics: PeerTopics, acknowledges = true) {
    this.broker = broker
    this.acknowledges = acknowledges
    const { name, exports = {}, imports = {}, window = 64 } = topics
    const all = {
      name,
      exports: new Map(Object.entries(exports)),
      imports: new Map(Object.entries(imports)),
      window,
    }
    broker.open(all, {
      connected: (isConnected) => {
        this.isConnected = isConnected
        if (isConnected) this.connections++
        else this.cuts++
        this.#look()
      },
      received: (topic, bytes, acknowledge) => {
        this.received.push({ topic, bytes, acknowledge })
        if (this.acknowledges) acknowledge?.()
        this.#look()
      },
      room: () => {
        this.rooms++
        this.#look()
      },
      trouble: (line) => void this.troubles.push(line),
    })
  }

  /** What was received of a topic, as text. */
  texts(topic: string): string[] {
    return this.received.filter((each) => each.topic === topic).map(({ bytes }) => textOf(bytes))
  }

  /** Waits until something is so. It is looked at after each callback of the broker. */
  until(check: () => boolean): Promise<void> {
    if (check()) return Promise.resolve()
    return new Promise((goOn) => this.#waits.push({ check, goOn }))
  }

  /** Sends, and waits for room as often as that is needed. */
  async send(topic: string, content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === 'string' ? bytesOf(content) : content
    for (;;) {
      const events = this.rooms + this.connections
      if (this.broker.send(topic, bytes)) return
      await this.until(() => this.rooms + this.connections > events)
    }
  }

  /** Stores, as often as that is needed. */
  async store(topic: string, content: string | Uint8Array, messageId: string): Promise<void> {
    const bytes = typeof content === 'string' ? bytesOf(content) : content
    for (;;) {
      const { connections } = this
      try {
        return await this.broker.store(topic, bytes, messageId)
      } catch {
        if (!this.isConnected) await this.until(() => this.connections > connections)
      }
    }
  }

  /** Closes it. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.broker.close()
  }

  #look(): void {
    if (this.#isClosed) this.late++
    const waits = this.#waits
    this.#waits = []
    for (const wait of waits)
      if (wait.check()) wait.goOn()
      else this.#waits.push(wait)
  }
}

/** The broker of one test, and its peers. */
export class Stage {
  readonly bench: BrokerBench
  readonly #peers: Peer[] = []

  constructor(bench: BrokerBench) {
    this.bench = bench
  }

  /** Opens a peer, and waits until it is connected. */
  async peer(topics: PeerTopics, acknowledges = true): Promise<Peer> {
    const peer = this.opened(this.bench.connect(), topics, acknowledges)
    await peer.until(() => peer.isConnected)
    return peer
  }

  /** Opens a peer with an adapter. */
  opened(broker: Broker, topics: PeerTopics, acknowledges = true): Peer {
    const peer = new Peer(broker, topics, acknowledges)
    this.#peers.push(peer)
    return peer
  }

  /** Closes everything. */
  async end(): Promise<void> {
    for (const peer of this.#peers) await peer.close()
    await this.bench.end?.()
  }
}

/** Time for a test of a broker that is a process of its own, in milliseconds. */
export const brokerTimeout = 60_000

/** A test with a broker of its own. */
export function onStage(
  setUp: SetUpBroker,
  act: (stage: Stage, context: TestContext) => Promise<void>,
): (context: TestContext) => Promise<void> {
  return async (context) => {
    const stage = new Stage(await setUp())
    try {
      await act(stage, context)
    } finally {
      await stage.end()
    }
  }
}

/** Numbers as texts. */
export function texts(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`)
}

/** Letters as bytes. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

/** And back. */
export function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}
