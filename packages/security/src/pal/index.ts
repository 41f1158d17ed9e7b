// Tests of policies in PAL, the test language inside PSL files: table of contents of
// @kos/security/pal.

// Running tests
export { runTests, type TestOptions } from './run-tests.ts'
export type {
  CaseFailure,
  SequenceReport,
  TestPart,
  TestReport,
  TestSetReport,
} from './test-report.ts'
export { failuresOf, formatSets, formatTests, summaryOf } from './format-report.ts'

// What the tests reach
export type { ChoiceCoverage, Coverage, FileCoverage, RuleCoverage } from './coverage.ts'
export { formatCoverage, formatLcov } from './format-coverage.ts'

// Events in TypeScript
export { type EventInit, eventFromInit } from './event-init.ts'
export type { PolicyClasses } from './resolve-event.ts'
