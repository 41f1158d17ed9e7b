// Who may talk to whom: for each two classes the operations that are always granted, those about
// which conditions decide, and those that are denied.

import type { SecurityEventType } from '../event.ts'
import type { Verdict } from '../monitor.ts'
import type { Analysis } from './analysis.ts'
import { computed } from './grouping.ts'
import type { ClientGroup, OperationGroup, RuleIndex } from './rule-index.ts'
import { headOf, type OperationNames } from './universe.ts'

/** The operations between two classes, by verdict. */
export interface PairVerdicts {
  readonly granted: readonly OperationNames[]
  readonly ask: readonly OperationNames[]
  readonly denied: readonly OperationNames[]
}

/** Two classes between which there can be events of a type. */
export interface ClassPair extends PairVerdicts {
  readonly source: string
  /** Empty for `security`. */
  readonly destination: string
}

/** All pairs of classes between which there can be events of a type, denied ones as well. */
export function pairs(analysis: Analysis, type: SecurityEventType = 'request'): ClassPair[] {
  const index = analysis.indexOf(type)
  return [...analysis.classes.keys()].flatMap((server) => {
    const operations = analysis
      .operationsOf(type, server)
      .map((operation) => [operation, index.operationGroup(server, operation)] as const)
    const known = new Map<ClientGroup, PairVerdicts>()
    return analysis.clientsOf(type, server).map((client) => {
      const group = index.clientGroup(client)
      const verdicts = computed(known, group, () => pairVerdicts(index, group, operations))
      const { source, destination } = headOf(type, client, server)
      return { source, destination, ...verdicts }
    })
  })
}

function pairVerdicts(
  index: RuleIndex,
  clients: ClientGroup,
  operations: readonly (readonly [OperationNames, OperationGroup])[],
): PairVerdicts {
  const verdicts: Record<Verdict, OperationNames[]> = { granted: [], ask: [], denied: [] }
  for (const [operation, group] of operations)
    verdicts[index.verdictOfGroups(clients, group).verdict].push(operation)
  return verdicts
}

/**
 * The verdict about a pair as a whole: `granted` if some operation is always granted, else `ask` if
 * conditions decide about one, else `denied`.
 */
export function bestVerdict({ granted, ask }: PairVerdicts): Verdict {
  if (granted.length > 0) return 'granted'
  return ask.length > 0 ? 'ask' : 'denied'
}

/** The classes that a class may send events of a type to, and those that it may get them from. */
export interface Correspondents {
  readonly to: readonly string[]
  readonly from: readonly string[]
}

/** Who may talk to whom, by class: pairs with an operation that is not denied. */
export function correspondents(
  analysis: Analysis,
  type: SecurityEventType = 'request',
): ReadonlyMap<string, Correspondents> {
  const talking = pairs(analysis, type).filter((pair) => bestVerdict(pair) !== 'denied')
  return new Map(
    Array.from(analysis.classes.keys(), (name) => [
      name,
      {
        to: talking.filter(({ source }) => source === name).map(({ destination }) => destination),
        from: talking.filter(({ destination }) => destination === name).map(({ source }) => source),
      },
    ]),
  )
}
