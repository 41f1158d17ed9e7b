// A stream: a buffer over a descriptor. Reading and writing have a buffer each: so a stream over a
// socket can do both. At a file, whose offset both share, what was read ahead is given back (the
// offset is moved) before something is written, and what was written goes out before a read. So any
// order of reads and writes is fine here; the standard wants an `fflush` or `fseek` between.
//
// The methods are operations to pass to `perform` of its lock (file-lock.ts), which lets one after
// the other begin. They answer as C functions do: EOF, and errno is set. One that needs no input or
// output answers at once, with no promise.
//
// A cancelled thread leaves a stream in order: what was written is taken off the buffer after each
// single write.

import { EBADF, EINVAL, EIO, EOVERFLOW, ESPIPE } from '../errno.ts'
import {
  O_ACCMODE,
  O_APPEND,
  O_RDONLY,
  O_WRONLY,
  SEEK_CUR,
  SEEK_END,
  SEEK_SET,
} from '../fs/open-flags.ts'
import { S_IFCHR } from '../fs/file-mode.ts'
import type { FileDescription, FileOperations } from '../io/file-description.ts'
import type { Answer } from '../io/io-thread.ts'
import { maxPushedBack } from '../limits.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { _IOFBF, _IOLBF, _IONBF, BUFSIZ, EOF } from './buffering.ts'
import { FileLock } from './file-lock.ts'
import { InputBuffer } from './input-buffer.ts'
import type { OpenStreams } from './open-streams.ts'
import { OutputBuffer } from './output-buffer.ts'

const newline = 0x0a

/** A stream (`FILE`). It is made by `fopen` and its kin. */
export class FILE {
  /** @internal The streams of its process, of which it is one. */
  readonly streams: OpenStreams
  /** @internal */
  readonly lock: FileLock = new FileLock()
  /** @internal */
  readonly input: InputBuffer = new InputBuffer()
  /** @internal */
  readonly output: OutputBuffer = new OutputBuffer()
  /** @internal The end-of-file indicator. */
  isAtEnd = false
  /** @internal The error indicator. */
  hasFailed = false
  #fd: number
  #flags: number
  /** -1: not known before the first use. */
  #buffering = -1
  #capacity = BUFSIZ

  /** @internal */
  constructor(streams: OpenStreams, fd: number, flags: number, buffering: number = -1) {
    this.streams = streams
    this.#fd = fd
    this.#flags = flags
    this.#buffering = buffering
  }

  /** @internal Its descriptor; -1 if it was closed. */
  get fd(): number {
    return this.#fd
  }

  /** @internal Its descriptor; -1 with EBADF if it was closed. */
  checkedDescriptor(thread: PosixThread): number {
    return this.#fd < 0 ? thread.fail(EBADF) : this.#fd
  }

  /** @internal Whether there is nothing in its buffers. */
  get isUntouched(): boolean {
    return this.output.length === 0 && this.input.isEmpty
  }

  // ---- What it is over.

  #description(): FileDescription | undefined {
    return this.#fd < 0 ? undefined : this.streams.descriptors.get(this.#fd)
  }

  /** The operations of the file that it is over; null: none, so that offsets mean nothing. */
  #file(): FileOperations | null {
    return this.#description()?.file ?? null
  }

  #isReadable(): boolean {
    return this.#fd >= 0 && (this.#flags & O_ACCMODE) !== O_WRONLY
  }

  #isWritable(): boolean {
    return this.#fd >= 0 && (this.#flags & O_ACCMODE) !== O_RDONLY
  }

  /** @internal How it is buffered; a terminal by lines, if nobody said otherwise. */
  get buffering(): number {
    if (this.#buffering < 0)
      this.#buffering = this.#description()?.type === S_IFCHR ? _IOLBF : _IOFBF
    return this.#buffering
  }

  /** @internal Sets how it is buffered, and how many bytes are (`setvbuf`). */
  setBuffering(buffering: number, capacity: number): void {
    this.#buffering = buffering
    this.#capacity = capacity
  }

  // Sets the error indicator and errno.
  #fail(thread: PosixThread, errno: number): -1 {
    this.hasFailed = true
    return thread.fail(errno)
  }

  // ---- Writing.

  /** @internal Writes bytes, and answers how many were taken: fewer than asked for if it failed. */
  write(
    thread: PosixThread,
    from: Uint8Array,
    start: number = 0,
    end: number = from.length,
  ): Answer {
    if (!this.#isWritable()) {
      this.#fail(thread, EBADF)
      return 0
    }
    const { output, input } = this
    const fits = output.length + end - start <= this.#capacity
    if (!input.isEmpty || !fits || !this.#mayKeep(from, start, end))
      return this.#writeOut(thread, from, start, end)
    output.add(from, start, end, this.#capacity)
    return end - start
  }

  // Whether bytes may stay in the buffer.
  #mayKeep(from: Uint8Array, start: number, end: number): boolean {
    const { buffering } = this
    if (buffering === _IOFBF) return true
    if (buffering === _IONBF) return false
    const at = from.indexOf(newline, start)
    return at < 0 || at >= end
  }

  async #writeOut(
    thread: PosixThread,
    from: Uint8Array,
    start: number,
    end: number,
  ): Promise<number> {
    if ((await this.giveBack(thread)) < 0) return 0
    const { output } = this
    let at = start
    while (at < end) {
      const room = this.#capacity - output.length
      if (output.length === 0 && (this.buffering === _IONBF || end - at >= room)) {
        const taken = await this.#send(thread, from, at, end)
        if (taken < 0) break
        at += taken
        continue
      }
      const until = Math.min(end, at + Math.max(room, 0))
      output.add(from, at, until, this.#capacity)
      if ((await this.drain(thread, this.#kept())) < 0) {
        // What was not written was not taken.
        const back = Math.min(until - at, output.length)
        output.takeBack(back)
        at = until - back
        break
      }
      at = until
    }
    return at - start
  }

  // How many of the last bytes in the buffer may stay there: none if it is full.
  #kept(): number {
    const { output, buffering } = this
    if (output.length >= this.#capacity) return 0
    if (buffering === _IOFBF) return output.length
    return buffering === _IOLBF ? output.lengthBehind(newline) : 0
  }

  /** @internal Writes the buffer but for its last `kept` bytes. What is not written stays in it. */
  async drain(thread: PosixThread, kept: number = 0): Promise<number> {
    const { output } = this
    while (output.length > kept) {
      const { bytes, start } = output
      const taken = await this.#send(thread, bytes, start, start + output.length - kept)
      if (taken < 0) return EOF
      output.drop(taken)
    }
    return 0
  }

  // Writes bytes past the buffer, once.
  async #send(thread: PosixThread, from: Uint8Array, start: number, end: number): Promise<number> {
    const description = this.#description()
    if (description === undefined) return this.#fail(thread, EBADF)
    const taken = await description.write(thread, from, start, end - start)
    if (taken > 0) return taken
    return this.#fail(thread, taken === 0 ? EIO : -taken)
  }

  // ---- Reading.

  /** @internal The next byte, or EOF. */
  read(thread: PosixThread): Answer {
    const byte = this.input.next()
    return byte >= 0 ? byte : this.#readFilled(thread)
  }

  async #readFilled(thread: PosixThread): Promise<number> {
    return (await this.fill(thread)) <= 0 ? EOF : this.input.next()
  }

  /** @internal Reads more into the buffer, which is empty. 0: the end; -1: it failed. */
  async fill(thread: PosixThread): Promise<number> {
    if ((await this.prepareRead(thread)) < 0) return EOF
    const capacity = this.buffering === _IONBF ? 1 : this.#capacity
    const { input } = this
    const count = await this.#receive(thread, input.space(capacity), 0, capacity)
    if (count > 0) input.filled(count)
    return count
  }

  /**
   * @internal
   * Makes it ready to read: what was written goes out, and lines at terminals, too, before it waits
   * for input. -1: it is not open to read, or that failed.
   */
  async prepareRead(thread: PosixThread): Promise<number> {
    if (!this.#isReadable()) return this.#fail(thread, EBADF)
    if (this.output.length > 0 && (await this.drain(thread)) < 0) return EOF
    if (this.buffering !== _IOFBF) await this.streams.flushLines(thread)
    return 0
  }

  // Reads past the buffer, once. The end stays the end, until the indicator is cleared.
  async #receive(
    thread: PosixThread,
    into: Uint8Array,
    start: number,
    length: number,
  ): Promise<number> {
    if (this.isAtEnd) return 0
    const description = this.#description()
    if (description === undefined) return this.#fail(thread, EBADF)
    const count = await description.read(thread, into, start, length)
    if (count < 0) return this.#fail(thread, -count)
    if (count === 0) this.isAtEnd = true
    return count
  }

  /** @internal Reads into a buffer until it is full; how many bytes: fewer at the end. */
  async readInto(
    thread: PosixThread,
    into: Uint8Array,
    start: number,
    end: number,
  ): Promise<number> {
    let at = start + this.input.take(into, start, end)
    if (at < end && (await this.prepareRead(thread)) < 0) return at - start
    while (at < end) {
      const isDirect = this.buffering === _IONBF || end - at >= this.#capacity
      const count = isDirect
        ? await this.#receive(thread, into, at, end - at)
        : await this.fill(thread)
      if (count <= 0) break
      at += isDirect ? count : this.input.take(into, at, end)
    }
    return at - start
  }

  /** @internal Puts a byte back, to be read next (`ungetc`). EOF: there is no room. */
  pushBack(thread: PosixThread, byte: number): Answer {
    if (!this.#isReadable()) return thread.fail(EBADF)
    if (this.output.length > 0) return this.#pushBackLater(thread, byte)
    if (this.input.pushedBack >= maxPushedBack) return EOF
    this.input.pushBack(byte)
    this.isAtEnd = false
    return byte
  }

  async #pushBackLater(thread: PosixThread, byte: number): Promise<number> {
    return (await this.drain(thread)) < 0 ? EOF : this.pushBack(thread, byte)
  }

  // ---- Positions.

  /** @internal The position in the file. -1: ESPIPE and so on. */
  async tell(thread: PosixThread): Promise<number> {
    if (this.#description() === undefined) return thread.fail(EBADF)
    const file = this.#file()
    if (file === null) return thread.fail(ESPIPE)
    // Where the end will be then, nobody knows before.
    if ((this.#flags & O_APPEND) !== 0 && (await this.drain(thread)) < 0) return EOF
    const offset = await file.lseek(thread, 0, SEEK_CUR)
    if (offset < 0) return thread.fail(-offset)
    return Math.max(0, offset - this.input.length) + this.output.length
  }

  /** @internal Moves the position. What was pushed back is forgotten, and so is the end. */
  async seek(thread: PosixThread, offset: number, whence: number): Promise<number> {
    if (whence !== SEEK_SET && whence !== SEEK_CUR && whence !== SEEK_END)
      return thread.fail(EINVAL)
    if (!Number.isInteger(offset)) return thread.fail(EINVAL)
    if (!Number.isSafeInteger(offset)) return thread.fail(EOVERFLOW)
    if (this.#description() === undefined) return thread.fail(EBADF)
    if ((await this.drain(thread)) < 0) return EOF
    const base = whence === SEEK_CUR ? await this.tell(thread) : 0
    if (base < 0) return EOF
    const file = this.#file()
    if (file === null) return thread.fail(ESPIPE)
    const target = base + offset
    const from = whence === SEEK_CUR ? SEEK_SET : whence
    const answer = await file.lseek(thread, target, from)
    if (answer < 0) return thread.fail(-answer)
    this.input.clear()
    this.isAtEnd = false
    return 0
  }

  /**
   * @internal
   * Moves the offset of the file back to the position, and forgets what was read ahead or pushed
   * back. What has no offset keeps it.
   */
  giveBack(thread: PosixThread): Answer {
    return this.input.isEmpty ? 0 : this.#giveBackInput(thread)
  }

  async #giveBackInput(thread: PosixThread): Promise<number> {
    const file = this.#file()
    if (file === null) return 0
    const offset = await file.lseek(thread, 0, SEEK_CUR)
    if (offset < 0) return this.#fail(thread, -offset)
    // What was pushed back at the start of the file has no position.
    const position = Math.max(0, offset - this.input.length)
    const answer = await file.lseek(thread, position, SEEK_SET)
    if (answer < 0) return this.#fail(thread, -answer)
    this.input.clear()
    return 0
  }

  /** @internal Writes what is in the buffer, and gives back what was read ahead (`fflush`). */
  async flush(thread: PosixThread): Promise<number> {
    if (this.#fd < 0) return thread.fail(EBADF)
    if (this.output.length > 0 && (await this.drain(thread)) < 0) return EOF
    return this.giveBack(thread)
  }

  // ---- Its end, and another beginning.

  /** @internal Flushes it, and closes the descriptor. It is closed also if that fails. */
  async close(thread: PosixThread): Promise<number> {
    const flushed = await this.flush(thread)
    const fd = this.#fd
    if (fd < 0) return EOF
    this.#fd = -1
    this.output.drop(this.output.length)
    this.input.clear()
    const closed = await this.streams.descriptors.close(thread, fd)
    return closed < 0 ? thread.fail(-closed) : flushed
  }

  /** @internal Begins anew, over another descriptor (`freopen`). */
  reopen(fd: number, flags: number): void {
    this.#fd = fd
    this.#flags = flags
    this.#buffering = -1
    this.#capacity = BUFSIZ
    this.isAtEnd = false
    this.hasFailed = false
  }
}
