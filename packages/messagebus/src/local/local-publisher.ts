// Who publishes a topic of a local bus. A push is answered at once; one that would be declined can
// wait for room.

import { rcBusy, rcInvalidOperation, type Retcode } from '@kos/retcode'
import type { AbortSignalLike } from '@kos/thread'
import type { Publisher } from '../core/publisher.ts'

/** How many messages wait for room, on a whole bus. */
export interface WaitingCount {
  count: number
}

interface Waiting<Id> {
  readonly id: Id
  readonly settle: (rc: Retcode) => void
}

/** The publisher of a topic, until it is disposed. */
export class LocalPublisher<Id> implements Disposable {
  readonly #publisher: Publisher<Id>
  readonly #close: () => void
  readonly #all: WaitingCount
  readonly #waiting: Set<Waiting<Id>> = new Set()

  /** @internal It is made by `MessageBus.publisher`. */
  constructor(publisher: Publisher<Id>, all: WaitingCount, close: () => void) {
    this.#publisher = publisher
    this.#all = all
    this.#close = close
  }

  /**
   * Sends a message to all subscribers of the topic, or to none. rcOk; rcBusy: the queue of some is
   * full, or earlier messages wait for room; rcInvalidOperation: it was disposed.
   */
  push(id: Id): Retcode {
    return this.#waiting.size === 0 ? this.#publisher.push(id) : rcBusy
  }

  /**
   * The same, and waits while a queue is full. Messages that wait go in their order. Codes: rcOk;
   * rcInvalidOperation: it was disposed, also meanwhile. Rejects with the reason of `signal` if
   * that is aborted: nobody got the message then.
   */
  pushWhenRoom(
    id: Id,
    { signal }: { readonly signal?: AbortSignalLike | undefined } = {},
  ): Promise<Retcode> {
    if (signal?.aborted === true) return Promise.reject(signal.reason)
    const rc = this.push(id)
    if (rc !== rcBusy) return Promise.resolve(rc)
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#remove(waiting)
        signal?.removeEventListener('abort', abort)
        reject(signal?.reason)
        // The ones behind it were not tried while it stood before them.
        this.retry()
      }
      const waiting: Waiting<Id> = {
        id,
        settle: (code) => {
          signal?.removeEventListener('abort', abort)
          resolve(code)
        },
      }
      this.#waiting.add(waiting)
      this.#all.count++
      signal?.addEventListener('abort', abort)
    })
  }

  /** @internal There may be room. */
  retry(): void {
    for (const waiting of this.#waiting) {
      const rc = this.#publisher.push(waiting.id)
      if (rc === rcBusy) return
      this.#remove(waiting)
      waiting.settle(rc)
    }
  }

  /** Frees the topic. What was pushed is still delivered. */
  [Symbol.dispose](): void {
    this.#close()
    for (const waiting of this.#waiting) {
      this.#remove(waiting)
      waiting.settle(rcInvalidOperation)
    }
  }

  #remove(waiting: Waiting<Id>): void {
    if (this.#waiting.delete(waiting)) this.#all.count--
  }
}
