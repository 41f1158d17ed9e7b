// How a rule names processes: by class, by program, by a list of these, or any.
//
// A program is known by identity only; what its class is called, `classOf` says when the monitor is
// made. Until then a reference is kept as it was written.

import type { AnyInterface, Method } from '@kos/idl'
import { didYouMean } from '@kos/idl/nearest'
import { coreClass } from './event.ts'

/** Selects every class. */
export const any: unique symbol = /* @__PURE__ */ Symbol('any')

/** The kernel: the destination of system calls, as in `request(any, core)`. */
export const core: typeof coreClass = coreClass

/**
 * The processes a rule is about: a class name, a program (any object; `classOf` tells its class), a
 * list of these that selects each of them, or `any`.
 */
export type ClassReference = typeof any | string | object | readonly (string | object)[]

/** Gives the class name of a program, or undefined if it is not known. */
export type ClassOf = (program: object) => string | undefined

/** The class names a rule selects; null selects all. */
export type ClassNames = ReadonlySet<string> | null

/** What references are resolved with. */
export interface Classes {
  readonly classOf: ClassOf | undefined
  /** All classes there are; undefined if not known. */
  readonly known: ReadonlySet<string> | undefined
}

/**
 * The reference, a list copied so that it can't change later. Throws TypeError unless it can stand
 * for classes; `place` says whose it is, such as `request: its client`.
 */
export function readClassReference(reference: unknown, place: string): ClassReference {
  if (reference === any) return any
  if (!Array.isArray(reference)) return readSingle(reference, place)
  if (reference.length === 0)
    throw new TypeError(`${place} is an empty list, which selects nothing; ${advice}`)
  return Object.freeze(reference.map((part: unknown) => readSingle(part, place)))
}

const advice = 'write a class name, a program, a list of these, or any'

function readSingle(reference: unknown, place: string): string | object {
  if (typeof reference === 'string' && reference !== '') return reference
  if (
    typeof reference === 'object' &&
    reference !== null &&
    !Array.isArray(reference) &&
    !isIdl(reference)
  )
    return reference
  if (typeof reference === 'function') return reference
  throw new TypeError(`${place} is ${nameOf(reference)}, which is not a class; ${advice}`)
}

/**
 * A reference for people: `Client`, `[Client, Logger]`, `any`; a program by its class if `classes`
 * knows it.
 */
export function formatClassReference(reference: ClassReference, classes?: Classes): string {
  if (reference === any) return 'any'
  if (typeof reference === 'string') return reference
  if (Array.isArray(reference))
    return `[${reference.map((part: string | object) => formatClassReference(part, classes)).join(', ')}]`
  return classes?.classOf?.(reference) ?? '<program>'
}

/**
 * The names a checked reference stands for. Throws TypeError for a program without class and for a
 * class there is none of.
 */
export function resolveClassReference(
  reference: ClassReference,
  classes: Classes,
  place: string,
): ClassNames {
  if (reference === any) return null
  const parts = (Array.isArray(reference) ? reference : [reference]) as readonly (string | object)[]
  return new Set(parts.map((part) => resolveSingle(part, classes, place)))
}

function resolveSingle(reference: string | object, classes: Classes, place: string): string {
  const name = typeof reference === 'string' ? reference : classOfProgram(reference, classes, place)
  const { known } = classes
  if (known === undefined || known.has(name) || name === coreClass) return name
  const names = [...known]
  const hint = didYouMean(name, names) || `; the classes are: ${names.join(', ')}`
  throw new TypeError(`${place} is ${JSON.stringify(name)}, but there is no such class${hint}`)
}

function classOfProgram(program: object, { classOf }: Classes, place: string): string {
  if (classOf === undefined) {
    throw new TypeError(
      `${place} is a program, but createMonitor was given no classOf to tell its class; ` +
        'pass { classOf }, or write the class name instead of the program',
    )
  }
  const name = classOf(program)
  if (typeof name === 'string' && name !== '') return name
  throw new TypeError(
    `${place} is a program that belongs to no class; ` +
      'add it to the programs of the solution, or write the class name instead of the program',
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
