// What a run of tests says, as data. `format-report.ts` makes text of it.

import type { Diagnostic } from '@kos/idl-compiler/text'
import type { RuleSource } from '../decision.ts'
import type { Coverage } from './coverage.ts'

/** The result of all tests of a policy. */
export interface TestReport {
  /** Errors and warnings of the policy and of its tests. With an error no test runs. */
  readonly diagnostics: readonly Diagnostic[]
  /** Whether there is a test, there are no errors, and all tests passed. */
  readonly passed: boolean
  readonly sets: readonly TestSetReport[]
  /** What of the policy the tests reached; null if there are errors. */
  readonly coverage: Coverage | null
}

/** The result of a test set: `assert "label" { ... }`. */
export interface TestSetReport {
  readonly label: string
  readonly file: string
  readonly passed: boolean
  readonly sequences: readonly SequenceReport[]
}

/** The result of a sequence with the setup before it and the final part after it. */
export interface SequenceReport {
  readonly label: string
  /** From 1. */
  readonly line: number
  /** How many cases ran, those of all parts. */
  readonly cases: number
  /** The case that ended the test; null if it passed. */
  readonly failure: CaseFailure | null
}

/** A part of a test. */
export type TestPart = 'setup' | 'sequence' | 'finally'

/** Why a case failed. */
export interface CaseFailure {
  readonly part: TestPart
  /** The label of the case; null if it has none. */
  readonly label: string | null
  /** The event as text: `request Client -> Server demo.Calc.Div (endpoint calc)`. */
  readonly event: string
  readonly expected: 'grant' | 'deny' | 'any'
  /**
   * What came instead. `malformed`: a kernel refuses the message before any rule. `not-started`: it
   * names a process whose start was denied.
   */
  readonly got: 'granted' | 'denied' | 'malformed' | 'not-started'
  /** The rule that denied, or all that granted; none if no rule selects the event. */
  readonly rules: readonly RuleSource[]
  /** The same as text with the line of the case, for `formatDiagnostic`. */
  readonly diagnostic: Diagnostic
}
