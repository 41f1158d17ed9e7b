// Families of functions, by header, and the object of all of them that a thread has. As `kos` it is
// lazy: a function is made when it is first asked for.

import type { Kos } from '@kos/libkos'
import { cancellationPoints } from './cancellation-points.ts'
import type { PosixThread } from './posix-thread.ts'

/** A family of functions: for each, how that of a thread is made. */
export type Family<A> = { readonly [K in keyof A]: (thread: PosixThread) => A[K] }

/** Any family. */
export type AnyFamily = Family<Record<string, unknown>>

/** Variables of the standard (`errno`, `optind`): how that of a thread is read and written. */
export type Variables<A> = {
  readonly [K in keyof A]: {
    readonly get: (thread: PosixThread) => A[K]
    readonly set: (thread: PosixThread, value: A[K]) => void
  }
}

/** Any variables. */
export type AnyVariables = Variables<Record<string, unknown>>

/** An object of functions before they are known. */
export class PosixFunctions {
  readonly #thread: PosixThread
  #made: unknown[] | null = null

  constructor(thread: PosixThread) {
    this.#thread = thread
  }

  /** The functions of kos for this thread. A thread of pthread_create has fewer of them. */
  get kos(): Kos {
    return this.#thread.programKos()
  }

  /** The thread behind an object of functions; undefined for anything else. */
  static threadOf(value: object): PosixThread | undefined {
    return #thread in value ? value.#thread : undefined
  }

  /** The accessors of a variable. */
  static variable({ get, set }: AnyVariables[string]): PropertyDescriptor {
    return {
      enumerable: true,
      get(this: PosixFunctions): unknown {
        return get(this.#thread)
      },
      set(this: PosixFunctions, value: unknown): void {
        set(this.#thread, value)
      },
    }
  }

  /** A getter for member `index`. */
  static member(index: number, make: (thread: PosixThread) => unknown): () => unknown {
    return function get(this: PosixFunctions): unknown {
      const made = (this.#made ??= [])
      return (made[index] ??= make(this.#thread))
    }
  }
}

// The one check in front of a cancellation point: see cancellation-points.ts.
function point(make: (thread: PosixThread) => unknown): (thread: PosixThread) => unknown {
  return (thread) => {
    const call = make(thread) as (...args: unknown[]) => unknown
    return (...args: unknown[]) => thread.testCancel() ?? call(...args)
  }
}

/** Makes objects that have all these variables and the functions of all these families. */
export function functionsOf(
  families: readonly AnyFamily[],
  variables: readonly AnyVariables[],
): (thread: PosixThread) => PosixFunctions {
  class Posix extends PosixFunctions {}
  let index = 0
  for (const each of variables)
    for (const [name, variable] of Object.entries(each))
      Object.defineProperty(Posix.prototype, name, PosixFunctions.variable(variable))
  for (const family of families) {
    for (const [name, make] of Object.entries(family)) {
      if (Object.hasOwn(Posix.prototype, name)) throw new TypeError(`posix: ${name} is there twice`)
      const isPoint = cancellationPoints.has(name)
      const get = PosixFunctions.member(index++, isPoint ? point(make) : make)
      Object.defineProperty(Posix.prototype, name, { get, enumerable: true })
    }
  }
  return (thread) => new Posix(thread)
}
