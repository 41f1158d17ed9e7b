// The policy objects that rules may name: those that are declared, and those of the files of models
// that are used, such as `base` of `nk.base`. Operators, and expressions without an object, are
// those of the latter.

import { modelFiles } from '../../models/library.ts'
import type { Model, ModelExpression, PolicyObjectDefinition } from '../../models/model.ts'

/** A policy object, and the model that it is of. */
export interface KnownObject {
  readonly name: string
  readonly model: Model
  readonly definition: PolicyObjectDefinition
}

/** An expression, and the object that has it. */
export interface FoundExpression {
  readonly object: KnownObject
  readonly expression: ModelExpression
}

/** The policy objects of a policy by name. */
export class KnownObjects {
  readonly #objects: Map<string, KnownObject> = new Map()
  readonly #broken: Set<string> = new Set()
  /** Expressions of objects that need not be named, by their own name. */
  readonly #expressions: Map<string, FoundExpression> = new Map()

  /** Adds the objects of a file of models. */
  use(file: string): void {
    for (const [name, model] of Object.entries(modelFiles[file]?.objects ?? {})) {
      const object = { name, model, definition: model.create({}, undefined) }
      this.add(object)
      for (const [key, expression] of Object.entries(object.definition.expressions))
        this.#expressions.set(key, { object, expression })
    }
  }

  add(object: KnownObject): void {
    this.#objects.set(object.name, object)
  }

  /** Adds an object with errors: what rules say of it is not reported. */
  addBroken(name: string): void {
    this.#broken.add(name)
  }

  isBroken(name: string): boolean {
    return this.#broken.has(name)
  }

  of(name: string): KnownObject | undefined {
    return this.#objects.get(name)
  }

  /** An operator, or an expression that is written without an object. */
  expression(name: string): FoundExpression | undefined {
    return this.#expressions.get(name)
  }

  /** The names of all of them. */
  get names(): readonly string[] {
    return [...this.#objects.keys(), ...this.#broken]
  }

  /** The names of expressions that may be written without an object. */
  get expressionNames(): readonly string[] {
    return [...this.#expressions.keys()].filter((name) => /^\w/.test(name))
  }

  get all(): readonly KnownObject[] {
    return [...this.#objects.values()]
  }
}

/** The file of models that declares an object; null if none does. */
export function fileOfObject(name: string): string | null {
  return fileWith(({ objects }) => Object.hasOwn(objects, name))
}

/** The file of models whose objects have that operator or expression; null if none has. */
export function fileOfExpression(name: string): string | null {
  return fileWith(({ objects }) =>
    Object.values(objects).some((model) =>
      Object.hasOwn(model.create({}, undefined).expressions, name),
    ),
  )
}

/** The file that has a model of that name; null if none has. */
export function fileOfModel(name: string): string | null {
  return fileWith(({ models }) => models.some((model) => model.name === name))
}

function fileWith(has: (file: (typeof modelFiles)[string]) => boolean): string | null {
  return Object.keys(modelFiles).find((name) => has(modelFiles[name] as never)) ?? null
}

/** The hint to use a file. */
export function useHint(file: string): string {
  return `add: use ${file}._`
}
