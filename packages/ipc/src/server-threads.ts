// The threads that take requests at one listener, as far as priorities are concerned: while clients
// wait there whose requests nobody has taken, each of these threads runs at the highest priority
// among those clients. Any of them could take the next request, so all are lent it.
//
// A client whose request was taken lends its priority to the thread that took it, by itself
// (`party.ts`).

import { type Held, hold, inherit, letGo, type Waiter } from '@kos/thread'

/** One thread's place at a listener: leads from the clients to the thread. */
class Post implements Held {
  readonly waiter: Waiter
  nextHeld: Held | null = null
  isHeld = false
  readonly #threads: ServerThreads

  constructor(waiter: Waiter, threads: ServerThreads) {
    this.waiter = waiter
    this.#threads = threads
  }

  get urgency(): number {
    return this.#threads.urgency
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
  urgency = -1
  #posts: readonly Post[] = []

  /** How many are kept: for tests. */
  get size(): number {
    return this.#posts.length
  }

  /**
   * The one thread there is; none if there are several, because nobody waits for one of them in
   * particular.
   */
  owners(): readonly Waiter[] {
    const living = this.#posts.filter(({ waiter }) => !waiter.isOver)
    return living.length === 1 ? [(living[0] as Post).waiter] : []
  }

  /** A thread takes requests from now on. Does nothing if it is known. */
  add(waiter: Waiter): void {
    if (this.#posts.some((post) => post.waiter === waiter)) return
    // One that ended while nobody waited has not said so.
    const post = new Post(waiter, this)
    this.#posts = [...this.#posts.filter((other) => !other.waiter.isOver), post]
    if (this.urgency >= 0) this.#apply(post)
  }

  /** A thread has ended. */
  remove(post: Post): void {
    this.#posts = this.#posts.filter((other) => other !== post)
    letGo(post.waiter, post)
  }

  /** The highest priority among the clients that wait is `urgency` now. */
  lend(urgency: number): void {
    if (urgency === this.urgency) return
    this.urgency = urgency
    for (const post of this.#posts) this.#apply(post)
  }

  // A thread may itself be one of the clients: then its new priority leads back to `lend`, before
  // this returns.
  #apply(post: Post): void {
    const { waiter, isHeld } = post
    if (waiter.isOver) return
    post.isHeld = this.urgency >= 0
    if (!post.isHeld) letGo(waiter, post)
    else if (isHeld) inherit(waiter)
    else hold(waiter, post)
  }
}
