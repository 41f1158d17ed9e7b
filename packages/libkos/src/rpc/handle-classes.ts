// The classes of the handles that a process may receive, by the function that names their interface
// (`handleOf(() => Lamp)`).
//
// That function is the program's. It is called when its interface is first used in a thread of the
// process, never while a message is read: an answer is read while another process parks.

import { type AnyInterface, isInterface, type MethodSpec, type Type } from '@kos/idl'
import type { Process } from '../runtime/process.ts'
import { type ArrivedClass, arrivedClass } from './arrived-handle.ts'

type Target = () => AnyInterface

const directions = ['in', 'out', 'error'] as const satisfies readonly (keyof MethodSpec)[]

/** The classes of the handles of one process. */
export class HandleClasses {
  readonly #byTarget: Map<Target, ArrivedClass> = new Map()
  readonly #byInterface: Map<AnyInterface, ArrivedClass> = new Map()
  /** Interfaces whose handles all have a class. */
  readonly #resolved: Set<AnyInterface> = new Set()

  /** Those of `process`. */
  static of(process: Process): HandleClasses {
    return process.local(HandleClasses, () => new HandleClasses())
  }

  /**
   * Makes the classes of all handles in the messages of `target`. Throws what a function of
   * `handleOf` throws, and TypeError if it answers no interface.
   */
  resolve(target: AnyInterface): void {
    if (this.#resolved.has(target)) return
    for (const { spec } of target.$methods)
      for (const direction of directions)
        for (const type of Object.values(spec[direction] ?? {})) this.#resolveType(type)
    this.#resolved.add(target)
  }

  /** The class of the handles of an interface. */
  classOf(target: Target): ArrivedClass {
    return this.#byTarget.get(target) ?? this.#add(target)
  }

  #resolveType({ target, fields, element }: Type<unknown>): void {
    if (target !== null) this.classOf(target)
    for (const { type } of fields) this.#resolveType(type)
    if (element !== null) this.#resolveType(element)
  }

  #add(target: Target): ArrivedClass {
    const named = target()
    if (!isInterface(named))
      throw new TypeError('handleOf: its function answers no interface of defineInterface')
    let known = this.#byInterface.get(named)
    if (known === undefined) this.#byInterface.set(named, (known = arrivedClass(named)))
    this.#byTarget.set(target, known)
    return known
  }
}
