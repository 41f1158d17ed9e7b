// A broker whose every answer the test gives, and whose every event it makes.

import type { Broker, BrokerEvents, BrokerTopics } from '../src/link.ts'

/** A batch that is to be stored. */
export interface Storing {
  readonly topic: string
  readonly bytes: Uint8Array
  readonly messageId: string
  readonly stored: () => void
  readonly failed: () => void
}

export class ScriptedBroker implements Broker {
  readonly sent: { readonly topic: string; readonly bytes: Uint8Array }[] = []
  readonly storing: Storing[] = []
  topics: BrokerTopics | null = null
  /** Those of the link, also after it has closed. */
  events: BrokerEvents | null = null
  takes = true
  opens = 0
  closes = 0
  /** What `close` answers. */
  closing: Promise<void> = Promise.resolve()

  open(topics: BrokerTopics, events: BrokerEvents): void {
    if (topics.exports.has('refused') || topics.imports.has('refused'))
      throw new TypeError('no topic of this broker')
    this.opens++
    this.topics = topics
    this.events = events
  }

  send(topic: string, bytes: Uint8Array): boolean {
    if (this.takes) this.sent.push({ topic, bytes })
    return this.takes
  }

  store(topic: string, bytes: Uint8Array, messageId: string): Promise<void> {
    return new Promise((stored, reject) => {
      const failed = (): void => reject(new Error('not stored'))
      this.storing.push({ topic, bytes, messageId, stored, failed })
    })
  }

  close(): Promise<void> {
    this.closes++
    return this.closing
  }
}
