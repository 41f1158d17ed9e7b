// What the observer is still to hear. Operations on the forest only note what happened; the public operations deliver at their end,
// when every structure is whole again, so an observer may call back into the table.
//
// The objects with news hang together, so nothing is allocated however much happens at once. A badge is closed before it is destroyed.

import type { HandleObserver, KernelObject } from './kernel-object.ts'

/** The badge closed. */
const CLOSED = 1
/** The object was destroyed. */
const DESTROYED = 2

/** Collects events and delivers them in order. */
export class EventQueue {
  /** First object with news, null for none. */
  head: KernelObject | null = null
  readonly #observer: HandleObserver
  #tail: KernelObject | null = null
  #isDelivering = false

  constructor(observer: HandleObserver) {
    this.#observer = observer
  }

  /** Notes that nothing is left of the transfer of `badge`. */
  badgeClosed(badge: KernelObject): void {
    if (badge.news === 0) this.#append(badge)
    badge.news |= CLOSED
  }

  /** Notes that `object` lost its last handle. */
  objectDestroyed(object: KernelObject): void {
    if (object.news === 0) this.#append(object)
    object.news |= DESTROYED
  }

  /** Tells the observer everything. A nested call leaves it to the outer one. If the observer throws, the rest waits for the next. */
  deliver(): void {
    if (this.#isDelivering) return
    this.#isDelivering = true
    try {
      for (let object = this.head; object !== null; object = this.head) this.#deliverOne(object)
    } finally {
      this.#isDelivering = false
    }
  }

  #append(object: KernelObject): void {
    if (this.#tail === null) this.head = object
    else this.#tail.nextWithNews = object
    this.#tail = object
  }

  #deliverOne(object: KernelObject): void {
    const isClosed = (object.news & CLOSED) !== 0
    object.news &= isClosed ? ~CLOSED : 0
    if (object.news === 0) this.#removeFirst(object)
    if (isClosed) this.#observer.badgeClosed(object)
    else this.#observer.objectDestroyed(object)
  }

  #removeFirst(object: KernelObject): void {
    this.head = object.nextWithNews
    object.nextWithNews = null
    if (this.head === null) this.#tail = null
  }
}
