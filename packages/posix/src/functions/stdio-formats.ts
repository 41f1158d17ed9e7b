// Formatted output and input through streams, of stdio.h, and `perror`. Formats into strings need no
// thread: stdio/sprintf.ts, stdio/sscanf.ts.

import { strerror } from '../errno.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { EOF } from '../stdio/buffering.ts'
import type { FILE } from '../stdio/file.ts'
import { scanFile } from '../stdio/file-source.ts'
import { Formatter } from '../stdio/formatter.ts'
import { OpenStreams } from '../stdio/open-streams.ts'
import { onStream } from '../stdio/perform.ts'
import type { ScanPointer } from '../stdio/sscanf.ts'
import { toBytes } from '../text/byte-string.ts'

/**
 * Functions of stdio.h for formatted output and input: formats as `sprintf` and `sscanf` have them.
 */
export interface StdioFormatsApi {
  /**
   * Writes a text by a format to `stdout`, and resolves with how many bytes it has. -1, and nothing
   * is written: EINVAL: a wrong format, an argument that is missing or of the wrong kind; EILSEQ: no
   * character; ENOMEM: more than 64 MiB; EFAULT. -1 also: the errors of `write`.
   */
  readonly printf: (format: string, ...args: readonly unknown[]) => Promise<number>
  /** The same to a stream. -1: also EBADF. */
  readonly fprintf: (stream: FILE, format: string, ...args: readonly unknown[]) => Promise<number>
  /** As `printf`, with the arguments as an array. */
  readonly vprintf: (format: string, args: readonly unknown[]) => Promise<number>
  /** As `fprintf`, with the arguments as an array. */
  readonly vfprintf: (stream: FILE, format: string, args: readonly unknown[]) => Promise<number>

  /**
   * Reads from `stdin` by a format, and resolves with how many pointers got a value. EOF: the end
   * came before the first conversion; EINVAL: a wrong format, or a pointer is missing; EFAULT; EILSEQ;
   * the errors of `read`.
   */
  readonly scanf: (format: string, ...pointers: readonly ScanPointer[]) => Promise<number>
  /** The same from a stream. EOF: also EBADF. */
  readonly fscanf: (
    stream: FILE,
    format: string,
    ...pointers: readonly ScanPointer[]
  ) => Promise<number>
  /** As `scanf`, with the pointers as an array. */
  readonly vscanf: (format: string, pointers: readonly ScanPointer[]) => Promise<number>
  /** As `fscanf`, with the pointers as an array. */
  readonly vfscanf: (
    stream: FILE,
    format: string,
    pointers: readonly ScanPointer[],
  ) => Promise<number>

  /** Writes to `stderr` what the last error was, behind `s` and a colon if `s` is not empty. */
  readonly perror: (s: string | null) => Promise<void>
}

async function print(
  thread: PosixThread,
  stream: FILE,
  format: string,
  args: readonly unknown[],
): Promise<number> {
  const formatter = new Formatter(format, args)
  const bytes = toBytes(formatter.run())
  if (formatter.errno !== 0) return thread.fail(formatter.errno)
  const taken = await onStream<number>(thread, stream, -1, (file) => file.write(thread, bytes))
  return taken === bytes.length ? taken : EOF
}

function scan(
  thread: PosixThread,
  stream: FILE,
  format: string,
  pointers: readonly ScanPointer[],
): Promise<number> {
  return onStream(thread, stream, EOF, (file) => scanFile(thread, file, format, pointers))
}

async function complain(thread: PosixThread, s: string | null): Promise<void> {
  const { errno } = thread
  const prefix = typeof s === 'string' && s !== '' ? `${s}: ` : ''
  const bytes = toBytes(`${prefix}${strerror(errno)}\n`)
  const { stderr } = OpenStreams.of(thread)
  await onStream<number>(thread, stderr, -1, (file) => file.write(thread, bytes))
  thread.errno = errno
}

/** Formatted output and input. */
export const stdioFormats: Family<StdioFormatsApi> = {
  printf:
    (thread) =>
    (format, ...args) =>
      print(thread, OpenStreams.of(thread).stdout, format, args),
  fprintf:
    (thread) =>
    (stream, format, ...args) =>
      print(thread, stream, format, args),
  vprintf: (thread) => (format, args) => print(thread, OpenStreams.of(thread).stdout, format, args),
  vfprintf: (thread) => (stream, format, args) => print(thread, stream, format, args),

  scanf:
    (thread) =>
    (format, ...pointers) =>
      scan(thread, OpenStreams.of(thread).stdin, format, pointers),
  fscanf:
    (thread) =>
    (stream, format, ...pointers) =>
      scan(thread, stream, format, pointers),
  vscanf: (thread) => (format, pointers) =>
    scan(thread, OpenStreams.of(thread).stdin, format, pointers),
  vfscanf: (thread) => (stream, format, pointers) => scan(thread, stream, format, pointers),

  perror: (thread) => (s) => complain(thread, s),
}
