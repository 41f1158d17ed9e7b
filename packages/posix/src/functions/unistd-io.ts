// Reading and writing through descriptors, and descriptors themselves: functions of unistd.h.

import { EBADF, EFAULT, EFBIG, EINVAL, ENOTTY, EOVERFLOW, ESPIPE } from '../errno.ts'
import { S_IFCHR, S_IFREG } from '../fs/file-mode.ts'
import { makePipe } from '../io/pipe.ts'
import type { FileDescription, FileOperations } from '../io/file-description.ts'
import type { Answer } from '../io/io-thread.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { isOutArray } from './out-record.ts'

/** Functions of unistd.h for descriptors. */
export interface UnistdIoApi {
  /**
   * Reads at most `nbyte` bytes to the start of `buf` (all of it if left out), and resolves with how
   * many: 0 at the end. Waits for the other end of an empty pipe. -1: EBADF (not open to read), EFAULT
   * (no buffer), EINVAL (more than `buf` holds), EISDIR, EAGAIN (O_NONBLOCK, and nothing is there),
   * EIO.
   */
  readonly read: (fildes: number, buf: Uint8Array, nbyte?: number) => Promise<number>
  /**
   * Writes the first `nbyte` bytes of `buf`, at the end of a file that is O_APPEND, and resolves with
   * how many were written. -1: EBADF (not open to write), EFAULT, EINVAL, EAGAIN, EPIPE (nobody has
   * the other end open; no signal comes), EFBIG, ENOSPC, EDQUOT, EIO.
   */
  readonly write: (fildes: number, buf: Uint8Array, nbyte?: number) => Promise<number>
  /** `read` at a position; the offset stays. -1 besides: EINVAL (negative), ESPIPE (no file). */
  readonly pread: (
    fildes: number,
    buf: Uint8Array,
    nbyte: number,
    offset: number,
  ) => Promise<number>
  /** `write` at a position, also if it is O_APPEND. */
  readonly pwrite: (
    fildes: number,
    buf: Uint8Array,
    nbyte: number,
    offset: number,
  ) => Promise<number>
  /**
   * Moves the offset, and resolves with it: `whence` is SEEK_SET, SEEK_CUR or SEEK_END. -1: EBADF;
   * ESPIPE (no file); EINVAL (another `whence`, or before the start); EOVERFLOW (past 2^53 - 1).
   */
  readonly lseek: (fildes: number, offset: number, whence: number) => Promise<number>
  /** Closes a descriptor. Record locks of the process on that file fall. -1: EBADF. */
  readonly close: (fildes: number) => Promise<number>
  /** Another descriptor for the same description. -1: EBADF; EMFILE, OPEN_MAX are open. */
  readonly dup: (fildes: number) => Promise<number>
  /**
   * Lets `fildes2` refer to the description of `fildes`, and closes what it was. Resolves with
   * `fildes2`. -1: EBADF, one of the two is not open: `fildes2` must be, too (topic of POSIX).
   */
  readonly dup2: (fildes: number, fildes2: number) => Promise<number>
  /**
   * Makes a pipe in this process: writes the descriptors of the ends to read and to write to
   * `fildes[0]` and `fildes[1]`. -1: EFAULT; EMFILE.
   */
  readonly pipe: (fildes: number[] | Int32Array) => Promise<number>
  /** Cuts or extends a file. -1: EBADF; EINVAL (not open to write, no file, no size); EFBIG. */
  readonly ftruncate: (fildes: number, length: number) => Promise<number>
  /** Resolves when data and attributes are stored. -1: EBADF; EINVAL, no file; EIO. */
  readonly fsync: (fildes: number) => Promise<number>
  /** The same, for the data. */
  readonly fdatasync: (fildes: number) => Promise<number>
  /** 1 for a terminal. 0: ENOTTY, or EBADF. */
  readonly isatty: (fildes: number) => number
}

type Transfer = 'read' | 'write'

function transfer(thread: PosixThread, name: Transfer): UnistdIoApi[Transfer] {
  const { descriptors } = thread.process
  return (fildes, buf, nbyte = buf?.length) => {
    const description = descriptors.get(fildes)
    if (description === undefined) return thread.promise(-EBADF)
    if (!(buf instanceof Uint8Array)) return thread.promise(-EFAULT)
    if (!isCount(nbyte, buf)) return thread.promise(-EINVAL)
    return thread.promise(description[name](thread, buf, 0, nbyte))
  }
}

type Positioned = 'pread' | 'pwrite'

function transferAt(thread: PosixThread, name: Positioned): UnistdIoApi[Positioned] {
  const { descriptors } = thread.process
  return (fildes, buf, nbyte, offset) => {
    const description = descriptors.get(fildes)
    if (description === undefined) return thread.promise(-EBADF)
    const { file } = description
    if (file === null) return thread.promise(-ESPIPE)
    if (!(buf instanceof Uint8Array)) return thread.promise(-EFAULT)
    if (!isCount(nbyte, buf)) return thread.promise(-EINVAL)
    const fault = offsetFault(offset)
    return thread.promise(fault === 0 ? file[name](thread, offset, buf, 0, nbyte) : fault)
  }
}

function isCount(count: unknown, buf: Uint8Array): boolean {
  return Number.isInteger(count) && (count as number) >= 0 && (count as number) <= buf.length
}

function offsetFault(offset: number): number {
  if (!Number.isInteger(offset) || offset < 0) return -EINVAL
  return offset > Number.MAX_SAFE_INTEGER ? -EOVERFLOW : 0
}

/** Makes an operation of files; `other` is the answer of other descriptions. */
function onFile(
  thread: PosixThread,
  fildes: number,
  other: number,
  operation: (file: FileOperations, description: FileDescription) => Answer,
): Promise<number> {
  const description = thread.process.descriptors.get(fildes)
  if (description === undefined) return thread.promise(-EBADF)
  const { file } = description
  return thread.promise(file === null ? -other : operation(file, description))
}

function truncate(thread: PosixThread, fildes: number, length: number): Promise<number> {
  return onFile(thread, fildes, EINVAL, (file, { type }) => {
    if (type !== S_IFREG || !Number.isInteger(length) || length < 0) return -EINVAL
    return length > Number.MAX_SAFE_INTEGER ? -EFBIG : file.truncate(thread, length)
  })
}

function sync(thread: PosixThread, fildes: number): Promise<number> {
  return onFile(thread, fildes, EINVAL, (file) => file.sync(thread))
}

function pipe(thread: PosixThread, fildes: number[] | Int32Array): number {
  if (!isOutArray(fildes) && !(fildes instanceof Int32Array)) return -EFAULT
  if (fildes instanceof Int32Array && fildes.length < 2) return -EFAULT
  const { descriptors } = thread.process
  const [reader, writer] = makePipe(thread)
  const from = descriptors.add(reader)
  if (from < 0) return from
  const to = descriptors.add(writer)
  if (to < 0) {
    void descriptors.close(thread, from)
    return to
  }
  fildes[0] = from
  fildes[1] = to
  return 0
}

/** Descriptors, and reading and writing through them. */
export const unistdIo: Family<UnistdIoApi> = {
  read: (thread) => transfer(thread, 'read'),
  write: (thread) => transfer(thread, 'write'),
  pread: (thread) => transferAt(thread, 'pread'),
  pwrite: (thread) => transferAt(thread, 'pwrite'),
  lseek: (thread) => (fildes, offset, whence) =>
    onFile(thread, fildes, ESPIPE, (file) =>
      Number.isInteger(offset) ? file.lseek(thread, offset, whence) : -EINVAL,
    ),
  close: (thread) => (fildes) => thread.promise(thread.process.descriptors.close(thread, fildes)),
  dup: (thread) => (fildes) => thread.promise(thread.process.descriptors.duplicate(fildes)),
  dup2: (thread) => (fildes, fildes2) =>
    thread.promise(thread.process.descriptors.redirect(thread, fildes, fildes2)),
  pipe: (thread) => (fildes) => thread.promise(pipe(thread, fildes)),
  ftruncate: (thread) => (fildes, length) => truncate(thread, fildes, length),
  fsync: (thread) => (fildes) => sync(thread, fildes),
  fdatasync: (thread) => (fildes) => sync(thread, fildes),
  isatty: (thread) => (fildes) => {
    const description = thread.process.descriptors.get(fildes)
    if (description?.type === S_IFCHR) return 1
    thread.fail(description === undefined ? EBADF : ENOTTY)
    return 0
  },
}
