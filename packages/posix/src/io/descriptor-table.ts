// File descriptors: small numbers that refer to open file descriptions, with FD_CLOEXEC for each.
//
// Whoever waits for what it opens reserves a descriptor first, so that the last one is not taken
// meanwhile.
//
// A description ends with its last descriptor. Record locks of a process fall with any descriptor
// of their file (`dropLocks`), so a close asks for that first. Whoever polls hears of each close.

import { EBADF, EMFILE } from '../errno.ts'
import { OPEN_MAX } from '../limits.ts'
import type { FileDescription } from './file-description.ts'
import type { Answer, IoThread } from './io-thread.ts'
import { ReadinessListeners } from './readiness.ts'

/** The descriptors of a process. */
export class DescriptorTable {
  readonly #descriptions: (FileDescription | null)[] = []
  readonly #closeOnExec: Set<number> = new Set()
  /** Neither open nor free. */
  readonly #reserved: Set<number> = new Set()
  /**
   * How many descriptors more than one a description has: an open and a close write nothing here.
   */
  readonly #duplicates: Map<FileDescription, number> = new Map()
  /** No descriptor below this one is free. */
  #lowestFree = 0
  #isOver = false
  /** Told when a descriptor was closed. */
  readonly closed: ReadinessListeners = new ReadinessListeners()

  /** The description of a descriptor; undefined if it is not open, whatever `fd` is. */
  get(fd: number): FileDescription | undefined {
    return typeof fd === 'number' ? (this.#descriptions[fd] ?? undefined) : undefined
  }

  /** How many are open. */
  get size(): number {
    return this.#descriptions.reduce((count, each) => count + (each === null ? 0 : 1), 0)
  }

  /** Whether no descriptor from `from` on is free. */
  isFull(from: number = 0): boolean {
    return this.#firstFree(from) >= OPEN_MAX
  }

  #firstFree(from: number): number {
    const descriptions = this.#descriptions
    let fd = Math.max(from, this.#lowestFree)
    while ((descriptions[fd] ?? null) !== null || this.#reserved.has(fd)) fd++
    return fd
  }

  #take(from: number): number {
    const fd = this.#firstFree(from)
    if (fd >= OPEN_MAX || this.#isOver) return -EMFILE
    if (from <= this.#lowestFree) this.#lowestFree = fd + 1
    return fd
  }

  #free(fd: number): void {
    if (fd < this.#lowestFree) this.#lowestFree = fd
  }

  #open(fd: number, description: FileDescription): void {
    const descriptions = this.#descriptions
    while (descriptions.length < fd) descriptions.push(null)
    descriptions[fd] = description
  }

  /**
   * Takes the lowest free descriptor from `from` on. EMFILE: there is none below OPEN_MAX, or the
   * process is over.
   */
  add(description: FileDescription, from: number = 0): number {
    const fd = this.#take(from)
    if (fd >= 0) this.#open(fd, description)
    return fd
  }

  /**
   * Keeps the lowest free descriptor from `from` on for `fill` or `release`. EMFILE: as `add`.
   */
  reserve(from: number = 0): number {
    const fd = this.#take(from)
    if (fd >= 0) this.#reserved.add(fd)
    return fd
  }

  /** Opens a reserved descriptor, and answers it. EMFILE: the process is over. */
  fill(fd: number, description: FileDescription): number {
    this.#reserved.delete(fd)
    if (this.#isOver) return -EMFILE
    this.#open(fd, description)
    return fd
  }

  /** Lets a reserved descriptor be free again. */
  release(fd: number): void {
    this.#reserved.delete(fd)
    this.#free(fd)
  }

  /** Another descriptor for the description of `fd`: the lowest free one from `from` on. */
  duplicate(fd: number, from: number = 0): number {
    const description = this.get(fd)
    if (description === undefined) return -EBADF
    const added = this.add(description, from)
    if (added >= 0) this.#retain(description)
    return added
  }

  /**
   * Lets descriptor `to`, which is open, refer to the description of `fd`; what it referred to is
   * closed. Answers `to`. EBADF: one of the two is not open.
   */
  redirect(thread: IoThread, fd: number, to: number): Answer {
    const description = this.get(fd)
    const before = this.get(to)
    if (description === undefined || before === undefined) return -EBADF
    if (fd === to) return to
    this.#retain(description)
    this.#descriptions[to] = description
    this.#closeOnExec.delete(to)
    const answer = this.#dropOne(thread, before)
    // The descriptor is what it shall be, whatever the end of the other file says.
    return typeof answer === 'number' ? to : answer.then(() => to)
  }

  /** Closes a descriptor; with the last one of it, the description. EBADF. */
  close(thread: IoThread, fd: number): Answer {
    const description = this.get(fd)
    if (description === undefined) return -EBADF
    this.#descriptions[fd] = null
    this.#free(fd)
    if (this.#closeOnExec.size > 0) this.#closeOnExec.delete(fd)
    return this.#dropOne(thread, description)
  }

  /** The process is over: ends all that is open, and lets nothing be opened any more. */
  abandon(): void {
    this.#isOver = true
    for (const description of new Set(this.#descriptions)) description?.abandon?.()
    this.#descriptions.length = 0
    this.#closeOnExec.clear()
    this.#duplicates.clear()
  }

  /** FD_CLOEXEC of a descriptor. */
  isCloseOnExec(fd: number): boolean {
    return this.#closeOnExec.has(fd)
  }

  /** Sets it. */
  setCloseOnExec(fd: number, closeOnExec: boolean): void {
    if (closeOnExec) this.#closeOnExec.add(fd)
    else this.#closeOnExec.delete(fd)
  }

  #retain(description: FileDescription): void {
    this.#duplicates.set(description, (this.#duplicates.get(description) ?? 0) + 1)
  }

  /** One descriptor less. */
  #dropOne(thread: IoThread, description: FileDescription): Answer {
    const isLast = this.#isLast(description)
    const dropped = description.file === null ? 0 : description.file.dropLocks(thread)
    const answer =
      typeof dropped === 'number'
        ? isLast
          ? description.close(thread)
          : 0
        : dropped.then(() => (isLast ? description.close(thread) : 0))
    this.closed.changed()
    return answer
  }

  #isLast(description: FileDescription): boolean {
    const more = this.#duplicates.size === 0 ? 0 : (this.#duplicates.get(description) ?? 0)
    if (more === 0) return true
    if (more === 1) this.#duplicates.delete(description)
    else this.#duplicates.set(description, more - 1)
    return false
  }
}

/** The descriptor of the standard input. */
export const STDIN_FILENO = 0
/** The descriptor of the standard output. */
export const STDOUT_FILENO = 1
/** The descriptor of the standard error output. */
export const STDERR_FILENO = 2
