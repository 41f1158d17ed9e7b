// `kos test`: the tests inside policies.

import { failuresOf, formatCoverage, formatLcov, runTests, summaryOf } from '@kos/security/pal'
import { loadPolicy } from '@kos/security/psl'
import { policyFiles, type PolicyFolders, policyPath } from './policy-files.ts'
import type { Reporter } from './report.ts'
import type { Terminal } from './terminal.ts'

/** What the command line says beside the files. */
export interface TestFlags extends PolicyFolders {
  /** How to show what the tests reach of the policy; left out for not at all. */
  readonly coverage?: 'text' | 'lcov'
}

/** Runs the tests of the policies at `paths`; returns the exit code. */
export function testPolicies(
  paths: readonly string[],
  flags: TestFlags,
  terminal: Terminal,
  reporter: Reporter,
): number {
  const files = policyFiles(flags, terminal)
  const shown = paths.map((path) => policyPath(path, terminal.cwd))
  const reports = shown.map((path) => runTests(loadPolicy(path, files)))
  // An lcov file is alone on standard output, so that it can be redirected.
  const isLcov = flags.coverage === 'lcov'
  for (const report of reports) reporter.tests(report, isLcov)
  reporter.diagnostics(reports.flatMap((each) => [...each.diagnostics, ...failuresOf(each)]))
  const coverages = reports.flatMap(({ coverage }) => coverage ?? [])
  if (isLcov) reporter.text(coverages.map(formatLcov).join(''))
  const named = (i: number): string => (reports.length === 1 ? '' : `${shown[i]}: `)
  if (!isLcov) reports.forEach((each, i) => reporter.summary(`${named(i)}${summaryOf(each)}`))
  if (flags.coverage === 'text')
    for (const coverage of coverages) reporter.summary(`\n${formatCoverage(coverage)}`)
  return reports.every(({ passed }) => passed) ? 0 : 1
}
