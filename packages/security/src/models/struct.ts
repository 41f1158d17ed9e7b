// The model Struct (topic `ssp_descr_security_models_struct`): parts of data. Its object has no
// state. Fields and elements by index are read by whoever compiles `a.b` and `a[0]`.

import { EvaluationError, type Model } from './model.ts'
import { numberType, type ValueType } from './type.ts'
import { nameOf } from './value.ts'

const countable: ValueType = {
  kind: 'variant',
  types: [
    { kind: 'bytes' },
    { kind: 'set', element: { kind: 'any' } },
    { kind: 'list', element: { kind: 'any' } },
    { kind: 'map', key: { kind: 'any' }, value: { kind: 'any' } },
  ],
}

function size(value: unknown): number {
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length
  if (value instanceof Map) return value.size
  throw new EvaluationError(`${nameOf(value)} has no size`)
}

/** `size` of sequences, lists, sets and maps. */
export const structModel: Model = {
  name: 'Struct',
  types: [],
  config: null,
  create: () => ({
    rules: {},
    expressions: { size: { parameter: countable, result: numberType, evaluate: size } },
  }),
}
