// The entries that refer to one resource, in order of subscription: the list that a signal walks.
//
// The list is a field of the resource itself (`subscriptions`), so the cost of a signal does not
// depend on the number of other resources and receivers. A resource without entries has no list.
// `signal.ts` delivers events.

import type { Entry } from './entry.ts'

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

  /** Appends. */
  add(entry: Entry): void {
    const { last } = this
    entry.previousOfSource = last
    if (last === null) this.first = entry
    else last.nextOfSource = entry
    this.last = entry
    this.size++
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
  }
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
