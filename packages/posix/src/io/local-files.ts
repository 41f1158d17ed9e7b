// Files in the process itself: a namespace, and its open files as descriptions.
//
// A file system whose data is on a disk answers ERESTART while it lacks a block. `settle` of the
// mounts fetches that, and the operation is made again: it has changed nothing before.

import type { WaitQueue } from '@kos/thread'
import { EAGAIN, EBADF, EINVAL, ENOTDIR, EOVERFLOW } from '../errno.ts'
import { S_IFDIR, S_IFREG } from '../fs/file-mode.ts'
import type { DirectoryEntry, FileStat, FileSystemStat } from '../fs/file-stat.ts'
import { ERESTART } from '../fs/file-system.ts'
import type { Identity, IdRule } from '../fs/identity.ts'
import type { MountTable } from '../fs/mount-table.ts'
import type { Namespace } from '../fs/namespace.ts'
import {
  AT_EMPTY_PATH,
  O_ACCMODE,
  O_APPEND,
  O_NONBLOCK,
  O_RDONLY,
  O_WRONLY,
} from '../fs/open-flags.ts'
import type { OpenFile } from '../fs/open-file.ts'
import {
  F_RDLCK,
  F_UNLCK,
  F_WRLCK,
  type LockOwner,
  type LockRange,
  RecordLocks,
} from '../fs/record-locks.ts'
import { F_GETLK, F_SETLK, F_SETLKW } from './fcntl-commands.ts'
import type { FileDescription, FileOperations, RecordLock } from './file-description.ts'
import type { Base, Files, TimeStamp } from './files.ts'
import type { Answer, IoThread } from './io-thread.ts'

type Restartable<T> = number | T | Promise<number | T>

/** Makes an operation, again as long as a file system lacks a block for it. */
function settled<T = number>(
  { mounts }: Namespace,
  thread: IoThread,
  operation: () => number | T,
): Restartable<T> {
  const answer = operation()
  return answer === -ERESTART ? restarted(mounts, thread, operation) : answer
}

async function restarted<T>(
  mounts: MountTable,
  thread: IoThread,
  operation: () => number | T,
): Promise<number | T> {
  for (;;) {
    const fault = await mounts.settle(thread.kos)
    if (fault < 0) return fault
    const answer = operation()
    if (answer !== -ERESTART) return answer
  }
}

/** The open file behind the base of a path. A path that is relative to no directory has none. */
function startOf(base: Base, path: string): OpenFile | null | number {
  if (base === null || (typeof path === 'string' && path.startsWith('/'))) return null
  return base instanceof LocalFile ? base.openFile : -ENOTDIR
}

/** The files of a namespace, for one process: it is the owner of record locks. */
export class LocalFiles implements Files, LockOwner {
  readonly namespace: Namespace
  /** The process id that F_GETLK tells others. */
  readonly pid: number

  /** The namespace is that of this process alone; `close` disposes of it. */
  constructor(namespace: Namespace, pid: number = 0) {
    this.namespace = namespace
    this.pid = pid
  }

  get identity(): Identity {
    return this.namespace.identity
  }

  open(
    thread: IoThread,
    base: Base,
    path: string,
    flags: number,
    mode: number,
  ): Restartable<FileDescription> {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled<FileDescription>(namespace, thread, () => {
      const opened = namespace.open(start, path, flags, mode)
      return typeof opened === 'number' ? opened : new LocalFile(this, opened, flags)
    })
  }

  stat(thread: IoThread, base: Base, path: string, into: FileStat, flags: number): Answer {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled(namespace, thread, () => namespace.stat(start, path, into, flags))
  }

  statfs(thread: IoThread, base: Base, path: string, into: FileSystemStat): Answer {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled(namespace, thread, () => namespace.statfs(start, path, into))
  }

  access(thread: IoThread, base: Base, path: string, wanted: number, flags: number): Answer {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled(namespace, thread, () => namespace.access(start, path, wanted, flags))
  }

  chmod(thread: IoThread, base: Base, path: string, mode: number, flags: number): Answer {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled(namespace, thread, () => namespace.chmod(start, path, mode, flags))
  }

  chown(
    thread: IoThread,
    base: Base,
    path: string,
    uid: number,
    gid: number,
    flags: number,
  ): Answer {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled(namespace, thread, () => namespace.chown(start, path, uid, gid, flags))
  }

  utimens(
    thread: IoThread,
    base: Base,
    path: string,
    atime: TimeStamp,
    mtime: TimeStamp,
    flags: number,
  ): Answer {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled(namespace, thread, () => namespace.utimens(start, path, atime, mtime, flags))
  }

  mkdir(thread: IoThread, base: Base, path: string, mode: number): Answer {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled(namespace, thread, () => namespace.entries.mkdir(start, path, mode))
  }

  mknod(thread: IoThread, base: Base, path: string, mode: number): Answer {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled(namespace, thread, () => namespace.entries.mknod(start, path, mode))
  }

  unlink(thread: IoThread, base: Base, path: string): Answer {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled(namespace, thread, () => namespace.entries.unlink(start, path))
  }

  rmdir(thread: IoThread, base: Base, path: string): Answer {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled(namespace, thread, () => namespace.entries.rmdir(start, path))
  }

  chdir(thread: IoThread, base: Base, path: string): Answer {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled(namespace, thread, () => namespace.chdir(start, path))
  }

  symlink(thread: IoThread, target: string, base: Base, path: string): Answer {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled(namespace, thread, () => namespace.entries.symlink(target, start, path))
  }

  readlink(thread: IoThread, base: Base, path: string): Restartable<string> {
    const start = startOf(base, path)
    if (typeof start === 'number') return start
    const { namespace } = this
    return settled<string>(namespace, thread, () => namespace.readlink(start, path))
  }

  truncate(thread: IoThread, path: string, size: number): Answer {
    const { namespace } = this
    return settled(namespace, thread, () => namespace.truncate(null, path, size))
  }

  link(
    thread: IoThread,
    base: Base,
    path: string,
    newBase: Base,
    newPath: string,
    flags: number,
  ): Answer {
    const from = startOf(base, path)
    if (typeof from === 'number') return from
    const to = startOf(newBase, newPath)
    if (typeof to === 'number') return to
    const { namespace } = this
    return settled(namespace, thread, () => namespace.entries.link(from, path, to, newPath, flags))
  }

  rename(thread: IoThread, base: Base, path: string, newBase: Base, newPath: string): Answer {
    const from = startOf(base, path)
    if (typeof from === 'number') return from
    const to = startOf(newBase, newPath)
    if (typeof to === 'number') return to
    const { namespace } = this
    return settled(namespace, thread, () => namespace.entries.rename(from, path, to, newPath))
  }

  chroot(thread: IoThread, path: string): Answer {
    const { namespace } = this
    return settled(namespace, thread, () => namespace.chroot(null, path))
  }

  getcwd(thread: IoThread): Restartable<string> {
    const { namespace } = this
    return settled<string>(namespace, thread, () => namespace.getcwd())
  }

  umask(_thread: IoThread, mask: number): number {
    const { umask } = this.namespace
    this.namespace.umask = mask & 0o777
    return umask
  }

  setId(_thread: IoThread, rule: IdRule, id: number): number {
    return this.namespace.identity.set(rule, id)
  }

  close(): void {
    this.namespace.mounts.dropLocks(this)
    this.namespace[Symbol.dispose]()
  }
}

/** An open file of a namespace in this process. */
export class LocalFile implements FileDescription, FileOperations {
  readonly openFile: OpenFile
  readonly type: number
  readonly readiness = null
  readonly #owner: LocalFiles
  readonly #namespace: Namespace
  #nonblock: number

  constructor(files: LocalFiles, openFile: OpenFile, flags: number) {
    this.#owner = files
    this.#namespace = files.namespace
    this.openFile = openFile
    this.type = openFile.isDirectory ? S_IFDIR : S_IFREG
    this.#nonblock = flags & O_NONBLOCK
  }

  get file(): FileOperations {
    return this
  }

  get flags(): number {
    return this.openFile.flags | this.#nonblock
  }

  setFlags(flags: number): number {
    this.openFile.setAppend((flags & O_APPEND) !== 0)
    this.#nonblock = flags & O_NONBLOCK
    return 0
  }

  read(thread: IoThread, into: Uint8Array, at: number, length: number): Answer {
    const answer = this.openFile.read(into, at, length)
    if (answer !== -ERESTART) return answer
    return settled(this.#namespace, thread, () => this.openFile.read(into, at, length))
  }

  write(thread: IoThread, from: Uint8Array, at: number, length: number): Answer {
    const answer = this.openFile.write(from, at, length)
    if (answer !== -ERESTART) return answer
    return settled(this.#namespace, thread, () => this.openFile.write(from, at, length))
  }

  pread(thread: IoThread, position: number, into: Uint8Array, at: number, length: number): Answer {
    const answer = this.openFile.pread(position, into, at, length)
    if (answer !== -ERESTART) return answer
    return settled(this.#namespace, thread, () => this.openFile.pread(position, into, at, length))
  }

  pwrite(thread: IoThread, position: number, from: Uint8Array, at: number, length: number): Answer {
    const answer = this.openFile.pwrite(position, from, at, length)
    if (answer !== -ERESTART) return answer
    return settled(this.#namespace, thread, () => this.openFile.pwrite(position, from, at, length))
  }

  stat(thread: IoThread, into: FileStat): Answer {
    return settled(this.#namespace, thread, () => this.openFile.stat(into))
  }

  lseek(thread: IoThread, offset: number, whence: number): Answer {
    return settled(this.#namespace, thread, () => this.openFile.lseek(offset, whence))
  }

  truncate(thread: IoThread, size: number): Answer {
    return settled(this.#namespace, thread, () => this.openFile.truncate(size))
  }

  sync(thread: IoThread): Answer {
    return settled(this.#namespace, thread, () => this.openFile.sync())
  }

  readdir(thread: IoThread, into: DirectoryEntry): Answer {
    return settled(this.#namespace, thread, () => this.openFile.readdir(into))
  }

  chmod(thread: IoThread, mode: number): Answer {
    const namespace = this.#namespace
    return settled(namespace, thread, () => namespace.chmod(this.openFile, '', mode, AT_EMPTY_PATH))
  }

  chown(thread: IoThread, uid: number, gid: number): Answer {
    const namespace = this.#namespace
    return settled(namespace, thread, () =>
      namespace.chown(this.openFile, '', uid, gid, AT_EMPTY_PATH),
    )
  }

  utimens(thread: IoThread, atime: TimeStamp, mtime: TimeStamp): Answer {
    const namespace = this.#namespace
    return settled(namespace, thread, () =>
      namespace.utimens(this.openFile, '', atime, mtime, AT_EMPTY_PATH),
    )
  }

  statfs(thread: IoThread, into: FileSystemStat): Answer {
    const namespace = this.#namespace
    return settled(namespace, thread, () =>
      namespace.statfs(this.openFile, '', into, AT_EMPTY_PATH),
    )
  }

  lock(thread: IoThread, command: number, lock: RecordLock): Answer {
    const { mount, ino } = this.openFile
    const { type, start, length } = lock
    if (!this.openFile.isOpen) return -EBADF
    if (type !== F_RDLCK && type !== F_WRLCK && type !== F_UNLCK) return -EINVAL
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length)) return -EOVERFLOW
    if (start < 0 || length < 0) return -EINVAL
    if (start + length > Number.MAX_SAFE_INTEGER) return -EOVERFLOW
    const range = { type, start, end: length === 0 ? Infinity : start + length }
    if (command === F_GETLK) return type === F_UNLCK ? -EINVAL : this.#findLock(lock, range)
    if (command !== F_SETLK && command !== F_SETLKW) return -EINVAL
    const access = this.openFile.flags & O_ACCMODE
    if (type === (access === O_WRONLY ? F_RDLCK : access === O_RDONLY ? F_WRLCK : -1)) return -EBADF
    const locks = (mount.locks ??= new RecordLocks())
    const answer = locks.set(ino, this.#owner, range)
    if (answer !== 0) return Math.min(answer, 0)
    if (command === F_SETLK) return -EAGAIN
    return this.#lockWaiting(thread, locks, range)
  }

  dropLocks(_thread: IoThread): Answer {
    const { mount, ino } = this.openFile
    if (mount.locks !== null) mount.locks.drop(ino, this.#owner)
    return 0
  }

  close(_thread: IoThread): Answer {
    return this.openFile.close()
  }

  abandon(): void {
    this.openFile.close()
  }

  async #lockWaiting(thread: IoThread, locks: RecordLocks, range: LockRange): Promise<number> {
    const { ino } = this.openFile
    const wait = (queue: WaitQueue): Promise<number> => thread.wait(queue, undefined, this)
    const answer = await locks.setWaiting(ino, this.#owner, range, wait)
    if (answer !== 0 || this.openFile.isOpen) return answer
    // It was closed meanwhile, and nothing else would ever let the lock fall.
    locks.drop(ino, this.#owner)
    return -EBADF
  }

  #findLock(lock: RecordLock, range: LockRange): number {
    const { mount, ino } = this.openFile
    const found = mount.locks?.blocker(ino, this.#owner, range)
    lock.type = found?.type ?? F_UNLCK
    if (found === undefined) return 0
    lock.start = found.start
    lock.length = found.end === Infinity ? 0 : found.end - found.start
    lock.pid = found.owner.pid
    return 0
  }
}
