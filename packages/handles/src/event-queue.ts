// What the observer is still to hear. Operations on the forest only note what happened; the public
// operations deliver at their end, when every structure is whole again, so an observer may call
// back into the table.
//
// The queue runs through a column of the object table: bits 0 and 1 say what happened, the rest is
// the next object with news. So nothing is allocated however much happens at once, and no reference
// is stored. A badge is closed before it is destroyed.

import type { HandleObserver } from './kernel-object.ts'
import type { ObjectTable } from './object-table.ts'

/** The badge closed. */
const CLOSED = 1
/** The object was destroyed. */
const DESTROYED = 2
/** Shift of the next object. */
const LINK = 2

/** Collects events and delivers them in order. */
export class EventQueue {
  /** First object with news, 0 for none. */
  head = 0
  readonly #observer: HandleObserver
  readonly #objects: ObjectTable
  #tail = 0
  #isDelivering = false

  constructor(observer: HandleObserver, objects: ObjectTable) {
    this.#observer = observer
    this.#objects = objects
  }

  /** Notes that nothing is left of the transfer of the badge at `index`. */
  badgeClosed(index: number): void {
    this.#note(index, CLOSED)
  }

  /** Notes that the object at `index` lost its last handle. */
  objectDestroyed(index: number): void {
    this.#note(index, DESTROYED)
  }

  /**
   * Tells the observer everything. A nested call leaves it to the outer one. If the observer
   * throws, the rest waits for the next.
   */
  deliver(): void {
    if (this.#isDelivering) return
    this.#isDelivering = true
    try {
      while (this.head !== 0) this.#deliverOne(this.head)
    } finally {
      this.#isDelivering = false
    }
  }

  #note(index: number, what: number): void {
    const news = this.#objects.news
    const known = news[index]!
    news[index] = known | what
    if (known !== 0) return
    if (this.head === 0) this.head = index
    else news[this.#tail] = news[this.#tail]! | (index << LINK)
    this.#tail = index
  }

  #deliverOne(index: number): void {
    const news = this.#objects.news
    const known = news[index]!
    const object = this.#objects.at(index)
    if ((known & CLOSED) !== 0 && (known & DESTROYED) !== 0) news[index] = known & ~CLOSED
    else {
      this.head = known >> LINK
      news[index] = 0
    }
    if ((known & CLOSED) !== 0) this.#observer.badgeClosed(object)
    else {
      this.#objects.remove(index)
      this.#observer.objectDestroyed(object)
    }
  }
}
