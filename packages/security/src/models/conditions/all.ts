// Several conditions as one, which holds if all of them do.

import {
  type BoundCondition,
  type Condition,
  type ConditionOutcome,
  isBoundCondition,
  type RuleCondition,
  type RuleContext,
} from '../../condition.ts'
import { JoinedOutcome, rollBack } from '../../joined-outcome.ts'

/**
 * Joins conditions: called in order, until one does not hold. Then, and if one throws, what those
 * before it changed is rolled back at once. Throws TypeError for no condition, and for what is
 * none.
 */
export function all<Message = unknown>(
  ...conditions: readonly RuleCondition<Message>[]
): BoundCondition<Message> {
  if (conditions.length === 0) throw new TypeError('all: there is no condition')
  conditions.forEach((condition: unknown, index) => {
    if (typeof condition === 'function' || isBoundCondition(condition)) return
    throw new TypeError(`all: condition ${index + 1} is ${String(condition)}`)
  })
  return Object.freeze<BoundCondition<Message>>({
    name: 'all',
    bind: (scope) => {
      const bound = conditions.map((condition) =>
        typeof condition === 'function' ? condition : condition.bind(scope),
      )
      return (context) => callAll(bound, context)
    },
  })
}

function callAll<Message>(
  conditions: readonly Condition<Message>[],
  context: RuleContext<Message>,
): boolean | ConditionOutcome {
  const outcomes: ConditionOutcome[] = []
  try {
    for (const condition of conditions) {
      const result = condition(context)
      if (result === true) continue
      if (typeof result !== 'boolean') outcomes.push(result)
      if (result === false || result.granted !== true) {
        rollBack(outcomes)
        return false
      }
    }
  } catch (error) {
    rollBack(outcomes)
    throw error
  }
  if (outcomes.length === 0) return true
  return new JoinedOutcome(outcomes, true)
}
