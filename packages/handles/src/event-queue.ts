// What the observer is still to hear. Operations on the forest only note what happened; the public operations deliver at their end,
// when every structure is whole again, so an observer may call back into the table.
//
// Closed badges go before destroyed objects, so a badge is closed before it is destroyed.

import type { HandleObserver, KernelObject } from './kernel-object.ts'

/** Lists longer than this are not kept for the next time. */
const KEPT = 1024

/** First in, first out; keeps its storage, since one entry per operation is the usual case. */
class ObjectList {
  readonly #items: (KernelObject | null)[] = []
  #start = 0
  #end = 0

  push(object: KernelObject): void {
    this.#items[this.#end++] = object
  }

  shift(): KernelObject | null {
    const start = this.#start
    if (start === this.#end) return null
    const object = this.#items[start]!
    this.#items[start] = null
    this.#start = start + 1
    if (this.#start === this.#end) this.#reset()
    return object
  }

  #reset(): void {
    if (this.#end > KEPT) this.#items.length = 0
    this.#start = 0
    this.#end = 0
  }
}

/** Collects events and delivers them in order. */
export class EventQueue {
  /** True if something waits for `deliver`. */
  hasNews = false
  readonly #observer: HandleObserver
  readonly #closed: ObjectList = new ObjectList()
  readonly #destroyed: ObjectList = new ObjectList()
  #isDelivering = false

  constructor(observer: HandleObserver) {
    this.#observer = observer
  }

  /** Notes that nothing is left of the transfer of `badge`. */
  badgeClosed(badge: KernelObject): void {
    this.#closed.push(badge)
    this.hasNews = true
  }

  /** Notes that `object` lost its last handle. */
  objectDestroyed(object: KernelObject): void {
    this.#destroyed.push(object)
    this.hasNews = true
  }

  /** Tells the observer everything. A nested call leaves it to the outer one. If the observer throws, the rest waits for the next. */
  deliver(): void {
    if (this.#isDelivering) return
    this.#isDelivering = true
    try {
      while (this.#deliverOne()) continue
      this.hasNews = false
    } finally {
      this.#isDelivering = false
    }
  }

  #deliverOne(): boolean {
    const badge = this.#closed.shift()
    if (badge !== null) {
      this.#observer.badgeClosed(badge)
      return true
    }
    const object = this.#destroyed.shift()
    if (object === null) return false
    this.#observer.objectDestroyed(object)
    return true
  }
}
