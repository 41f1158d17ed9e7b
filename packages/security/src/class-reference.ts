// References to process classes in rules: a class name, a program, a list of these, or any.
//
// A program is an object that is compared by identity. `classOf` gives its class names when the
// monitor is made; until then a reference is kept as it was written. A program may stand under
// several class names: a reference to it selects all of them, so that no rule fails open.

import type { AnyInterface, Method } from '@kos/idl'
import { didYouMean } from '@kos/idl/nearest'
import { coreClass } from './event.ts'

/** Selects every class. */
export const any: unique symbol = /* @__PURE__ */ Symbol('any')

/** The kernel: the destination of system calls, as in `request(any, core)`. */
export const core: typeof coreClass = coreClass

/**
 * The processes that a rule selects: a class name, a program (any object; `classOf` gives its
 * classes, and each of them is selected), a list of these that selects each of them, or `any`.
 */
export type ClassReference = typeof any | string | object | readonly (string | object)[]

/**
 * Returns the class name of a program, all of its class names if it stands under several, or
 * undefined if it is not known.
 */
export type ClassOf = (program: object) => string | readonly string[] | undefined

/** The class names a rule selects; null selects all. */
export type ClassNames = ReadonlySet<string> | null

/** The classes with which references are resolved. */
export interface Classes {
  readonly classOf: ClassOf | undefined
  /** All classes there are; undefined if not known. */
  readonly known: ReadonlySet<string> | undefined
}

/**
 * Checks a reference and copies a list, so that it can't change later. Throws TypeError if it is
 * none; `label` names it in the message, such as `request: its client`.
 */
export function readClassReference(reference: unknown, label: string): ClassReference {
  if (reference === any) return any
  if (!Array.isArray(reference)) return readSingle(reference, label)
  if (reference.length === 0)
    throw new TypeError(`${label} is an empty list, which selects nothing; ${advice}`)
  return Object.freeze(reference.map((part: unknown) => readSingle(part, label)))
}

const advice = 'write a class name, a program, a list of these, or any'

function readSingle(reference: unknown, label: string): string | object {
  if (typeof reference === 'string' && reference !== '') return reference
  if (
    typeof reference === 'object' &&
    reference !== null &&
    !Array.isArray(reference) &&
    !isIdl(reference)
  )
    return reference
  if (typeof reference === 'function') return reference
  throw new TypeError(`${label} is ${nameOf(reference)}, which is not a class; ${advice}`)
}

/**
 * A reference as text: `Client`, `[Client, Logger]`, `any`; a program by its class if `classes` has
 * it.
 */
export function formatClassReference(reference: ClassReference, classes?: Classes): string {
  if (reference === any) return 'any'
  if (typeof reference === 'string') return reference
  if (Array.isArray(reference))
    return `[${reference.map((part: string | object) => formatClassReference(part, classes)).join(', ')}]`
  const names = namesOf(classes?.classOf?.(reference))
  if (names.length === 0) return '<program>'
  return names.length === 1 ? (names[0] as string) : `[${names.join(', ')}]`
}

function namesOf(answer: string | readonly string[] | undefined): readonly string[] {
  if (answer === undefined) return []
  return typeof answer === 'string' ? [answer] : answer
}

/**
 * The class names of a checked reference. Throws TypeError for a program without class and for a
 * class that does not exist.
 */
export function resolveClassReference(
  reference: ClassReference,
  classes: Classes,
  label: string,
): ClassNames {
  if (reference === any) return null
  const parts = (Array.isArray(reference) ? reference : [reference]) as readonly (string | object)[]
  return new Set(
    parts
      .flatMap((part) => (typeof part === 'string' ? part : classesOfProgram(part, classes, label)))
      .map((name) => checkClass(name, classes, label)),
  )
}

function checkClass(name: string, { known }: Classes, label: string): string {
  if (known === undefined || known.has(name) || name === coreClass) return name
  const names = [...known]
  const hint = didYouMean(name, names) || `; the classes are: ${names.join(', ')}`
  throw new TypeError(`${label} is ${JSON.stringify(name)}, but there is no such class${hint}`)
}

function classesOfProgram(program: object, { classOf }: Classes, label: string): readonly string[] {
  if (classOf === undefined) {
    throw new TypeError(
      `${label} is a program, but createMonitor was given no classOf to tell its class; ` +
        'pass { classOf }, or write the class name instead of the program',
    )
  }
  const names = namesOf(classOf(program))
  if (names.length > 0 && names.every((name) => typeof name === 'string' && name !== ''))
    return names
  throw new TypeError(
    `${label} is a program that belongs to no class; ` +
      'add it to the programs of the solution (createKernel: programs: solution.programs), ' +
      'or write the class name instead of the program',
  )
}

function isIdl(value: object): value is Method | AnyInterface {
  return 'interfaceName' in value || '$name' in value
}

function nameOf(value: unknown): string {
  if (value === '') return 'an empty string'
  if (Array.isArray(value)) return 'a list in a list'
  if (typeof value !== 'object' || value === null || !isIdl(value)) return String(value)
  return '$name' in value
    ? `the interface ${value.$name}`
    : `the method ${value.interfaceName}.${value.name}`
}
