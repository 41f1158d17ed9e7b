// The model Pred (topic `ssp_descr_security_models_pred`): comparisons. Its object has no state.
//
// What can't be compared, such as a text with an integer, has no value: it denies, in `!=` as well.

import { EvaluationError, type Model, type ModelExpression } from './model.ts'
import { booleanType, numberType, scalarType, type ValueType } from './type.ts'
import { type Integer, isInteger, nameOf } from './value.ts'

/** Whether two texts, two booleans or two integers are equal; 5 and 5n are. */
export function areEqual(left: unknown, right: unknown): boolean {
  // An integer of one form equals one of the other: that is what == is for.
  // oxlint-disable-next-line eqeqeq
  if (isInteger(left) && isInteger(right)) return left == right
  const kind = typeof left
  if (kind === typeof right && (kind === 'string' || kind === 'boolean')) return left === right
  throw new EvaluationError(`${nameOf(left)} can't be compared with ${nameOf(right)}`)
}

/** Whether data has no parts: an empty text, list, set, map, or unit. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined) return true
  if (typeof value === 'string' || Array.isArray(value)) return value.length === 0
  if (value instanceof Uint8Array) return value.length === 0
  if (value instanceof Map) return value.size === 0
  throw new EvaluationError(`${nameOf(value)} is neither empty nor not`)
}

type Comparison = (left: never, right: never) => boolean

function comparison(parameter: ValueType, infix: Comparison): ModelExpression {
  return {
    parameter: { kind: 'tuple', types: [parameter, parameter] },
    result: booleanType,
    evaluate: ([left, right]: readonly [never, never]) => infix(left, right),
    infix,
  }
}

function order(isSo: (left: Integer, right: Integer) => boolean): ModelExpression {
  return comparison(numberType, (left: unknown, right: unknown) => {
    if (isInteger(left) && isInteger(right)) return isSo(left, right)
    throw new EvaluationError(`${nameOf(left)} and ${nameOf(right)} have no order`)
  })
}

const emptiable: ValueType = {
  kind: 'variant',
  types: [
    { kind: 'text' },
    { kind: 'bytes' },
    { kind: 'set', element: { kind: 'any' } },
    { kind: 'list', element: { kind: 'any' } },
    { kind: 'map', key: { kind: 'any' }, value: { kind: 'any' } },
    { kind: 'unit' },
  ],
}

/** `==`, `!=`, `<`, `<=`, `>`, `>=`, and `pred.empty`. */
export const predModel: Model = {
  name: 'Pred',
  types: [],
  config: null,
  create: () => ({
    rules: {},
    expressions: {
      '==': comparison(scalarType, areEqual),
      '!=': comparison(scalarType, (left, right) => !areEqual(left, right)),
      '<': order((left, right) => left < right),
      '<=': order((left, right) => left <= right),
      '>': order((left, right) => left > right),
      '>=': order((left, right) => left >= right),
      empty: { parameter: emptiable, result: booleanType, evaluate: isEmpty },
    },
  }),
}
