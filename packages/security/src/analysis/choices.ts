// Cases of choices: texts that the pattern of an earlier case takes, `_` where each value has a
// case, and values that have none. Choices stand in rules of PSL, also in cases of others. Equal
// cases are errors, which loading finds.
//
// What values there are is known of expressions of models (`session.query`, comparisons). Whether a
// pattern covers another one that is no plain text is not found out.

import type { PolicyObjectDefinition } from '../models/model.ts'
import type { ValueType } from '../models/type.ts'
import { nameOf } from '../models/value.ts'
import type { Case, ChoiceNode, ExpressionNode, Item } from '../psl/syntax.ts'
import type { Finding, FindingCode } from './findings.ts'
import type { AnalysedRule } from './verdict.ts'

type Literal = string | bigint | boolean

type Objects = ReadonlyMap<string, PolicyObjectDefinition>

/** The findings about choices in a rule. */
export function choiceFindings(rule: AnalysedRule, objects: Objects): Finding[] {
  const { checked } = rule
  if (checked === null) return []
  return choicesIn([checked.node]).flatMap((choice) =>
    findingsOf(choice, objects).map(({ node, ...rest }) => ({
      ...rest,
      rule,
      place: { source: checked.source, span: node },
    })),
  )
}

function choicesIn(items: readonly Item[]): ChoiceNode[] {
  return items.flatMap((item) => {
    if (item.kind === 'match') return choicesIn(item.section.items)
    if (item.kind === 'rule') return []
    return [item, ...item.cases.flatMap(({ section }) => choicesIn(section.items))]
  })
}

interface ChoiceFinding {
  readonly code: FindingCode
  readonly message: string
  readonly hint?: string
  readonly node: ChoiceNode | Case
}

function findingsOf(choice: ChoiceNode, objects: Objects): ChoiceFinding[] {
  const { subject, cases } = choice
  const selects = selectsOf(subject, objects)
  if (selects === null) return completeness(choice, typeOf(subject, objects))
  const shadowed = cases.flatMap((each, index) => {
    const earlier = cases.slice(0, index).find((before) => takesAll(before, each, selects))
    if (earlier === undefined) return []
    const message = `this case is never taken: ${caseText(earlier)} before it takes its values`
    return [{ code: 'shadowed-case', message, node: each } as const]
  })
  return [...shadowed, ...completeness(choice, null)]
}

type Selects = (text: string, pattern: string) => boolean

// The function by which patterns are cases; null if cases are values.
function selectsOf(subject: ExpressionNode, objects: Objects): Selects | null {
  const { definition, expression } = calledBy(subject, objects)
  const selects = expression?.selects
  if (selects === undefined) return null
  const instance = definition?.instantiate?.({ now: () => 0, audit: { level: 0 } })
  return (text, pattern) => selects(text as never, pattern as never, instance as never)
}

function calledBy(
  subject: ExpressionNode,
  objects: Objects,
): {
  readonly definition?: PolicyObjectDefinition | undefined
  readonly expression?: PolicyObjectDefinition['expressions'][string] | undefined
} {
  if (subject.kind !== 'call' || subject.object === null) return {}
  const definition = objects.get(subject.object.text)
  return { definition, expression: definition?.expressions[subject.name.text] }
}

/** Whether the pattern of a case takes the only text of a later one. */
function takesAll(earlier: Case, later: Case, selects: Selects): boolean {
  const [first, second] = [earlier, later].map(({ value }) => value && literalOf(value))
  if (typeof first !== 'string' || typeof second !== 'string') return false
  return isPlain(second) && matches(selects, second, first)
}

// A pattern of RE2 that matches itself only.
function isPlain(pattern: string): boolean {
  return !/[\\^$.|?*+()[\]{}]/.test(pattern)
}

// A pattern that is none is an error of its own.
function matches(selects: Selects, text: string, pattern: string): boolean {
  try {
    return selects(text, pattern)
  } catch {
    return false
  }
}

function completeness(choice: ChoiceNode, type: ValueType | null): ChoiceFinding[] {
  const taken = new Set(choice.cases.map(({ value }) => value && literalOf(value)))
  const byDefault = choice.cases.find(({ value }) => value === null)
  const all = valuesOf(type, taken)
  const missing = all?.filter((value) => !taken.has(value)) ?? null
  if (byDefault === undefined) return missing?.length === 0 ? [] : [missingCase(choice, missing)]
  if (missing?.length !== 0) return []
  const message = 'this case is never taken: each value has a case of its own'
  return [{ code: 'unreachable-default', message, node: byDefault }]
}

function missingCase(choice: ChoiceNode, missing: readonly Literal[] | null): ChoiceFinding {
  const which = missing === null ? 'all other values' : missing.map(nameOf).join(', ')
  const message = `there is no case for ${which}: denied, no option is selected`
  return { code: 'missing-case', message, hint: 'add _ : deny () if that is meant', node: choice }
}

/** All values of a type, where these are few; null if not, or if the type is not known. */
function valuesOf(
  type: ValueType | null,
  taken: ReadonlySet<Literal | null>,
): readonly Literal[] | null {
  // Cases of both Booleans: then the subject is one.
  if (type === null) return taken.has(true) && taken.has(false) ? [true, false] : null
  if (type.kind === 'boolean') return [true, false]
  if (type.kind === 'literal') return [type.value]
  if (type.kind !== 'variant') return null
  const parts = type.types.map((part) => valuesOf(part, new Set()))
  return parts.includes(null) ? null : parts.flatMap((part) => part ?? [])
}

const booleanOperators = new Set(['||', '&&', '==', '!=', '<', '<=', '>', '>='])

/** The type of an expression, as far as models tell it; null if it is not known. */
function typeOf(subject: ExpressionNode, objects: Objects): ValueType | null {
  const isBoolean =
    (subject.kind === 'unary' && subject.operator === '!') ||
    (subject.kind === 'binary' && booleanOperators.has(subject.operator))
  if (isBoolean) return { kind: 'boolean' }
  const result = calledBy(subject, objects).expression?.result
  return result === undefined || typeof result === 'function' ? null : result
}

function literalOf(node: ExpressionNode): Literal | null {
  if (node.kind === 'integer' || node.kind === 'text' || node.kind === 'boolean') return node.value
  if (node.kind !== 'unary' || node.operator !== '-') return null
  const operand = literalOf(node.operand)
  return typeof operand === 'bigint' ? -operand : null
}

function caseText({ value }: Case): string {
  if (value === null) return '_'
  const literal = literalOf(value)
  return literal === null ? 'one' : nameOf(literal)
}
