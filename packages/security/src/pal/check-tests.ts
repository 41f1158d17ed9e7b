// Checks the tests of a policy, as rules are checked: names of classes, endpoints, methods and
// processes, and the values of messages. All that is wrong is reported in one go.
//
// The parts of a set are here, a case is in `check-case.ts`; `run-tests.ts` runs what is checked.

import { Diagnostics, type SourceFile } from '@kos/idl-compiler/text'
import type { LoadedTests } from '../psl/policy.ts'
import type { TestCase } from '../psl/syntax.ts'
import { type CaseContext, checkCase, type CheckedTestCase, type Processes } from './check-case.ts'
import type { PolicyClasses } from './resolve-event.ts'

/** A test set whose names and values are known. */
export interface CheckedTestSet {
  readonly label: string
  readonly source: SourceFile
  readonly setup: readonly CheckedTestCase[]
  readonly sequences: readonly CheckedSequence[]
  readonly final: readonly CheckedTestCase[]
}

/** A sequence of cases. */
export interface CheckedSequence {
  readonly label: string
  /** From 1. */
  readonly line: number
  readonly cases: readonly CheckedTestCase[]
}

/** Tests that were checked. Sets with errors are not complete. */
export interface CheckedTests {
  readonly diagnostics: Diagnostics
  readonly sets: readonly CheckedTestSet[]
}

/** Checks the tests of a policy. */
export function checkTests(policy: PolicyClasses, tests: readonly LoadedTests[]): CheckedTests {
  const diagnostics = new Diagnostics()
  const sets = tests.map((each) => checkSet(each, { policy, source: each.source, diagnostics }))
  return { diagnostics, sets }
}

// Processes that the setup starts have names in all parts, those of a sequence in it alone.
function checkSet({ source, node }: LoadedTests, context: CaseContext): CheckedTestSet {
  const { label } = node
  const { diagnostics } = context
  if (node.sequences.length === 0)
    diagnostics.warning(source, node, `${JSON.stringify(label)} has no sequence: it tests nothing`)
  const processes: Processes = new Map()
  const setup = checkCases(node.setup, processes, context)
  const sequences = node.sequences.map((sequence) => {
    const { cases, start } = sequence
    if (cases.length === 0) {
      const message = `${JSON.stringify(sequence.label)} has no cases: it tests nothing`
      diagnostics.warning(source, sequence, message)
    }
    const checked = checkCases(cases, new Map(processes), context)
    return { label: sequence.label, line: source.lineOf(start), cases: checked }
  })
  const final = checkCases(node.final, new Map(processes), context)
  return { label, source, setup, sequences, final }
}

function checkCases(
  nodes: readonly TestCase[],
  processes: Processes,
  context: CaseContext,
): readonly CheckedTestCase[] {
  return nodes.flatMap((node) => checkCase(node, processes, context) ?? [])
}
