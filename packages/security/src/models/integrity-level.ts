// Integrity levels of the model Mic: a degree, of which there are lower and higher ones, and a set
// of categories.
//
// One level is at most another if its degree is not higher and the other has all of its categories.
// So levels are ordered in part only: {net}/low and {log}/high can't be compared.

import { maxCategories } from '../limits.ts'
import { readTexts } from './configuration.ts'
import { EvaluationError, ModelError } from './model.ts'
import { nameOf } from './value.ts'

/** A level as policies write it: the name of a degree, or a degree and categories. */
export type LevelName = string | FullLevelName

/** A degree and categories; what is left out (unit) is the lowest degree, no category. */
export interface FullLevelName {
  readonly degree: string | undefined
  readonly categories: readonly string[] | undefined
}

/** A level. */
export interface IntegrityLevel {
  /** The place of the degree, from the lowest. */
  readonly degree: number
  /** A bit for each category. */
  readonly categories: number
}

/** Whether `level` is lower than `other` or the same; false if they can't be compared. */
export function isAtMost(level: IntegrityLevel, other: IntegrityLevel): boolean {
  return level.degree <= other.degree && (level.categories & ~other.categories) === 0
}

/** Whether `level` is higher than `other`; false if they can't be compared. */
export function exceeds(level: IntegrityLevel, other: IntegrityLevel): boolean {
  return isAtMost(other, level) && !isAtMost(level, other)
}

// A dictionary that has neither field is another one, not the lowest level.
function isFullName(name: unknown): name is Partial<Record<keyof FullLevelName, unknown>> {
  return typeof name === 'object' && name !== null && ('degree' in name || 'categories' in name)
}

/** The levels of one Mic: names become levels, and levels names. */
export class IntegrityLevels {
  readonly #degrees: readonly string[]
  readonly #categories: readonly string[]

  /** Texts; degrees from the lowest to the highest. Either may be left out. */
  constructor(degrees: unknown, categories: unknown, path: readonly string[]) {
    this.#degrees = degrees === undefined ? [] : readTexts(degrees, path)
    this.#categories = categories === undefined ? [] : readTexts(categories, ['categories'])
    if (this.#categories.length > maxCategories)
      throw new ModelError(['categories'], `there are more than ${maxCategories} categories`)
    if (this.#degrees.length === 0 && this.#categories.length === 0)
      throw new ModelError(path, 'there are neither degrees nor categories')
  }

  /** The level with that name. Throws EvaluationError if there is none. */
  of(name: unknown): IntegrityLevel {
    if (typeof name === 'string') return { degree: this.#degreeOf(name), categories: 0 }
    if (!isFullName(name)) throw new EvaluationError(`${nameOf(name)} is no integrity level`)
    const { degree, categories } = name
    return {
      degree: degree === undefined ? 0 : this.#degreeOf(degree),
      categories: categories === undefined ? 0 : this.#maskOf(categories),
    }
  }

  /** The name of a level: a text if there are no categories at all. */
  nameOf({ degree, categories }: IntegrityLevel): LevelName {
    const name = this.#degrees[degree]
    if (name !== undefined && this.#categories.length === 0) return name
    return {
      degree: name,
      categories: this.#categories.filter((_, bit) => (categories & (1 << bit)) !== 0),
    }
  }

  #degreeOf(name: unknown): number {
    const degree = this.#degrees.indexOf(name as string)
    if (degree >= 0) return degree
    throw new EvaluationError(`${nameOf(name)} is no degree of integrity`)
  }

  #maskOf(names: unknown): number {
    if (!Array.isArray(names))
      throw new EvaluationError(`${nameOf(names)} is no list of categories`)
    let mask = 0
    for (const name of names as readonly unknown[]) {
      const bit = this.#categories.indexOf(name as string)
      if (bit < 0) throw new EvaluationError(`${nameOf(name)} is no category`)
      mask |= 1 << bit
    }
    return mask
  }
}
