// Makes the rules of the engine of a checked policy: one for each rule and choice, with its text
// and its place.

import type { AuditProfile } from '../../audit/audit-profile.ts'
import type { Condition } from '../../condition.ts'
import type { RuleSource } from '../../decision.ts'
import { makeRule, type Rule, type RuleParts } from '../../rule.ts'
import type { SelectedRule, TypedChoice, TypedItem, TypedRule } from '../check/typed-rule.ts'
import type { CheckedCase, CheckedRule } from '../policy.ts'
import type { ChoiceNode, PslFile, RuleNode } from '../syntax.ts'
import { compileChoiceCondition } from './compile-items.ts'
import {
  baseRuleOf,
  compileDenial,
  type CompilerEnvironment,
  compileRuleCondition,
  needsState,
  objectName,
} from './compile-rule.ts'
import { describeRule, textIn } from '../rule-source.ts'
import { selectingParts } from './compile-match.ts'

/** What rules are made with. */
export type PolicyEnvironment = Omit<CompilerEnvironment, 'objectOf' | 'describe' | 'textOf'> & {
  /** The file in which a rule is written. */
  readonly fileOf: (rule: SelectedRule) => PslFile
  /** The level that `audit default` begins with; undefined if there is none. */
  readonly auditLevel: number | undefined
}

/** Makes a rule. */
export function compileSelectedRule(
  selected: SelectedRule,
  environment: PolicyEnvironment,
): CheckedRule {
  const { item, source } = selected
  return Object.freeze<CheckedRule>({
    rule: ruleOf(selected, environment),
    source,
    node: item.node,
    constant: item.kind === 'rule' ? item.constant : null,
    cases: item.kind === 'choice' ? casesOf(item) : [],
  })
}

function ruleOf(selected: SelectedRule, environment: PolicyEnvironment): Rule {
  const { item } = selected
  const file = environment.fileOf(selected)
  const describe = describeRule.bind(null, file)
  const textOf = textIn.bind(null, file)
  const parts = partsOf(selected, environment, describe(item.node))
  if (item.kind === 'rule' && item.constant !== null)
    return makeRule(item.constant === 'grant' ? parts : { ...parts, denies: true })
  const isDenial = item.kind === 'rule' && item.constant === null && baseRuleOf(item) === 'deny'
  const compile = (objectOf: CompilerEnvironment['objectOf']): Condition => {
    const own = { ...environment, describe, textOf, objectOf }
    if (item.kind === 'choice') return compileChoiceCondition(item, own)
    return isDenial ? compileDenial(item, own) : compileRuleCondition(item, own)
  }
  const condition = needsState(item)
    ? Object.freeze({ bind: compileBound(compile) })
    : compile(noObject)
  return makeRule({ ...parts, condition, denies: isDenial })
}

/** The parts of a rule, all but its condition. */
function partsOf(
  { item, selection }: SelectedRule,
  environment: PolicyEnvironment,
  description: RuleSource,
): RuleParts {
  const { auditLevel } = environment
  const audit = profileOfItem(item, environment)
  return {
    ...selectingParts(selection),
    ...description,
    object: objectName(item),
    ...(audit === undefined ? {} : { audit }),
    ...(auditLevel === undefined ? {} : { auditLevel }),
  }
}

// The results of rules inside a choice are recorded only if the choice has a profile (see
// `ConditionOutcome`): it has an empty one, if it has none and they do.
function profileOfItem(
  item: TypedRule | TypedChoice,
  { profileOf }: PolicyEnvironment,
): AuditProfile | undefined {
  const own = profileOf(item.audit)
  return own === undefined && item.kind === 'choice' && namesProfile(item) ? {} : own
}

function namesProfile(item: TypedItem): boolean {
  if (item.kind === 'match') return item.items.some(namesProfile)
  if (item.audit !== null) return true
  return item.kind === 'choice' && item.cases.some(({ items }) => items.some(namesProfile))
}

function compileBound(
  compile: (objectOf: CompilerEnvironment['objectOf']) => Condition,
): (scope: { readonly objectOf: CompilerEnvironment['objectOf'] }) => Condition {
  return ({ objectOf }) => compile(objectOf)
}

function noObject(): undefined {
  return undefined
}

function casesOf({ cases }: TypedChoice): readonly CheckedCase[] {
  return cases.map(({ node, value, items }) => ({ node, value, rules: items.flatMap(nodesOf) }))
}

function nodesOf(item: TypedItem): readonly (RuleNode | ChoiceNode)[] {
  return item.kind === 'match' ? item.items.flatMap(nodesOf) : [item.node]
}
