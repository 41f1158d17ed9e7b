// What values are at run time, by their types. Types are what IDL files say; the message of an
// event may be of a program that was built of other ones, so each value is looked at where it is
// read.

import { EvaluationError } from '../../models/model.ts'
import type { ValueType } from '../../models/type.ts'
import { isInteger, nameOf } from '../../models/value.ts'
import { formatType, type ScalarKind, scalarKind } from '../types.ts'

/** Tells whether a value is one of a type. */
export type ValueCheck = (value: unknown) => boolean

/** Whether values of a type are numbers always: integers of up to 32 bits. */
export function isSmallInteger(type: ValueType): boolean {
  return type.kind === 'integer' && type.bits <= 32
}

/** The check of the values of a type. */
export function checkOf(type: ValueType): ValueCheck {
  const { kind } = type
  if (kind === 'record') return isRecord
  if (kind === 'bytes') return isBytes
  if (kind === 'list' || kind === 'set' || kind === 'tuple') return isSequence
  if (kind === 'map') return isMap
  if (kind === 'unit') return isUnit
  return isSmallInteger(type) ? isNumber : scalarChecks[scalarKind(type) ?? 'any']
}

function isNumber(value: unknown): boolean {
  return Number.isSafeInteger(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean'
}

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array
}

function isSequence(value: unknown): boolean {
  return Array.isArray(value) || value instanceof Uint8Array
}

const scalarChecks: Readonly<Record<ScalarKind | 'any', ValueCheck>> = {
  number: isInteger,
  text: isText,
  boolean: isBoolean,
  any: isValue,
}

function isMap(value: unknown): boolean {
  return value instanceof Map
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function isUnit(value: unknown): boolean {
  return value === undefined
}

function isValue(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== 'function'
}

/** Throws EvaluationError: `what` is no value of the type. */
export function misread(what: string, value: unknown, type: ValueType): never {
  if (value === undefined || value === null) throw new EvaluationError(`there is no ${what}`)
  throw new EvaluationError(`${what} is ${nameOf(value)}, which is no ${formatType(type)}`)
}
