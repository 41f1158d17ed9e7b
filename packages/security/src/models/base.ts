// The model Base (topic `ssp_descr_security_models_base`): rules without state, and the rule that
// changes the level of the security audit.

import type { ConditionOutcome } from '../condition.ts'
import { readBoolean } from './bool.ts'
import { integerType, inRange } from './integer-range.ts'
import { EvaluationError, type Model, type ModelEnvironment } from './model.ts'
import { booleanType, unitType } from './type.ts'
import { isInteger, nameOf } from './value.ts'

const levelType = /* @__PURE__ */ integerType(8, false)

function setLevel(level: unknown, { audit }: ModelEnvironment): ConditionOutcome {
  if (!isInteger(level)) throw new EvaluationError(`${nameOf(level)} is no audit level`)
  const previous = audit.level
  audit.level = Number(inRange(levelType, level))
  return { granted: true, rollback: () => void (audit.level = previous) }
}

/**
 * `grant ()`, `assert b`, which grants if b is true, `deny ()`, `deny b`, which denies if b is
 * true, `set_level n`.
 */
export const baseModel: Model = {
  name: 'Base',
  types: [],
  config: null,
  create: () => ({
    rules: {
      grant: { parameter: unitType, apply: () => true },
      assert: { parameter: booleanType, apply: (value: unknown) => readBoolean(value) },
      deny: {
        parameter: { kind: 'variant', types: [booleanType, unitType] },
        apply: (value: unknown) => (value === undefined ? false : !readBoolean(value)),
      },
      set_level: { parameter: levelType, apply: setLevel },
    },
    expressions: {},
    // The level is the monitor's: all objects of this model change the same one.
    instantiate: (environment) => environment,
  }),
}
