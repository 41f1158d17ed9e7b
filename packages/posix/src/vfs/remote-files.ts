// The files of a VFS process as those of this one: paths go there over a session, which is opened when
// it is first needed, and again after the server was started again.
//
// Which server, and which profile of it, is chosen by who makes this: a program, or the environment
// (backend.ts). When the server is gone, operations answer EIO, and the first one says so in the log.

import { INVALID_HANDLE, type Kos } from '@kos/libkos'
import { EBADF, EINVAL, EIO, ENOENT, ENOTDIR } from '../errno.ts'
import { Identity, type IdRule } from '../fs/identity.ts'
import type { FileStat, FileSystemStat } from '../fs/file-stat.ts'
import { AT_EMPTY_PATH, O_CLOEXEC, O_CREAT, O_EXCL, O_TRUNC } from '../fs/open-flags.ts'
import { VfsSession } from '../generated/kl/VfsSession.idl.ts'
import type { FileDescription } from '../io/file-description.ts'
import type { Base, Files, TimeStamp } from '../io/files.ts'
import type { Answer, IoThread } from '../io/io-thread.ts'
import { plainPathOf } from './plain-path.ts'
import { type CallableMethod, RemoteCalls, VfsEndpoint } from './remote-calls.ts'
import { RemoteFile } from './remote-file.ts'
import { isUint32, sentId, sentSize, sentTimeStamp } from './remote-numbers.ts'
import { pathFault } from './remote-path.ts'
import { openSession, RemoteSession } from './remote-session.ts'
import { idRules } from './id-rules.ts'
import { takeFsStat, takeStat } from './stat-record.ts'

/** A path as a session is told it. */
interface Place {
  readonly session: RemoteSession
  readonly base: number
  readonly path: string
}

/** Flags that are over once a file is open. */
const openOnly = O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC

/** The files of a VFS process. */
export class RemoteFiles implements Files {
  readonly #channel: string
  readonly #profile: string | null
  #session: RemoteSession | null = null
  #umask = -1
  /** Who the process was before there was a session. */
  readonly #unknown = new Identity({ uid: 0, gid: 0, groups: [] })
  /** The changes of ids that the process made, to be made again in another session. */
  readonly #changes: { readonly rule: IdRule; readonly id: number }[] = []
  #isReported = false

  /** Over the connection of that name. The profile is the name of the process if it is left out. */
  constructor(channel: string, profile: string | null = null) {
    this.#channel = channel
    this.#profile = profile
  }

  async open(
    thread: IoThread,
    base: Base,
    path: string,
    flags: number,
    mode: number,
  ): Promise<FileDescription | number> {
    if (!isUint32(flags)) return -EINVAL
    const place = await this.#place(thread, base, path)
    if (typeof place === 'number') return place
    const { session } = place
    let opened: RemoteFile | null = null
    const values = { base: place.base, path: place.path, flags, mode: mode >>> 0 }
    const result = await this.#call(thread, session, VfsSession.Open, values, (response) => {
      const { type, number } = response
      const { handle } = response.file
      const where = session.isPlain ? place.path : ''
      const kept = flags & ~openOnly
      const file = { handle, type, flags: kept, number, path: where, isOwned: true }
      opened = new RemoteFile(session, file)
    })
    return opened ?? result
  }

  async stat(
    thread: IoThread,
    base: Base,
    path: string,
    into: FileStat,
    flags: number,
  ): Promise<number> {
    const place = await this.#place(thread, base, path, flags)
    if (typeof place === 'number') return place
    const { session, ...at } = place
    return this.#call(thread, session, VfsSession.Stat, { ...at, flags }, ({ stat }) =>
      takeStat(stat, into),
    )
  }

  async statfs(thread: IoThread, base: Base, path: string, into: FileSystemStat): Promise<number> {
    const place = await this.#place(thread, base, path)
    if (typeof place === 'number') return place
    const { session, ...at } = place
    return this.#call(thread, session, VfsSession.StatFs, at, ({ stat }) => takeFsStat(stat, into))
  }

  async access(
    thread: IoThread,
    base: Base,
    path: string,
    wanted: number,
    flags: number,
  ): Promise<number> {
    if (!isUint32(wanted)) return -EINVAL
    return this.#at(thread, base, path, flags, VfsSession.Access, { wanted, flags })
  }

  async readlink(thread: IoThread, base: Base, path: string): Promise<string | number> {
    const place = await this.#place(thread, base, path)
    if (typeof place === 'number') return place
    const { session, ...at } = place
    let target = ''
    const result = await this.#call(thread, session, VfsSession.ReadLink, at, (response) => {
      target = response.target
    })
    return result < 0 ? result : target
  }

  chmod(thread: IoThread, base: Base, path: string, mode: number, flags: number): Answer {
    return this.#at(thread, base, path, flags, VfsSession.Chmod, { mode: mode >>> 0, flags })
  }

  chown(
    thread: IoThread,
    base: Base,
    path: string,
    uid: number,
    gid: number,
    flags: number,
  ): Answer {
    const [user, group] = [sentId(uid), sentId(gid)]
    if (user < 0 || group < 0) return -EINVAL
    return this.#at(thread, base, path, flags, VfsSession.Chown, { uid: user, gid: group, flags })
  }

  truncate(thread: IoThread, path: string, size: number): Answer {
    const sent = sentSize(size)
    if (typeof sent === 'number') return sent
    return this.#at(thread, null, path, 0, VfsSession.Truncate, { size: sent })
  }

  utimens(
    thread: IoThread,
    base: Base,
    path: string,
    atime: TimeStamp,
    mtime: TimeStamp,
    flags: number,
  ): Answer {
    const [accessed, modified] = [sentTimeStamp(atime), sentTimeStamp(mtime)]
    if (accessed === null || modified === null) return -EINVAL
    const values = { atime: accessed, mtime: modified, flags }
    return this.#at(thread, base, path, flags, VfsSession.SetTimes, values)
  }

  mkdir(thread: IoThread, base: Base, path: string, mode: number): Answer {
    return this.#at(thread, base, path, 0, VfsSession.MakeDir, { mode: mode >>> 0 })
  }

  mknod(thread: IoThread, base: Base, path: string, mode: number): Answer {
    return this.#at(thread, base, path, 0, VfsSession.MakeNode, { mode: mode >>> 0 })
  }

  async symlink(thread: IoThread, target: string, base: Base, path: string): Promise<number> {
    const fault = pathFault(target)
    return fault < 0 ? fault : this.#at(thread, base, path, 0, VfsSession.SymLink, { target })
  }

  link(
    thread: IoThread,
    base: Base,
    path: string,
    newBase: Base,
    newPath: string,
    flags: number,
  ): Answer {
    return this.#between(thread, base, path, newBase, newPath, flags, VfsSession.Link, { flags })
  }

  unlink(thread: IoThread, base: Base, path: string): Answer {
    return this.#at(thread, base, path, 0, VfsSession.Unlink, {})
  }

  rmdir(thread: IoThread, base: Base, path: string): Answer {
    return this.#at(thread, base, path, 0, VfsSession.RemoveDir, {})
  }

  rename(thread: IoThread, base: Base, path: string, newBase: Base, newPath: string): Answer {
    return this.#between(thread, base, path, newBase, newPath, 0, VfsSession.Rename, {})
  }

  async chdir(thread: IoThread, base: Base, path: string): Promise<number> {
    const place = await this.#place(thread, base, path, AT_EMPTY_PATH)
    if (typeof place === 'number') return place
    const { session, ...at } = place
    const result = await this.#call(thread, session, VfsSession.ChangeDir, at)
    if (result === 0 && session.isPlain) session.directory = place.path
    return result
  }

  chroot(thread: IoThread, path: string): Answer {
    return this.#at(thread, null, path, 0, VfsSession.ChangeRoot, {})
  }

  async getcwd(thread: IoThread): Promise<string | number> {
    const session = await this.#sessionOf(thread)
    if (typeof session === 'number') return session
    if (session.isPlain) return session.directory
    let path = ''
    const result = await this.#call(thread, session, VfsSession.WorkingDir, {}, (response) => {
      path = response.path
    })
    return result < 0 ? result : path
  }

  async umask(thread: IoThread, mask: number): Promise<number> {
    const session = await this.#sessionOf(thread)
    if (typeof session === 'number') return session
    const sent = mask & 0o777
    const result = await this.#call(thread, session, VfsSession.SetMask, { mask: sent })
    if (result >= 0) this.#umask = sent
    return result
  }

  /** That of the session; user 0 before the first operation. */
  get identity(): Identity {
    return this.#session?.identity ?? this.#unknown
  }

  async setId(thread: IoThread, rule: IdRule, id: number): Promise<number> {
    if (!isUint32(id)) return -EINVAL
    const session = await this.#sessionOf(thread)
    if (typeof session === 'number') return session
    const result = await this.#setId(thread, session, rule, id)
    if (result === 0) this.#changes.push({ rule, id })
    return result
  }

  /** The kernel closes the handles, and the server hears of that. */
  close(): void {}

  async #setId(
    thread: IoThread,
    session: RemoteSession,
    rule: IdRule,
    id: number,
  ): Promise<number> {
    const values = { rule: idRules.indexOf(rule), id }
    const result = await this.#call(thread, session, VfsSession.SetId, values)
    return result < 0 ? result : session.identity.set(rule, id)
  }

  /** An operation on one path, whose result is all. */
  async #at<Values extends object>(
    thread: IoThread,
    base: Base,
    path: string,
    flags: number,
    method: CallableMethod<Values & { readonly base: number; readonly path: string }, unknown>,
    values: Values,
  ): Promise<number> {
    const place = await this.#place(thread, base, path, flags)
    if (typeof place === 'number') return place
    const { session, ...at } = place
    return this.#call(thread, session, method, { ...values, ...at })
  }

  /** An operation on two paths. */
  async #between<Values extends object>(
    thread: IoThread,
    base: Base,
    path: string,
    newBase: Base,
    newPath: string,
    flags: number,
    method: CallableMethod<
      Values & {
        readonly base: number
        readonly path: string
        readonly newBase: number
        readonly newPath: string
      },
      unknown
    >,
    values: Values,
  ): Promise<number> {
    const from = await this.#place(thread, base, path, flags)
    if (typeof from === 'number') return from
    const to = await this.#place(thread, newBase, newPath)
    if (typeof to === 'number') return to
    return this.#call(thread, to.session, method, {
      ...values,
      base: from.base,
      path: from.path,
      newBase: to.base,
      newPath: to.path,
    })
  }

  /** Where a path begins: the session, the number of the base, and the path for the server. */
  async #place(
    thread: IoThread,
    base: Base,
    path: string,
    flags: number = 0,
  ): Promise<Place | number> {
    const fault = pathFault(path)
    if (fault < 0) return fault
    if (!isUint32(flags)) return -EINVAL
    const session = await this.#sessionOf(thread)
    if (typeof session === 'number') return session
    const isRelative = base !== null && !path.startsWith('/')
    if (isRelative && !(base instanceof RemoteFile)) return -ENOTDIR
    const file = isRelative ? (base as RemoteFile) : null
    // A file of another session: that of a server that ended, or a file that was given to us.
    if (file !== null && (file.home !== session || file.number === 0)) return -EBADF
    if (!session.isPlain) return { session, base: file?.number ?? 0, path }
    if (path === '' && (flags & AT_EMPTY_PATH) === 0) return -ENOENT
    return { session, base: 0, path: plainPathOf(file?.path ?? session.directory, path) }
  }

  #sessionOf(thread: IoThread): RemoteSession | Promise<RemoteSession | number> {
    return this.#session ?? this.#openSession(thread)
  }

  async #openSession(thread: IoThread): Promise<RemoteSession | number> {
    const { kos } = thread
    const handle = kos.ServiceLocatorConnect(this.#channel)
    if (handle === INVALID_HANDLE) return this.#report(kos, 'there is no such connection')
    let isGone = false
    const connection = { handle, lost: () => void (isGone = true) }
    const opened = await openSession(thread, connection, this.#profile ?? kos.name, this.#onLost)
    if (isGone) return this.#report(kos, 'the VFS process is gone')
    if (typeof opened === 'number') return opened
    const fault = await this.#restore(thread, opened)
    // Another thread may have been faster.
    const first = this.#session
    if (fault < 0 || first !== null) {
      opened.close(kos)
      return first ?? fault
    }
    this.#isReported = false
    return (this.#session = opened)
  }

  /** Makes a new session what the process had made of an old one: its mask and its ids. */
  async #restore(thread: IoThread, session: RemoteSession): Promise<number> {
    const mask = this.#umask
    if (mask >= 0) await this.#call(thread, session, VfsSession.SetMask, { mask })
    for (const { rule, id } of this.#changes) {
      const result = await this.#setId(thread, session, rule, id)
      if (result < 0) return result
    }
    return 0
  }

  readonly #onLost = (kos: Kos, session: RemoteSession): void => {
    if (this.#session === session) this.#session = null
    this.#report(kos, 'the VFS process is gone')
  }

  /** Says once why there are no files. */
  #report(kos: Kos, why: string): number {
    if (!this.#isReported) kos.log(`no files over ${this.#channel}: ${why}`)
    this.#isReported = true
    return -EIO
  }

  #call<Request, Response>(
    { kos, signal }: IoThread,
    session: RemoteSession,
    method: CallableMethod<Request, Response>,
    values: Request,
    take: ((response: Response) => void) | null = null,
  ): Promise<number> {
    const calls = RemoteCalls.of(kos)
    return calls.call(session, VfsEndpoint.session, method, values, signal, take)
  }
}
