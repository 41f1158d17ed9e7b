// An open file as clients have it: the object behind a handle of kl.VfsFile. It ends with its last
// handle, or at once by Close. Several objects may share a description: each that Share made.
//
// Requests are what clients sent: the kernel has checked them against the interface, and nothing
// else. What an operation does is the business of the description (io/file-description.ts).

import { type Caller, INVALID_HANDLE, OCAP_MDL_READ, OCAP_MDL_WRITE } from '@kos/libkos'
import { EBADF, EINVAL, ENOLCK, ENOMEM, ENOTDIR, EOVERFLOW } from '../errno.ts'
import { FileStat, FileSystemStat } from '../fs/file-stat.ts'
import { O_ACCMODE, O_APPEND, O_RDONLY } from '../fs/open-flags.ts'
import { F_UNLCK } from '../fs/record-locks.ts'
import {
  AtEnd,
  AtOffset,
  type AttachResponseInit,
  type ChmodRequest,
  type ChownRequest,
  type DescribeResponse,
  type LockRequest,
  type LockResponse,
  type ReadBufferRequest,
  type ReadDirRequest,
  type ReadDirResponse,
  type ReadRequest,
  type ReadResponse,
  type SeekRequest,
  type SeekResponse,
  type SetTimesRequest,
  type ShareRequest,
  type ShareResponseInit,
  type StatFsResponse,
  type StatResponse,
  type TruncateRequest,
  type AllocateRequest,
  type VfsFileImplementation,
  type WriteRequest,
} from '../generated/kl/VfsFile.idl.ts'
import type { Entry } from '../generated/kl/VfsTypes.idl.ts'
import { F_SETLKW } from '../io/fcntl-commands.ts'
import type { FileDescription, FileOperations, RecordLock } from '../io/file-description.ts'
import type { Answer } from '../io/io-thread.ts'
import { vfsBufferBytes, vfsInlineBytes } from '../limits.ts'
import {
  type Answered,
  arrivedId,
  arrivedTime,
  finish,
  type AnsweredResult,
  resultOf,
} from './answered.ts'
import type { LockWaits } from './lock-waits.ts'
import { readEntries } from './served-entries.ts'
import type { ServedObject } from './served-objects.ts'
import type { ServiceThread } from './service-thread.ts'
import type { SharedDescription } from './shared-description.ts'
import { sentFsStat, sentStat } from './stat-record.ts'
import type { VfsServer } from './vfs-server.ts'

const noData = new Uint8Array(0)
const noLock: RecordLock = { type: F_UNLCK, start: 0, length: 0, pid: 0 }
const most = /* @__PURE__ */ BigInt(Number.MAX_SAFE_INTEGER)

/** One open file of a client, or of several to which its handle was passed. */
export class ServedFile implements VfsFileImplementation, ServedObject {
  readonly owner: number
  readonly #server: VfsServer
  readonly #shared: SharedDescription
  readonly #isReadOnly: boolean
  readonly #waits: LockWaits | null
  readonly #onEnd: (() => void) | null
  #isEnded = false

  /**
   * It releases `shared` when it ends, and tells `onEnd`. `waits` is that of the session that
   * opened it: only that has record locks.
   */
  constructor(
    server: VfsServer,
    shared: SharedDescription,
    owner: number,
    isReadOnly: boolean,
    waits: LockWaits | null = null,
    onEnd: (() => void) | null = null,
  ) {
    this.#server = server
    this.#shared = shared
    this.owner = owner
    this.#isReadOnly = isReadOnly
    this.#waits = waits
    this.#onEnd = onEnd
  }

  ended(thread: ServiceThread): Answer {
    return this.#isEnded ? 0 : this.#end(thread)
  }

  Read({ position, length }: ReadRequest, caller: Caller): Answered<ReadResponse> {
    if (length > vfsInlineBytes) return { result: -EINVAL, data: noData }
    const thread = this.#server.threadOf(caller)
    const { scratch } = thread
    return finish(this.#read(thread, position, scratch, length), (result) => ({
      result,
      data: result > 0 ? scratch.subarray(0, result) : noData,
    }))
  }

  Write({ position, data }: WriteRequest, caller: Caller): Answered<AnsweredResult> {
    const thread = this.#server.threadOf(caller)
    return finish(this.#write(thread, position, data, data.length), resultOf)
  }

  ReadBuffer(request: ReadBufferRequest, caller: Caller): Answered<AnsweredResult> {
    return this.#throughBuffer(request, caller, true)
  }

  WriteBuffer(request: ReadBufferRequest, caller: Caller): Answered<AnsweredResult> {
    return this.#throughBuffer(request, caller, false)
  }

  Seek({ offset, whence }: SeekRequest, caller: Caller): Answered<SeekResponse> {
    const thread = this.#server.threadOf(caller)
    const answer =
      offset > most || offset < -most
        ? seekFault(offset)
        : this.#perform(thread, (file) => file.lseek(thread, Number(offset), whence))
    return finish(answer, (result) => ({
      result: Math.min(result, 0),
      position: BigInt(Math.max(result, 0)),
    }))
  }

  ReadDir({ count }: ReadDirRequest, caller: Caller): Answered<ReadDirResponse> {
    const thread = this.#server.threadOf(caller)
    const entries: Entry[] = []
    return finish(
      this.#perform(thread, (file) => readEntries(thread, file, count, entries)),
      (result) => ({ result, entries }),
    )
  }

  Stat(_request: unknown, caller: Caller): Answered<StatResponse> {
    const thread = this.#server.threadOf(caller)
    const stat = new FileStat()
    return finish(
      this.#perform(thread, (_file, description) => description.stat(thread, stat)),
      (result) => ({ result, stat: sentStat(stat) }),
    )
  }

  StatFs(_request: unknown, caller: Caller): Answered<StatFsResponse> {
    const thread = this.#server.threadOf(caller)
    const stat = new FileSystemStat()
    return finish(
      this.#perform(thread, (file) => file.statfs(thread, stat)),
      (result) => ({ result, stat: sentFsStat(stat) }),
    )
  }

  Truncate({ size }: TruncateRequest, caller: Caller): Answered<AnsweredResult> {
    if (this.#isReadOnly) return { result: -EINVAL }
    return this.#simply(caller, (file, thread) => file.truncate(thread, Number(size)))
  }

  Allocate({ start, length }: AllocateRequest, caller: Caller): Answered<AnsweredResult> {
    if (this.#isReadOnly) return { result: -EBADF }
    return this.#simply(caller, (file, thread) => file.allocate(thread, Number(start), length))
  }

  Sync(_request: unknown, caller: Caller): Answered<AnsweredResult> {
    return this.#simply(caller, (file, thread) => file.sync(thread))
  }

  Chmod({ mode }: ChmodRequest, caller: Caller): Answered<AnsweredResult> {
    if (this.#isReadOnly) return { result: -EBADF }
    return this.#simply(caller, (file, thread) => file.chmod(thread, mode))
  }

  Chown({ uid, gid }: ChownRequest, caller: Caller): Answered<AnsweredResult> {
    if (this.#isReadOnly) return { result: -EBADF }
    const [user, group] = [arrivedId(uid), arrivedId(gid)]
    return this.#simply(caller, (file, thread) => file.chown(thread, user, group))
  }

  SetTimes({ atime, mtime }: SetTimesRequest, caller: Caller): Answered<AnsweredResult> {
    if (this.#isReadOnly) return { result: -EBADF }
    const [accessed, modified] = [arrivedTime(atime), arrivedTime(mtime)]
    return this.#simply(caller, (file, thread) => file.utimens(thread, accessed, modified))
  }

  Lock({ command, type, start, length }: LockRequest, caller: Caller): Answered<LockResponse> {
    const lock: RecordLock = { type, start: Number(start), length: Number(length), pid: 0 }
    return finish(this.#lock(command, lock, caller), (result) => {
      // What a client asked for need not fit into an answer.
      const { type, start, length, pid } = result < 0 ? noLock : lock
      return {
        result,
        foundType: type >>> 0,
        foundStart: BigInt(start),
        foundLength: BigInt(length),
        foundPid: pid >>> 0,
      }
    })
  }

  CancelLock(_request: unknown, { thread }: Caller): AnsweredResult {
    return { result: this.#waits?.end(thread) === true ? 1 : 0 }
  }

  Unlock(_request: unknown, caller: Caller): Answered<AnsweredResult> {
    if (this.#waits === null) return { result: 0 }
    return this.#simply(caller, (file, thread) => file.dropLocks(thread))
  }

  Share({ isReadOnly }: ShareRequest, caller: Caller): ShareResponseInit {
    const { objects } = this.#server
    const fault = this.#isEnded ? -EBADF : objects.admit(caller.process)
    if (fault !== 0) return { result: fault, file: INVALID_HANDLE }
    this.#shared.retain()
    const thread = this.#server.threadOf(caller)
    const isReader = this.#isReadOnly || isReadOnly !== 0
    const file = new ServedFile(this.#server, this.#shared, caller.process, isReader)
    return { result: 0, file: objects.watched(thread, file) }
  }

  Describe(): DescribeResponse {
    if (this.#isEnded) return { result: -EBADF, type: 0, flags: 0 }
    const { type, flags } = this.#shared.description
    const access = this.#isReadOnly ? O_RDONLY : flags & O_ACCMODE
    return { result: 0, type, flags: ((flags & ~O_ACCMODE) | access) >>> 0 }
  }

  Close(_request: unknown, caller: Caller): Answered<AnsweredResult> {
    if (this.#isEnded) return { result: -EBADF }
    return finish(this.#end(this.#server.threadOf(caller)), resultOf)
  }

  Attach(_request: unknown, caller: Caller): AttachResponseInit {
    const thread = this.#server.threadOf(caller)
    const made = this.#isEnded ? null : this.#server.buffers.make(thread, caller.process)
    if (made === null) {
      const result = this.#isEnded ? -EBADF : -ENOMEM
      return { result, number: 0, size: 0, memory: INVALID_HANDLE, buffer: INVALID_HANDLE }
    }
    const buffer = this.#server.objects.watched(thread, made)
    const memory = { handle: made.memory, rights: OCAP_MDL_READ | OCAP_MDL_WRITE }
    return { result: 0, number: made.number, size: vfsBufferBytes, memory, buffer }
  }

  #throughBuffer(
    { buffer: number, position, length }: ReadBufferRequest,
    caller: Caller,
    isRead: boolean,
  ): Answered<AnsweredResult> {
    const buffer = this.#server.buffers.get(number, caller.process)
    if (buffer === undefined || length > vfsBufferBytes) return { result: -EINVAL }
    const thread = this.#server.threadOf(caller)
    const { bytes } = buffer
    const answer = isRead
      ? this.#read(thread, position, bytes, length)
      : this.#write(thread, position, bytes, length)
    if (typeof answer === 'number') return { result: answer }
    buffer.hold()
    return answer.then((result) => {
      buffer.drop(thread)
      return { result }
    })
  }

  #lock(command: number, lock: RecordLock, caller: Caller): Answer {
    const waits = this.#waits
    if (waits === null) return -ENOLCK
    const { start, length } = lock
    const isRange = Number.isSafeInteger(start) && Number.isSafeInteger(length)
    if (!isRange || start < 0 || length < 0) return -EINVAL
    const thread = this.#server.threadOf(caller)
    if (command !== F_SETLKW)
      return this.#perform(thread, (file) => file.lock(thread, command, lock))
    return waits.perform(caller.thread, thread, (waiting) =>
      this.#perform(thread, (file) => file.lock(waiting, command, lock)),
    )
  }

  // No closure: reads are the hot path (`posix/vfs-read-4K`).
  #read(thread: ServiceThread, position: bigint, into: Uint8Array, length: number): Answer {
    if (this.#isEnded) return -EBADF
    const { description } = this.#shared
    const { file } = description
    if (file === null) return -ENOTDIR
    const answer =
      position === AtOffset
        ? description.read(thread, into, 0, length)
        : file.pread(thread, Number(position), into, 0, length)
    return this.#shared.settled(thread, answer)
  }

  #write(thread: ServiceThread, position: bigint, from: Uint8Array, length: number): Answer {
    if (this.#isReadOnly) return -EBADF
    return this.#perform(thread, (file, description) => {
      if (position >= 0n) return file.pwrite(thread, Number(position), from, 0, length)
      if (position < AtEnd) return -EINVAL
      setAppend(description, position === AtEnd)
      return description.write(thread, from, 0, length)
    })
  }

  #simply(
    caller: Caller,
    operation: (file: FileOperations, thread: ServiceThread) => Answer,
  ): Answered<AnsweredResult> {
    const thread = this.#server.threadOf(caller)
    return finish(
      this.#perform(thread, (file) => operation(file, thread)),
      resultOf,
    )
  }

  /** Makes an operation on the file. EBADF: it has ended. */
  #perform(
    thread: ServiceThread,
    operation: (file: FileOperations, description: FileDescription) => Answer,
  ): Answer {
    if (this.#isEnded) return -EBADF
    const { description } = this.#shared
    const { file } = description
    if (file === null) return -ENOTDIR
    return this.#shared.settled(thread, operation(file, description))
  }

  #end(thread: ServiceThread): Answer {
    this.#isEnded = true
    this.#onEnd?.()
    return this.#shared.release(thread)
  }
}

/** O_APPEND is a flag of the client, who says it with each write. */
function setAppend(description: FileDescription, append: boolean): void {
  const { flags } = description
  if (((flags & O_APPEND) !== 0) === append) return
  description.setFlags(append ? flags | O_APPEND : flags & ~O_APPEND)
}

function seekFault(offset: bigint): number {
  return offset < 0n ? -EINVAL : -EOVERFLOW
}
