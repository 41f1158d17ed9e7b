// Why a case failed, as data and as text with the line of the case.

import { type Diagnostic, Diagnostics } from '@kos/idl-compiler/text'
import { type Decision, formatSource, type RuleSource } from '../decision.ts'
import { formatEvent } from '../event.ts'
import type { CheckedTestCase } from './check-case.ts'
import type { CheckedTestSet } from './check-tests.ts'
import type { CaseFailure, TestPart } from './test-report.ts'

/** What came of the event of a case. */
export type CaseResult =
  | {
      readonly got: 'granted' | 'denied'
      readonly decision: Decision
      /** The rules that select the event. */
      readonly reached: readonly RuleSource[]
    }
  | { readonly got: 'malformed'; readonly fault: string }
  | { readonly got: 'not-started'; readonly process: string }

/** The test that a case is part of. */
export interface CasePlace {
  readonly set: CheckedTestSet
  /** The label of the sequence. */
  readonly label: string
  readonly part: TestPart
}

const expectations = { grant: 'granted', deny: 'denied', any: 'granted or denied' } as const

/** The failure of a case; null if what came is what was expected. */
export function caseFailure(
  { node, head }: CheckedTestCase,
  result: CaseResult,
  { set, label, part }: CasePlace,
): CaseFailure | null {
  const { expected } = node
  if (isExpected(expected, result)) return null
  const test = `${JSON.stringify(set.label)}, ${JSON.stringify(label)}`
  const about = [test, ...(part === 'sequence' ? [] : [part]), ...labelOf(node.label)].join(', ')
  const wanted = expectations[expected]
  const diagnostics = new Diagnostics()
  const message = `${about}: ${gotWords[result.got]}, expected ${wanted}`
  diagnostics.error(set.source, node, message, reasonOf(result))
  return {
    part,
    label: node.label,
    event: formatEvent(head),
    expected,
    got: result.got,
    rules: rulesOf(result),
    diagnostic: diagnostics.list[0] as Diagnostic,
  }
}

function labelOf(label: string | null): readonly string[] {
  return label === null ? [] : [JSON.stringify(label)]
}

function isExpected(expected: CaseFailure['expected'], { got }: CaseResult): boolean {
  if (got !== 'granted' && got !== 'denied') return false
  return expected === 'any' || (expected === 'grant') === (got === 'granted')
}

const gotWords: Readonly<Record<CaseFailure['got'], string>> = {
  granted: 'granted',
  denied: 'denied',
  malformed: 'malformed',
  'not-started': 'not started',
}

/** The rules that decided. */
function rulesOf(result: CaseResult): readonly RuleSource[] {
  if (!('decision' in result)) return []
  if (result.decision.granted) return result.reached
  return result.decision.rule === undefined ? [] : [result.decision.rule]
}

function reasonOf(result: CaseResult): string {
  if (result.got === 'malformed')
    return `${result.fault}; no rule is asked about a message that does not fit its interface`
  if (result.got === 'not-started') return `the start of ${result.process} was denied`
  const { decision, reached } = result
  if (decision.granted) return `granted by ${reached.map(formatSource).join(' and ')}`
  return decision.reason === 'no-rule' ? 'no rule selects this event' : decision.message
}
