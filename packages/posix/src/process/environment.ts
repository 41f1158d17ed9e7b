// The environment of a process: texts `NAME=VALUE`, as `environ` has them. It begins with the
// variables of `kos.env`, and is its own from then on.

import { EINVAL, ENOMEM } from '../errno.ts'
import { maxEnvironment } from '../limits.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** The environment of one process. */
export class Environment {
  /** `environ`. A program may change it, as in C. */
  entries: string[]

  constructor(variables: Readonly<Record<string, string>>) {
    this.entries = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
  }

  /** That of the process of a thread. */
  static of({ process, kos }: PosixThread): Environment {
    return process.local(Environment, () => new Environment(kos.env))
  }

  /** The value of a variable; null: there is none. */
  get(name: string): string | null {
    const index = this.#find(name)
    return index < 0 ? null : (this.entries[index] as string).slice(name.length + 1)
  }

  /** Sets a variable, unless it is there and `overwrite` is false. EINVAL, ENOMEM: too much. */
  set(name: string, value: string, overwrite: boolean): number {
    if (!isName(name) || value.includes('\0')) return -EINVAL
    const index = this.#find(name)
    if (index >= 0 && !overwrite) return 0
    const entry = `${name}=${value}`
    const before = index < 0 ? 0 : (this.entries[index] as string).length
    if (this.#length() - before + entry.length > maxEnvironment) return -ENOMEM
    if (index < 0) this.entries.push(entry)
    else this.entries[index] = entry
    return 0
  }

  /** Removes a variable. EINVAL: no name. */
  remove(name: string): number {
    if (!isName(name)) return -EINVAL
    for (let index = this.#find(name); index >= 0; index = this.#find(name))
      this.entries.splice(index, 1)
    return 0
  }

  // What a program put into the array may be anything.
  #find(name: string): number {
    const start = `${name}=`
    return this.entries.findIndex((entry) => typeof entry === 'string' && entry.startsWith(start))
  }

  #length(): number {
    return this.entries.reduce((sum, entry) => sum + String(entry).length, 0)
  }
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && name !== '' && !/[=\0]/.test(name)
}
