// Thread-specific data: keys of a process, each with a value per thread, and a destructor that is
// given what a thread leaves behind.
//
// The values are kept with the key, so that deleting a key forgets them all. A destructor may set
// values again: the keys are gone through up to PTHREAD_DESTRUCTOR_ITERATIONS times.

import { EAGAIN, EFAULT, EINVAL } from '../errno.ts'
import { PTHREAD_DESTRUCTOR_ITERATIONS, PTHREAD_KEYS_MAX } from '../limits.ts'
import type { PosixProcess } from '../runtime/posix-process.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { ThreadExit } from '../runtime/thread-exit.ts'
import { Struct } from './struct.ts'

/** Is given the value of a thread that is over, and the functions of that thread. */
export type KeyDestructor = (value: never, posix: never) => unknown

/** One key. */
export class Key {
  readonly values: Map<PosixThread, unknown> = new Map()
  readonly destructor: KeyDestructor | null

  constructor(destructor: KeyDestructor | null) {
    this.destructor = destructor
  }
}

/** A key of thread-specific data: `const key = new pthread_key_t()` for pthread_key_create. */
export class pthread_key_t extends Struct<Key> {
  constructor() {
    super(null)
  }
}

/** The keys of a process. */
export class Keys {
  readonly #keys: Set<Key> = new Set()

  static of(process: PosixProcess): Keys {
    return process.local(Keys, () => new Keys())
  }

  /** 0; EAGAIN: there are PTHREAD_KEYS_MAX; EFAULT: no pthread_key_t; EINVAL: no destructor. */
  create(key: unknown, destructor: unknown): number {
    if (destructor !== null && typeof destructor !== 'function') return EINVAL
    if (this.#keys.size === PTHREAD_KEYS_MAX) return EAGAIN
    const made = new Key(destructor as KeyDestructor | null)
    if (!Struct.write(key, pthread_key_t, made)) return EFAULT
    this.#keys.add(made)
    return 0
  }

  /** The key; undefined if it was deleted, or is of another process. */
  find(key: unknown): Key | undefined {
    const found = Struct.read(key, Key)
    return found !== undefined && this.#keys.has(found) ? found : undefined
  }

  /** 0; EINVAL: there is no such key. No destructor is called. */
  delete(key: unknown): number {
    const found = this.find(key)
    if (found === undefined) return EINVAL
    found.values.clear()
    this.#keys.delete(found)
    return 0
  }

  /** Calls the destructors of what a thread leaves behind. */
  async destroyValues(thread: PosixThread, posix: unknown): Promise<void> {
    for (let round = 0; round < PTHREAD_DESTRUCTOR_ITERATIONS; round++)
      if (!(await this.#destroyOnce(thread, posix))) return
  }

  /** Forgets the values of a thread that is over. */
  forget(thread: PosixThread): void {
    for (const key of this.#keys) key.values.delete(thread)
  }

  // True if a destructor was called.
  async #destroyOnce(thread: PosixThread, posix: unknown): Promise<boolean> {
    let wasCalled = false
    for (const key of this.#keys) {
      const value = key.values.get(thread) ?? null
      if (value === null) continue
      key.values.delete(thread)
      if (key.destructor === null) continue
      wasCalled = true
      try {
        await key.destructor(value as never, posix as never)
      } catch (error) {
        if (!(error instanceof ThreadExit)) throw error
      }
    }
    return wasCalled
  }
}
