// The queue of events that the observer has not been called for yet.
//
// Operations on the forest only enqueue. The public operations deliver at their end, when all
// structures are consistent again, so an observer may call back into the table. The queue is linked
// through a column of the object table: bits 0 and 1 are the events of an object, the other bits
// the index of the next object. So enqueueing allocates nothing. A badge is closed before it is
// destroyed. Weak descendants that were revoked hear it first.

import type { HandleObserver } from './kernel-object.ts'
import type { ObjectTable } from './object-table.ts'
import { WeakDescendant } from './weak-descendant.ts'

/** The badge closed. */
const CLOSED = 1
/** The object was destroyed. */
const DESTROYED = 2
/** Shift of the index of the next object. */
const LINK = 2

/** Collects events and delivers them in order. */
export class EventQueue {
  /** Index of the first object with an event, 0 for none. */
  head = 0
  /** Weak descendants that were revoked. */
  readonly revoked: WeakDescendant = new WeakDescendant(null, null)
  readonly #observer: HandleObserver
  readonly #objects: ObjectTable
  #tail = 0
  #isDelivering = false

  constructor(observer: HandleObserver, objects: ObjectTable) {
    this.#observer = observer
    this.#objects = objects
  }

  /** True if there is nothing to deliver. */
  get isEmpty(): boolean {
    return this.head === 0 && this.revoked.isAlone
  }

  /** All handles from the transfer of the badge at `index` are gone. */
  badgeClosed(index: number): void {
    this.#enqueue(index, CLOSED)
  }

  /** The object at `index` lost its last handle. */
  objectDestroyed(index: number): void {
    this.#enqueue(index, DESTROYED)
  }

  /**
   * Calls the observer, and the listeners of weak descendants, for all events. A nested call leaves
   * them to the outer one. If the observer throws, the rest stays queued for the next call.
   */
  deliver(): void {
    if (this.#isDelivering) return
    this.#isDelivering = true
    try {
      while (!this.isEmpty) {
        if (this.revoked.isAlone) this.#deliverOne(this.head)
        else this.#deliverRevocation(this.revoked.next)
      }
    } finally {
      this.#isDelivering = false
    }
  }

  #enqueue(index: number, event: number): void {
    const events = this.#objects.events
    const queued = events[index] as number
    events[index] = queued | event
    if (queued !== 0) return
    if (this.head === 0) this.head = index
    else events[this.#tail] = (events[this.#tail] as number) | (index << LINK)
    this.#tail = index
  }

  #deliverRevocation(descendant: WeakDescendant): void {
    descendant.unlink()
    descendant.listener?.revocationDone()
  }

  #deliverOne(index: number): void {
    const events = this.#objects.events
    const queued = events[index] as number
    const object = this.#objects.at(index)
    if ((queued & CLOSED) !== 0 && (queued & DESTROYED) !== 0) events[index] = queued & ~CLOSED
    else {
      this.head = queued >> LINK
      events[index] = 0
    }
    if ((queued & CLOSED) !== 0) this.#observer.badgeClosed(object)
    else {
      this.#objects.remove(index)
      this.#observer.objectDestroyed(object)
    }
  }
}
