// Rules and expressions of a policy object as conditions, for policies in TypeScript.
//
// Conditions name the policy object, which is immutable; the monitor that they are bound to has its
// state. `flow`, `hashSet` and the others beside this file are typed; a model of your own is used
// as it is here.

import type { BoundCondition, RuleContext } from '../../condition.ts'
import type { MonitorScope } from '../../scope.ts'
import type { Model, PolicyObjectDefinition } from '../model.ts'
import { anyType, type ValueType } from '../type.ts'

/** Reads the argument of a rule or expression: `({ sourceSid: sid }) => ({ sid })`. */
export type ArgumentReader<Argument, Message = unknown> = (
  context: RuleContext<Message>,
) => Argument

/** Decides by the value of an expression. */
export type ValueTest<Value, Message = unknown> = (
  value: Value,
  context: RuleContext<Message>,
) => boolean

/** An expression of a policy object. One whose value is a boolean is a condition. */
export interface BoundExpression<Value, Message = unknown> {
  /** Such as `Flow.query`. */
  readonly name: string
  /** Makes the function that evaluates it in one monitor. */
  readonly bind: (scope: MonitorScope) => (context: RuleContext<Message>) => Value
  readonly call?: never
}

/** The rules and expressions of one policy object. */
export interface ObjectConditions {
  readonly definition: PolicyObjectDefinition
  /** The condition that applies a rule. Throws TypeError if the object has no such rule. */
  readonly rule: <Message = unknown>(
    name: string,
    argument: ArgumentReader<unknown, Message>,
  ) => BoundCondition<Message>
  /** An expression, for conditions. Throws TypeError if the object has no such expression. */
  readonly expression: <Value, Message = unknown>(
    name: string,
    argument: ArgumentReader<unknown, Message>,
  ) => BoundExpression<Value, Message>
}

/**
 * Makes a policy object, for policies in TypeScript. Throws ModelError for a wrong configuration.
 *
 * `conditionsOf(rateLimit, { calls: 2 }).rule('pass', ({ sourceSid: sid }) => ({ sid }))`
 */
export function conditionsOf(
  model: Model,
  config?: unknown,
  types: Readonly<Record<string, ValueType>> = {},
): ObjectConditions {
  const definition = model.create(types, config)
  return Object.freeze<ObjectConditions>({
    definition,
    rule: (name, argument) => {
      const { apply } = memberOf(model, definition.rules, name, 'rule')
      const bind: BoundCondition['bind'] = (scope) => {
        const instance = scope.objectOf(definition) as never
        return (context) => apply(argument(context as never) as never, instance)
      }
      return Object.freeze({ name: `${model.name}.${name}`, bind })
    },
    expression: (name, argument) => {
      const { evaluate, result } = memberOf(model, definition.expressions, name, 'expression')
      const type = typeof result === 'function' ? result(anyType) : result
      const bind: BoundExpression<never>['bind'] = (scope) => {
        const instance = scope.objectOf(definition) as never
        return (context) => evaluate(argument(context as never) as never, instance, type) as never
      }
      return Object.freeze({ name: `${model.name}.${name}`, bind })
    },
  })
}

function memberOf<Member>(
  model: Model,
  members: Readonly<Record<string, Member>>,
  name: string,
  kind: string,
): Member {
  const member = Object.hasOwn(members, name) ? members[name] : undefined
  if (member !== undefined) return member
  const names = Object.keys(members).join(', ') || 'none'
  throw new TypeError(`${model.name} has no ${kind} ${name}; it has: ${names}`)
}

/**
 * The condition that holds if `test` is true of the value of an expression.
 *
 * `when(session.query(({ sourceSid: sid }) => ({ sid })), (state) => state !== 'closed')`
 */
export function when<Value, Message = unknown>(
  expression: BoundExpression<Value, Message>,
  test: ValueTest<Value, Message>,
): BoundCondition<Message> {
  return Object.freeze<BoundCondition<Message>>({
    name: expression.name,
    bind: (scope) => {
      const evaluate = expression.bind(scope)
      return (context) => test(evaluate(context), context)
    },
  })
}
