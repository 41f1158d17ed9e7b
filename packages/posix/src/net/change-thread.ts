// The threads of a process that hear of changes of its sockets in network processes: one for all of
// them, made when the first one waits, and one for the life of each network process. The process ends
// without waiting for them.

import { events, type Handle, type Kos, type Notice, proxyOf, rcOk } from '@kos/libkos'
import { threadContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { ENOBUFS } from '../errno.ts'
import { VfsLifeline } from '../generated/kl/VfsLifeline.idl.ts'
import { socketChangedEvent } from './socket-event.ts'
import { SocketChanges } from './socket-changes.ts'

/** Hears of changes of sockets. */
export class ChangeThread {
  #notice: Notice | null = null
  readonly #watched: Map<Handle, SocketChanges> = new Map()

  /** That of the process of a thread. */
  static of(kos: Kos): ChangeThread {
    return sysOf(kos).process.local(ChangeThread, () => new ChangeThread())
  }

  /** Tells `changes` of changes of the socket of a handle. ENOBUFS: there is no thread, or no room. */
  watch(kos: Kos, handle: Handle, changes: SocketChanges): number {
    const notice = this.#notice ?? this.#start(kos)
    if (notice === null) return -ENOBUFS
    if (kos.KnNoticeSubscribeToObject(notice, handle, socketChangedEvent, changes) !== rcOk)
      return -ENOBUFS
    this.#watched.set(handle, changes)
    return 0
  }

  /** Tells all sockets of a change when a network process ends, and then `ended`. False: no thread. */
  watchLife(kos: Kos, lifeline: Handle, ended: () => void): boolean {
    return serveProcess(kos, async (own) => {
      const life = proxyOf(own, VfsLifeline, lifeline)
      await life.Wait()
      life[Symbol.dispose]()
      ended()
      for (const changes of this.#watched.values()) changes.changed()
    })
  }

  /** Ends that. */
  unwatch(kos: Kos, handle: Handle): void {
    this.#watched.delete(handle)
    if (this.#notice !== null) kos.KnNoticeUnsubscribeFromObject(this.#notice, handle)
  }

  #start(kos: Kos): Notice | null {
    const { notice } = kos.KnNoticeCreate()
    if (notice === undefined) return null
    if (serveProcess(kos, (own) => tellChanges(own, notice))) return (this.#notice = notice)
    kos.KnNoticeRelease(notice)
    return null
  }
}

// A thread for which the process does not live.
function serveProcess(kos: Kos, routine: (kos: Kos) => Promise<void>): boolean {
  const sys = sysOf(kos)
  const entry = sys.tokens.add(routine)
  if (sys.call(threadContract.calls.ServeObjects)(entry) === rcOk) return true
  sys.tokens.drop(entry)
  return false
}

async function tellChanges(kos: Kos, notice: Notice): Promise<void> {
  for await (const { eventId } of events(kos, notice))
    if (eventId instanceof SocketChanges) eventId.changed()
}
