// The objects that clients have handles of: sessions, open files, buffers. When the last handle of
// one is gone, also by the death of its holder, the object is told, by a thread of its own.
//
// 1. An object is counted before it is answered (`admit`). 2. When its handle is made, a receiver is
// subscribed to the end of it (`watched`). 3. `reap` takes the notification, ends the object, and
// counts it off. If the answer does not arrive, the handle ends at once: 3 comes as well.

import {
  EVENT_OBJECT_DESTROYED,
  type Handle,
  INFINITE_TIMEOUT,
  type Kos,
  type Notice,
  rcOk,
  unwrap,
  watchable,
} from '@kos/libkos'
import { maxServedObjects } from '../limits.ts'
import type { ServiceThread } from './service-thread.ts'

/** An object that hears of its end. */
export interface ServedObject {
  /** No handle of it is left. Called once. */
  ended(thread: ServiceThread): unknown
}

const eventsAtOnce = 64

/** The objects of one VFS process. */
export class ServedObjects {
  readonly #notice: Notice
  #count = 0

  /** Throws RetcodeError if no receiver of notifications is left. */
  constructor(kos: Kos) {
    this.#notice = unwrap(kos.KnNoticeCreate()).notice
  }

  /** How many there are. */
  get size(): number {
    return this.#count
  }

  /** Counts an object that is to be answered; false: there are too many. */
  admit(): boolean {
    if (this.#count >= maxServedObjects) return false
    this.#count++
    return true
  }

  /** An object that was counted is not answered after all. */
  dismiss(): void {
    this.#count--
  }

  /** An object as it is answered by a thread: its end is heard of. */
  watched<O extends ServedObject>(thread: ServiceThread, object: O): O {
    return watchable(object, (handle) => this.#watch(thread, handle, object))
  }

  /** Ends objects whose handles are gone, for as long as the process lives. */
  async reap(thread: ServiceThread): Promise<void> {
    for (;;) {
      const taken = await thread.kos.KnNoticeGetEvent(this.#notice, INFINITE_TIMEOUT, eventsAtOnce)
      if (taken.rc !== rcOk) return
      for (const { eventId } of taken.events) await this.#end(thread, eventId as ServedObject)
    }
  }

  #watch(thread: ServiceThread, handle: Handle, object: ServedObject): void {
    const { kos } = thread
    const rc = kos.KnNoticeSubscribeToObject(this.#notice, handle, EVENT_OBJECT_DESTROYED, object)
    // Nobody would hear of its end: it ends now, whatever handles of it there will be.
    if (rc !== rcOk) void this.#end(thread, object)
  }

  #end(thread: ServiceThread, object: ServedObject): unknown {
    this.#count--
    return object.ended(thread)
  }
}
