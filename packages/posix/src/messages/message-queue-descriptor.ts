// An open message queue: what a message queue descriptor refers to. It is a descriptor as those of
// files, so `poll` can wait for it and `close` closes it; `read` and `write` are EBADF.

import { EAGAIN, EBADF, EINVAL, EMSGSIZE, ETIMEDOUT } from '../errno.ts'
import { S_IFIFO } from '../fs/file-mode.ts'
import type { FileStat } from '../fs/file-stat.ts'
import { O_ACCMODE, O_NONBLOCK, O_RDONLY, O_WRONLY } from '../fs/open-flags.ts'
import type { FileDescription } from '../io/file-description.ts'
import { POLLIN, POLLOUT } from '../io/poll-events.ts'
import type { Readiness, ReadinessListener } from '../io/readiness.ts'
import type { IoThread } from '../io/io-thread.ts'
import { MQ_PRIO_MAX } from '../limits.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { CLOCK_REALTIME, millisecondsTo, readClock } from '../time/clocks.ts'
import { isRecord, isTimespec, nanosecondsOf, type TimespecLike } from '../time/intervals.ts'
import { INFINITE_TIMEOUT, type WaitQueue } from '@kos/thread'
import type { MessageQueue } from './message-queue.ts'

/** An open message queue. */
export class OpenMessageQueue implements FileDescription, Readiness {
  readonly type: number = S_IFIFO
  readonly file = null
  readonly queue: MessageQueue
  readonly #access: number
  #flags: number

  constructor(queue: MessageQueue, flags: number) {
    this.queue = queue
    this.#access = flags & O_ACCMODE
    this.#flags = flags & O_NONBLOCK
  }

  get flags(): number {
    return this.#access | this.#flags
  }

  get readiness(): Readiness {
    return this
  }

  setFlags(flags: number): number {
    this.#flags = flags & O_NONBLOCK
    return 0
  }

  read(): number {
    return -EBADF
  }

  write(): number {
    return -EBADF
  }

  stat(_thread: IoThread, into: FileStat): number {
    into.mode = S_IFIFO | 0o600
    into.nlink = 1
    into.size = this.queue.count
    into.blocks = 0
    return 0
  }

  close(): number {
    if (this.queue.notification?.owner === this) this.queue.notification = null
    return 0
  }

  events(): number {
    const { queue } = this
    const canReceive = this.#access !== O_WRONLY && queue.count > 0
    const canSend = this.#access !== O_RDONLY && !queue.isFull
    return (canReceive ? POLLIN : 0) | (canSend ? POLLOUT : 0)
  }

  add(_thread: IoThread, listener: ReadinessListener): void {
    this.queue.listeners.add(listener)
  }

  remove(listener: ReadinessListener): void {
    this.queue.listeners.remove(listener)
  }

  /** Sends bytes. `until` null: waits as long as it takes. 0, or a negated error number. */
  async send(
    thread: PosixThread,
    bytes: Uint8Array,
    priority: number,
    until: TimespecLike | null,
  ): Promise<number> {
    const { queue } = this
    if (this.#access === O_RDONLY) return -EBADF
    if (!(Number.isInteger(priority) && priority >= 0 && priority < MQ_PRIO_MAX)) return -EINVAL
    if (bytes.length > queue.maxSize) return -EMSGSIZE
    while (queue.isFull) {
      const fault = await this.#wait(thread, queue.senders, until)
      if (fault < 0) return fault
    }
    queue.put(thread, { priority, bytes: bytes.slice() })
    return 0
  }

  /** Receives into a buffer: the bytes of the message, or a negated error number. */
  async receive(
    thread: PosixThread,
    into: Uint8Array,
    until: TimespecLike | null,
    took: (priority: number) => void,
  ): Promise<number> {
    const { queue } = this
    if (this.#access === O_WRONLY) return -EBADF
    if (into.length < queue.maxSize) return -EMSGSIZE
    for (;;) {
      const message = queue.take()
      if (message !== null) {
        into.set(message.bytes)
        took(message.priority)
        return message.bytes.length
      }
      const fault = await this.#wait(thread, queue.receivers, until)
      if (fault < 0) return fault
    }
  }

  async #wait(
    thread: PosixThread,
    waiters: WaitQueue,
    until: TimespecLike | null,
  ): Promise<number> {
    if (this.#flags !== 0) return -EAGAIN
    if (until === null) {
      await thread.wait(waiters, INFINITE_TIMEOUT, this.queue)
      return 0
    }
    if (!isRecord(until) || !isTimespec(until)) return -EINVAL
    const now = readClock(thread.kos, CLOCK_REALTIME)
    if (typeof now === 'number') return now
    const left = millisecondsTo(nanosecondsOf(until) - now)
    if (left === 0) return -ETIMEDOUT
    await thread.wait(waiters, left, this.queue)
    return 0
  }
}
