// Values in policies: the integers among them, and keys by which equal values are found.
//
// An integer is a number or a bigint, and both forms of it are the same value: a message has 64-bit
// parameters as bigints. Texts are strings, dictionaries are objects, tuples, lists and sets are
// arrays (`type.ts`). What is none of these has no value.

import { maxValueDepth } from '../limits.ts'
import { EvaluationError } from './model.ts'

/** An integer: a number if it is safe, or a bigint. */
export type Integer = number | bigint

/** A value that is compared by identity: equal values have equal keys. */
export type ValueKey = string | number | bigint | boolean | undefined

/** Whether the value is an integer. A number beyond 2^53 - 1 is none: it may be another one. */
export function isInteger(value: unknown): value is Integer {
  return Number.isSafeInteger(value) || typeof value === 'bigint'
}

/** The integer. Throws EvaluationError for anything else. */
export function readInteger(value: unknown): Integer {
  if (isInteger(value)) return value
  throw new EvaluationError(`${nameOf(value)} is no integer`)
}

/** The integer, as a number if that is safe. */
export function simplest(value: Integer): Integer {
  if (typeof value === 'number') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/**
 * The key of a value of any type but Map. Throws EvaluationError for what is no value, such as NaN
 * or a function.
 */
export function keyOf(value: unknown): ValueKey {
  if (typeof value === 'string') return readsAsCompound(value) ? JSON.stringify(value) : value
  if (isInteger(value)) return simplest(value)
  if (typeof value === 'boolean' || value === undefined) return value
  return compoundKey(value, 0)
}

/** The value as it is named in messages. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'a dictionary'
  return typeof value === 'function' ? 'a function' : String(value)
}

// Keys of compound values begin with [ or {, those of texts that do the same with a quote.
function readsAsCompound(text: string): boolean {
  return text.startsWith('[') || text.startsWith('{') || text.startsWith('"')
}

function compoundKey(value: unknown, depth: number): string {
  if (depth > maxValueDepth)
    throw new EvaluationError(`a value has more than ${maxValueDepth} lists in lists`)
  if (Array.isArray(value) || value instanceof Uint8Array)
    return `[${Array.from(value, (part: unknown) => partKey(part, depth)).join()}]`
  if (!isDictionary(value))
    throw new EvaluationError(`${nameOf(value)} is no value that can be compared`)
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  const keys = fields.map(([name, part]) => `${JSON.stringify(name)}:${partKey(part, depth)}`)
  return `{${keys.join()}}`
}

// What is of a class, such as a Set or a Date, has more than its fields: two that differ would be
// the same. The prototype of a dictionary is the last one, in whatever realm it was made.
function isDictionary(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function partKey(part: unknown, depth: number): string {
  if (typeof part === 'string') return JSON.stringify(part)
  if (isInteger(part) || typeof part === 'boolean' || part === undefined) return String(part)
  return compoundKey(part, depth + 1)
}
