// The tests of a policy as tests of vitest.

import { loadPolicy, type LoadedPolicy } from '@kos/security/psl'
import { palTests } from '@kos/testing/pal'
import { describe, expect, test } from 'vitest'
import { palSets } from '../src/pal-cases.ts'

const rules = `execute: kl.core.Execute
use nk.base._
use EDL demo.Client
execute { grant () }
`

function load(tests: string): LoadedPolicy {
  const files: Readonly<Record<string, string>> = {
    'security.psl': rules + tests,
    'demo/Client.edl': 'entity demo.Client\n',
  }
  return loadPolicy('security.psl', { read: (path) => files[path] ?? null })
}

const starts = `assert "starts" {
  sequence "are granted" { execute dst=demo.Client }
  sequence "are denied" { deny "at night" execute dst=demo.Client }
}
assert "more" { sequence "of them" { execute dst=demo.Client } }
`

/** The one failure of a policy that is none to test. */
const failureOf = (policy: LoadedPolicy | null): string | null | undefined => {
  const [set, ...others] = palSets(policy, {})
  expect([set?.name, set?.cases.length, others]).toEqual(['the policy', 1, []])
  return set?.cases[0]?.failure
}

// Defined by the call: vitest reports `of a policy > is a test here`.
palTests(load('assert "of a policy" { sequence "is a test here" { execute dst=demo.Client } }'))

describe('the tests of a policy', () => {
  test('have the names of their sets, and failures the lines of their cases', () => {
    const [first, second] = palSets(load(starts), {})
    expect(second).toEqual({ name: 'more', cases: [{ name: 'of them', failure: null }] })
    expect(first?.cases.map(({ name }) => name)).toEqual(['are granted', 'are denied'])
    expect(first?.cases.map(({ failure }) => failure?.split('\n')[0])).toEqual([
      undefined,
      expect.stringMatching(/^security\.psl:7:.*at night/),
    ])
  })

  test('are one that fails if there are none, or the policy has errors, or there is no policy', () => {
    expect(failureOf(load(''))).toMatch(/there are no tests/)
    expect(failureOf(load('nonsense'))).toMatch(/security\.psl:5:1/)
    expect(failureOf(null)).toBe('there is no policy')
  })
})
