// The tests that stand in a policy, as data: what `pal.ts` defines as tests of vitest.

import { formatTests, runTests, type TestOptions } from '@kos/security/pal'
import { formatDiagnostic, type LoadedPolicy } from '@kos/security/psl'

/** One test of a policy, which has run. */
export interface PalCase {
  /** The label of the sequence. */
  readonly name: string
  /** Why it failed, with the line of the case; null if it passed. */
  readonly failure: string | null
}

/** The tests of one set. */
export interface PalSet {
  readonly name: string
  readonly cases: readonly PalCase[]
}

/**
 * Runs the tests of a policy: their results by set. Of one that has errors or no tests, and of none
 * (null), one test that failed.
 */
export function palSets(policy: LoadedPolicy | null, options: TestOptions): readonly PalSet[] {
  if (policy === null) return [failedSet('there is no policy')]
  const report = runTests(policy, options)
  const sets = report.sets.map(({ label, sequences }) => ({
    name: label,
    cases: sequences.map(({ label: name, failure }) => ({
      name,
      failure: failure === null ? null : formatDiagnostic(failure.diagnostic),
    })),
  }))
  const isEmpty = sets.every(({ cases }) => cases.length === 0)
  return isEmpty ? [failedSet(formatTests(report))] : sets
}

function failedSet(failure: string): PalSet {
  return { name: 'the policy', cases: [{ name: 'has tests, and no errors', failure }] }
}
