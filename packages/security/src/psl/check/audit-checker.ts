// Checks audit profiles: for each runtime level, which results of the rules of which policy objects
// are in the audit log.

import type { NameNode, SourceFile } from '@kos/idl-compiler/text'
import type { AuditProfile, AuditSettings } from '../../audit/audit-profile.ts'
import { regexModel } from '../../models/regex.ts'
import type { RecordType, ValueType } from '../../models/type.ts'
import { textType } from '../../models/type.ts'
import type { AuditDefault, AuditProfileNode, DictionaryNode, ExpressionNode } from '../syntax.ts'
import { literalType } from '../types.ts'
import { isConstant } from './constants.ts'
import type { ExpressionChecker } from './expression-checker.ts'
import { fileOfObject, type KnownObject, type KnownObjects, useHint } from './known-objects.ts'
import { hintOf } from '../name-hint.ts'
import type { CheckReport } from './check-report.ts'

/** The profile of `nk.base`, which audits nothing. */
const emptyProfile = 'empty'

const resultsType: ValueType = {
  kind: 'set',
  element: {
    kind: 'variant',
    types: [/* @__PURE__ */ literalType('granted'), /* @__PURE__ */ literalType('denied')],
  },
}
const conditionsType: RecordType = {
  kind: 'record',
  fields: {
    kss: resultsType,
    omit: { kind: 'set', element: textType },
    emit: { kind: 'set', element: textType },
  },
  optional: ['omit', 'emit'],
}
const profileType: ValueType = {
  kind: 'map',
  key: { kind: 'integer', bits: 8, isSigned: false },
  value: { kind: 'map', key: textType, value: conditionsType },
}

type CheckedProfile = ReadonlyMap<number, ReadonlyMap<string, AuditSettings>>

/** Checks audit profiles. */
export class AuditChecker {
  readonly #objects: KnownObjects
  readonly #expressions: ExpressionChecker
  readonly #report: CheckReport
  readonly #profiles: Map<string, AuditProfile>
  readonly #broken: Set<string> = new Set()

  constructor(objects: KnownObjects, expressions: ExpressionChecker, report: CheckReport) {
    this.#objects = objects
    this.#expressions = expressions
    this.#report = report
    this.#profiles = new Map([[emptyProfile, Object.freeze({})]])
  }

  /** The profiles by name. */
  get profiles(): ReadonlyMap<string, AuditProfile> {
    return this.#profiles
  }

  /** Checks a profile, and adds it. */
  profile({ name, levels }: AuditProfileNode, source: SourceFile): void {
    if (this.#profiles.has(name.text) || this.#broken.has(name.text)) {
      this.#report.error(source, name, `there is an audit profile ${name.text} already`)
      return
    }
    const scope = { source, event: null, message: null, method: '' }
    const typed = this.#expressions.constant(levels, profileType, scope)
    if (typed === null || !isConstant(typed)) this.#broken.add(name.text)
    else this.#profiles.set(name.text, profileOf(typed.value as CheckedProfile))
    for (const level of levels.entries)
      if (level.value.kind === 'dictionary') this.#checkObjects(level.value, source)
  }

  /** Whether there is a profile of that name; reports it if there is none. */
  hasProfile(name: NameNode, source: SourceFile): boolean {
    if (this.#profiles.has(name.text)) return true
    if (this.#broken.has(name.text)) return false
    const hint = hintOf(name.text, this.#profiles.keys())
    this.#report.error(source, name, `there is no audit profile ${name.text}`, hint)
    return false
  }

  /** Checks which profile and level are the default. */
  isDefault({ profile, level }: AuditDefault, source: SourceFile): boolean {
    if (level.value <= 255n) return this.hasProfile(profile, source)
    this.#report.error(source, level, `${level.value} is no audit level`, 'levels are 0 to 255')
    return false
  }

  #checkObjects(level: DictionaryNode, source: SourceFile): void {
    for (const { key, value } of level.entries) {
      const object = this.#objects.of(key.text)
      if (object !== undefined) this.#checkEmitted(object, value, source)
      if (object !== undefined || this.#objects.isBroken(key.text)) continue
      const file = fileOfObject(key.text)
      const hint = file === null ? hintOf(key.text, this.#objects.names) : useHint(file)
      this.#report.error(source, key, `there is no policy object ${key.text}`, hint)
    }
  }

  // Only the expressions of Regex can be recorded.
  #checkEmitted(
    { name, model, definition }: KnownObject,
    node: ExpressionNode,
    source: SourceFile,
  ) {
    const expressions = model === regexModel ? Object.keys(definition.expressions) : []
    for (const each of emittedIn(node)) {
      if (each.kind !== 'text' || expressions.includes(each.value)) continue
      const message = `${name} has no expression ${each.value} that can be recorded`
      this.#report.error(source, each, message, hintOf(each.value, expressions, 'it has'))
    }
  }
}

/** What `emit` names in the conditions of an object. */
function emittedIn(conditions: ExpressionNode): readonly ExpressionNode[] {
  if (conditions.kind !== 'dictionary') return []
  return conditions.entries.flatMap(({ key, value }) =>
    key.text === 'emit' && value.kind === 'list' ? value.elements : [],
  )
}

function profileOf(profile: CheckedProfile): AuditProfile {
  const levels = Array.from(profile, ([level, objects]) => [level, Object.fromEntries(objects)])
  return Object.freeze(Object.fromEntries(levels) as AuditProfile)
}
