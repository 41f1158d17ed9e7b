// File descriptors: small numbers that refer to open file descriptions, with FD_CLOEXEC for each.

import { EBADF, EMFILE } from '../errno.ts'
import { OPEN_MAX } from '../limits.ts'
import type { FileDescription } from './file-description.ts'
import type { Answer, IoThread } from './io-thread.ts'

/** The descriptors of a process. */
export class DescriptorTable {
  readonly #descriptions: (FileDescription | null)[] = []
  readonly #closeOnExec: Set<number> = new Set()
  readonly #references: Map<FileDescription, number> = new Map()

  /** The description of a descriptor; undefined if it is not open. */
  get(fd: number): FileDescription | undefined {
    return this.#descriptions[fd] ?? undefined
  }

  /** How many are open. */
  get size(): number {
    return this.#descriptions.reduce((count, each) => count + (each === null ? 0 : 1), 0)
  }

  /** Takes the lowest free descriptor from `from` on. EMFILE: there is none below OPEN_MAX. */
  add(description: FileDescription, from: number = 0): number {
    const descriptions = this.#descriptions
    let fd = from
    while (fd < descriptions.length && descriptions[fd] !== null) fd++
    if (fd >= OPEN_MAX) return -EMFILE
    while (descriptions.length < fd) descriptions.push(null)
    this.#set(fd, description)
    return fd
  }

  /** Closes a descriptor; with the last one of it, the description. EBADF. */
  close(thread: IoThread, fd: number): Answer {
    const description = this.get(fd)
    if (description === undefined) return -EBADF
    this.#descriptions[fd] = null
    this.#closeOnExec.delete(fd)
    const left = (this.#references.get(description) as number) - 1
    if (left > 0) {
      this.#references.set(description, left)
      return 0
    }
    this.#references.delete(description)
    return description.close(thread)
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

  #set(fd: number, description: FileDescription): void {
    this.#descriptions[fd] = description
    this.#references.set(description, (this.#references.get(description) ?? 0) + 1)
  }
}
