// Record locks (`fcntl` F_SETLK): locks of ranges of bytes of a file, shared to read or exclusive to
// write. They belong to processes: an owner never waits for itself, and what it locks replaces what
// it had there.
//
// A table is that of a mount: files by inode. It decides and keeps; who must wait parks itself in the
// queue of the file and asks again. A file has a lock only while its owner has it open, so an inode
// is not used again meanwhile.

import { WaitQueue } from '@kos/thread'
import { EDEADLK, ENOLCK } from '../errno.ts'
import { maxRecordLocks } from '../limits.ts'

/** Shared lock, to read. */
export const F_RDLCK = 0
/** Exclusive lock, to write. */
export const F_WRLCK = 1
/** No lock. */
export const F_UNLCK = 2

/** Who has locks: one for each process, compared by identity. */
export interface LockOwner {
  /** For F_GETLK. */
  readonly pid: number
}

/** A range of bytes; `end` is the first byte behind it, or Infinity. */
export interface LockRange {
  readonly type: number
  readonly start: number
  readonly end: number
}

/** A lock that is held. */
export interface HeldLock extends LockRange {
  readonly owner: LockOwner
}

/** A request that waits for others to unlock. */
interface LockRequest {
  readonly file: FileLocks
  readonly owner: LockOwner
  readonly range: LockRange
}

/** The locks of one file. */
class FileLocks {
  /** By owner, and sorted by `start` within each: the ranges of an owner neither overlap nor touch
   * if they are of one type. */
  locks: HeldLock[] = []
  /** Who waits for a lock to fall. */
  readonly queue: WaitQueue = new WaitQueue()
  /** How many requests wait. */
  waiting = 0

  /** A lock of somebody else that is in the way; undefined if there is none. */
  blocker(owner: LockOwner, range: LockRange): HeldLock | undefined {
    return this.locks.find((each) => isBlocked(each, owner, range))
  }

  /** The locks as they are once `owner` has this one. */
  after(owner: LockOwner, range: LockRange): HeldLock[] {
    const others = this.locks.filter((each) => each.owner !== owner)
    const own: LockRange[] = []
    for (const each of this.locks) if (each.owner === owner) own.push(...without(each, range))
    if (range.type !== F_UNLCK) own.push(range)
    own.sort((left, right) => left.start - right.start)
    for (const each of merged(own)) others.push({ ...each, owner })
    return others
  }
}

function isBlocked(held: HeldLock, owner: LockOwner, { type, start, end }: LockRange): boolean {
  if (held.owner === owner || type === F_UNLCK) return false
  if (held.start >= end || start >= held.end) return false
  return held.type === F_WRLCK || type === F_WRLCK
}

/** What is left of a range without another one. */
function without({ type, start, end }: LockRange, cut: LockRange): LockRange[] {
  if (start >= cut.end || cut.start >= end) return [{ type, start, end }]
  const left: LockRange[] = []
  if (start < cut.start) left.push({ type, start, end: cut.start })
  if (cut.end < end) left.push({ type, start: cut.end, end })
  return left
}

/** Sorted ranges, with neighbours of one type put together. */
function merged(ranges: readonly LockRange[]): LockRange[] {
  const result: LockRange[] = []
  for (const each of ranges) {
    const last = result.at(-1)
    if (last === undefined || last.type !== each.type || last.end < each.start) result.push(each)
    else result[result.length - 1] = { ...last, end: Math.max(last.end, each.end) }
  }
  return result
}

/** The record locks of the files of a mount. */
export class RecordLocks {
  readonly #files: Map<number, FileLocks> = new Map()
  readonly #requests: Set<LockRequest> = new Set()
  /** Locked ranges by owner; who has none is not here. */
  readonly #counts: Map<LockOwner, number> = new Map()

  /** Number of locked ranges. */
  get size(): number {
    let size = 0
    for (const count of this.#counts.values()) size += count
    return size
  }

  /** Number of requests that wait. */
  get waiting(): number {
    return this.#requests.size
  }

  /** The lock that is in the way of one; undefined if none is. */
  blocker(ino: number, owner: LockOwner, range: LockRange): HeldLock | undefined {
    return this.#files.get(ino)?.blocker(owner, range)
  }

  /**
   * Locks or unlocks a range, at once. Answers 1 if done, 0 if a lock is in the way, or negated ENOLCK
   * if the owner would have more than `maxRecordLocks`.
   */
  set(ino: number, owner: LockOwner, range: LockRange): number {
    const file = this.#files.get(ino) ?? (range.type === F_UNLCK ? undefined : new FileLocks())
    if (file === undefined) return 1
    if (file.blocker(owner, range) !== undefined) return 0
    const locks = file.after(owner, range)
    const more = locks.length - file.locks.length
    if (more > 0 && this.#countOf(owner) + more > maxRecordLocks) return -ENOLCK
    this.#files.set(ino, file)
    this.#replace(ino, file, owner, locks)
    return 1
  }

  /** Drops all locks of an owner on a file. */
  drop(ino: number, owner: LockOwner): void {
    const file = this.#files.get(ino)
    if (file === undefined) return
    const locks = file.locks.filter((each) => each.owner !== owner)
    if (locks.length < file.locks.length) this.#replace(ino, file, owner, locks)
  }

  /** Drops all locks of an owner: its process is over. */
  dropAll(owner: LockOwner): void {
    for (const request of this.#requests) if (request.owner === owner) this.#end(request)
    for (const ino of this.#files.keys()) this.drop(ino, owner)
  }

  /**
   * Locks a range, and waits as long as a lock is in the way. `wait` parks the caller in the queue
   * that it is given until it is woken from there; if it rejects, nothing is locked and nothing is
   * left. Answers 0, or negated EDEADLK (the owner of the lock waits, over others or not, for this
   * one) or ENOLCK.
   */
  async setWaiting(
    ino: number,
    owner: LockOwner,
    range: LockRange,
    wait: (queue: WaitQueue) => Promise<unknown>,
  ): Promise<number> {
    for (;;) {
      const answer = this.set(ino, owner, range)
      if (answer !== 0) return Math.min(answer, 0)
      // 1. It is blocked, so the file is there. 2. Between this and `wait` nobody else runs, so that
      // the lock can't fall unheard.
      const file = this.#files.get(ino) as FileLocks
      const request = { file, owner, range }
      if (this.#isDeadlock(request)) return -EDEADLK
      this.#requests.add(request)
      file.waiting++
      try {
        await wait(file.queue)
      } finally {
        this.#end(request)
        this.#forget(ino, file)
      }
    }
  }

  /** Whether one of those that a request would wait for waits for its owner. */
  #isDeadlock({ file, owner, range }: LockRequest): boolean {
    const seen = new Set<LockOwner>()
    const ahead = blockersOf({ file, owner, range })
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      if (next === owner) return true
      if (seen.has(next)) continue
      seen.add(next)
      for (const request of this.#requests)
        if (request.owner === next) ahead.push(...blockersOf(request))
    }
    return false
  }

  #end(request: LockRequest): void {
    if (this.#requests.delete(request)) request.file.waiting--
  }

  #countOf(owner: LockOwner): number {
    return this.#counts.get(owner) ?? 0
  }

  /** The locks of an owner have changed, those of all others have not. */
  #replace(ino: number, file: FileLocks, owner: LockOwner, locks: HeldLock[]): void {
    const count = this.#countOf(owner) + locks.length - file.locks.length
    if (count === 0) this.#counts.delete(owner)
    else this.#counts.set(owner, count)
    file.locks = locks
    file.queue.wakeAll(0)
    this.#forget(ino, file)
  }

  #forget(ino: number, file: FileLocks): void {
    if (file.locks.length === 0 && file.waiting === 0 && this.#files.get(ino) === file)
      this.#files.delete(ino)
  }
}

function blockersOf({ file, owner, range }: LockRequest): LockOwner[] {
  return file.locks.filter((each) => isBlocked(each, owner, range)).map((each) => each.owner)
}
