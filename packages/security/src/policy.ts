// Policies: lists of rules.
//
// All rules that select an event are evaluated and must all grant it; an event that no rule selects
// is denied. So order does not change a decision, and policies can be concatenated. `evaluation.ts`
// evaluates them.

import { checkAuditProfile } from './audit/audit-profile.ts'
import { any } from './class-reference.ts'
import {
  execute,
  error,
  isCondition,
  processRoles,
  request,
  response,
  security,
  type Rule,
} from './rule.ts'

/** Rules that decide together. */
export type Policy = readonly Rule[]

/** Concatenates rules and policies into one policy. Throws TypeError for anything else. */
export function definePolicy(...parts: readonly (Rule | Policy)[]): Policy {
  return checkPolicy(parts.flat())
}

/** Checks and freezes the rules. Throws TypeError if one of them is no rule. */
export function checkPolicy(rules: Policy): Policy {
  checkIsList(rules)
  rules.forEach((rule: unknown, index) => {
    if (isRule(rule)) return
    if (Array.isArray(rule))
      throw new TypeError(
        `policy: part ${index + 1} is a list, not a rule; ` +
          'join policies: definePolicy(allowAll(), ...), or [...allowAll(), ...]',
      )
    throw new TypeError(
      `definePolicy: part ${index + 1} is ${rule === undefined ? 'undefined' : `a ${typeof rule}`}, not a rule; ` +
        'write rules with request, response, error, execute, security or deny',
    )
  })
  return Object.freeze([...rules])
}

function checkIsList(rules: unknown): void {
  if (Array.isArray(rules)) return
  const isLoaded = typeof rules === 'object' && rules !== null && 'policy' in rules
  const hint = isLoaded ? 'pass its `policy`' : 'write [rule, ...]'
  throw new TypeError(`policy: a value of type ${typeof rules} is not a list of rules; ${hint}`)
}

function isRule(rule: unknown): rule is Rule {
  if (typeof rule !== 'object' || rule === null) return false
  const { event, denies, selection, condition, audit } = rule as Partial<Rule>
  if (event === undefined || !Object.hasOwn(processRoles, event) || typeof denies !== 'boolean')
    return false
  if (audit !== undefined) checkAuditProfile(audit, event)
  return typeof selection === 'object' && (condition === undefined || isCondition(condition))
}

/**
 * A policy that grants every event. Other rules beside it can still deny. It is never a default.
 */
export function allowAll(): Policy {
  return definePolicy(
    execute(),
    request(any, any),
    response(any, any),
    error(any, any),
    security(any),
  )
}

/** The policy without rules, which grants nothing: the default policy. */
export const denyAll: Policy = /* @__PURE__ */ Object.freeze([])
