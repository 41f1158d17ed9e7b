// An analysis as JSON for tools: a stable form, with a number for its version.
//
// What is equal is merged: an entry has all clients and operations of one server for which the same
// rules decide in the same way. Events that no rule selects are left out: these are denied.

import { eventTypes, type SecurityEventType } from '../event.ts'
import type { Verdict } from '../monitor.ts'
import type { Analysis } from './analysis.ts'
import { groupBy } from './grouping.ts'
import { headOf, type OperationNames } from './universe.ts'
import type { ExplainedVerdict } from './verdict.ts'

/** An analysis for tools. Fields may be added, and none taken away, while `version` is 1. */
export interface AnalysisReport {
  readonly version: 1
  readonly classes: readonly ReportedClass[]
  readonly rules: readonly ReportedRule[]
  /** Events of one type between equal classes; all others are denied, as no rule selects them. */
  readonly verdicts: readonly ReportedVerdict[]
}

/** A class; `isKnown` says whether its endpoints are known. */
export interface ReportedClass {
  readonly name: string
  readonly isKnown: boolean
}

/** A rule; `number` counts from 1, `place` is `security.psl:12` where it is known. */
export interface ReportedRule {
  readonly number: number
  readonly text: string
  readonly place: string | null
  readonly event: SecurityEventType
  /** What it says of all that it selects, if it always says the same. */
  readonly constant: 'grant' | 'deny' | null
}

/** What a policy says of each operation between each source and each destination. */
export interface ReportedVerdict {
  readonly event: SecurityEventType
  readonly sources: readonly string[]
  /** The empty name for `security`. */
  readonly destinations: readonly string[]
  /** Names that are not known are empty. */
  readonly operations: readonly OperationNames[]
  readonly verdict: Verdict
  /** The numbers of the rules that decide. */
  readonly rules: readonly number[]
}

/** The report about a policy; `types` are the events that it is about. */
export function reportOf(
  analysis: Analysis,
  types: readonly SecurityEventType[] = eventTypes,
): AnalysisReport {
  return {
    version: 1,
    classes: Array.from(analysis.classes.values(), ({ name, isKnown }) => ({ name, isKnown })),
    rules: analysis.rules.map(({ rule, description, constant }) => ({
      number: description.number,
      text: description.text,
      place: description.place ?? null,
      event: rule.event,
      constant,
    })),
    verdicts: types.flatMap((type) =>
      [...analysis.classes.keys()].flatMap((server) => verdictsOf(analysis, type, server)),
    ),
  }
}

function verdictsOf(
  analysis: Analysis,
  type: SecurityEventType,
  server: string,
): ReportedVerdict[] {
  const index = analysis.indexOf(type)
  const operations = groupBy(analysis.operationsOf(type, server), (operation) =>
    index.operationGroup(server, operation),
  )
  const clients = groupBy(analysis.clientsOf(type, server), (name) => index.clientGroup(name))
  return Array.from(clients).flatMap(([group, names]) => {
    const byVerdict = groupBy(operations, ([each]) => index.verdictOfGroups(group, each))
    return Array.from(byVerdict).flatMap(([answer, equal]) => {
      if (answer.selecting.length === 0) return []
      const all = equal.flatMap(([, members]) => members)
      return [reported(type, names, server, all, answer)]
    })
  })
}

function reported(
  type: SecurityEventType,
  clients: readonly string[],
  server: string,
  operations: readonly OperationNames[],
  { verdict, rules }: ExplainedVerdict,
): ReportedVerdict {
  const isServed = headOf(type, '', server).destination === server
  return {
    event: type,
    sources: isServed ? clients : [server],
    destinations: isServed ? [server] : clients,
    operations: operations.map(({ endpoint, interface: name, method }) => ({
      endpoint,
      interface: name,
      method,
    })),
    verdict,
    rules: rules.map(({ description }) => description.number),
  }
}
