// The threads that take requests at one listener, as far as priorities are concerned: while clients
// wait there whose requests nobody has taken, each of these threads runs at the highest priority
// among those clients. Any of them could take the next request, so all are lent it.
//
// A client whose request was taken lends its priority to the thread that took it, by itself
// (`ipc-thread.ts`).

import {
  type OwnedResource,
  assignOwner,
  updateInheritedPriority,
  releaseOwner,
  type Waiter,
} from '@kos/thread'

/** One thread's place at a listener: leads from the clients to the thread. */
class ServerThreadLink implements OwnedResource {
  readonly waiter: Waiter
  nextOwned: OwnedResource | null = null
  isHeld = false
  readonly #threads: ServerThreads

  constructor(waiter: Waiter, threads: ServerThreads) {
    this.waiter = waiter
    this.#threads = threads
  }

  get maxWaiterPriority(): number {
    return this.#threads.maxWaiterPriority
  }

  owners(): readonly Waiter[] {
    return [this.waiter]
  }

  ownerEnded(): void {
    this.#threads.remove(this)
  }
}

/** The threads that take requests at one listener. */
export class ServerThreads {
  /** The highest priority among the clients that wait; -1 if none does. */
  maxWaiterPriority = -1
  #links: readonly ServerThreadLink[] = []

  /** How many are kept: for tests. */
  get size(): number {
    return this.#links.length
  }

  /**
   * The one thread there is; none if there are several, because nobody waits for one of them in
   * particular.
   */
  owners(): readonly Waiter[] {
    const living = this.#links.filter(({ waiter }) => !waiter.isOver)
    return living.length === 1 ? [(living[0] as ServerThreadLink).waiter] : []
  }

  /** A thread takes requests from now on. Does nothing if it is known. */
  add(waiter: Waiter): void {
    if (this.#links.some((link) => link.waiter === waiter)) return
    // One that ended while nobody waited has not said so.
    const link = new ServerThreadLink(waiter, this)
    this.#links = [...this.#links.filter((other) => !other.waiter.isOver), link]
    if (this.maxWaiterPriority >= 0) this.#apply(link)
  }

  /** A thread has ended. */
  remove(link: ServerThreadLink): void {
    this.#links = this.#links.filter((other) => other !== link)
    releaseOwner(link.waiter, link)
  }

  /** The highest priority among the clients that wait is `maxWaiterPriority` now. */
  lend(maxWaiterPriority: number): void {
    if (maxWaiterPriority === this.maxWaiterPriority) return
    this.maxWaiterPriority = maxWaiterPriority
    for (const link of this.#links) this.#apply(link)
  }

  // A thread may itself be one of the clients: then its new priority leads back to `lend`, before
  // this returns.
  #apply(link: ServerThreadLink): void {
    const { waiter, isHeld } = link
    if (waiter.isOver) return
    link.isHeld = this.maxWaiterPriority >= 0
    if (!link.isHeld) releaseOwner(waiter, link)
    else if (isHeld) updateInheritedPriority(waiter)
    else assignOwner(waiter, link)
  }
}
