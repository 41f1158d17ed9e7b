// Reads configurations of policy objects. The compiler of PSL has checked types; rules in
// TypeScript have not, so all is checked here.

import { ModelError } from './model.ts'
import { isInteger, nameOf } from './value.ts'

type Path = readonly (string | number)[]

/** A field of a dictionary, which must be there. */
export function readField(config: unknown, field: string): unknown {
  if (typeof config === 'object' && config !== null && Object.hasOwn(config, field))
    return (config as Readonly<Record<string, unknown>>)[field]
  throw new ModelError([], `${field} is missing`)
}

/** An integer from 1 to `most`, as a number. */
export function readCount(value: unknown, most: number, path: Path): number {
  if (isInteger(value) && value >= 1 && value <= most) return Number(value)
  throw new ModelError(path, `${nameOf(value)} is not from 1 to ${most}`)
}

/** A list of different texts, one at least. */
export function readTexts(value: unknown, path: Path): readonly string[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new ModelError(path, `${nameOf(value)} is no list of texts, one at least`)
  value.forEach((text: unknown, index) => {
    if (typeof text !== 'string')
      throw new ModelError([...path, index], `${nameOf(text)} is no text`)
    if (value.indexOf(text) !== index)
      throw new ModelError([...path, index], `${nameOf(text)} is there already`)
  })
  return [...(value as readonly string[])]
}

/** The keys and values of a dictionary or a Map. */
export function readEntries(value: unknown, path: Path): readonly (readonly [unknown, unknown])[] {
  if (value instanceof Map) return [...(value as ReadonlyMap<unknown, unknown>)]
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value)
  throw new ModelError(path, `${nameOf(value)} is no dictionary`)
}
