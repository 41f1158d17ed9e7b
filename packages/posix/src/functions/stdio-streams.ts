// Streams as such, of stdio.h: opening, closing, buffers, positions, indicators, locks, temporary
// files. `popen` has no shell to start.

import { EAGAIN, EBUSY, EFAULT, EINVAL, ENOSYS } from '../errno.ts'
import { SEEK_SET } from '../fs/open-flags.ts'
import { maxTextBytes } from '../limits.ts'
import type { Family } from '../runtime/family.ts'
import { _IOFBF, _IONBF, BUFSIZ, EOF } from '../stdio/buffering.ts'
import type { FILE } from '../stdio/file.ts'
import { OpenStreams } from '../stdio/open-streams.ts'
import { openDescribed, openFile, reopenFile } from '../stdio/opening.ts'
import { fileOf, onStream } from '../stdio/perform.ts'
import { temporaryFile, temporaryName } from '../stdio/temporary-name.ts'

/** A position of a stream, as `fgetpos` stores it for `fsetpos`. */
export class fpos_t {
  /** Bytes from the start of the file. */
  offset = 0
}

/**
 * Functions of stdio.h for streams as such. Those that take a stream answer EBADF for what is no
 * open stream of this process, and EAGAIN if the thread must wait for a stream and waits somewhere
 * else at the same time. Whatever moves data has the errors of `read`, `write` and `lseek`, too.
 */
export interface StdioStreamsApi {
  /** The standard input: descriptor 0. */
  readonly stdin: FILE
  /** The standard output: descriptor 1. Buffered by lines at a terminal. */
  readonly stdout: FILE
  /** Standard error: descriptor 2. Not buffered. */
  readonly stderr: FILE

  /**
   * Opens a file as a stream: mode `r`, `w` or `a`, with `+` to read and write; `b` changes nothing.
   * Null: EINVAL: no such mode; EFAULT: no path; EMFILE; those of `open`.
   */
  readonly fopen: (pathname: string, mode: string) => Promise<FILE | null>
  /**
   * A stream over a descriptor, which `a` makes one that appends. Null: EBADF: it is not open;
   * EINVAL: no such mode, or the descriptor does not allow it.
   */
  readonly fdopen: (fildes: number, mode: string) => FILE | null
  /**
   * Closes a stream, and opens another file with it, at the same descriptor if that is free. With
   * null for a path it keeps the file and changes the mode, as far as the descriptor allows (EBADF).
   * Null: as for `fopen`, and the stream is closed.
   */
  readonly freopen: (pathname: string | null, mode: string, stream: FILE) => Promise<FILE | null>
  /**
   * Writes what is in the buffer, and closes the descriptor. It is closed even if that fails.
   * EOF: EBADF, and the errors of `write` and `close`.
   */
  readonly fclose: (stream: FILE) => Promise<number>
  /**
   * Writes what is in the buffer; of a file, what was read ahead or pushed back is given back. Null:
   * of all streams. EOF: EBADF, and the errors of `write` and `lseek`.
   */
  readonly fflush: (stream: FILE | null) => Promise<number>
  /**
   * Sets how a stream is buffered, _IOFBF, _IOLBF or _IONBF, and how many bytes are. `buf` is not
   * used. 0 bytes: the usual BUFSIZ. -1: EBADF; EINVAL; EFAULT: `buf` is no buffer and not null.
   */
  readonly setvbuf: (stream: FILE, buf: Uint8Array | null, type: number, size: number) => number
  /** The same: with null not buffered, else fully, as BUFSIZ bytes. */
  readonly setbuf: (stream: FILE, buf: Uint8Array | null) => void
  /** The descriptor of a stream. -1: EBADF. */
  readonly fileno: (stream: FILE) => number

  /**
   * Moves the position to a number of bytes from SEEK_SET, SEEK_CUR or SEEK_END. -1: EBADF; EINVAL:
   * before the start, no whole number, no such origin; ESPIPE: it has no positions; EOVERFLOW.
   */
  readonly fseek: (stream: FILE, offset: number, whence: number) => Promise<number>
  /** The same: a `long` and an `off_t` are equal here. */
  readonly fseeko: (stream: FILE, offset: number, whence: number) => Promise<number>
  /** The position, in bytes from the start. -1: EBADF; ESPIPE. */
  readonly ftell: (stream: FILE) => Promise<number>
  /** The same. */
  readonly ftello: (stream: FILE) => Promise<number>
  /** Stores the position. -1: EFAULT: no `fpos_t`; as for `ftell`. */
  readonly fgetpos: (stream: FILE, pos: fpos_t) => Promise<number>
  /** Moves to a position that was stored. -1: EFAULT; as for `fseek`. */
  readonly fsetpos: (stream: FILE, pos: fpos_t) => Promise<number>
  /** Moves to the start, and clears the error indicator. */
  readonly rewind: (stream: FILE) => Promise<void>

  /** Whether the end was read (1) or not (0). */
  readonly feof: (stream: FILE) => number
  /** Whether something failed at the stream (1) or not (0). */
  readonly ferror: (stream: FILE) => number
  /** Clears both indicators. */
  readonly clearerr: (stream: FILE) => void

  /** Waits until the thread has the stream alone. It may do so several times. */
  readonly flockfile: (stream: FILE) => Promise<void>
  /** The same without waiting: 0, or EBUSY if another thread has it. -1: EBADF. */
  readonly ftrylockfile: (stream: FILE) => number
  /** Gives the stream free, after as many calls as it was locked. Its owner alone can. */
  readonly funlockfile: (stream: FILE) => void

  /** A file with no name to read and write, which ends with the stream. Null: as for `fopen`. */
  readonly tmpfile: () => Promise<FILE | null>
  /**
   * A name in /tmp that no file has, another one for each call. Null after TMP_MAX calls. Prefer
   * `tmpfile` or `mkstemp`: others may make the file meanwhile.
   */
  readonly tmpnam: () => Promise<string | null>

  /** Null with ENOSYS: there is no shell. */
  readonly popen: (command: string, mode: string) => FILE | null
  /** -1 with ENOSYS: there are no such streams. */
  readonly pclose: (stream: FILE | null) => number
}

/** Streams as such. */
export const stdioStreams: Family<StdioStreamsApi> = {
  stdin: (thread) => OpenStreams.of(thread).stdin,
  stdout: (thread) => OpenStreams.of(thread).stdout,
  stderr: (thread) => OpenStreams.of(thread).stderr,

  fopen: (thread) => (pathname, mode) => openFile(thread, pathname, mode),
  fdopen: (thread) => (fildes, mode) => openDescribed(thread, fildes, mode),
  freopen: (thread) => (pathname, mode, stream) =>
    onStream(thread, stream, null, (file) => reopenFile(thread, file, pathname, mode)),
  fclose: (thread) => (stream) =>
    onStream(thread, stream, EOF, (file) => OpenStreams.of(thread).close(thread, file)),
  fflush: (thread) => (stream) => {
    if (stream === null) return OpenStreams.of(thread).flushEach(thread)
    return onStream<number>(thread, stream, EOF, (file) => file.flush(thread))
  },
  setvbuf: (thread) => (stream, buf, type, size) => {
    const file = fileOf(thread, stream)
    if (file === null) return -1
    if (type !== 0 && type !== 1 && type !== 2) return thread.fail(EINVAL)
    if (!Number.isInteger(size) || size < 0 || size > maxTextBytes) return thread.fail(EINVAL)
    if (buf !== null && !(buf instanceof Uint8Array)) return thread.fail(EFAULT)
    file.setBuffering(type, size === 0 ? BUFSIZ : size)
    return 0
  },
  setbuf: (thread) => (stream, buf) => {
    fileOf(thread, stream)?.setBuffering(buf === null ? _IONBF : _IOFBF, BUFSIZ)
  },
  fileno: (thread) => (stream) => {
    const file = fileOf(thread, stream)
    return file === null ? -1 : file.checkedDescriptor(thread)
  },

  fseek: (thread) => (stream, offset, whence) =>
    onStream(thread, stream, -1, (file) => file.seek(thread, offset, whence)),
  fseeko: (thread) => (stream, offset, whence) =>
    onStream(thread, stream, -1, (file) => file.seek(thread, offset, whence)),
  ftell: (thread) => (stream) => onStream(thread, stream, -1, (file) => file.tell(thread)),
  ftello: (thread) => (stream) => onStream(thread, stream, -1, (file) => file.tell(thread)),
  fgetpos: (thread) => (stream, pos) =>
    onStream(thread, stream, -1, async (file) => {
      if (!(pos instanceof fpos_t)) return thread.fail(EFAULT)
      const offset = await file.tell(thread)
      if (offset < 0) return -1
      pos.offset = offset
      return 0
    }),
  fsetpos: (thread) => (stream, pos) =>
    onStream(thread, stream, -1, (file) => {
      if (!(pos instanceof fpos_t)) return thread.fail(EFAULT)
      return file.seek(thread, pos.offset, SEEK_SET)
    }),
  rewind: (thread) => (stream) =>
    onStream<void>(thread, stream, undefined, async (file) => {
      await file.seek(thread, 0, SEEK_SET)
      file.hasFailed = false
    }),

  feof: (thread) => (stream) => (fileOf(thread, stream)?.isAtEnd === true ? 1 : 0),
  ferror: (thread) => (stream) => (fileOf(thread, stream)?.hasFailed === true ? 1 : 0),
  clearerr: (thread) => (stream) => {
    const file = fileOf(thread, stream)
    if (file === null) return
    file.isAtEnd = false
    file.hasFailed = false
  },

  flockfile: (thread) => async (stream) => {
    if ((await fileOf(thread, stream)?.lock.claim(thread)) === false) thread.fail(EAGAIN)
  },
  ftrylockfile: (thread) => (stream) => {
    const file = fileOf(thread, stream)
    if (file === null) return -1
    return file.lock.tryClaim(thread) ? 0 : EBUSY
  },
  funlockfile: (thread) => (stream) => {
    fileOf(thread, stream)?.lock.unclaim(thread)
  },

  tmpfile: (thread) => () => temporaryFile(thread),
  tmpnam: (thread) => () => temporaryName(thread),

  popen: (thread) => () => {
    thread.fail(ENOSYS)
    return null
  },
  pclose: (thread) => () => thread.fail(ENOSYS),
}
