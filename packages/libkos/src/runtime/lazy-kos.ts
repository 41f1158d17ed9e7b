// The `kos` of a thread: an object whose members are made when they are first asked for, from the
// libraries of its kernel.
//
// Members are getters on a prototype made once per set of libraries, with the made functions in an
// array of the thread's own: reading `kos.Call` stays one property access of one shape, and `const
// { Call } = kos` works.

import { frozenClass } from '@kos/retcode'
import type { Library, Sys } from './sys.ts'

/** Makers of any library, as they are kept. */
export type AnyLibrary = Library<Record<string, unknown>>

/** A `kos` before its members are known. */
class LazyKos {
  readonly #sys: Sys
  #made: unknown[] | null = null

  constructor(sys: Sys) {
    this.#sys = sys
  }

  static isKos(kos: object): kos is LazyKos {
    return Object(kos) === kos && #sys in kos
  }

  static sysOf(kos: object): Sys {
    if (LazyKos.isKos(kos)) return kos.#sys
    throw new TypeError('this is not the kos that a program or a thread routine was given')
  }

  /** A getter for member `index`. */
  static member(index: number, make: (sys: Sys) => unknown): (this: LazyKos) => unknown {
    return function get(this: LazyKos): unknown {
      const made = this.#made
      const member = made === null ? undefined : made[index]
      return member === undefined ? LazyKos.#make(this, index, make) : member
    }
  }

  static #make(kos: LazyKos, index: number, make: (sys: Sys) => unknown): unknown {
    const member = make(kos.#sys)
    kos.#made ??= []
    kos.#made[index] = member
    return member
  }
}

/** Makes `kos` objects of one kind. */
export type KosMaker = (sys: Sys) => object

/** A maker for the members of all these libraries; the first one that has a name gives it. */
export function kosMaker(libraries: readonly AnyLibrary[]): KosMaker {
  class Kos extends LazyKos {}
  const names = new Set<string>()
  for (const library of libraries) {
    for (const [name, make] of Object.entries(library)) {
      if (names.has(name)) continue
      Object.defineProperty(Kos.prototype, name, {
        get: LazyKos.member(names.size, make),
        enumerable: true,
      })
      names.add(name)
    }
  }
  // Every kos of all processes has these prototypes.
  frozenClass(LazyKos)
  frozenClass(Kos)
  return (sys) => new Kos(sys)
}

/** Whether this is the `kos` of a thread. */
export function isKos(kos: object): boolean {
  return LazyKos.isKos(kos)
}

/** The `Sys` behind a thread's `kos`. Throws TypeError for anything else. */
export function sysOf(kos: object): Sys {
  return LazyKos.sysOf(kos)
}
