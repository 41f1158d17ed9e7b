// Audit profiles: which results of rules are recorded, by runtime level and policy object (topic
// `ssp_descr_psl_syntax_audit`).
//
// Only the part for the current level counts. A rule has one profile or none; what it has none of
// is not recorded. `auditor.ts` records.

import type { Policy } from '../policy.ts'
import type { Rule } from '../rule.ts'

/** The result of a rule. */
export type AuditedResult = 'granted' | 'denied'

/** What is recorded of one policy object. */
export interface AuditSettings {
  /** The results of its rules that are recorded. */
  readonly kss: readonly AuditedResult[]
  /** Of a Flow: the states in which nothing is recorded. */
  readonly omit?: readonly string[]
  /** Of a Regex: the expressions whose results are recorded. */
  readonly emit?: readonly string[]
}

/** By runtime level (0 to 255) and name of the policy object; `base` for rules without one. */
export type AuditProfile = Readonly<Record<number, Readonly<Record<string, AuditSettings>>>>

/** A rule as an audit sees it. */
export interface AuditedRule {
  /** The rule as it is written. */
  readonly text: string
  readonly place?: string
  /** The policy object whose rule it is; `base` if it is left out. */
  readonly object?: string
  /** Without one, nothing is recorded. */
  readonly audit?: AuditProfile
}

/** What one rule answered about one event. */
export interface RuleResult {
  readonly rule: AuditedRule
  readonly granted: boolean
  /** The state that the object was in, if it has states: see `omit`. */
  readonly state?: string
  /** The expression whose result this is, if it is not that of a rule: see `emit`. */
  readonly expression?: string
  /** What the expression answered, in words: `re.match {text : message.name} is true`. */
  readonly answer?: string
}

/** The object of rules that belong to none: the one of the model Base. */
export const defaultObject = 'base'

/** Whether a result is to be recorded at a level. */
export function isAudited(
  { rule, granted, state, expression }: RuleResult,
  level: number,
): boolean {
  const settings = settingsOf(rule.audit?.[level], rule.object ?? defaultObject)
  if (settings === undefined) return false
  if (!settings.kss.includes(granted ? 'granted' : 'denied')) return false
  if (state !== undefined && settings.omit?.includes(state) === true) return false
  return expression === undefined || settings.emit?.includes(expression) === true
}

/**
 * Whether a profile asks for grants of an object at any level: then none of its rules may be
 * granted without being asked.
 */
export function auditsGrants(profile: AuditProfile, object: string): boolean {
  return Object.values(profile).some(
    (objects) => settingsOf(objects, object)?.kss.includes('granted') === true,
  )
}

/**
 * The settings of an object at one level. Objects may be called `constructor`, which every
 * dictionary inherits.
 */
export function settingsOf(
  objects: AuditProfile[number] | undefined,
  object: string,
): AuditSettings | undefined {
  return objects !== undefined && Object.hasOwn(objects, object) ? objects[object] : undefined
}

/** Whether a profile asks for results of an expression of an object at any level. */
export function auditsExpression(
  profile: AuditProfile,
  object: string,
  expression: string,
): boolean {
  return Object.values(profile).some((objects) => {
    const settings = settingsOf(objects, object)
    const isEmitted = settings?.emit?.includes(expression) === true
    return isEmitted && (settings?.kss.length ?? 0) > 0
  })
}

/** Checks a profile. Throws TypeError; `subject` is for the message. */
export function checkAuditProfile(profile: unknown, subject: string): void {
  const fail = (what: string): never => {
    throw new TypeError(`${subject}: ${what}; write { 0: { base: { kss: ['denied'] } } }`)
  }
  if (!isDictionary(profile)) return fail('its audit profile is no object')
  for (const [level, objects] of Object.entries(profile)) {
    if (!isLevel(Number(level))) fail(`its audit profile has the level ${level}, not 0 to 255`)
    if (!isDictionary(objects)) return fail(`level ${level} of its audit profile is no object`)
    for (const [object, settings] of Object.entries(objects))
      if (!isSettings(settings)) fail(`its audit profile says nothing of ${object}`)
  }
}

/** Checks an audit level. Throws TypeError; `subject` is for the message. */
export function checkAuditLevel(level: unknown, subject: string): asserts level is number {
  if (!isLevel(level))
    throw new TypeError(`${subject}: auditLevel is ${String(level)}; it is 0 to 255`)
}

function isLevel(level: unknown): level is number {
  return typeof level === 'number' && Number.isInteger(level) && level >= 0 && level <= 255
}

/**
 * A policy whose results are recorded as the profile says. Rules that have a profile keep it: the
 * inner one wins.
 */
export function audited(profile: AuditProfile, ...parts: readonly (Rule | Policy)[]): Policy {
  checkAuditProfile(profile, 'audited')
  return Object.freeze(
    parts
      .flat<readonly (Rule | Policy)[]>()
      .map((rule) =>
        rule.audit === undefined ? Object.freeze({ ...rule, audit: profile }) : rule,
      ),
  )
}

const results: readonly unknown[] = ['granted', 'denied'] satisfies AuditedResult[]

function isSettings(settings: unknown): boolean {
  if (!isDictionary(settings)) return false
  const { kss, omit = [], emit = [], ...more } = settings
  return (
    isTexts(kss) &&
    kss.every((each) => results.includes(each)) &&
    isTexts(omit) &&
    isTexts(emit) &&
    Object.keys(more).length === 0
  )
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function isDictionary(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
