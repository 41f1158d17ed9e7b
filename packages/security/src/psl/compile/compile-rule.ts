// Makes conditions of checked rules and choices.
//
// A rule that says the same of each event has no condition, so that the verdict about its events is
// in the verdict cache. `compile-policy.ts` makes rules of the engine.

import type { NameNode, Span } from '@kos/idl-compiler/text'
import { type AuditedRule, type AuditProfile, defaultObject } from '../../audit/audit-profile.ts'
import type { Condition, ConditionOutcome, RuleContext } from '../../condition.ts'
import type { EndpointsByClass } from '../../compiled-rule.ts'
import type { RuleSource } from '../../decision.ts'
import { baseModel } from '../../models/base.ts'
import { readBoolean } from '../../models/bool.ts'
import { hasState, isStateful } from '../check/typed-expression.ts'
import type { TypedByMethod, TypedChoice, TypedItem, TypedRule } from '../check/typed-rule.ts'
import type { ReachedListener } from '../policy.ts'
import type { ChoiceNode, RuleNode } from '../syntax.ts'
import { emittedName } from './audited-call.ts'
import { omitsStates, withState } from './audited-state.ts'
import {
  compileExpression,
  type Evaluate,
  type ExpressionEnvironment,
  type ObjectOf,
} from './compile-expression.ts'

/** What conditions are made with. */
export interface CompilerEnvironment {
  readonly objectOf: ObjectOf
  /** The endpoints of classes, for `match` inside a choice. */
  readonly endpoints: EndpointsByClass
  /** How a rule is written, and where. */
  readonly describe: (node: RuleNode | ChoiceNode) => RuleSource
  /** How a part of a rule is written. */
  readonly textOf: (span: Span) => string
  readonly onReached: ReachedListener | undefined
  /** The audit profile that a section names, or the default; undefined if there is none. */
  readonly profileOf: (name: NameNode | null) => AuditProfile | undefined
}

/** Whether the condition of an item needs the state of a monitor. */
export function needsState(item: TypedItem): boolean {
  switch (item.kind) {
    case 'rule':
      return (baseRuleOf(item) === null && isStateful(item.object)) || argumentHasState(item)
    case 'match':
      return item.items.some(needsState)
    case 'choice':
    default:
      return (
        expressionsOf(item.subject).some(hasState) ||
        item.cases.some(({ items }) => items.some(needsState))
      )
  }
}

function argumentHasState({ argument }: TypedRule): boolean {
  return expressionsOf(argument).some(hasState)
}

function expressionsOf({ common, others }: TypedByMethod) {
  return [common, ...others.map(({ expression }) => expression)]
}

/** Which of the rules of Base without state it is; null for others. */
export function baseRuleOf({ object, rule }: TypedRule): 'grant' | 'assert' | 'deny' | null {
  if (object.model !== baseModel) return null
  const { grant, assert, deny } = object.definition.rules
  if (rule === grant) return 'grant'
  if (rule === assert) return 'assert'
  return rule === deny ? 'deny' : null
}

/** The condition of a rule: whether it grants. */
export function compileRuleCondition(item: TypedRule, environment: CompilerEnvironment): Condition {
  const { constant, object, rule, argument } = item
  if (constant !== null) return constant === 'grant' ? () => true : () => false
  const read = compileByMethod(argument, expressionsOfItem(item, environment))
  const base = baseRuleOf(item)
  if (base === 'assert') return (context) => readBoolean(read(context))
  if (base === 'deny') return (context) => !readDenial(read(context))
  const instance = environment.objectOf(object.definition) as never
  const { apply } = rule
  const audited = auditedRule(item, environment)
  if (audited !== null && omitsStates(audited)) return withState(item, audited, read, instance)
  return (context) => apply(read(context) as never, instance)
}

/** The condition under which a `deny` denies. */
export function compileDenial(item: TypedRule, environment: CompilerEnvironment): Condition {
  const read = compileByMethod(item.argument, expressionsOfItem(item, environment))
  return (context) => readDenial(read(context))
}

// `deny ()` has unit as its argument.
function readDenial(value: unknown): boolean {
  return value === undefined || readBoolean(value)
}

/** What the expressions of a rule, or of the subject of a choice, are made with. */
export function expressionsOfItem(
  item: TypedRule | TypedChoice,
  environment: CompilerEnvironment,
): ExpressionEnvironment {
  const { objectOf, describe, textOf, profileOf } = environment
  const audit = profileOf(item.audit)
  return {
    objectOf,
    auditedCall: (call) => {
      const name = audit === undefined ? null : emittedName(call, audit)
      if (audit === undefined || name === null) return null
      const rule = Object.freeze({ ...describe(item.node), object: call.object.name, audit })
      return { rule, name, text: textOf(call.span) }
    },
  }
}

/** The function of an expression about the messages of several methods. */
export function compileByMethod(
  { common, others }: TypedByMethod,
  environment: ExpressionEnvironment,
): Evaluate {
  const evaluate = compileExpression(common, environment)
  if (others.length === 0) return evaluate
  const byInterface = new Map<string, Map<string, Evaluate>>()
  for (const { method, expression } of others) {
    const methods = byInterface.get(method.interfaceName) ?? new Map<string, Evaluate>()
    methods.set(method.name, compileExpression(expression, environment))
    byInterface.set(method.interfaceName, methods)
  }
  return (context: RuleContext) => {
    const { event } = context
    const own = byInterface.get(event.interface)?.get(event.method) ?? evaluate
    return own(context)
  }
}

/** The outcome of an inner rule that did not grant. */
export function denialBy(item: TypedRule, environment: CompilerEnvironment): ConditionOutcome {
  return Object.freeze({
    granted: false,
    rule: environment.describe(item.node),
    why: whyDenied(item),
  })
}

function whyDenied(item: TypedRule): string {
  if (item.constant === 'deny') return 'it has no condition'
  return `its condition is ${baseRuleOf(item) === 'deny' ? 'true' : 'false'}`
}

/** The name of the object whose rule it is; a choice is one of Base. */
export function objectName(item: TypedRule | TypedChoice): string {
  return item.kind === 'rule' ? item.object.name : defaultObject
}

/** An inner rule as an audit sees it; null if no profile asks for it. */
export function auditedRule(
  item: TypedRule | TypedChoice,
  { describe, profileOf }: CompilerEnvironment,
): AuditedRule | null {
  const audit = profileOf(item.audit)
  if (audit === undefined) return null
  return Object.freeze({ ...describe(item.node), object: objectName(item), audit })
}
