// The tests that stand in a policy as tests of vitest, so that they run beside the tests of the
// programs: `palTests(policy)` at the top of a test file.

import type { TestOptions } from '@kos/security/pal'
import type { LoadedPolicy } from '@kos/security/psl'
import { describe, test } from 'vitest'
import { palSets } from './pal-cases.ts'

/**
 * Defines a test for each test of a policy (a sequence of a test set in PAL) under the name of its
 * set. A failure has the line of the case, and the rules that decided. For a policy that has errors
 * or no tests, and for null, which stands for no policy, one test is defined, which fails.
 *
 * The tests run when they are defined: they take no time, and no two of them share any state.
 */
export function palTests(policy: LoadedPolicy | null, options: TestOptions = {}): void {
  for (const { name, cases } of palSets(policy, options))
    describe(name, () => {
      for (const each of cases)
        test(each.name, () => {
          if (each.failure !== null) throw new Error(each.failure)
        })
    })
}
