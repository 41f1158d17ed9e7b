// Pipes: a ring of bytes between a description to write and one to read, inside one process.
//
// Who waits stands in one of two queues, and everybody is woken when the ring or an end has changed,
// then looks again: so a wake-up can't be lost to a thread that is cancelled. Between looking and
// parking nobody else runs.

import { WaitQueue } from '@kos/thread'
import { EAGAIN, EBADF, EPIPE } from '../errno.ts'
import { S_IFIFO } from '../fs/file-mode.ts'
import type { FileStat } from '../fs/file-stat.ts'
import { O_NONBLOCK, O_RDONLY, O_WRONLY } from '../fs/open-flags.ts'
import { PIPE_BUF, pipeSize } from '../limits.ts'
import type { FileDescription, FileOperations } from './file-description.ts'
import type { Answer, IoThread } from './io-thread.ts'
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from './poll-events.ts'
import { type Readiness, type ReadinessListener, ReadinessListeners } from './readiness.ts'

const mask = pipeSize - 1
const permissions = 0o600

/** What the two ends share. */
class Pipe {
  readonly #ring = new Uint8Array(pipeSize)
  #first = 0
  /** Bytes in it. */
  length = 0
  hasReader = true
  hasWriter = true
  readonly readers: WaitQueue = new WaitQueue()
  readonly writers: WaitQueue = new WaitQueue()
  readonly listeners: ReadinessListeners = new ReadinessListeners()
  readonly seconds: number
  readonly nanoseconds: number

  constructor(seconds: number, nanoseconds: number) {
    this.seconds = seconds
    this.nanoseconds = nanoseconds
  }

  get room(): number {
    return pipeSize - this.length
  }

  /** Takes bytes, and answers how many. */
  take(into: Uint8Array, at: number, length: number): number {
    const count = Math.min(length, this.length)
    const first = this.#first
    const whole = Math.min(count, pipeSize - first)
    into.set(this.#ring.subarray(first, first + whole), at)
    if (whole < count) into.set(this.#ring.subarray(0, count - whole), at + whole)
    this.#first = (first + count) & mask
    this.length -= count
    this.writers.wakeAll(0)
    this.listeners.changed()
    return count
  }

  /** Adds as many bytes as there is room for, and answers how many. */
  add(from: Uint8Array, at: number, length: number): number {
    const count = Math.min(length, this.room)
    const start = (this.#first + this.length) & mask
    const whole = Math.min(count, pipeSize - start)
    this.#ring.set(from.subarray(at, at + whole), start)
    if (whole < count) this.#ring.set(from.subarray(at + whole, at + count), 0)
    this.length += count
    this.readers.wakeAll(0)
    this.listeners.changed()
    return count
  }

  /** An end was closed, whose threads may still wait. */
  endClosed(): void {
    this.readers.wakeAll(0)
    this.writers.wakeAll(0)
    this.listeners.changed()
  }
}

/** What both ends are. Each has its own O_NONBLOCK. */
class PipeEnd {
  readonly pipe: Pipe
  isOpen = true
  nonblock = 0

  constructor(pipe: Pipe) {
    this.pipe = pipe
  }

  stat(into: FileStat): number {
    const { seconds, nanoseconds, length } = this.pipe
    into.dev = into.ino = into.uid = into.gid = into.blocks = 0
    into.mode = S_IFIFO | permissions
    into.nlink = 1
    into.size = length
    into.blksize = PIPE_BUF
    into.atimeSec = into.mtimeSec = into.ctimeSec = seconds
    into.atimeNsec = into.mtimeNsec = into.ctimeNsec = nanoseconds
    return 0
  }
}

/** The end to read. */
class PipeReader implements FileDescription, Readiness {
  readonly type: number = S_IFIFO
  readonly file: FileOperations | null = null
  readonly #end: PipeEnd

  constructor(pipe: Pipe) {
    this.#end = new PipeEnd(pipe)
  }

  get flags(): number {
    return O_RDONLY | this.#end.nonblock
  }

  get readiness(): Readiness {
    return this
  }

  setFlags(flags: number): number {
    this.#end.nonblock = flags & O_NONBLOCK
    return 0
  }

  read(thread: IoThread, into: Uint8Array, at: number, length: number): Answer {
    const { pipe, nonblock } = this.#end
    if (length === 0) return 0
    if (pipe.length > 0) return pipe.take(into, at, length)
    if (!pipe.hasWriter) return 0
    return nonblock === 0 ? this.#wait(thread, into, at, length) : -EAGAIN
  }

  write(): number {
    return -EBADF
  }

  stat(_thread: IoThread, into: FileStat): number {
    return this.#end.stat(into)
  }

  close(): number {
    this.#end.isOpen = false
    this.#end.pipe.hasReader = false
    this.#end.pipe.endClosed()
    return 0
  }

  events(): number {
    const { length, hasWriter } = this.#end.pipe
    return (length > 0 ? POLLIN | POLLRDNORM : 0) | (hasWriter ? 0 : POLLHUP)
  }

  add(_thread: IoThread, listener: ReadinessListener): void {
    this.#end.pipe.listeners.add(listener)
  }

  remove(listener: ReadinessListener): void {
    this.#end.pipe.listeners.remove(listener)
  }

  async #wait(thread: IoThread, into: Uint8Array, at: number, length: number): Promise<number> {
    const { pipe } = this.#end
    while (pipe.length === 0 && pipe.hasWriter) {
      if (!this.#end.isOpen) return -EBADF
      await thread.wait(pipe.readers, undefined, this)
    }
    return this.#end.isOpen ? pipe.take(into, at, length) : -EBADF
  }
}

/** The end to write. */
class PipeWriter implements FileDescription, Readiness {
  readonly type: number = S_IFIFO
  readonly file: FileOperations | null = null
  readonly #end: PipeEnd

  constructor(pipe: Pipe) {
    this.#end = new PipeEnd(pipe)
  }

  get flags(): number {
    return O_WRONLY | this.#end.nonblock
  }

  get readiness(): Readiness {
    return this
  }

  setFlags(flags: number): number {
    this.#end.nonblock = flags & O_NONBLOCK
    return 0
  }

  read(): number {
    return -EBADF
  }

  /** Up to PIPE_BUF bytes are written at once or not at all; more in parts, as room comes. */
  write(thread: IoThread, from: Uint8Array, at: number, length: number): Answer {
    const { pipe, nonblock } = this.#end
    if (!pipe.hasReader) return -EPIPE
    if (length === 0) return 0
    const { room } = pipe
    if (length <= room) return pipe.add(from, at, length)
    if (nonblock === 0) return this.#wait(thread, from, at, length)
    return length <= PIPE_BUF || room === 0 ? -EAGAIN : pipe.add(from, at, length)
  }

  stat(_thread: IoThread, into: FileStat): number {
    return this.#end.stat(into)
  }

  close(): number {
    this.#end.isOpen = false
    this.#end.pipe.hasWriter = false
    this.#end.pipe.endClosed()
    return 0
  }

  events(): number {
    const { room, hasReader } = this.#end.pipe
    if (!hasReader) return POLLERR
    return room >= PIPE_BUF ? POLLOUT | POLLWRNORM : 0
  }

  add(_thread: IoThread, listener: ReadinessListener): void {
    this.#end.pipe.listeners.add(listener)
  }

  remove(listener: ReadinessListener): void {
    this.#end.pipe.listeners.remove(listener)
  }

  async #wait(thread: IoThread, from: Uint8Array, at: number, length: number): Promise<number> {
    const { pipe } = this.#end
    const least = length <= PIPE_BUF ? length : 1
    for (let done = 0; ;) {
      if (!this.#end.isOpen) return done > 0 ? done : -EBADF
      if (!pipe.hasReader) return done > 0 ? done : -EPIPE
      if (pipe.room >= least) done += pipe.add(from, at + done, length - done)
      if (done === length) return done
      await thread.wait(pipe.writers, undefined, this)
    }
  }
}

/** Makes a pipe: the end to read, and the end to write. */
export function makePipe({ kos }: IoThread): readonly [FileDescription, FileDescription] {
  const { time } = kos.KnGetSystemTime()
  const pipe = new Pipe(time?.sec ?? 0, time?.nsec ?? 0)
  return [new PipeReader(pipe), new PipeWriter(pipe)]
}
