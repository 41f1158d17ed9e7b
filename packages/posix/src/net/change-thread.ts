// The thread of a process that hears of changes of its sockets in network processes: one for all of
// them, made when the first one waits. The process ends without waiting for it.

import {
  EVENT_OBJECT_DESTROYED,
  events,
  type Handle,
  type Kos,
  type Notice,
  rcOk,
} from '@kos/libkos'
import { threadContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { ENOBUFS } from '../errno.ts'
import { socketChangedEvent } from './socket-event.ts'
import { SocketChanges } from './socket-changes.ts'

/** Hears of changes of sockets. */
export class ChangeThread {
  #notice: Notice | null = null

  /** That of the process of a thread. */
  static of(kos: Kos): ChangeThread {
    return sysOf(kos).process.local(ChangeThread, () => new ChangeThread())
  }

  /** Tells `changes` of changes of the socket of a handle. ENOBUFS: there is no thread, or no room. */
  watch(kos: Kos, handle: Handle, changes: SocketChanges): number {
    const notice = this.#notice ?? this.#start(kos)
    if (notice === null) return -ENOBUFS
    const mask = socketChangedEvent | EVENT_OBJECT_DESTROYED
    return kos.KnNoticeSubscribeToObject(notice, handle, mask, changes) === rcOk ? 0 : -ENOBUFS
  }

  /** Ends that. */
  unwatch(kos: Kos, handle: Handle): void {
    if (this.#notice !== null) kos.KnNoticeUnsubscribeFromObject(this.#notice, handle)
  }

  #start(kos: Kos): Notice | null {
    const { notice } = kos.KnNoticeCreate()
    if (notice === undefined) return null
    const sys = sysOf(kos)
    const entry = sys.tokens.add((own: Kos) => tellChanges(own, notice))
    if (sys.call(threadContract.calls.ServeObjects)(entry) === rcOk) return (this.#notice = notice)
    sys.tokens.drop(entry)
    kos.KnNoticeRelease(notice)
    return null
  }
}

async function tellChanges(kos: Kos, notice: Notice): Promise<void> {
  for await (const { eventId } of events(kos, notice))
    if (eventId instanceof SocketChanges) eventId.changed()
}
