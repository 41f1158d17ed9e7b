// What the environment of a process says of its bus: variables whose names begin with BUS_.
//
// Tools of folders read them before a process runs, so nothing here knows a bus or a kernel.

import { type FullQueue, fullQueues } from '../core/full-queue.ts'
import { maxNameLength, maxQueueCapacity } from '../limits.ts'

/** What a bus is told by its environment. What is left out is as in `messageBusProcess`. */
export interface BusSettings {
  /** BUS_TOPICS: what full queues do, by topic. */
  readonly topics?: Readonly<Record<string, FullQueue>>
  /** BUS_FULL_QUEUE: what they do for all other topics. */
  readonly fullQueue?: FullQueue
  /** BUS_CAPACITY: messages that the queue of a subscriber holds. */
  readonly capacity?: number
  /** BUS_CHANNELS: the connection names under which clients reach it. */
  readonly channels?: readonly string[]
}

/** A variable that a bus can't use. */
export interface SettingFault {
  /** Its name. */
  readonly variable: string
  /** Whether there is no such variable, or it has a value that is none. */
  readonly at: 'name' | 'value'
  /** What is wrong with it, in a few words. */
  readonly message: string
}

/** What an environment says, and what is wrong with it: nothing, or one fault for each variable. */
export interface ReadBusSettings {
  readonly settings: BusSettings
  readonly faults: readonly SettingFault[]
}

/**
 * Reads the environment of a bus process:
 *
 * - `BUS_TOPICS=alarm:decline,speed:dropOldest`, what full queues do for these topics;
 * - `BUS_FULL_QUEUE=coalesce`, what they do for all others;
 * - `BUS_CAPACITY=16`, messages that the queue of a subscriber holds: 1 to 2^20;
 * - `BUS_CHANNELS=kl.MessageBus,bus`, the names of connections that clients reach it by.
 *
 * Spaces around names do not count. A name with a comma can't be said; of a topic with colons, the
 * last one ends its name. Another variable that begins with BUS_ is a fault.
 */
export function busSettings(env: Readonly<Record<string, string>>): ReadBusSettings {
  const faults: SettingFault[] = []
  const settings = {}
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith('BUS_')) continue
    const read = Object.hasOwn(readers, variable) ? readers[variable] : undefined
    const value = read?.(text) ?? `a bus has no such variable: it has ${known}`
    const at = read === undefined ? 'name' : 'value'
    if (typeof value === 'string') faults.push({ variable, at, message: value })
    else Object.assign(settings, value)
  }
  return { settings, faults }
}

/** Each answers what a value says, or what is wrong with it. */
const readers: Readonly<Record<string, (text: string) => BusSettings | string>> = {
  BUS_CAPACITY(text) {
    const capacity = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0
    const isUsable = capacity > 0 && capacity <= maxQueueCapacity
    return isUsable ? { capacity } : `${text} is no capacity: 1 to ${maxQueueCapacity}`
  },
  BUS_CHANNELS(text) {
    const channels = partsOf(text)
    if (channels.includes('')) return 'a name of a connection is missing'
    const before = new Set<string>()
    const twice = channels.find((each) => before.size === before.add(each).size)
    return twice === undefined ? { channels } : `${twice} is there twice`
  },
  BUS_FULL_QUEUE(text) {
    const fullQueue = text.trim()
    return isFullQueue(fullQueue) ? { fullQueue } : unknownPolicy(fullQueue)
  },
  BUS_TOPICS(text) {
    const topics = new Map<string, FullQueue>()
    for (const part of partsOf(text)) {
      const at = part.lastIndexOf(':')
      if (at < 0) return `${part} has no policy: write TOPIC:POLICY`
      const [name, fullQueue] = [part.slice(0, at).trim(), part.slice(at + 1).trim()]
      if (name === '' || name.length > maxNameLength)
        return `a topic has 1 to ${maxNameLength} characters: ${part}`
      if (!isFullQueue(fullQueue)) return unknownPolicy(fullQueue)
      if (topics.has(name)) return `${name} is there twice`
      topics.set(name, fullQueue)
    }
    return { topics: Object.fromEntries(topics) }
  },
}

const known = 'BUS_CAPACITY, BUS_CHANNELS, BUS_FULL_QUEUE and BUS_TOPICS'

function partsOf(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim())
}

function isFullQueue(text: string): text is FullQueue {
  return fullQueues.has(text as FullQueue)
}

function unknownPolicy(text: string): string {
  return `${text} is no policy of full queues: they are ${[...fullQueues].join(', ')}`
}
