// Priority inheritance of the threads that receive at one listener: while clients wait there whose
// requests nobody has taken, each of these threads runs at the highest priority among those
// clients, because any of them could take the next request. Without that a server thread of low
// priority could keep a client of high priority waiting behind threads between the two (priority
// inversion).
//
// A client whose request was taken lends its priority to the thread that took it (`ipc-thread.ts`).

import {
  type OwnedResource,
  assignOwner,
  updateInheritedPriority,
  releaseOwner,
  type Waiter,
} from '@kos/thread'

/** One server thread of a listener, as the owner that waiting clients lend their priority to. */
class ServerThreadLink implements OwnedResource {
  readonly waiter: Waiter
  nextOwned: OwnedResource | null = null
  isOwner = false
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

/** The threads that receive at one listener. */
export class ServerThreads {
  /** The highest priority among the clients that wait; -1 if none does. */
  maxWaiterPriority = -1
  #links: readonly ServerThreadLink[] = []

  /** How many threads are kept: for tests. */
  get size(): number {
    return this.#links.length
  }

  /**
   * The server thread, if there is exactly one; none if there are several, because a client does
   * not wait for one of them in particular.
   */
  owners(): readonly Waiter[] {
    const living = this.#links.filter(({ waiter }) => !waiter.isOver)
    return living.length === 1 ? [(living[0] as ServerThreadLink).waiter] : []
  }

  /** Adds a thread that receives from now on. Does nothing if it was added before. */
  add(waiter: Waiter): void {
    if (this.#links.some((link) => link.waiter === waiter)) return
    // A thread that ended while no client waited was not removed.
    const link = new ServerThreadLink(waiter, this)
    this.#links = [...this.#links.filter((other) => !other.waiter.isOver), link]
    if (this.maxWaiterPriority >= 0) this.#apply(link)
  }

  /** A thread has ended. */
  remove(link: ServerThreadLink): void {
    this.#links = this.#links.filter((other) => other !== link)
    releaseOwner(link.waiter, link)
  }

  /** No thread receives here any more, and no client waits: forgets all threads. */
  clear(): void {
    this.lend(-1)
    this.#links = []
  }

  /** Lends all threads the priority `maxWaiterPriority`; -1 takes back what was lent. */
  lend(maxWaiterPriority: number): void {
    if (maxWaiterPriority === this.maxWaiterPriority) return
    this.maxWaiterPriority = maxWaiterPriority
    for (const link of this.#links) this.#apply(link)
  }

  // A server thread may itself wait as a client at this listener: then its new priority leads back
  // to `lend` before this returns.
  #apply(link: ServerThreadLink): void {
    const { waiter, isOwner } = link
    if (waiter.isOver) return
    link.isOwner = this.maxWaiterPriority >= 0
    if (!link.isOwner) releaseOwner(waiter, link)
    else if (isOwner) updateInheritedPriority(waiter)
    else assignOwner(waiter, link)
  }
}
