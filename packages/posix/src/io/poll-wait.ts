// Waiting until one of several descriptors is ready: what `poll` and `select` are made of.
//
// (1) It listens to every description before it asks for events, and notes what it hears. (2) It
// parks only if it has heard nothing since it asked. Both are in one step, in which nobody else of
// the process runs, so no change is missed. A descriptor that is closed meanwhile is heard of
// through the table; after that it listens to what the descriptors refer to then.

import { INFINITE_TIMEOUT, WaitQueue } from '@kos/thread'
import type { DescriptorTable } from './descriptor-table.ts'
import type { FileDescription } from './file-description.ts'
import type { IoThread } from './io-thread.ts'
import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLRDNORM,
  POLLWRNORM,
} from './poll-events.ts'
import type { Readiness, ReadinessListener } from './readiness.ts'

/** What is asked of one descriptor, and what was found: `struct pollfd`. */
export interface PolledDescriptor {
  fd: number
  events: number
  revents: number
}

/** What `poll` tells without being asked for. */
const unaskedOfPoll = POLLERR | POLLHUP | POLLNVAL
/** What files and directories are at any time. */
const readyAlways = POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM

class PollWait implements ReadinessListener {
  readonly #thread: IoThread
  readonly #table: DescriptorTable
  readonly #queue = new WaitQueue()
  readonly #listened: Set<Readiness> = new Set()
  #heard = false
  #isClosed = false

  constructor(thread: IoThread, table: DescriptorTable) {
    this.#thread = thread
    this.#table = table
  }

  readinessChanged(): void {
    this.#heard = true
    this.#queue.wakeAll(0)
  }

  /** Listens to what the descriptors refer to. */
  listen(polled: readonly PolledDescriptor[]): void {
    this.#isClosed = false
    this.#table.closed.add(this.#onClose)
    for (const { fd } of polled) {
      const readiness = this.#table.get(fd)?.readiness ?? null
      if (readiness === null || this.#listened.has(readiness)) continue
      this.#listened.add(readiness)
      readiness.add(this.#thread, this)
    }
  }

  /** Ends that. */
  dispose(): void {
    this.#table.closed.remove(this.#onClose)
    for (const readiness of this.#listened) readiness.remove(this)
    this.#listened.clear()
  }

  /** Asks for events, and answers how many descriptors have some; or a negated error number. */
  async ask(polled: readonly PolledDescriptor[], unasked: number): Promise<number> {
    this.#heard = false
    let count = 0
    for (const each of polled) {
      if (each.fd < 0) continue
      const events = await eventsOf(this.#thread, this.#table.get(each.fd))
      if (events < 0) return events
      each.revents = events & (each.events | unasked)
      if (each.revents !== 0) count++
    }
    return count
  }

  /** Waits until it hears something, or until the time is up. */
  async park(polled: readonly PolledDescriptor[], timeout: number): Promise<void> {
    if (!this.#heard) await this.#thread.wait(this.#queue, timeout, this)
    if (!this.#isClosed) return
    this.dispose()
    this.listen(polled)
  }

  readonly #onClose: ReadinessListener = {
    readinessChanged: () => {
      this.#isClosed = true
      this.readinessChanged()
    },
  }
}

function eventsOf(
  thread: IoThread,
  description: FileDescription | undefined,
): number | Promise<number> {
  if (description === undefined) return POLLNVAL
  const { readiness } = description
  return readiness === null ? readyAlways : readiness.events(thread)
}

/**
 * Waits until one of the descriptors has an event that is asked for, or one of `unasked`: `timeout`
 * milliseconds at most, INFINITE_TIMEOUT without limit. Writes `revents`, and resolves with how
 * many descriptors have some: 0 if the time is up; or with a negated error number. Descriptors
 * below 0 are left out.
 */
export async function pollDescriptors(
  thread: IoThread,
  table: DescriptorTable,
  polled: readonly PolledDescriptor[],
  timeout: number,
  unasked: number = unaskedOfPoll,
): Promise<number> {
  for (const each of polled) each.revents = 0
  const wait = new PollWait(thread, table)
  try {
    wait.listen(polled)
    const deadline = timeout === INFINITE_TIMEOUT ? Infinity : now(thread) + timeout
    for (;;) {
      const count = await wait.ask(polled, unasked)
      if (count !== 0) return count
      const left = Math.max(deadline - now(thread), 0)
      if (left === 0) return 0
      await wait.park(polled, left === Infinity ? INFINITE_TIMEOUT : left)
    }
  } finally {
    wait.dispose()
  }
}

function now({ kos }: IoThread): number {
  return kos.KnGetMSecSinceStart()
}
