// Finds the rule of a policy object that is written: `session.enter`, or `grant` of `base`.

import type { SourceFile } from '@kos/idl-compiler/text'
import { defaultObject } from '../../audit/audit-profile.ts'
import type { ModelRule } from '../../models/model.ts'
import type { RuleNode } from '../syntax.ts'
import { fileOfObject, type KnownObject, type KnownObjects, useHint } from './known-objects.ts'
import { hintOf } from '../name-hint.ts'
import type { CheckReport } from './check-report.ts'

/** A rule, and the object that has it. */
export interface FoundRule {
  readonly object: KnownObject
  readonly rule: ModelRule
}

/** The rule; null, and an error, if there is none. */
export function findRule(
  { object: owner, name }: RuleNode,
  objects: KnownObjects,
  source: SourceFile,
  report: CheckReport,
): FoundRule | null {
  const text = owner?.text ?? defaultObject
  const object = objects.of(text)
  if (object === undefined) {
    if (objects.isBroken(text)) return null
    const file = fileOfObject(text)
    const hint = file === null ? hintOf(text, objects.names) : useHint(file)
    const what = owner === null ? `rule ${name.text}` : `policy object ${text}`
    return report.error(source, owner ?? name, `there is no ${what}`, hint)
  }
  const { rules, expressions } = object.definition
  const rule = Object.hasOwn(rules, name.text) ? rules[name.text] : undefined
  if (rule !== undefined) return { object, rule }
  const what = owner === null ? name.text : `${text}.${name.text}`
  if (Object.hasOwn(expressions, name.text)) {
    const message = `${what} is an expression: it grants nothing`
    return report.error(source, name, message, `write for example: assert (${what} ...)`)
  }
  const hint = hintOf(name.text, Object.keys(rules), 'it has')
  return report.error(source, name, missing(owner === null, text, name.text), hint)
}

function missing(isUnnamed: boolean, object: string, name: string): string {
  return isUnnamed ? `there is no rule ${name}` : `${object} has no rule ${name}`
}
