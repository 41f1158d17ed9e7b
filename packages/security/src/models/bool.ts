// The model Bool (topic `ssp_descr_security_models_bool`): logical operations. Its object has no
// state.
//
// Both sides of an operator are evaluated before it: one that has no value denies, whatever the
// other one is.

import { EvaluationError, type Model, type ModelExpression } from './model.ts'
import { booleanType } from './type.ts'
import { nameOf } from './value.ts'

/** The boolean. Throws EvaluationError for anything else. */
export function readBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new EvaluationError(`${nameOf(value)} is no boolean`)
}

function operator(infix: (left: unknown, right: unknown) => boolean): ModelExpression {
  return {
    parameter: { kind: 'tuple', types: [booleanType, booleanType] },
    result: booleanType,
    evaluate: ([left, right]: readonly [unknown, unknown]) => infix(left, right),
    infix,
  }
}

function ofList(evaluate: (values: readonly boolean[]) => boolean): ModelExpression {
  return {
    parameter: { kind: 'list', element: booleanType },
    result: booleanType,
    evaluate: (values: readonly unknown[]) => evaluate(values.map(readBoolean)),
  }
}

function and(left: unknown, right: unknown): boolean {
  const one = readBoolean(left)
  const other = readBoolean(right)
  return one && other
}

function or(left: unknown, right: unknown): boolean {
  const one = readBoolean(left)
  const other = readBoolean(right)
  return one || other
}

/** `&&`, `||`, `!`, `bool.all [...]`, which of nothing is true, `bool.any [...]`. */
export const boolModel: Model = {
  name: 'Bool',
  types: [],
  config: null,
  create: () => ({
    rules: {},
    expressions: {
      '&&': operator(and),
      '||': operator(or),
      '!': {
        parameter: booleanType,
        result: booleanType,
        evaluate: (value: unknown) => !readBoolean(value),
      },
      all: ofList((values) => values.every(Boolean)),
      any: ofList((values) => values.some(Boolean)),
    },
  }),
}
