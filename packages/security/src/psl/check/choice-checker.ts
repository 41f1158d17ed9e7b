// Checks choices: the subject, the values of the cases, and the rules in them.
//
// A case is chosen if it equals the subject, or if the expression that the subject is says so
// (`ModelExpression.selects`), as that of Regex does.

import type { SourceFile } from '@kos/idl-compiler/text'
import { regexModel } from '../../models/regex.ts'
import type { ValueType } from '../../models/type.ts'
import { scalarType } from '../../models/type.ts'
import type { Case, ChoiceNode, Section } from '../syntax.ts'
import { fits } from '../types.ts'
import { isConstant } from './constants.ts'
import { misfitOf } from './misfit.ts'
import { checkPatternText } from './patterns.ts'
import type { SectionScope, SectionTools } from './section-checker.ts'
import { selectsOf, type TypedExpression } from './typed-expression.ts'
import type { TypedByMethod, TypedChoice, TypedItem, TypedCase } from './typed-rule.ts'

type ItemsOf = (section: Section, scope: SectionScope) => readonly TypedItem[]

/** Checks choices. */
export class ChoiceChecker {
  readonly #tools: SectionTools
  readonly #itemsOf: ItemsOf

  constructor(tools: SectionTools, itemsOf: ItemsOf) {
    this.#tools = tools
    this.#itemsOf = itemsOf
  }

  /** Checks a choice; null if there is an error. */
  check(node: ChoiceNode, scope: SectionScope): TypedChoice | null {
    const subject = this.#subject(node, scope)
    // The rules are checked, whatever is wrong with the values.
    const cases = node.cases.map((each) => this.#case(each, subject, scope))
    const isUnique = this.#checkUnique(node, cases, scope)
    if (subject === null || !isUnique || cases.includes(null)) return null
    const { audit } = scope
    return { kind: 'choice', node, subject, cases: cases as TypedCase[], audit }
  }

  #subject({ subject }: ChoiceNode, scope: SectionScope): TypedByMethod | null {
    const { messages, report } = this.#tools
    return messages.check(subject, scope, (node, expressionScope) => {
      const typed = messages.expressions.infer(node, expressionScope)
      if (typed === null || selectsOf(typed) !== null || fits(typed.type, scalarType)) return typed
      const text = scope.source.text.slice(node.start, node.end)
      const { message, hint } = misfitOf(typed.type, scalarType, text)
      return report.error(scope.source, node, message, hint)
    })
  }

  #case(node: Case, subject: TypedByMethod | null, scope: SectionScope): TypedCase | null {
    const items = this.#itemsOf(node.section, scope)
    if (node.value === null) return { node, value: undefined, items }
    const value = this.#value(node.value, subject, scope)
    return value === null ? null : { node, value: value.value, items }
  }

  #value(
    node: NonNullable<Case['value']>,
    subject: TypedByMethod | null,
    { source }: SectionScope,
  ): { readonly value: unknown } | null {
    const { expressions } = this.#tools.messages
    const scope = { source, event: null, message: null, method: '' }
    const subjects = subject === null ? [] : [subject.common, ...subject.others.map(expressionOf)]
    let value: { readonly value: unknown } | null = null
    for (const type of subjects.length === 0 ? [scalarType] : subjects.map(typeOf)) {
      const typed = expressions.constant(node, type, scope)
      if (typed === null || !isConstant(typed)) return null
      value = typed
    }
    const isRegex = subjects.some(
      (each) => each.kind === 'call' && each.object.model === regexModel,
    )
    const isSound =
      value !== null &&
      (!isRegex || checkPatternText(value.value, node, source, this.#tools.report))
    return isSound ? value : null
  }

  #checkUnique(
    node: ChoiceNode,
    cases: readonly (TypedCase | null)[],
    { source }: SectionScope,
  ): boolean {
    const seen = new Map<unknown, Case>()
    let isUnique = true
    for (const each of cases) {
      if (each === null) continue
      const { value, node: own } = each
      const key = typeof value === 'bigint' ? `${value}n` : value
      const first = seen.get(key)
      if (first === undefined) seen.set(key, own)
      else isUnique = this.#repeated(own, first, source)
    }
    return this.#checkKinds(node, cases, source) && isUnique
  }

  #repeated(node: Case, first: Case, source: SourceFile): false {
    const span = node.value ?? { start: node.start, end: node.start + 1 }
    const text = source.text.slice(span.start, span.end)
    const hint = `the first one is in line ${source.lineOf(first.start)}`
    this.#tools.report.error(source, span, `the case ${text} comes up twice`, hint)
    return false
  }

  // A subject of which nothing is known has one kind of values all the same.
  #checkKinds(node: ChoiceNode, cases: readonly (TypedCase | null)[], source: SourceFile): boolean {
    const values = cases.map((each) => each?.value).filter((value) => value !== undefined)
    const kinds = new Set(
      values.map((value) => (typeof value === 'bigint' ? 'number' : typeof value)),
    )
    if (kinds.size < 2) return true
    const message = `the cases are values of different kinds: ${[...kinds].join(' and ')}`
    this.#tools.report.error(source, node.subject, message)
    return false
  }
}

function expressionOf({ expression }: TypedByMethod['others'][number]): TypedExpression {
  return expression
}

function typeOf({ type }: TypedExpression): ValueType {
  return type
}
