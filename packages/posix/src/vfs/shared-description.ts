// An open file description that several objects of the VFS process may share. It is closed with the
// last of them, and not before the last operation on it is over.

import type { FileDescription } from '../io/file-description.ts'
import type { Answer } from '../io/io-thread.ts'
import type { ServiceThread } from './service-thread.ts'

/** A description, counted. It begins with one user. */
export class SharedDescription {
  readonly description: FileDescription
  #users = 1

  constructor(description: FileDescription) {
    this.description = description
  }

  /** Counts another user. */
  retain(): void {
    this.#users++
  }

  /** Ends one use. The answer is that of closing the description, or 0. */
  release(thread: ServiceThread): Answer {
    return --this.#users > 0 ? 0 : this.description.close(thread)
  }

  /** The answer of an operation on it. While that waits, it is a user. */
  settled(thread: ServiceThread, answer: Answer): Answer {
    return typeof answer === 'number' ? answer : this.#whileUsed(thread, answer)
  }

  async #whileUsed(thread: ServiceThread, answer: Promise<number>): Promise<number> {
    this.retain()
    try {
      return await answer
    } finally {
      await this.release(thread)
    }
  }
}
