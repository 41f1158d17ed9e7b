// An open file description: a file with an offset and flags, which several descriptors may share.
// Descriptors are not here. It is made by `Namespace.open`, and ends with its last reference.

import { EBADF, EINVAL, ENOTDIR, EOVERFLOW } from '../errno.ts'
import { isDirectory } from './file-mode.ts'
import { type DirectoryEntry, FileStat } from './file-stat.ts'
import { SET_SIZE } from './file-system.ts'
import type { InodeRef, Mount } from './mount-table.ts'
import {
  O_ACCMODE,
  O_APPEND,
  O_RDONLY,
  O_WRONLY,
  SEEK_CUR,
  SEEK_END,
  SEEK_SET,
} from './open-flags.ts'

/** Most bytes that `OpenFile.allocate` does at once. */
export const allocationBytes = 65_536

/** A file that is open. Once it is closed, all operations answer EBADF. */
export class OpenFile implements InodeRef {
  readonly mount: Mount
  readonly ino: number
  readonly isDirectory: boolean
  readonly #stat = new FileStat()
  #flags: number
  #offset = 0
  #references = 1

  /** @internal It is made by `Namespace.open`, which has acquired the inode. */
  constructor(mount: Mount, ino: number, flags: number) {
    this.mount = mount
    this.ino = ino
    this.#flags = flags
    this.isDirectory = isDirectory(mount.fileSystem.mode(ino))
  }

  /** The flags that it was opened with. */
  get flags(): number {
    return this.#flags
  }

  /** Where the next read or write begins; in a directory the cookie of the last entry. */
  get offset(): number {
    return this.#offset
  }

  /** Whether it was not closed yet. */
  get isOpen(): boolean {
    return this.#references > 0
  }

  /** Changes O_APPEND (`F_SETFL`). */
  setAppend(append: boolean): void {
    this.#flags = append ? this.#flags | O_APPEND : this.#flags & ~O_APPEND
  }

  /** Counts another holder (`dup`): as many times must it be closed. EBADF. */
  retain(): number {
    if (!this.isOpen) return -EBADF
    this.#references++
    return 0
  }

  /** Ends one use; with the last one the file is released. EBADF: it was closed. */
  close(): number {
    if (!this.isOpen) return -EBADF
    if (--this.#references > 0) return 0
    return Math.min(this.mount.drop(this.ino), 0)
  }

  /**
   * Reads at most `length` bytes into a buffer from byte `at` on, moves the offset, and answers how
   * many: 0 at the end. EBADF: not open to read; EISDIR; EINVAL: numbers that do not fit the
   * buffer.
   */
  read(into: Uint8Array, at: number = 0, length: number = into.length - at): number {
    const count = this.pread(this.#offset, into, at, length)
    if (count > 0) this.#offset += count
    return count
  }

  /** Reads at a position. The offset stays. EINVAL: a negative position. */
  pread(
    position: number,
    into: Uint8Array,
    at: number = 0,
    length: number = into.length - at,
  ): number {
    if (!this.#mayRead()) return -EBADF
    return this.mount.fileSystem.read(this.ino, position, into, at, length)
  }

  /**
   * Writes bytes of a buffer, at the end of the file if it is O_APPEND, moves the offset behind
   * them, and answers how many were written. EBADF: not open to write; ENOSPC, EFBIG, EINVAL.
   */
  write(from: Uint8Array, at: number = 0, length: number = from.length - at): number {
    const start = (this.#flags & O_APPEND) === 0 ? this.#offset : this.#size()
    if (start < 0) return start
    const count = this.pwrite(start, from, at, length)
    if (count > 0) this.#offset = start + count
    return count
  }

  /** Writes at a position, also if it is O_APPEND. The offset stays. */
  pwrite(
    position: number,
    from: Uint8Array,
    at: number = 0,
    length: number = from.length - at,
  ): number {
    if (!this.#mayWrite()) return -EBADF
    return this.mount.fileSystem.write(this.ino, position, from, at, length)
  }

  /**
   * Moves the offset, and answers it. EINVAL: before the start, no whole number, or another
   * `whence`; EOVERFLOW: past 2^53 - 1. The offsets of a directory are 0 and those that it had.
   */
  lseek(offset: number, whence: number): number {
    if (!this.isOpen) return -EBADF
    if (whence !== SEEK_SET && whence !== SEEK_CUR && whence !== SEEK_END) return -EINVAL
    const base = whence === SEEK_SET ? 0 : whence === SEEK_CUR ? this.#offset : this.#size()
    if (base < 0) return base
    const target = base + offset
    if (!Number.isInteger(target) || target < 0) return -EINVAL
    if (target > Number.MAX_SAFE_INTEGER) return -EOVERFLOW
    return (this.#offset = target)
  }

  /**
   * Writes the next entry of a directory, and answers 1, or 0 at the end. ENOTDIR; EBADF; ENOENT:
   * the directory was removed.
   */
  readdir(into: DirectoryEntry): number {
    if (!this.isOpen) return -EBADF
    if (!this.isDirectory) return -ENOTDIR
    const cookie = this.mount.fileSystem.readdir(this.ino, this.#offset, into)
    if (cookie <= 0) return cookie
    this.#offset = cookie
    return 1
  }

  /** Writes the attributes of the file (`fstat`). */
  stat(into: FileStat): number {
    if (!this.isOpen) return -EBADF
    const answer = this.mount.fileSystem.getattr(this.ino, into)
    if (answer === 0) into.dev = this.mount.dev
    return answer
  }

  /**
   * Cuts or extends the file (`ftruncate`). EBADF: closed; EINVAL: not open to write, or
   * no size; EFBIG.
   */
  truncate(size: number): number {
    if (!this.isOpen) return -EBADF
    if (!this.#mayWrite()) return -EINVAL
    this.#stat.size = size
    return this.mount.fileSystem.setattr(this.ino, SET_SIZE, this.#stat)
  }

  /**
   * Gives bytes from `start` on their place, and extends the file to the last of them: how many,
   * `allocationBytes` at most. What is there stays. EBADF: not open to write; ENOSPC, EFBIG,
   * EINVAL.
   */
  allocate(start: number, length: number): number {
    if (!this.#mayWrite()) return -EBADF
    const { fileSystem } = this.mount
    // What is written is what is there, and zeros where nothing is: that allocates.
    const bytes = new Uint8Array(Math.max(Math.min(length, allocationBytes), 0))
    const count = fileSystem.read(this.ino, start, bytes, 0, bytes.length)
    return count < 0 ? count : fileSystem.write(this.ino, start, bytes, 0, bytes.length)
  }

  /** Returns when the file is stored (`fsync`). */
  sync(): number {
    return this.isOpen ? this.mount.fileSystem.fsync(this.ino) : -EBADF
  }

  #mayRead(): boolean {
    return this.isOpen && (this.#flags & O_ACCMODE) !== O_WRONLY
  }

  #mayWrite(): boolean {
    return this.isOpen && (this.#flags & O_ACCMODE) !== O_RDONLY
  }

  #size(): number {
    const answer = this.mount.fileSystem.getattr(this.ino, this.#stat)
    return answer < 0 ? answer : this.#stat.size
  }
}
