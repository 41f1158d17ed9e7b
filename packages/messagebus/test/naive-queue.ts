// A naive subscriber with a queue, for models: arrays, and what a full queue does spelled out.

import type { FullQueue } from '../src/index.ts'

/** Topics, and what full queues do with their messages. */
export const policies: Record<string, FullQueue> = { a: 'decline', b: 'dropOldest', c: 'coalesce' }
/** The names of the topics. */
export const names = Object.keys(policies)

/** A subscriber. */
export interface Naive {
  readonly topics: ReadonlySet<string>
  readonly capacity: number
  queue: { readonly topic: string; readonly id: number }[]
  readonly untold: Map<string, number>
  taken: number
  accepted: number
  dropped: number
  coalesced: number
}

/** Whether a naive subscriber could take a message; takes it if `commits`. */
export function naiveTake(to: Naive, topic: string, id: number, commits: boolean): boolean {
  const policy = policies[topic]
  const waits = to.queue.some((each) => each.topic === topic && each.id === id)
  if (policy === 'coalesce' && waits) {
    if (commits) {
      to.accepted++
      to.coalesced++
    }
    return true
  }
  const isFull = to.queue.length === to.capacity
  const oldest = to.queue.findIndex((each) => each.topic === topic)
  if (isFull && (policy !== 'dropOldest' || oldest < 0)) return false
  if (!commits) return true
  if (isFull) {
    to.queue.splice(oldest, 1)
    to.dropped++
    to.untold.set(topic, (to.untold.get(topic) ?? 0) + 1)
  }
  to.accepted++
  to.queue.push({ topic, id })
  return true
}
