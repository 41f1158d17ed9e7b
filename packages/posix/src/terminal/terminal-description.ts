// The terminal of a process, behind its descriptors 0, 1 and 2. What is written goes to the output
// of the kernel line by line; what is read comes from a source (terminal-input.ts).
//
// A line that has no end yet is kept: until its end comes, until it is as long as a line may be,
// until something is read (it is a prompt then), or until the process is over. With ICANON a read
// ends at the end of a line. Echo, control characters, speeds and hardware settings are kept and
// have no effect: the host has a terminal for that.

import { EAGAIN, EIO } from '../errno.ts'
import type { FileDescription } from '../io/file-description.ts'
import { S_IFCHR } from '../fs/file-mode.ts'
import type { FileStat } from '../fs/file-stat.ts'
import { O_APPEND, O_NONBLOCK, O_RDWR } from '../fs/open-flags.ts'
import type { Answer, IoThread } from '../io/io-thread.ts'
import type { Readiness } from '../io/readiness.ts'
import { textOfUtf8 } from '../text/utf8.ts'
import { terminalLineBytes } from '../limits.ts'
import type { TerminalInput } from './terminal-input.ts'
import { newTermios } from './settings.ts'
import { ICANON, type termios } from './termios.ts'

const newline = 10

/** The terminal of a process: a description, to which descriptors 0, 1 and 2 refer. */
export class TerminalDescription implements FileDescription {
  readonly type: number = S_IFCHR
  readonly file = null
  /** Its settings. */
  readonly settings: termios = newTermios()
  readonly readiness: Readiness | null
  readonly #input: TerminalInput
  #flags = O_RDWR
  /** The bytes of a line that has no end yet. Made when there are some. */
  #line: Uint8Array | null = null
  #length = 0
  /** Bytes that were read from the source and not by the program: behind the end of a line. */
  #ahead: Uint8Array = nothing

  constructor(input: TerminalInput) {
    this.#input = input
    this.readiness = input.readiness
  }

  get flags(): number {
    return this.#flags
  }

  setFlags(flags: number): number {
    this.#flags = O_RDWR | (flags & (O_APPEND | O_NONBLOCK))
    return 0
  }

  write(thread: IoThread, from: Uint8Array, at: number, length: number): number {
    const end = at + length
    const last = from.lastIndexOf(newline, end - 1)
    if (last < at) this.#keep(thread, from, at, end)
    else {
      this.#print(thread, from, at, last)
      this.#keep(thread, from, last + 1, end)
    }
    return length
  }

  read(thread: IoThread, into: Uint8Array, at: number, length: number): Answer {
    this.flush(thread)
    if (length === 0) return 0
    if (this.#hasEnough(length)) return this.#take(into, at, length)
    const { readiness } = this
    if (readiness === null || (this.#flags & O_NONBLOCK) === 0)
      return this.#fetch(thread, into, at, length)
    return this.#fetchIfReady(readiness, thread, into, at, length)
  }

  stat(_thread: IoThread, into: FileStat): number {
    into.mode = S_IFCHR | 0o620
    into.nlink = 1
    into.ino = 1
    into.size = 0
    into.blocks = 0
    return 0
  }

  close(thread: IoThread): number {
    this.flush(thread)
    return 0
  }

  /** Prints what there is of a line. */
  flush({ kos }: Pick<IoThread, 'kos'>): void {
    const line = this.#line
    const length = this.#length
    if (line === null || length === 0) return
    this.#length = 0
    kos.log(textOfUtf8(line, 0, length))
  }

  // Prints the kept beginning of a line, and what follows up to `end`, where a line ends.
  #print({ kos }: IoThread, from: Uint8Array, at: number, end: number): void {
    if (this.#length === 0) return kos.log(textOfUtf8(from, at, end))
    // Bytes, not texts: a character may begin in the one part and end in the other.
    const line = new Uint8Array(this.#length + end - at)
    line.set((this.#line as Uint8Array).subarray(0, this.#length))
    line.set(from.subarray(at, end), this.#length)
    this.#length = 0
    kos.log(textOfUtf8(line))
  }

  // Keeps bytes that have no end of a line behind them. Lines that are too long are cut.
  #keep(thread: IoThread, from: Uint8Array, at: number, end: number): void {
    const line = (this.#line ??= new Uint8Array(terminalLineBytes))
    for (let next = at; next < end;) {
      const size = Math.min(end - next, line.length - this.#length)
      line.set(from.subarray(next, next + size), this.#length)
      this.#length += size
      next += size
      if (this.#length === line.length) this.flush(thread)
    }
  }

  async #fetchIfReady(
    readiness: Readiness,
    thread: IoThread,
    into: Uint8Array,
    at: number,
    length: number,
  ): Promise<number> {
    const events = await readiness.events(thread)
    if (events < 0) return events
    return events === 0 ? -EAGAIN : this.#fetch(thread, into, at, length)
  }

  // Whether a read needs nothing of the source: there is a line, or as much as it asks for.
  #hasEnough(length: number): boolean {
    const ahead = this.#ahead
    if (ahead.length === 0) return false
    const isByLine = (this.settings.c_lflag & ICANON) !== 0
    return !isByLine || ahead.length >= length || ahead.includes(newline)
  }

  #fetch(thread: IoThread, into: Uint8Array, at: number, length: number): Answer {
    const begun = this.#ahead
    this.#ahead = nothing
    into.set(begun, at)
    const finish = (count: number): number => {
      if (count >= 0) return this.#cut(into, at, begun.length + count)
      this.#ahead = joined(begun, this.#ahead)
      return count
    }
    const answer = this.#input.read(thread, into, at + begun.length, length - begun.length)
    if (typeof answer === 'number') return finish(answer)
    return answer.then(finish, (error: unknown) => {
      finish(-EIO)
      throw error
    })
  }

  #take(into: Uint8Array, at: number, length: number): number {
    const ahead = this.#ahead
    const count = Math.min(length, ahead.length)
    into.set(ahead.subarray(0, count), at)
    this.#ahead = ahead.subarray(count)
    return this.#cut(into, at, count)
  }

  // With ICANON: keeps what was read behind the end of a line.
  #cut(into: Uint8Array, at: number, count: number): number {
    if (count <= 0 || (this.settings.c_lflag & ICANON) === 0) return count
    const end = into.subarray(at, at + count).indexOf(newline) + 1
    if (end === 0 || end === count) return count
    this.#ahead = joined(into.slice(at + end, at + count), this.#ahead)
    into.fill(0, at + end, at + count)
    return end
  }
}

const nothing = /* @__PURE__ */ new Uint8Array(0)

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length)
  bytes.set(first)
  bytes.set(second, first.length)
  return bytes
}
