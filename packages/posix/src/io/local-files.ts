// Files in the process itself: a namespace, and its open files as descriptions.
//
// A file system whose data is on a disk answers ERESTART while it lacks a block. `settle` of the
// mounts fetches that, and the operation is made again: it has changed nothing before.

import { EINVAL, ENOSYS, ENOTDIR } from '../errno.ts'
import { S_IFDIR, S_IFREG } from '../fs/file-mode.ts'
import type { DirectoryEntry, FileStat, FileSystemStat } from '../fs/file-stat.ts'
import { ERESTART } from '../fs/file-system.ts'
import type { MountTable } from '../fs/mount-table.ts'
import type { Namespace } from '../fs/namespace.ts'
import { AT_EMPTY_PATH, O_APPEND, O_NONBLOCK } from '../fs/open-flags.ts'
import type { OpenFile } from '../fs/open-file.ts'
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

/** The files of a namespace. */
export class LocalFiles implements Files {
  readonly namespace: Namespace

  constructor(namespace: Namespace) {
    this.namespace = namespace
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
      return typeof opened === 'number' ? opened : new LocalFile(namespace, opened, flags)
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

  getcwd(_thread: IoThread): string | number {
    return -ENOSYS
  }

  umask(_thread: IoThread, mask: number): number {
    const { umask } = this.namespace
    this.namespace.umask = mask & 0o777
    return umask
  }
}

/** An open file of a namespace in this process. */
export class LocalFile implements FileDescription, FileOperations {
  readonly openFile: OpenFile
  readonly type: number
  readonly readiness = null
  readonly #namespace: Namespace
  #nonblock: number

  constructor(namespace: Namespace, openFile: OpenFile, flags: number) {
    this.#namespace = namespace
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

  lock(_thread: IoThread, _command: number, _lock: RecordLock): Answer {
    return -EINVAL
  }

  dropLocks(_thread: IoThread): Answer {
    return 0
  }

  close(_thread: IoThread): Answer {
    return this.openFile.close()
  }
}
