// Reports of tests as text for people.

import { type Diagnostic, formatDiagnostic } from '@kos/idl-compiler/text'
import type { SequenceReport, TestReport } from './test-report.ts'

/**
 * A report as text: the tests by set, each failure with the line of its case, and how many there
 * were.
 */
export function formatTests(report: TestReport): string {
  const { diagnostics, sets } = report
  const parts = diagnostics.map(formatDiagnostic)
  if (sets.length > 0) parts.push(formatSets(report))
  return [...parts, ...failuresOf(report).map(formatDiagnostic), summaryOf(report)].join('\n\n')
}

/** The failures of a report as errors, one for each test that failed. */
export function failuresOf({ sets }: TestReport): readonly Diagnostic[] {
  return sets
    .flatMap(({ sequences }) => sequences)
    .flatMap(({ failure }) => (failure === null ? [] : [failure.diagnostic]))
}

/** The tests by set, one a line. */
export function formatSets({ sets }: TestReport): string {
  return sets
    .map(({ file, label, sequences }) =>
      [`${file}: ${JSON.stringify(label)}`, ...sequences.map(formatSequence)].join('\n'),
    )
    .join('\n')
}

function formatSequence({ label, cases, failure }: SequenceReport): string {
  const result = failure === null ? 'passed' : 'failed'
  return `  ${result} ${JSON.stringify(label)} (${counted(cases, 'case')})`
}

/** How many tests passed, in one line. */
export function summaryOf({ passed, sets, coverage }: TestReport): string {
  if (coverage === null) return 'no test ran: the files have errors'
  const all = sets.flatMap(({ sequences }) => sequences)
  if (all.length === 0) return 'there are no tests'
  if (passed) return `${counted(all.length, 'test')} passed`
  const failed = all.filter(({ failure }) => failure !== null).length
  return `${failed} of ${counted(all.length, 'test')} failed`
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
