// Runs the tests of a policy: each sequence on a monitor of its own, so that no state is left of
// the test before it.
//
// A test is the setup, its cases, and the final part, in this order; the first case that fails ends
// it. `check-tests.ts` has checked names and values before anything runs.

import { createMonitor } from '../policy-monitor.ts'
import { monitorOptionsOf } from '../psl/monitor-options.ts'
import type { LoadedPolicy } from '../psl/policy.ts'
import { caseFailure, type CaseResult } from './case-failure.ts'
import type { CheckedTestCase } from './check-case.ts'
import { type CheckedSequence, checkTests, type CheckedTestSet } from './check-tests.ts'
import { coverageOf } from './coverage.ts'
import { RuleTrace } from './rule-trace.ts'
import { TestProcesses } from './test-processes.ts'
import type { SequenceReport, TestReport, TestSetReport } from './test-report.ts'

/** Options of `runTests`. */
export interface TestOptions {
  /** Milliseconds, for rules that know the time; default: always 0. */
  readonly now?: () => number
}

/**
 * Runs all tests that the files of a policy contain (topic `ssp_descr_psl_syntax_testing`). If the
 * policy or a test has errors, none runs, and the report has the errors.
 */
export function runTests(loaded: LoadedPolicy, options: TestOptions = {}): TestReport {
  const checked = checkTests(loaded, loaded.tests)
  const diagnostics = [...loaded.diagnostics, ...checked.diagnostics.list]
  if (loaded.hasErrors || checked.diagnostics.hasErrors)
    return { diagnostics, passed: false, sets: [], coverage: null }
  const trace = new RuleTrace(loaded)
  const sets = checked.sets.map((set) => runSet(set, () => newTest(loaded, trace, options)))
  const sequences = sets.flatMap((set) => set.sequences)
  const passed = sequences.length > 0 && sequences.every(({ failure }) => failure === null)
  return { diagnostics, passed, sets, coverage: coverageOf(loaded, (part) => trace.hitsOf(part)) }
}

/** Runs one case, and answers what came. */
type RunCase = (checked: CheckedTestCase) => CaseResult

function runSet(set: CheckedTestSet, makeTest: () => RunCase): TestSetReport {
  const sequences = set.sequences.map((sequence) => runSequence(set, sequence, makeTest()))
  const passed = sequences.every(({ failure }) => failure === null)
  return { label: set.label, file: set.source.path, passed, sequences }
}

function runSequence(
  set: CheckedTestSet,
  { label, line, cases }: CheckedSequence,
  run: RunCase,
): SequenceReport {
  const parts = [
    ['setup', set.setup],
    ['sequence', cases],
    ['finally', set.final],
  ] as const
  let count = 0
  for (const [part, list] of parts) {
    for (const each of list) {
      count++
      const failure = caseFailure(each, run(each), { part, set, label })
      if (failure !== null) return { label, line, cases: count, failure }
    }
  }
  return { label, line, cases: count, failure: null }
}

function newTest(loaded: LoadedPolicy, trace: RuleTrace, { now = () => 0 }: TestOptions): RunCase {
  const monitor = createMonitor(trace.policy, { ...monitorOptionsOf(loaded), now })
  const processes = new TestProcesses()
  return (checked) => {
    const { head, fault, message } = checked
    if (fault !== null) return { got: 'malformed', fault }
    const sids = processes.sidsOf(checked)
    if (typeof sids === 'string') return { got: 'not-started', process: sids }
    trace.begin(head)
    const decision = monitor.decide({ ...head, ...sids, message: message(processes.sidOf) })
    if (decision.granted) processes.started(checked, sids.destinationSid)
    return { got: decision.granted ? 'granted' : 'denied', decision, reached: trace.reached() }
  }
}
