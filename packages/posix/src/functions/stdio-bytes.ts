// Bytes and lines through streams, of stdio.h. The functions whose names end with `_unlocked` are the
// same as those without: the lock of a stream that a thread has costs it nothing.

import { EFAULT, EINVAL } from '../errno.ts'
import type { Answer } from '../io/io-thread.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { EOF } from '../stdio/buffering.ts'
import type { FILE } from '../stdio/file.ts'
import { readThrough } from '../stdio/lines.ts'
import { OpenStreams } from '../stdio/open-streams.ts'
import { onStream } from '../stdio/perform.ts'
import { fromBytes, toBytes } from '../text/byte-string.ts'
import { type Pointer, store } from '../text/pointer.ts'

/**
 * Functions of stdio.h for bytes and lines. All answer EBADF for what is no open stream of this
 * process or is not open for that, and have the errors of `read` and `write`; the error indicator is
 * set then. Bytes of a string that are no UTF-8 are U+DC80 to U+DCFF, and become those bytes again.
 */
export interface StdioBytesApi {
  /**
   * Reads items of `size` bytes to the start of `ptr`, and resolves with how many whole ones: fewer
   * than `nitems` at the end, or if it failed. 0: EFAULT: no buffer; EINVAL: it is too small.
   */
  readonly fread: (ptr: Uint8Array, size: number, nitems: number, stream: FILE) => Promise<number>
  /** Writes items likewise, and resolves with how many whole ones were written. */
  readonly fwrite: (ptr: Uint8Array, size: number, nitems: number, stream: FILE) => Promise<number>

  /** The next byte; EOF at the end. */
  readonly fgetc: (stream: FILE) => Promise<number>
  /** The same. */
  readonly getc: (stream: FILE) => Promise<number>
  /** The same. */
  readonly getc_unlocked: (stream: FILE) => Promise<number>
  /** The same from `stdin`. */
  readonly getchar: () => Promise<number>
  /** The same from `stdin`. */
  readonly getchar_unlocked: () => Promise<number>
  /** Puts a byte back, to be read next, up to 16 of them. Resolves with it, or EOF. */
  readonly ungetc: (c: number, stream: FILE) => Promise<number>

  /** Writes a byte, the lower eight bits of `c`, and resolves with it. EOF: EINVAL: no integer. */
  readonly fputc: (c: number, stream: FILE) => Promise<number>
  /** The same. */
  readonly putc: (c: number, stream: FILE) => Promise<number>
  /** The same. */
  readonly putc_unlocked: (c: number, stream: FILE) => Promise<number>
  /** The same to `stdout`. */
  readonly putchar: (c: number) => Promise<number>
  /** The same to `stdout`. */
  readonly putchar_unlocked: (c: number) => Promise<number>

  /**
   * A line with the newline at its end, but `n` - 1 bytes at most. Null: the end, EINVAL: `n` is not
   * positive.
   */
  readonly fgets: (n: number, stream: FILE) => Promise<string | null>
  /** A line of `stdin` without its newline. Null: the end. */
  readonly gets: () => Promise<string | null>
  /**
   * Stores a line with the newline at its end, and resolves with how many bytes it has. -1: the end;
   * EFAULT: no pointer; EOVERFLOW: more than 64 MiB.
   */
  readonly getline: (line: Pointer<string>, stream: FILE) => Promise<number>
  /** The same with another delimiter, a byte. -1: also EINVAL: no byte. */
  readonly getdelim: (line: Pointer<string>, delimiter: number, stream: FILE) => Promise<number>

  /** Writes a text in UTF-8. EOF: EFAULT: no string. */
  readonly fputs: (s: string, stream: FILE) => Promise<number>
  /** Writes a text to `stdout`, and a newline. */
  readonly puts: (s: string) => Promise<number>
}

const newline = 0x0a
const everything = Number.MAX_SAFE_INTEGER

function getByte(thread: PosixThread, stream: FILE): Promise<number> {
  return onStream<number>(thread, stream, EOF, (file) => file.read(thread))
}

function putByte(thread: PosixThread, c: number, stream: FILE): Promise<number> {
  if (!Number.isInteger(c)) return Promise.resolve(thread.fail(EINVAL))
  const byte = Uint8Array.of(c)
  return onStream<number>(thread, stream, EOF, (file) => {
    const taken = file.write(thread, byte)
    return typeof taken === 'number'
      ? putAnswer(taken, byte)
      : taken.then((n) => putAnswer(n, byte))
  })
}

function putAnswer(taken: number, byte: Uint8Array): number {
  return taken === 1 ? (byte[0] as number) : EOF
}

// How many bytes `size` times `nitems` are; -1 with errno.
function bytesOf(thread: PosixThread, ptr: Uint8Array, size: number, nitems: number): number {
  if (!(ptr instanceof Uint8Array)) return thread.fail(EFAULT)
  const isCount = Number.isInteger(size) && Number.isInteger(nitems) && size >= 0 && nitems >= 0
  return isCount && size * nitems <= ptr.length ? size * nitems : thread.fail(EINVAL)
}

type Move = (file: FILE, count: number) => Answer

// Moves items, and answers how many whole ones.
async function items(
  thread: PosixThread,
  [ptr, size, nitems, stream]: readonly [Uint8Array, number, number, FILE],
  move: Move,
): Promise<number> {
  const count = bytesOf(thread, ptr, size, nitems)
  if (count <= 0) return 0
  return Math.floor((await onStream<number>(thread, stream, 0, (file) => move(file, count))) / size)
}

async function putText(thread: PosixThread, text: string, stream: FILE): Promise<number> {
  if (typeof text !== 'string') return thread.fail(EFAULT)
  const bytes = toBytes(text)
  if (bytes.length === 0) return onStream(thread, stream, EOF, () => 0)
  const taken = await onStream<number>(thread, stream, 0, (file) => file.write(thread, bytes))
  return taken === bytes.length ? taken : EOF
}

async function storeLine(
  thread: PosixThread,
  line: Pointer<string>,
  delimiter: number,
  stream: FILE,
): Promise<number> {
  if (typeof line !== 'object' || line === null) return thread.fail(EFAULT)
  const isByte = Number.isInteger(delimiter) && delimiter >= 0 && delimiter <= 0xff
  if (!isByte) return thread.fail(EINVAL)
  const bytes = await onStream(thread, stream, null, (file) =>
    readThrough(thread, file, delimiter, everything),
  )
  if (bytes === null) return EOF
  return store(line, fromBytes(bytes)) ? bytes.length : thread.fail(EFAULT)
}

/** Bytes and lines. */
export const stdioBytes: Family<StdioBytesApi> = {
  fread: (thread) => (ptr, size, nitems, stream) =>
    items(thread, [ptr, size, nitems, stream], (file, count) =>
      file.readInto(thread, ptr, 0, count),
    ),
  fwrite: (thread) => (ptr, size, nitems, stream) =>
    items(thread, [ptr, size, nitems, stream], (file, count) => file.write(thread, ptr, 0, count)),

  fgetc: (thread) => (stream) => getByte(thread, stream),
  getc: (thread) => (stream) => getByte(thread, stream),
  getc_unlocked: (thread) => (stream) => getByte(thread, stream),
  getchar: (thread) => () => getByte(thread, OpenStreams.of(thread).stdin),
  getchar_unlocked: (thread) => () => getByte(thread, OpenStreams.of(thread).stdin),
  ungetc: (thread) => (c, stream) => {
    // EOF cannot be pushed back, and that is no error.
    if (c === EOF) return Promise.resolve(EOF)
    if (!Number.isInteger(c)) return Promise.resolve(thread.fail(EINVAL))
    return onStream<number>(thread, stream, EOF, (file) => file.pushBack(thread, c & 0xff))
  },

  fputc: (thread) => (c, stream) => putByte(thread, c, stream),
  putc: (thread) => (c, stream) => putByte(thread, c, stream),
  putc_unlocked: (thread) => (c, stream) => putByte(thread, c, stream),
  putchar: (thread) => (c) => putByte(thread, c, OpenStreams.of(thread).stdout),
  putchar_unlocked: (thread) => (c) => putByte(thread, c, OpenStreams.of(thread).stdout),

  fgets: (thread) => async (n, stream) => {
    if (!Number.isInteger(n) || n <= 0) {
      thread.fail(EINVAL)
      return null
    }
    const bytes = await onStream(thread, stream, null, (file) =>
      readThrough(thread, file, newline, n - 1),
    )
    return bytes === null ? null : fromBytes(bytes)
  },
  gets: (thread) => async () => {
    const { stdin } = OpenStreams.of(thread)
    const bytes = await onStream(thread, stdin, null, (file) =>
      readThrough(thread, file, newline, everything),
    )
    if (bytes === null) return null
    const hasNewline = bytes[bytes.length - 1] === newline
    return fromBytes(bytes, 0, hasNewline ? bytes.length - 1 : bytes.length)
  },
  getline: (thread) => (line, stream) => storeLine(thread, line, newline, stream),
  getdelim: (thread) => (line, delimiter, stream) => storeLine(thread, line, delimiter, stream),

  fputs: (thread) => (s, stream) => putText(thread, s, stream),
  puts: (thread) => (s) =>
    typeof s === 'string'
      ? putText(thread, `${s}\n`, OpenStreams.of(thread).stdout)
      : Promise.resolve(thread.fail(EFAULT)),
}
