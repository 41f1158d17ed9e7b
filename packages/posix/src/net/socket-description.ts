// A socket as an open file description: it waits where the standard says so, for as long as O_NONBLOCK,
// MSG_DONTWAIT, SO_RCVTIMEO and SO_SNDTIMEO let it. What it is over does not wait (socket-port.ts).

import { INFINITE_TIMEOUT, rcOk } from '@kos/libkos'
import { EAGAIN, EBADF, EDOM, EINPROGRESS, EINVAL } from '../errno.ts'
import { S_IFSOCK } from '../fs/file-mode.ts'
import type { FileStat } from '../fs/file-stat.ts'
import { O_NONBLOCK, O_RDWR } from '../fs/open-flags.ts'
import type { FileOperations } from '../io/file-description.ts'
import type { Answer, IoThread } from '../io/io-thread.ts'
import type {
  AcceptedSocket,
  ReceivedMessage,
  Socket,
  SocketAddress,
  SocketOperations,
} from '../io/network.ts'
import type { Readiness, ReadinessListener } from '../io/readiness.ts'
import {
  MSG_DONTWAIT,
  MSG_PEEK,
  MSG_WAITALL,
  SO_ERROR,
  SO_RCVTIMEO,
  SO_SNDTIMEO,
  SOCK_STREAM,
  SOL_SOCKET,
} from './socket-constants.ts'
import type { SocketPort } from './socket-port.ts'

/** A socket of a process. */
export class SocketDescription implements Socket, SocketOperations, Readiness {
  readonly type: number = S_IFSOCK
  readonly file: FileOperations | null = null
  readonly #port: SocketPort
  #nonblock: number
  /** Milliseconds; INFINITE_TIMEOUT: for ever. */
  #receiveTimeout: number = INFINITE_TIMEOUT
  #sendTimeout: number = INFINITE_TIMEOUT
  #isClosed = false
  /** The version of the changes before `events` was asked last. */
  #askedVersion = 0

  /** `flags`: O_NONBLOCK. */
  constructor(port: SocketPort, flags: number) {
    this.#port = port
    this.#nonblock = flags & O_NONBLOCK
  }

  get socket(): SocketOperations {
    return this
  }

  get readiness(): Readiness {
    return this
  }

  get domain(): number {
    return this.#port.domain
  }

  get kind(): number {
    return this.#port.kind
  }

  get flags(): number {
    return O_RDWR | this.#nonblock
  }

  setFlags(flags: number): number {
    this.#nonblock = flags & O_NONBLOCK
    return 0
  }

  read(thread: IoThread, into: Uint8Array, at: number, length: number): Answer {
    return this.receive(thread, into, at, length, 0, null)
  }

  write(thread: IoThread, from: Uint8Array, at: number, length: number): Answer {
    return this.send(thread, from, at, length, 0, null)
  }

  stat(_thread: IoThread, into: FileStat): Answer {
    const names = Object.keys(into) as (keyof FileStat)[]
    for (const name of names) into[name] = 0
    into.mode = S_IFSOCK | 0o777
    into.nlink = 1
    into.blksize = 4096
    return 0
  }

  close(thread: IoThread): Answer {
    this.#isClosed = true
    const answer = this.#port.close(thread)
    // Threads that wait for it hear that it is closed.
    this.#port.changes.changed()
    return answer
  }

  async events(thread: IoThread): Promise<number> {
    const port = this.#port
    const watched = await port.watch(thread)
    if (watched < 0) return watched
    this.#askedVersion = port.changes.version
    return port.events(thread)
  }

  // What changed since the events were asked, nobody was there to hear.
  add(_thread: IoThread, listener: ReadinessListener): void {
    const { changes } = this.#port
    changes.listeners.add(listener)
    if (changes.version !== this.#askedVersion) listener.readinessChanged()
  }

  remove(listener: ReadinessListener): void {
    this.#port.changes.listeners.remove(listener)
  }

  bind(thread: IoThread, address: SocketAddress): Answer {
    return this.#port.bind(thread, address)
  }

  listen(thread: IoThread, backlog: number): Answer {
    return this.#port.listen(thread, backlog)
  }

  async accept(thread: IoThread, flags: number): Promise<AcceptedSocket | number> {
    const port = this.#port
    const accepted = await this.#attempt(thread, 0, this.#receiveTimeout, () => port.accept(thread))
    if (typeof accepted === 'number') return accepted
    return { socket: new SocketDescription(accepted.port, flags), peer: accepted.peer }
  }

  async connect(thread: IoThread, address: SocketAddress | null): Promise<number> {
    const port = this.#port
    const begun = await port.connect(thread, address)
    if (begun !== -EINPROGRESS || this.#nonblock !== 0) return begun
    const events = await this.#attempt(thread, 0, this.#sendTimeout, async () => {
      const now = await port.events(thread)
      return now === 0 ? -EAGAIN : now
    })
    if (events < 0) return events === -EAGAIN ? -EINPROGRESS : events
    const error = await port.getOption(thread, SOL_SOCKET, SO_ERROR)
    return typeof error === 'number' ? error : -(error[0] as number)
  }

  send(
    thread: IoThread,
    from: Uint8Array,
    at: number,
    length: number,
    flags: number,
    to: SocketAddress | null,
  ): Answer {
    const port = this.#port
    const waits = this.#nonblock === 0 && (flags & MSG_DONTWAIT) === 0
    const attempt = (done: number) => (): Answer =>
      port.send(thread, from, at + done, length - done, flags, to)
    const first = attempt(0)()
    if (typeof first === 'number' && (first === length || (first >= 0 && !waits))) return first
    if (this.kind !== SOCK_STREAM || !waits)
      return this.#attempt<never>(thread, flags, this.#sendTimeout, attempt(0), first)
    return this.#sendAll(thread, length, flags, attempt, first)
  }

  receive(
    thread: IoThread,
    into: Uint8Array,
    at: number,
    length: number,
    flags: number,
    message: ReceivedMessage | null,
  ): Answer {
    const port = this.#port
    const isStream = this.kind === SOCK_STREAM
    if (isStream && length === 0) return 0
    const attempt = (done: number) => (): Answer =>
      port.receive(thread, into, at + done, length - done, flags, message)
    const waitsForAll = isStream && (flags & (MSG_WAITALL | MSG_PEEK)) === MSG_WAITALL
    const answer = this.#attempt<never>(thread, flags, this.#receiveTimeout, attempt(0))
    return waitsForAll ? this.#receiveAll(thread, length, flags, attempt, answer) : answer
  }

  shutdown(thread: IoThread, how: number): Answer {
    return this.#port.shutdown(thread, how)
  }

  name(thread: IoThread): Promise<SocketAddress | number> {
    return this.#port.name(thread)
  }

  peer(thread: IoThread): Promise<SocketAddress | number> {
    return this.#port.peer(thread)
  }

  async getOption(thread: IoThread, level: number, option: number): Promise<Int32Array | number> {
    if (level === SOL_SOCKET && option === SO_RCVTIMEO) return timeOf(this.#receiveTimeout)
    if (level === SOL_SOCKET && option === SO_SNDTIMEO) return timeOf(this.#sendTimeout)
    return this.#port.getOption(thread, level, option)
  }

  setOption(thread: IoThread, level: number, option: number, value: Int32Array): Answer {
    if (level !== SOL_SOCKET || (option !== SO_RCVTIMEO && option !== SO_SNDTIMEO))
      return this.#port.setOption(thread, level, option, value)
    const timeout = timeoutOf(value)
    if (timeout < 0) return timeout
    if (option === SO_RCVTIMEO) this.#receiveTimeout = timeout
    else this.#sendTimeout = timeout
    return 0
  }

  // Makes an attempt, and again when the socket changed, as long as it would have to wait.
  #attempt<T>(
    thread: IoThread,
    flags: number,
    timeout: number,
    attempt: () => T | number | Promise<T | number>,
    first: T | number | Promise<T | number> | null = null,
  ): T | number | Promise<T | number> {
    const { version } = this.#port.changes
    const answer = first ?? attempt()
    const isDone = typeof answer === 'number' && answer !== -EAGAIN
    const waits = this.#nonblock === 0 && (flags & MSG_DONTWAIT) === 0
    if (isDone || !waits) return answer
    return this.#attemptAgain(thread, timeout, attempt, answer, version)
  }

  async #attemptAgain<T>(
    thread: IoThread,
    timeout: number,
    attempt: () => T | number | Promise<T | number>,
    first: T | number | Promise<T | number>,
    firstVersion: number,
  ): Promise<T | number> {
    const { changes } = this.#port
    let answer = await first
    let version = firstVersion
    let end = -1
    while (answer === -EAGAIN) {
      if (this.#isClosed) return -EBADF
      const watched = await this.#port.watch(thread)
      if (watched < 0) return watched
      if (watched === 0) {
        if (end < 0 && timeout !== INFINITE_TIMEOUT) end = now(thread) + timeout
        const left = end < 0 ? INFINITE_TIMEOUT : end - now(thread)
        if (left <= 0) return -EAGAIN
        const rc = await changes.wait(thread, version, left)
        if (rc !== rcOk) return -EAGAIN
        if (this.#isClosed) return -EBADF
      }
      version = changes.version
      answer = await attempt()
    }
    return answer
  }

  async #sendAll(
    thread: IoThread,
    length: number,
    flags: number,
    attempt: (done: number) => () => Answer,
    first: Answer,
  ): Promise<number> {
    let done = 0
    let answer: Answer = first
    for (;;) {
      const sent = await this.#attempt<never>(
        thread,
        flags,
        this.#sendTimeout,
        attempt(done),
        answer,
      )
      if (sent < 0) return done > 0 ? done : sent
      done += sent
      if (done >= length) return done
      answer = attempt(done)()
    }
  }

  async #receiveAll(
    thread: IoThread,
    length: number,
    flags: number,
    attempt: (done: number) => () => Answer,
    first: Answer,
  ): Promise<number> {
    let done = await first
    while (done > 0 && done < length) {
      const more = await this.#attempt<never>(thread, flags, this.#receiveTimeout, attempt(done))
      if (more <= 0) return done
      done += more
    }
    return done
  }
}

function now({ kos }: IoThread): number {
  return kos.KnGetMSecSinceStart()
}

/** A time to wait as the option has it: seconds and microseconds. 0: for ever. */
function timeOf(timeout: number): Int32Array {
  if (timeout === INFINITE_TIMEOUT) return Int32Array.of(0, 0)
  return Int32Array.of(Math.floor(timeout / 1000), (timeout % 1000) * 1000)
}

/** Milliseconds of a time to wait. EINVAL: it is none; EDOM: too many microseconds. */
function timeoutOf([seconds, microseconds]: Int32Array): number {
  if (seconds === undefined || microseconds === undefined) return -EINVAL
  if (seconds < 0 || microseconds < 0 || microseconds > 999_999) return -EDOM
  const timeout = seconds * 1000 + Math.ceil(microseconds / 1000)
  return timeout === 0 ? INFINITE_TIMEOUT : Math.min(timeout, INFINITE_TIMEOUT - 1)
}
