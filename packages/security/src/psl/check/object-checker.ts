// Checks policy objects: their model, types and configuration. The model makes the object and says
// what types do not: a transition from a state that is not there.

import type { SourceFile, Span } from '@kos/idl-compiler/text'
import { modelFiles } from '../../models/library.ts'
import { type Model, ModelError } from '../../models/model.ts'
import type { ValueType } from '../../models/type.ts'
import type { ExpressionNode, PolicyObject } from '../syntax.ts'
import { isConstant } from './constants.ts'
import type { ExpressionChecker } from './expression-checker.ts'
import { fileOfModel, type KnownObject, useHint } from './known-objects.ts'
import { hintOf } from '../name-hint.ts'
import type { CheckReport } from './check-report.ts'
import { ValueTypeChecker } from './value-type-checker.ts'

type Types = Readonly<Record<string, ValueType>>

/** Checks policy objects. */
export class ObjectChecker {
  readonly #models: ReadonlyMap<string, Model>
  readonly #expressions: ExpressionChecker
  readonly #report: CheckReport

  /** `models` are those that the policy may use, by name. */
  constructor(
    models: ReadonlyMap<string, Model>,
    expressions: ExpressionChecker,
    report: CheckReport,
  ) {
    this.#models = models
    this.#expressions = expressions
    this.#report = report
  }

  /** The object that is declared; null if there is an error. */
  check(node: PolicyObject, source: SourceFile): KnownObject | null {
    const model = this.#models.get(node.model.text)
    if (model === undefined) return this.#unknownModel(node, source)
    const types = this.#types(node, model, source)
    if (types === null) return null
    const config = this.#config(node, model, types, source)
    return config === null ? null : this.#create(node, model, types, config.value, source)
  }

  #unknownModel({ model }: PolicyObject, source: SourceFile): null {
    const file = fileOfModel(model.text)
    const all = Object.values(modelFiles).flatMap((each) => each.models.map(({ name }) => name))
    const names = [...this.#models.keys(), ...all]
    const hint = file === null ? hintOf(model.text, names) : useHint(file)
    const message =
      file === null
        ? `there is no security model ${model.text}`
        : `the security model ${model.text} is in ${file}, which is not used`
    return this.#report.error(source, model, message, hint)
  }

  #types({ name, types: aliases }: PolicyObject, model: Model, source: SourceFile): Types | null {
    const checker = new ValueTypeChecker(source, this.#report)
    const types = new Map<string, ValueType>()
    for (const alias of aliases) {
      const { text } = alias.name
      const canonical = model.typeAliases?.[text] ?? text
      if (types.has(canonical))
        return this.#report.error(source, alias.name, `type ${canonical} is there already`)
      const type = checker.type(alias.type)
      checker.name(text, type)
      types.set(canonical, type)
    }
    const missing = model.types.find((each) => !types.has(each))
    if (missing === undefined) return Object.fromEntries(types)
    const wrong = aliases.find((alias) => hintOf(alias.name.text, [missing]) !== undefined)
    const hint = wrong === undefined ? `add: type ${missing} = ...` : `call it ${missing}`
    const message = `the type ${missing} of ${name.text} is missing`
    return this.#report.error(source, wrong?.name ?? name, message, hint)
  }

  #config(
    { name, config }: PolicyObject,
    model: Model,
    types: Types,
    source: SourceFile,
  ): { readonly value: unknown } | null {
    if (model.config === null) {
      if (config === null) return { value: undefined }
      return this.#report.error(source, config, `objects of ${model.name} have no config`)
    }
    if (config === null) {
      const hint = 'add: config = { ... }'
      return this.#report.error(source, name, `the config of ${name.text} is missing`, hint)
    }
    const scope = { source, event: null, message: null, method: '' }
    const typed = this.#expressions.constant(config, model.config(types), scope)
    return typed !== null && isConstant(typed) ? typed : null
  }

  #create(
    { name, config }: PolicyObject,
    model: Model,
    types: Types,
    value: unknown,
    source: SourceFile,
  ): KnownObject | null {
    try {
      return { name: name.text, model, definition: model.create(types, value) }
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      const span = config === null ? name : placeOf(config, error.path)
      return this.#report.error(source, span, error.message)
    }
  }
}

/** Where in a configuration a path leads to; the whole of what it leads to last. */
function placeOf(config: ExpressionNode, path: readonly (string | number)[]): Span {
  let node = config
  for (const key of path) {
    const inner = partOf(node, key)
    if (inner === undefined) break
    node = inner
  }
  return node
}

function partOf(node: ExpressionNode, key: string | number): ExpressionNode | undefined {
  if (node.kind === 'list') return node.elements[Number(key)]
  if (node.kind !== 'dictionary') return undefined
  return node.entries.find(({ key: { text } }) => text === String(key))?.value
}
