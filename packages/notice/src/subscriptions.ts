// The entries that refer to one resource, in order of subscription: the list that a signal walks.
//
// The list is a field of the resource itself (`subscriptions`), so the cost of a signal does not
// depend on the number of other resources and receivers. A resource without entries has no list.
// `signal.ts` delivers events.
//
// A signal takes time for each entry, so a subscriber has a quota of entries per resource. A list
// that is shorter than the quota needs no counts: nobody can have used the quota up.

import type { Entry } from './entry.ts'

/**
 * The party whose entries are counted together, whatever receivers they are in: a process. Compared
 * by identity.
 */
export interface Subscriber {
  /** Most entries that it has at one source of events. */
  readonly maxEntriesPerSource: number
}

/**
 * A source of events that receivers can subscribe to: a `KernelObject` of `@kos/handles`, a
 * `SignalSource`, or an object of yours with these two fields.
 */
export interface Subscribable {
  /** Belongs to this package; null at first, and while there is no entry. */
  subscriptions: unknown
  /** Negative once the source is destroyed: no entry can be added any more. */
  readonly tableIndex: number
}

/** The entries of one resource. */
export class Subscriptions {
  first: Entry | null = null
  last: Entry | null = null
  size = 0
  /** Number of entries by subscriber; null until the list was as long as a quota for once. */
  #counts: Map<Subscriber, number> | null = null

  /** Whether `subscriber` may have one more entry here. */
  hasRoomFor(subscriber: Subscriber): boolean {
    const { maxEntriesPerSource } = subscriber
    if (this.size < maxEntriesPerSource) return true
    this.#counts ??= countsFrom(this.first)
    return (this.#counts.get(subscriber) ?? 0) < maxEntriesPerSource
  }

  /** Appends. */
  add(entry: Entry): void {
    const { last } = this
    entry.previousOfSource = last
    if (last === null) this.first = entry
    else last.nextOfSource = entry
    this.last = entry
    this.size++
    if (this.#counts !== null) change(this.#counts, entry, 1)
  }

  /** Unlinks an entry of this list. */
  remove(entry: Entry): void {
    const { previousOfSource: previous, nextOfSource: next } = entry
    if (previous === null) this.first = next
    else previous.nextOfSource = next
    if (next === null) this.last = previous
    else next.previousOfSource = previous
    entry.previousOfSource = null
    entry.nextOfSource = null
    this.size--
    if (this.#counts !== null) change(this.#counts, entry, -1)
  }
}

function countsFrom(first: Entry | null): Map<Subscriber, number> {
  const counts = new Map<Subscriber, number>()
  for (let entry = first; entry !== null; entry = entry.nextOfSource) change(counts, entry, 1)
  return counts
}

// A subscriber without entries is forgotten: it may have ended.
function change(counts: Map<Subscriber, number>, { queue }: Entry, difference: number): void {
  const { subscriber } = queue
  if (subscriber === null) return
  const count = (counts.get(subscriber) ?? 0) + difference
  if (count === 0) counts.delete(subscriber)
  else counts.set(subscriber, count)
}

/** The entries of `source`, or null if there are none. */
export function subscriptionsOf(source: Subscribable): Subscriptions | null {
  return source.subscriptions as Subscriptions | null
}

/** Links an entry to its resource. */
export function attach(entry: Entry, source: Subscribable): void {
  let list = subscriptionsOf(source)
  if (list === null) {
    list = new Subscriptions()
    source.subscriptions = list
  }
  list.add(entry)
}

/** Unlinks an entry from its resource, if that still exists. */
export function detach(entry: Entry): void {
  const { source } = entry
  if (source === null) return
  entry.source = null
  const list = subscriptionsOf(source)
  if (list === null) return
  list.remove(entry)
  if (list.size === 0) source.subscriptions = null
}
