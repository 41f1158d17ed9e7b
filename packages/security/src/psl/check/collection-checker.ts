// Checks dictionaries and lists, which are what is expected where they stand: a dictionary is a
// record or a map, a list is a list, a set or a tuple.

import type { RecordType, ValueType } from '../../models/type.ts'
import { anyType } from '../../models/type.ts'
import { simplest } from '../../models/value.ts'
import type { DictionaryEntry, DictionaryNode, ListNode } from '../syntax.ts'
import { fits, formatType, joined, literalType } from '../types.ts'
import type { ExpressionChecker, TypingScope } from './expression-checker.ts'
import { misfitOf } from './misfit.ts'
import { hintOf } from '../name-hint.ts'
import type { CheckReport } from './check-report.ts'
import type { TypedExpression } from './typed-expression.ts'

type DictionaryType = Extract<ValueType, { readonly kind: 'record' | 'map' | 'any' }>
type MapType = Extract<ValueType, { readonly kind: 'map' }>
type Field = readonly [string, TypedExpression]
type SequenceType = Extract<ValueType, { readonly kind: 'list' | 'set' | 'tuple' | 'any' }>

/** Checks dictionaries and lists. */
export class CollectionChecker {
  readonly #checker: ExpressionChecker
  readonly #report: CheckReport

  constructor(checker: ExpressionChecker, report: CheckReport) {
    this.#checker = checker
    this.#report = report
  }

  /** Checks a dictionary where a type is expected. */
  dictionary(
    node: DictionaryNode,
    expected: ValueType,
    scope: TypingScope,
  ): TypedExpression | null {
    const type = dictionaryType(node, expected)
    if (type === null) {
      const message = `expected ${formatType(expected)}, found a dictionary`
      return this.#report.error(scope.source, node, message)
    }
    if (!this.#checkKeys(node, scope)) return null
    if (type.kind === 'record') return this.#record(node, type, scope)
    return type.kind === 'map' ? this.#map(node, type, scope) : this.#inferred(node, scope)
  }

  /** Checks a list where a type is expected. */
  list(node: ListNode, expected: ValueType, scope: TypingScope): TypedExpression | null {
    const type = alternatives(expected).find(isSequence)
    if (type === undefined || lacksElements(node, type)) {
      const message = `expected ${formatType(expected)}, found a list of ${node.elements.length}`
      return this.#report.error(scope.source, node, message)
    }
    const checked = node.elements.map((element, index) =>
      this.#checker.check(element, elementType(type, index), scope),
    )
    if (!isWhole(checked)) return null
    const found: ValueType =
      type.kind === 'any' ? { kind: 'list', element: joined(checked.map(typeOf)) } : type
    return this.#checker.fold({ kind: 'list', type: found, elements: checked }, node, scope)
  }

  #checkKeys({ entries }: DictionaryNode, { source }: TypingScope): boolean {
    const seen = new Set<string>()
    for (const { key } of entries) {
      if (seen.has(key.text)) {
        this.#report.error(source, key, `${key.text} comes up twice`)
        return false
      }
      seen.add(key.text)
    }
    return true
  }

  #record(node: DictionaryNode, type: RecordType, scope: TypingScope): TypedExpression | null {
    const fields = node.entries.map((entry) => this.#field(entry, type, scope))
    const names = new Set(node.entries.map(({ key }) => key.text))
    const missing = Object.keys(type.fields).filter(
      (name) => !names.has(name) && type.optional?.includes(name) !== true,
    )
    if (missing.length > 0 && isWhole(fields)) {
      const verb = missing.length === 1 ? 'is' : 'are'
      const message = `${missing.join(', ')} ${verb} missing`
      this.#report.error(scope.source, node, message, `it is ${formatType(type)}`)
      return null
    }
    if (!isWhole(fields)) return null
    return this.#checker.fold({ kind: 'record', type, fields }, node, scope)
  }

  #field(
    { key, value }: DictionaryEntry,
    { fields }: RecordType,
    scope: TypingScope,
  ): Field | null {
    const type = Object.hasOwn(fields, key.text) ? fields[key.text] : undefined
    if (type === undefined) {
      const hint = hintOf(key.text, Object.keys(fields), 'it has')
      return this.#report.error(scope.source, key, `there is no field ${key.text} here`, hint)
    }
    const checked = this.#checker.check(value, type, scope)
    return checked === null ? null : [key.text, checked]
  }

  #map(node: DictionaryNode, type: MapType, scope: TypingScope): TypedExpression | null {
    const entries = node.entries.map((entry): readonly [unknown, TypedExpression] | null => {
      const key = this.#key(entry, type.key, scope)
      const value = this.#checker.check(entry.value, type.value, scope)
      return key === null || value === null ? null : [key.value, value]
    })
    if (!isWhole(entries)) return null
    return this.#checker.fold({ kind: 'map', type, entries }, node, scope)
  }

  #key(
    { key, keyKind }: DictionaryEntry,
    type: ValueType,
    { source }: TypingScope,
  ): { readonly value: unknown } | null {
    const value = keyKind === 'integer' ? BigInt(key.text) : key.text
    const found = literalType(value)
    if (fits(found, type)) return { value: typeof value === 'bigint' ? simplest(value) : value }
    const { message, hint } = misfitOf(found, type, key.text)
    return this.#report.error(source, key, message, hint)
  }

  /** A dictionary of which nothing is expected: a record if its keys are names. */
  #inferred(node: DictionaryNode, scope: TypingScope): TypedExpression | null {
    const isRecord = node.entries.every(({ keyKind }) => keyKind === 'name')
    if (!isRecord) return this.#map(node, { kind: 'map', key: anyType, value: anyType }, scope)
    const fields: readonly (Field | null)[] = node.entries.map(({ key, value }) => {
      const typed = this.#checker.infer(value, scope)
      return typed === null ? null : [key.text, typed]
    })
    if (!isWhole(fields)) return null
    const types = Object.fromEntries(fields.map(([name, { type }]) => [name, type]))
    return this.#checker.fold(
      { kind: 'record', type: { kind: 'record', fields: types }, fields },
      node,
      scope,
    )
  }
}

function typeOf({ type }: TypedExpression): ValueType {
  return type
}

function isWhole<Part>(parts: readonly Part[]): parts is readonly NonNullable<Part>[] {
  return parts.every((part) => part !== null)
}

/** The types of which a value has one. */
function alternatives(type: ValueType): readonly ValueType[] {
  return type.kind === 'variant' ? type.types.flatMap(alternatives) : [type]
}

/** The type that a dictionary is meant to have: of several records the one that has its keys. */
function dictionaryType({ entries }: DictionaryNode, expected: ValueType): DictionaryType | null {
  const types = alternatives(expected).filter(
    (type): type is DictionaryType =>
      type.kind === 'record' || type.kind === 'map' || type.kind === 'any',
  )
  const fitting = types.find(
    (type) =>
      type.kind !== 'record' || entries.every(({ key }) => Object.hasOwn(type.fields, key.text)),
  )
  return fitting ?? types[0] ?? null
}

function isSequence(type: ValueType): type is SequenceType {
  return ['list', 'set', 'tuple', 'any'].includes(type.kind)
}

function lacksElements({ elements }: ListNode, type: SequenceType): boolean {
  return type.kind === 'tuple' && type.types.length !== elements.length
}

function elementType(type: SequenceType, index: number): ValueType {
  if (type.kind === 'tuple') return type.types[index] ?? anyType
  return type.kind === 'any' ? anyType : type.element
}
