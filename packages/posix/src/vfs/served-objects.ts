// The objects that clients have handles of: sessions, open files, buffers. When the last handle of
// one is gone, also by the death of its holder, the object is told, by a thread of its own.
//
// 1. An object is counted before it is answered (`admit`), for the process that asked for it, so
// that none takes all. 2. When its handle is made, a receiver is subscribed to the end of it
// (`watched`). 3. `reap` takes the notification, ends the object, and counts it off. If the answer
// does not arrive, the handle ends at once: 3 comes as well.

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
import { EMFILE, ENFILE } from '../errno.ts'
import { maxClientObjects, maxServedObjects } from '../limits.ts'
import type { ServiceThread } from './service-thread.ts'

/** An object that hears of its end. */
export interface ServedObject {
  /** The process that it was counted for. */
  readonly owner: number
  /** No handle of it is left. Called once. */
  ended(thread: ServiceThread): unknown
}

const eventsAtOnce = 64

/** The objects of one VFS process. */
export class ServedObjects {
  readonly #notice: Notice
  readonly #countOf: Map<number, number> = new Map()
  #count = 0

  /** Throws RetcodeError if no receiver of notifications is left. */
  constructor(kos: Kos) {
    this.#notice = unwrap(kos.KnNoticeCreate()).notice
  }

  /** How many there are. */
  get size(): number {
    return this.#count
  }

  /**
   * Counts an object that is to be answered for a process, and answers 0; EMFILE, negated: that
   * process has its share; ENFILE: there are too many.
   */
  admit(owner: number): number {
    const count = this.#countOf.get(owner) ?? 0
    if (count >= maxClientObjects) return -EMFILE
    if (this.#count >= maxServedObjects) return -ENFILE
    this.#count++
    this.#countOf.set(owner, count + 1)
    return 0
  }

  /** Counts an object of a process off: it ended, or is not answered after all. */
  dismiss(owner: number): void {
    this.#count--
    const left = (this.#countOf.get(owner) as number) - 1
    if (left === 0) this.#countOf.delete(owner)
    else this.#countOf.set(owner, left)
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
      for (const { eventId } of taken.events) {
        thread.resumed()
        await this.#end(thread, eventId as ServedObject)
      }
    }
  }

  #watch(thread: ServiceThread, handle: Handle, object: ServedObject): void {
    const { kos } = thread
    const rc = kos.KnNoticeSubscribeToObject(this.#notice, handle, EVENT_OBJECT_DESTROYED, object)
    // Nobody would hear of its end: it ends now, whatever handles of it there will be.
    if (rc !== rcOk) void this.#end(thread, object)
  }

  #end(thread: ServiceThread, object: ServedObject): unknown {
    this.dismiss(object.owner)
    return object.ended(thread)
  }
}
