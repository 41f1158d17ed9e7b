// An open file of a VFS process as a description of this one. Data of less than 4 KiB goes in
// messages, more through a buffer that both share: one copy there, one here.
//
// The offset is kept by the server, since others may have the file, too. O_APPEND is kept here, and
// sent with each write.

import { type Handle, INVALID_HANDLE, type Kos } from '@kos/libkos'
import { EFAULT, EINTR, EINVAL, EOVERFLOW } from '../errno.ts'
import type { DirectoryEntry, FileStat, FileSystemStat } from '../fs/file-stat.ts'
import { O_APPEND, O_NONBLOCK, SEEK_CUR, SEEK_END, SEEK_SET } from '../fs/open-flags.ts'
import { F_UNLCK } from '../fs/record-locks.ts'
import { AtEnd, AtOffset, VfsFile } from '../generated/kl/VfsFile.idl.ts'
import { F_SETLK, F_SETLKW } from '../io/fcntl-commands.ts'
import type { FileDescription, FileOperations, RecordLock } from '../io/file-description.ts'
import type { TimeStamp } from '../io/files.ts'
import type { Answer, IoThread } from '../io/io-thread.ts'
import { vfsInlineBytes } from '../limits.ts'
import type { RemoteBuffer, RemoteBuffers } from './remote-buffers.ts'
import { type CallableMethod, RemoteCalls, type RemoteTarget, VfsEndpoint } from './remote-calls.ts'
import { sentId, sentSize, sentTimeStamp } from './remote-numbers.ts'
import { takeFsStat, takeStat } from './stat-record.ts'

/** What a file is part of: the buffers of its server, and who hears of the end of that. */
export interface FileHome {
  readonly buffers: RemoteBuffers
  /** Whether it is there for one file, and ends with it. */
  readonly isOfFile: boolean
  lost(kos: Kos): void
}

/** What is known of a file that was opened. */
export interface OpenedFile {
  readonly handle: Handle
  readonly type: number
  readonly flags: number
  /** The number of the file in its session, for bases; 0 if it is of none. */
  readonly number: number
  /** Where it was opened, in a session with plain paths; empty in others. */
  readonly path: string
  /** Whether no other process has this handle: its file ends when it is closed here. */
  readonly isOwned: boolean
}

/** An open file. */
export class RemoteFile implements FileDescription, FileOperations, RemoteTarget {
  readonly type: number
  readonly readiness = null
  readonly home: FileHome
  readonly number: number
  readonly path: string
  readonly #isOwned: boolean
  #handle: Handle
  #flags: number

  constructor(home: FileHome, { handle, type, flags, number, path, isOwned }: OpenedFile) {
    this.home = home
    this.type = type
    this.number = number
    this.path = path
    this.#isOwned = isOwned
    this.#handle = handle
    this.#flags = flags
  }

  get file(): FileOperations {
    return this
  }

  get flags(): number {
    return this.#flags
  }

  get handle(): Handle {
    return this.#handle
  }

  lost(kos: Kos): void {
    this.home.lost(kos)
  }

  setFlags(flags: number): number {
    const changed = O_APPEND | O_NONBLOCK
    this.#flags = (this.#flags & ~changed) | (flags & changed)
    return 0
  }

  read(thread: IoThread, into: Uint8Array, at: number, length: number): Answer {
    return this.#readAt(thread, AtOffset, into, at, length)
  }

  write(thread: IoThread, from: Uint8Array, at: number, length: number): Answer {
    const position = (this.#flags & O_APPEND) === 0 ? AtOffset : AtEnd
    return this.#writeAt(thread, position, from, at, length)
  }

  pread(thread: IoThread, position: number, into: Uint8Array, at: number, length: number): Answer {
    const start = sentSize(position)
    if (typeof start === 'number') return -EINVAL
    return this.#readAt(thread, start, into, at, length)
  }

  pwrite(thread: IoThread, position: number, from: Uint8Array, at: number, length: number): Answer {
    const start = sentSize(position)
    return typeof start === 'number' ? start : this.#writeAt(thread, start, from, at, length)
  }

  async lseek(thread: IoThread, offset: number, whence: number): Promise<number> {
    if (whence !== SEEK_SET && whence !== SEEK_CUR && whence !== SEEK_END) return -EINVAL
    if (!Number.isInteger(offset)) return -EINVAL
    if (!Number.isSafeInteger(offset)) return offset < 0 ? -EINVAL : -EOVERFLOW
    let position = 0
    const values = { offset: BigInt(offset), whence }
    const result = await this.#call(thread, VfsFile.Seek, values, (response) => {
      position = Number(response.position)
    })
    return result < 0 ? result : position
  }

  truncate(thread: IoThread, size: number): Answer {
    const sent = sentSize(size)
    return typeof sent === 'number' ? sent : this.#call(thread, VfsFile.Truncate, { size: sent })
  }

  sync(thread: IoThread): Answer {
    return this.#call(thread, VfsFile.Sync, {})
  }

  readdir(thread: IoThread, into: DirectoryEntry): Answer {
    return this.#call(thread, VfsFile.ReadDir, {}, ({ result, ino, type, name }) => {
      if (result === 0) return
      into.ino = Number(ino)
      into.type = type
      into.name = name
    })
  }

  stat(thread: IoThread, into: FileStat): Answer {
    return this.#call(thread, VfsFile.Stat, {}, ({ stat }) => takeStat(stat, into))
  }

  statfs(thread: IoThread, into: FileSystemStat): Answer {
    return this.#call(thread, VfsFile.StatFs, {}, ({ stat }) => takeFsStat(stat, into))
  }

  chmod(thread: IoThread, mode: number): Answer {
    return this.#call(thread, VfsFile.Chmod, { mode: mode >>> 0 })
  }

  chown(thread: IoThread, uid: number, gid: number): Answer {
    const [user, group] = [sentId(uid), sentId(gid)]
    if (user < 0 || group < 0) return -EINVAL
    return this.#call(thread, VfsFile.Chown, { uid: user, gid: group })
  }

  utimens(thread: IoThread, atime: TimeStamp, mtime: TimeStamp): Answer {
    const [accessed, modified] = [sentTimeStamp(atime), sentTimeStamp(mtime)]
    if (accessed === null || modified === null) return -EINVAL
    return this.#call(thread, VfsFile.SetTimes, { atime: accessed, mtime: modified })
  }

  async lock(thread: IoThread, command: number, lock: RecordLock): Promise<number> {
    const [start, length] = [sentSize(lock.start), sentSize(lock.length)]
    if (typeof start === 'number' || typeof length === 'number') return -EINVAL
    const values = { command: command >>> 0, type: lock.type >>> 0, start, length }
    const result = await this.#call(thread, VfsFile.Lock, values, (found) => {
      lock.type = found.foundType
      lock.start = Number(found.foundStart)
      lock.length = Number(found.foundLength)
      lock.pid = found.foundPid
    })
    if (result === -EINTR && command === F_SETLKW) await this.#cancelLock(thread, values)
    return result
  }

  /** A request for a lock was interrupted: it ends, or what it got is given back. */
  async #cancelLock(
    { kos }: IoThread,
    values: { readonly start: bigint; readonly length: bigint },
  ): Promise<void> {
    const calls = RemoteCalls.of(kos)
    const { file } = VfsEndpoint
    const ended = await calls.call(this, file, VfsFile.CancelLock, {}, undefined)
    if (ended !== 0) return
    const unlock = { ...values, command: F_SETLK, type: F_UNLCK }
    await calls.call(this, file, VfsFile.Lock, unlock, undefined)
  }

  dropLocks(thread: IoThread): Answer {
    return this.#call(thread, VfsFile.Unlock, {})
  }

  /** Ends the file at the server, if nobody else has its handle, and closes that. Never waits long. */
  async close({ kos }: IoThread): Promise<number> {
    const handle = this.#handle
    if (handle === INVALID_HANDLE) return 0
    const calls = RemoteCalls.of(kos)
    // A cancelled thread closes its files as well: no signal.
    const result = this.#isOwned
      ? await calls.call(this, VfsEndpoint.file, VfsFile.Close, {}, undefined)
      : 0
    this.#handle = INVALID_HANDLE
    kos.KnHandleClose(handle)
    if (this.home.isOfFile) this.home.buffers.close(kos)
    return Math.min(result, 0)
  }

  /**
   * A handle of this open file for another process; read-only, it changes nothing. Resolves with the
   * handle, or a negated error number.
   */
  async share(thread: IoThread, isReadOnly: boolean): Promise<number> {
    let shared: Handle = INVALID_HANDLE
    const values = { isReadOnly: isReadOnly ? 1 : 0 }
    const result = await this.#call(thread, VfsFile.Share, values, ({ file }) => {
      shared = file.handle
    })
    return result < 0 ? result : shared
  }

  #readAt(
    thread: IoThread,
    position: bigint,
    into: Uint8Array,
    at: number,
    length: number,
  ): Answer {
    if (!(into instanceof Uint8Array)) return -EFAULT
    if (length < vfsInlineBytes) return this.#readInline(thread, position, into, at, length)
    const buffer = this.home.buffers.take(thread, this)
    if (buffer instanceof Promise)
      return buffer.then((each) => this.#readThrough(each, thread, position, into, at, length))
    return this.#readThrough(buffer, thread, position, into, at, length)
  }

  #readInline(
    thread: IoThread,
    position: bigint,
    into: Uint8Array,
    at: number,
    length: number,
  ): Promise<number> {
    return this.#call(thread, VfsFile.Read, { position, length }, ({ data }) => {
      into.set(data.length > length ? data.subarray(0, length) : data, at)
    })
  }

  #readThrough(
    buffer: RemoteBuffer | null,
    thread: IoThread,
    position: bigint,
    into: Uint8Array,
    at: number,
    length: number,
  ): Promise<number> {
    if (buffer === null || length > buffer.size)
      return this.#readParts(buffer, thread, position, into, at, length)
    const { buffers } = this.home
    const read = this.#readBuffer(buffer, thread, position, into, at, length)
    // No async function: it is the usual way of a read (`posix/vfs-read-4K`).
    return read.then(
      (count) => {
        buffers.give(thread, buffer)
        return count
      },
      (error: unknown) => {
        buffers.give(thread, buffer)
        throw error
      },
    )
  }

  #readBuffer(
    buffer: RemoteBuffer,
    thread: IoThread,
    position: bigint,
    into: Uint8Array,
    at: number,
    length: number,
  ): Promise<number> {
    const values = { buffer: buffer.number, position, length }
    return this.#call(thread, VfsFile.ReadBuffer, values, ({ result }) =>
      fetch(thread.kos, buffer, into, at, Math.min(result, length)),
    )
  }

  /** Reads parts of the size of the buffer, or of a message, until one is not full. */
  async #readParts(
    buffer: RemoteBuffer | null,
    thread: IoThread,
    position: bigint,
    into: Uint8Array,
    at: number,
    length: number,
  ): Promise<number> {
    const most = buffer === null ? vfsInlineBytes : buffer.size
    let done = 0
    try {
      for (;;) {
        const size = Math.min(most, length - done)
        const from = position < 0n ? position : position + BigInt(done)
        const part =
          buffer === null
            ? this.#readInline(thread, from, into, at + done, size)
            : this.#readBuffer(buffer, thread, from, into, at + done, size)
        const count = await part
        if (count < 0) return done > 0 ? done : count
        done += count
        if (count < size || done === length) return done
      }
    } finally {
      if (buffer !== null) this.home.buffers.give(thread, buffer)
    }
  }

  #writeAt(
    thread: IoThread,
    position: bigint,
    from: Uint8Array,
    at: number,
    length: number,
  ): Answer {
    if (!(from instanceof Uint8Array)) return -EFAULT
    if (length < vfsInlineBytes) {
      const data = from.subarray(at, at + length)
      return this.#call(thread, VfsFile.Write, { position, data })
    }
    const buffer = this.home.buffers.take(thread, this)
    if (buffer instanceof Promise)
      return buffer.then((each) => this.#writeThrough(each, thread, position, from, at, length))
    return this.#writeThrough(buffer, thread, position, from, at, length)
  }

  async #writeThrough(
    buffer: RemoteBuffer | null,
    thread: IoThread,
    position: bigint,
    from: Uint8Array,
    at: number,
    length: number,
  ): Promise<number> {
    const most = buffer === null ? vfsInlineBytes : buffer.size
    let done = 0
    try {
      for (;;) {
        const size = Math.min(most, length - done)
        const data = from.subarray(at + done, at + done + size)
        const to = position < 0n ? position : position + BigInt(done)
        const count =
          buffer === null
            ? await this.#call(thread, VfsFile.Write, { position: to, data })
            : await this.#writeBuffer(buffer, thread, to, data)
        if (count < 0) return done > 0 ? done : count
        done += count
        if (count < size || done === length) return done
      }
    } finally {
      if (buffer !== null) this.home.buffers.give(thread, buffer)
    }
  }

  #writeBuffer(
    { address, number }: RemoteBuffer,
    thread: IoThread,
    position: bigint,
    data: Uint8Array,
  ): Promise<number> {
    thread.kos.memory.write(address, data)
    const values = { buffer: number, position, length: data.length }
    return this.#call(thread, VfsFile.WriteBuffer, values)
  }

  #call<Request, Response>(
    { kos, signal }: IoThread,
    method: CallableMethod<Request, Response>,
    values: Request,
    take: ((response: Response) => void) | null = null,
  ): Promise<number> {
    return RemoteCalls.of(kos).call(this, VfsEndpoint.file, method, values, signal, take)
  }
}

/** Copies what the server put into a buffer. */
function fetch(kos: Kos, buffer: RemoteBuffer, into: Uint8Array, at: number, count: number): void {
  if (count === 0) return
  const isAll = at === 0 && count === into.length
  kos.memory.read(buffer.address, isAll ? into : into.subarray(at, at + count))
}
