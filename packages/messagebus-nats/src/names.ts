// The names that topics and links have in NATS. A subject is tokens with dots between them; streams
// and consumers have names of the same letters. Every other unit of a name is written as `=` and
// four hexadecimal digits, so that two names are never one in NATS.

import { createHash } from 'node:crypto'
import { maxConsumerNameLength, maxNameLength, maxPrefixLength } from './limits.ts'

/** A name as one token of a subject. */
export function tokenOf(name: string): string {
  return name.replace(/[^\w-]/g, (unit) => `=${hexOf(unit)}`)
}

function hexOf(unit: string): string {
  return unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
}

/** What `prefix` names: the subjects of topics, and the stream. */
export class Names {
  readonly #prefix: string

  /** Throws TypeError for a prefix that is none. */
  constructor(prefix: string) {
    const isPrefix = prefix.length <= maxPrefixLength && /^[\w-]+(\.[\w-]+)*$/.test(prefix)
    if (!isPrefix) throw new TypeError(`${prefix} is no prefix: letters, digits, _ and -, and dots`)
    this.#prefix = prefix
  }

  /** The subject of a topic whose messages may be lost. */
  fleeting(topic: string): string {
    return `${this.#prefix}.fleeting.${tokenOf(topic)}`
  }

  /** The subject of a topic whose messages are stored. */
  durable(topic: string): string {
    return `${this.#prefix}.durable.${tokenOf(topic)}`
  }

  /** The subjects of all topics whose messages are stored. */
  get allDurable(): string {
    return `${this.#prefix}.durable.*`
  }

  /** The stream, unless its name was said. */
  get stream(): string {
    return this.#prefix.replaceAll('.', '_')
  }

  /** The consumer by which a link reads a topic. */
  consumer(link: string, topic: string): string {
    const name = `${tokenOf(link)}+${tokenOf(topic)}`
    if (name.length <= maxConsumerNameLength) return name
    return `sha256-${createHash('sha256').update(name).digest('hex')}`
  }
}

/** Whether a topic or a link may have the name. */
export function isName(name: string): boolean {
  return name.length > 0 && name.length <= maxNameLength
}
