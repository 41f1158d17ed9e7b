// What a condition answers, if it is no boolean: checked, because a condition may be any function.

import type { CompiledRule } from './compiled-rule.ts'
import type { ConditionOutcome } from './condition.ts'

/** The outcome that the condition of `rule` answered. Throws TypeError if it is none. */
export function readOutcome(result: unknown, rule: CompiledRule): ConditionOutcome {
  if (rule.denies)
    throw new TypeError(
      `the condition of a deny answered ${kindOf(result)}; it must answer true or false`,
    )
  if (typeof result === 'object' && result !== null) {
    const parts = result as Partial<Record<keyof ConditionOutcome, unknown>>
    const { granted, commit, rollback } = parts
    if (typeof granted === 'boolean' && isCallback(commit) && isCallback(rollback))
      return result as ConditionOutcome
  }
  throw new TypeError(
    `the condition answered ${kindOf(result)}; it must answer true, false or { granted, commit, rollback }`,
  )
}

function isCallback(value: unknown): boolean {
  return value === undefined || typeof value === 'function'
}

function kindOf(result: unknown): string {
  if (result === null || result === undefined) return String(result)
  if (typeof result !== 'object') return `a ${typeof result}`
  return 'then' in result ? 'a promise, and conditions are synchronous' : 'an object'
}
