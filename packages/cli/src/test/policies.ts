// The tests inside policies, as `kos test` shows them.

import {
  failuresOf,
  formatCoverage,
  formatLcov,
  summaryOf,
  type TestReport,
} from '@kos/security/pal'
import type { PolicyFolders } from '../policy-files.ts'
import type { Reporter } from '../report.ts'

/** What the command line says beside the files. */
export interface TestFlags extends PolicyFolders {
  /** How to show what the tests reach of the policy; left out for not at all. */
  readonly coverage?: 'text' | 'lcov'
}

/** A policy by its path, as it is shown, and what became of its tests. */
export interface PolicyTests {
  readonly path: string
  readonly report: TestReport
}

/** Shows what became of the tests of policies. */
export function showPolicyTests(
  tests: readonly PolicyTests[],
  { coverage: form }: TestFlags,
  reporter: Reporter,
): void {
  const reports = tests.map(({ report }) => report)
  // An lcov file is alone on standard output, so that it can be redirected.
  const isLcov = form === 'lcov'
  for (const report of reports) reporter.tests(report, isLcov)
  reporter.diagnostics(reports.flatMap((each) => [...each.diagnostics, ...failuresOf(each)]))
  const coverages = reports.flatMap(({ coverage }) => coverage ?? [])
  if (isLcov) reporter.text(coverages.map(formatLcov).join(''))
  const named = (path: string): string => (tests.length === 1 ? '' : `${path}: `)
  if (!isLcov)
    for (const { path, report } of tests) reporter.summary(`${named(path)}${summaryOf(report)}`)
  if (form === 'text')
    for (const coverage of coverages) reporter.summary(`\n${formatCoverage(coverage)}`)
}
