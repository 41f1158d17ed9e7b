// Makes the rules of the engine of a checked policy: one for each rule and choice, with its text and
// its place.

import type { Condition } from '../../condition.ts'
import { makeRule, type Rule, type RuleParts } from '../../rule.ts'
import type { SelectedRule, TypedChoice, TypedItem } from '../check/typed-rule.ts'
import type { CheckedCase, CheckedRule } from '../policy.ts'
import type { ChoiceNode, RuleNode } from '../syntax.ts'
import { compileChoiceCondition } from './compile-items.ts'
import {
  baseRuleOf,
  compileDenial,
  type CompilerEnvironment,
  compileRuleCondition,
  needsState,
  objectName,
} from './compile-rule.ts'
import { selectingParts } from './compile-selection.ts'

/** What rules are made with. */
export type PolicyEnvironment = Omit<CompilerEnvironment, 'objectOf' | 'describe'> & {
  readonly describe: (rule: SelectedRule) => CompilerEnvironment['describe']
  /** The level that `audit default` begins with; undefined if there is none. */
  readonly auditLevel: number | undefined
}

/** Makes a rule. */
export function compileSelectedRule(
  selected: SelectedRule,
  environment: PolicyEnvironment,
): CheckedRule {
  const { item, selection, source } = selected
  const { event, src, dst, names } = selection
  return Object.freeze<CheckedRule>({
    rule: ruleOf(selected, environment),
    source,
    node: item.node,
    event,
    src,
    dst,
    selection: Object.freeze({ ...names }),
    constant: item.kind === 'rule' ? item.constant : null,
    cases: item.kind === 'choice' ? casesOf(item) : [],
    span: item.node,
    audit: item.audit?.text ?? null,
  })
}

function ruleOf(selected: SelectedRule, environment: PolicyEnvironment): Rule {
  const { item, selection } = selected
  const describe = environment.describe(selected)
  const { profileOf, auditLevel } = environment
  const audit = profileOf(item.audit)
  const parts: RuleParts = {
    ...selectingParts(selection),
    ...describe(item.node),
    object: objectName(item),
    ...(audit === undefined ? {} : { audit }),
    ...(auditLevel === undefined ? {} : { auditLevel }),
  }
  if (item.kind === 'rule' && item.constant !== null)
    return makeRule(item.constant === 'grant' ? parts : { ...parts, denies: true })
  const isDenial = item.kind === 'rule' && item.constant === null && baseRuleOf(item) === 'deny'
  const compile = (objectOf: CompilerEnvironment['objectOf']): Condition => {
    const own = { ...environment, describe, objectOf }
    if (item.kind === 'choice') return compileChoiceCondition(item, own)
    return isDenial ? compileDenial(item, own) : compileRuleCondition(item, own)
  }
  const condition = needsState(item)
    ? Object.freeze({ bind: compileBound(compile) })
    : compile(noObject)
  return makeRule({ ...parts, condition, denies: isDenial })
}

function compileBound(
  compile: (objectOf: CompilerEnvironment['objectOf']) => Condition,
): (scope: { readonly objectOf: CompilerEnvironment['objectOf'] }) => Condition {
  return ({ objectOf }) => compile(objectOf)
}

function noObject(): undefined {
  return undefined
}

function casesOf({ options }: TypedChoice): readonly CheckedCase[] {
  return options.map(({ node, value, items }) => ({ node, value, rules: items.flatMap(nodesOf) }))
}

function nodesOf(item: TypedItem): readonly (RuleNode | ChoiceNode)[] {
  return item.kind === 'match' ? item.items.flatMap(nodesOf) : [item.node]
}
