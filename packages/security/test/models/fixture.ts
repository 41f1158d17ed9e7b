// Policy objects outside a monitor: their rules and expressions, called by name.
import type { ConditionOutcome } from '../../src/index.ts'
import type { Model, ModelEnvironment, PolicyObjectDefinition } from '../../src/models/index.ts'
import type { ValueType } from '../../src/models/index.ts'

export interface TestedObject {
  readonly definition: PolicyObjectDefinition
  readonly instance: object | undefined
  /** Applies a rule: whether it granted. */
  readonly grants: (rule: string, argument?: unknown) => boolean
  /** Applies a rule: what it answered. */
  readonly apply: (rule: string, argument?: unknown) => boolean | ConditionOutcome
  /** Evaluates an expression, whose argument has the type `any` unless `type` says another one. */
  readonly evaluate: (expression: string, argument?: unknown, type?: ValueType) => unknown
  /** Whether `choice` over the expression takes the case. */
  readonly selects: (expression: string, argument: unknown, option: unknown) => boolean
}

export function environment(): ModelEnvironment {
  return { now: () => 0, audit: { level: 0 } }
}

export function objectOf(
  model: Model,
  config?: unknown,
  types: Readonly<Record<string, ValueType>> = {},
  given: ModelEnvironment = environment(),
): TestedObject {
  const definition = model.create(types, config)
  const instance = definition.instantiate?.(given) as never
  const apply = (rule: string, argument?: unknown) =>
    member(definition.rules, rule).apply(argument as never, instance)
  const evaluate = (name: string, argument?: unknown, type: ValueType = { kind: 'any' }) => {
    const { result, evaluate } = member(definition.expressions, name)
    const resultType = typeof result === 'function' ? result(type) : result
    return evaluate(argument as never, instance, resultType)
  }
  return {
    definition,
    instance,
    apply,
    grants: (rule, argument) => {
      const result = apply(rule, argument)
      return typeof result === 'boolean' ? result : result.granted
    },
    evaluate,
    selects: (name, argument, option) => {
      const { selects } = member(definition.expressions, name)
      if (selects === undefined) throw new Error(`${name} does not say what it selects`)
      return selects(evaluate(name, argument) as never, option as never, instance)
    },
  }
}

function member<Member>(members: Readonly<Record<string, Member>>, name: string): Member {
  const found = members[name]
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

/** SIDs that are out of range. */
export const badSids: readonly unknown[] = [
  0,
  -1,
  1.5,
  NaN,
  Infinity,
  2 ** 53,
  0n,
  -1n,
  2n ** 53n,
  '1',
  undefined,
  null,
  {},
]
