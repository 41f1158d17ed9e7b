// A session: the object behind a handle of kl.VfsSession. It has a namespace of its own, with the
// root, the user and the umask of its profile, and knows its open files by number, for bases.
//
// A file outlives its session while it has handles.

import { type Caller, INVALID_HANDLE } from '@kos/libkos'
import { EBADF, EINVAL, EIO, EPERM } from '../errno.ts'
import { FileStat, FileSystemStat } from '../fs/file-stat.ts'
import type {
  AccessRequest,
  ChangeDirRequest,
  ChangeRootRequest,
  ChmodRequest,
  ChownRequest,
  LinkRequest,
  MakeDirRequest,
  OpenRequest,
  OpenResponseInit,
  ReadLinkResponse,
  RenameRequest,
  SetIdRequest,
  SetMaskRequest,
  SetTimesRequest,
  StatFsResponse,
  StatRequest,
  StatResponse,
  SymLinkRequest,
  TruncateRequest,
  UnlinkRequest,
  VfsSessionImplementation,
  WorkingDirResponse,
} from '../generated/kl/VfsSession.idl.ts'
import type { FileDescription } from '../io/file-description.ts'
import type { Base, Files } from '../io/files.ts'
import type { Answer } from '../io/io-thread.ts'
import type { LocalFiles } from '../io/local-files.ts'
import {
  type Answered,
  arrivedId,
  arrivedTime,
  finish,
  isSendable,
  type AnsweredResult,
  resultOf,
} from './answered.ts'
import { idRules } from './id-rules.ts'
import { LockWaits } from './lock-waits.ts'
import { plainPathFault } from './plain-path.ts'
import { ServedFile } from './served-file.ts'
import type { ServedObject } from './served-objects.ts'
import type { ServiceThread } from './service-thread.ts'
import { SharedDescription } from './shared-description.ts'
import { sentFsStat, sentStat } from './stat-record.ts'
import type { VfsServer } from './vfs-server.ts'

/** How far a session reaches. */
export interface SessionBounds {
  /** Its root is not that of the tree: it may not be changed, since `..` could lead out then. */
  readonly isConfined: boolean
  /** See `VfsClient.plainPaths`. */
  readonly isPlain: boolean
}

type PathOperation = (files: Files, thread: ServiceThread, base: Base) => Answer

/** One session. */
export class ServedSession implements VfsSessionImplementation, ServedObject {
  readonly owner: number
  readonly #server: VfsServer
  readonly #files: Files
  readonly #bounds: SessionBounds
  readonly #open: Map<number, FileDescription> = new Map()
  readonly #waits: LockWaits = new LockWaits()
  #last = 0

  /** The files that it opens count for the process that opened it. */
  constructor(server: VfsServer, owner: number, files: LocalFiles, bounds: SessionBounds) {
    this.owner = owner
    this.#server = server
    this.#files = files
    this.#bounds = bounds
  }

  ended(): void {
    this.#waits.endAll()
    this.#files.close()
  }

  Open({ base, path, flags, mode }: OpenRequest, caller: Caller): Answered<OpenResponseInit> {
    const start = this.#baseOf(base)
    const fault = typeof start === 'number' ? start : this.#fault(base, path)
    if (typeof start === 'number' || fault !== 0) return refused(fault)
    const excess = this.#server.objects.admit(this.owner)
    if (excess < 0) return refused(excess)
    const thread = this.#server.threadOf(caller)
    const opened = this.#files.open(thread, start, path, flags, mode)
    if (!(opened instanceof Promise)) return this.#opened(opened, thread)
    return opened.then((each) => this.#opened(each, thread))
  }

  Stat({ base, path, flags }: StatRequest, caller: Caller): Answered<StatResponse> {
    const stat = new FileStat()
    const answer = this.#at(caller, base, path, (files, thread, start) =>
      files.stat(thread, start, path, stat, flags),
    )
    return finish(answer, (result) => ({ result, stat: sentStat(stat) }))
  }

  StatFs({ base, path }: UnlinkRequest, caller: Caller): Answered<StatFsResponse> {
    const stat = new FileSystemStat()
    const answer = this.#at(caller, base, path, (files, thread, start) =>
      files.statfs(thread, start, path, stat),
    )
    return finish(answer, (result) => ({ result, stat: sentFsStat(stat) }))
  }

  Access({ base, path, wanted, flags }: AccessRequest, caller: Caller): Answered<AnsweredResult> {
    const answer = this.#at(caller, base, path, (files, thread, start) =>
      files.access(thread, start, path, wanted, flags),
    )
    return finish(answer, resultOf)
  }

  async ReadLink({ base, path }: UnlinkRequest, caller: Caller): Promise<ReadLinkResponse> {
    let target = ''
    const result = await this.#at(caller, base, path, async (files, thread, start) => {
      const read = await files.readlink(thread, start, path)
      if (typeof read === 'number') return read
      if (!isSendable(read)) return -EIO
      target = read
      return 0
    })
    return { result, target }
  }

  Chmod({ base, path, mode, flags }: ChmodRequest, caller: Caller): Answered<AnsweredResult> {
    const answer = this.#at(caller, base, path, (files, thread, start) =>
      files.chmod(thread, start, path, mode, flags),
    )
    return finish(answer, resultOf)
  }

  Chown({ base, path, uid, gid, flags }: ChownRequest, caller: Caller): Answered<AnsweredResult> {
    const answer = this.#at(caller, base, path, (files, thread, start) =>
      files.chown(thread, start, path, arrivedId(uid), arrivedId(gid), flags),
    )
    return finish(answer, resultOf)
  }

  Truncate({ path, size }: TruncateRequest, caller: Caller): Answered<AnsweredResult> {
    const answer = this.#at(caller, 0, path, (files, thread) =>
      files.truncate(thread, path, Number(size)),
    )
    return finish(answer, resultOf)
  }

  SetTimes(request: SetTimesRequest, caller: Caller): Answered<AnsweredResult> {
    const { base, path, flags } = request
    const [atime, mtime] = [arrivedTime(request.atime), arrivedTime(request.mtime)]
    const answer = this.#at(caller, base, path, (files, thread, start) =>
      files.utimens(thread, start, path, atime, mtime, flags),
    )
    return finish(answer, resultOf)
  }

  MakeDir({ base, path, mode }: MakeDirRequest, caller: Caller): Answered<AnsweredResult> {
    const answer = this.#at(caller, base, path, (files, thread, start) =>
      files.mkdir(thread, start, path, mode),
    )
    return finish(answer, resultOf)
  }

  MakeNode({ base, path, mode }: MakeDirRequest, caller: Caller): Answered<AnsweredResult> {
    const answer = this.#at(caller, base, path, (files, thread, start) =>
      files.mknod(thread, start, path, mode),
    )
    return finish(answer, resultOf)
  }

  SymLink({ target, base, path }: SymLinkRequest, caller: Caller): Answered<AnsweredResult> {
    const answer = this.#at(caller, base, path, (files, thread, start) =>
      files.symlink(thread, target, start, path),
    )
    return finish(answer, resultOf)
  }

  Link(request: LinkRequest, caller: Caller): Answered<AnsweredResult> {
    const { base, path, newBase, newPath, flags } = request
    const answer = this.#at(caller, base, path, (_files, _thread, start) =>
      this.#at(caller, newBase, newPath, (files, thread, newStart) =>
        files.link(thread, start, path, newStart, newPath, flags),
      ),
    )
    return finish(answer, resultOf)
  }

  Unlink({ base, path }: UnlinkRequest, caller: Caller): Answered<AnsweredResult> {
    const answer = this.#at(caller, base, path, (files, thread, start) =>
      files.unlink(thread, start, path),
    )
    return finish(answer, resultOf)
  }

  RemoveDir({ base, path }: UnlinkRequest, caller: Caller): Answered<AnsweredResult> {
    const answer = this.#at(caller, base, path, (files, thread, start) =>
      files.rmdir(thread, start, path),
    )
    return finish(answer, resultOf)
  }

  Rename(
    { base, path, newBase, newPath }: RenameRequest,
    caller: Caller,
  ): Answered<AnsweredResult> {
    const answer = this.#at(caller, base, path, (_files, _thread, start) =>
      this.#at(caller, newBase, newPath, (files, thread, newStart) =>
        files.rename(thread, start, path, newStart, newPath),
      ),
    )
    return finish(answer, resultOf)
  }

  ChangeDir({ base, path }: ChangeDirRequest, caller: Caller): Answered<AnsweredResult> {
    const answer = this.#at(caller, base, path, (files, thread, start) =>
      files.chdir(thread, start, path),
    )
    return finish(answer, resultOf)
  }

  ChangeRoot({ path }: ChangeRootRequest, caller: Caller): Answered<AnsweredResult> {
    if (this.#bounds.isConfined) return { result: -EPERM }
    const answer = this.#at(caller, 0, path, (files, thread) => files.chroot(thread, path))
    return finish(answer, resultOf)
  }

  async WorkingDir(_request: unknown, caller: Caller): Promise<WorkingDirResponse> {
    const path = await this.#files.getcwd(this.#server.threadOf(caller))
    if (typeof path === 'number') return { result: path, path: '' }
    return isSendable(path) ? { result: 0, path } : { result: -EIO, path: '' }
  }

  SetId({ rule, id }: SetIdRequest, caller: Caller): Answered<AnsweredResult> {
    const name = idRules[rule]
    if (name === undefined) return { result: -EINVAL }
    return finish(this.#files.setId(this.#server.threadOf(caller), name, id), resultOf)
  }

  SetMask({ mask }: SetMaskRequest, caller: Caller): Answered<AnsweredResult> {
    return finish(this.#files.umask(this.#server.threadOf(caller), mask), resultOf)
  }

  /** Makes an operation on a path. EBADF: the base is none of this session. */
  #at(caller: Caller, base: number, path: string, operation: PathOperation): Answer {
    const start = this.#baseOf(base)
    if (typeof start === 'number') return start
    const fault = this.#fault(base, path)
    return fault === 0 ? operation(this.#files, this.#server.threadOf(caller), start) : fault
  }

  #baseOf(base: number): Base | number {
    return base === 0 ? null : (this.#open.get(base) ?? -EBADF)
  }

  /** Where paths are judged: no base, and nothing in a path that would say less than it seems. */
  #fault(base: number, path: string): number {
    if (!this.#bounds.isPlain) return 0
    return base === 0 ? plainPathFault(path) : -EPERM
  }

  #opened(opened: FileDescription | number, thread: ServiceThread): OpenResponseInit {
    if (typeof opened === 'number') {
      this.#server.objects.dismiss(this.owner)
      return refused(opened)
    }
    const number = this.#nextNumber()
    this.#open.set(number, opened)
    const forget = (): void => void this.#open.delete(number)
    const shared = new SharedDescription(opened)
    const file = new ServedFile(this.#server, shared, this.owner, false, this.#waits, forget)
    const watched = this.#server.objects.watched(thread, file)
    return { result: 0, type: opened.type, number, file: watched }
  }

  #nextNumber(): number {
    do this.#last = (this.#last % maxNumber) + 1
    while (this.#open.has(this.#last))
    return this.#last
  }
}

const maxNumber = 2 ** 32 - 1

function refused(result: number): OpenResponseInit {
  return { result, type: 0, number: 0, file: INVALID_HANDLE }
}
