// How a link is made.

import { defaultHost, type Host } from '@kos/thread'
import type { Bus } from '../core/bus.ts'
import { isName } from '../core/name.ts'
import {
  defaultLinkCapacity,
  defaultLinkWindow,
  maxLinkedTopics,
  maxLinkWindow,
  maxQueueCapacity,
} from '../limits.ts'
import type { Broker, Travel } from './broker.ts'

/** Topics that a link exports or imports, and how their messages travel. */
export type LinkedTopics = Readonly<Record<string, Travel>>

/** How a bus is joined with others. */
export interface LinkOptions {
  /**
   * The name of the link: 1 to 255 characters, unique among those that are joined, and the same
   * after a restart.
   */
  readonly name: string
  /** The way to the others. A link has one of its own. */
  readonly broker: Broker
  /** Topics whose messages go to the other buses. */
  readonly exports?: LinkedTopics
  /** Topics whose messages come from another bus: nobody else publishes them here. */
  readonly imports?: LinkedTopics
  /** Messages of an exported topic that wait for the broker: 1024 if left out, 2^20 at most. */
  readonly capacity?: number
  /**
   * Durable batches of an imported topic that the broker delivers before it waits for an
   * acknowledgement: 64 if left out, 1024 at most.
   */
  readonly window?: number
  /**
   * What is wrong with the broker, for people, a line at a time. If it is left out the lines go to the
   * console, and those of a bus process to its output.
   */
  readonly onTrouble?: (line: string) => void
  /** Timers and random numbers: those of JavaScript if left out. */
  readonly host?: Host
}

/** The same, checked. */
export interface CheckedLinkOptions {
  readonly name: string
  readonly broker: Broker
  readonly exports: ReadonlyMap<string, Travel>
  readonly imports: ReadonlyMap<string, Travel>
  readonly capacity: number
  readonly window: number
  readonly onTrouble: (line: string) => void
  readonly host: Host
}

/** Checks options for a bus. Throws TypeError for those that are none. */
export function checkedLinkOptions(bus: Bus<bigint>, options: LinkOptions): CheckedLinkOptions {
  const { name, broker, capacity = defaultLinkCapacity, window = defaultLinkWindow } = options
  const exports = new Map(Object.entries(options.exports ?? {}))
  const imports = new Map(Object.entries(options.imports ?? {}))
  if (!isName(name)) throw new TypeError('the name of a link has 1 to 255 characters')
  if (!isCount(capacity, maxQueueCapacity))
    throw new TypeError(`${capacity} is no capacity: 1 to 2^20`)
  if (!isCount(window, maxLinkWindow))
    throw new TypeError(`${window} is no window: 1 to ${maxLinkWindow}`)
  const count = exports.size + imports.size
  if (count === 0 || count > maxLinkedTopics)
    throw new TypeError(`a link has 1 to ${maxLinkedTopics} topics, not ${count}`)
  for (const [topic, travel] of [...exports, ...imports]) checkTopic(bus, topic, travel)
  for (const topic of imports.keys())
    if (exports.has(topic)) throw new TypeError(`${topic} is exported and imported: one of both`)
  const { host = defaultHost() } = options
  const onTrouble = troubleOf(options)
  return { name, broker, exports, imports, capacity, window, onTrouble, host }
}

/** Who is told of trouble: the console, if nobody listens. */
export function troubleOf({ name, onTrouble }: LinkOptions): (line: string) => void {
  return onTrouble ?? ((line) => console.warn(`link ${name}: ${line}`))
}

interface Console {
  warn(line: string): void
}

// Every host has it, and the types of ECMAScript alone do not.
const console = (globalThis as unknown as { readonly console: Console }).console

function checkTopic(bus: Bus<bigint>, topic: string, travel: Travel): void {
  if (!isName(topic)) throw new TypeError('the name of a topic has 1 to 255 characters')
  if (travel !== 'fleeting' && travel !== 'durable')
    throw new TypeError(`${topic} travels fleeting or durable, not ${String(travel)}`)
  const policy = bus.fullQueueOf(topic)
  if (travel === 'durable' && policy !== 'decline')
    throw new TypeError(`${topic} is durable, so a full queue must decline, not ${policy}`)
}

function isCount(value: number, most: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= most
}
