// Matchers of vitest for return codes. A failure has the name of the code, and for
// rcSecurityDisallow the last denials of the policy. Importing this file adds the matchers, and
// those of `policy-matchers.ts`.

import { formatRetcode, retcodeName, rcOk, rcSecurityDisallow } from '@kos/retcode'
// This import stays in the declarations. Without it a program that imports the matchers before
// vitest would not have their types.
import 'vitest'
import { expect } from 'vitest'
import { latestDenials } from './booted-systems.ts'
import { policyMatchers } from './policy-matchers.ts'

export type { DenialPattern, PolicyMatchers } from './policy-matchers.ts'

/** The matchers. */
export interface RetcodeMatchers<R = unknown> {
  /** The code, or the `rc` of the result, is rcOk. */
  toBeOk(): R
  /** The code, or the `rc` of the result, is this one. */
  toBeRetcode(expected: number): R
}

declare module 'vitest' {
  // oxlint-disable-next-line no-explicit-any -- the declaration that is extended says so.
  interface Assertion<T> extends RetcodeMatchers<T> {}
  interface AsymmetricMatchersContaining extends RetcodeMatchers {}
}

interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** Matches a code, or a result with one. For `toBeOk` and `toBeRetcode`. */
export function matchRetcode(received: unknown, expected: number, isNot: boolean): MatcherResult {
  const rc = codeOf(received)
  if (rc === undefined) {
    return {
      pass: isNot,
      message: () => `this is no return code, and no result with one: ${String(received)}`,
    }
  }
  return {
    pass: rc === expected,
    message: () => {
      const wanted = retcodeName(expected) ?? formatRetcode(expected)
      return isNot
        ? `expected anything but ${wanted}`
        : `expected ${wanted}, got ${formatRetcode(rc)}${reasonOf(rc)}`
    },
  }
}

function codeOf(received: unknown): number | undefined {
  if (typeof received === 'number') return received
  if (typeof received !== 'object' || received === null || !('rc' in received)) return undefined
  return typeof received.rc === 'number' ? received.rc : undefined
}

function reasonOf(rc: number): string {
  if (rc !== rcSecurityDisallow) return ''
  const denials = latestDenials()
  if (denials.length === 0)
    return '\nno policy denied anything: were rights asked for that the handle does not have?'
  return denials.map(({ time, message }) => `\ndenied last, at ${time} ms: ${message}`).join('')
}

expect.extend(policyMatchers)
expect.extend({
  toBeOk(received: unknown) {
    return matchRetcode(received, rcOk, this.isNot)
  },
  toBeRetcode(received: unknown, expected: number) {
    return matchRetcode(received, expected, this.isNot)
  },
})
