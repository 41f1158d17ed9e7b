// What changed between two versions of a policy, on the level of verdicts: which events became
// granted, which denied, and about which other conditions decide than before.
//
// An event that there can't be in a version, since it has no such class or method, is denied there.
// Conditions are compared as they are written, never by what they mean.

import { eventTypes, type SecurityEventType } from '../event.ts'
import type { Verdict } from '../monitor.ts'
import type { Analysis } from './analysis.ts'
import { ruleText } from './explain.ts'
import { groupBy } from './grouping.ts'
import type { ClientGroup, OperationGroup } from './rule-index.ts'
import { formatOperation, headOf, mayServe, type OperationNames, operationKey } from './universe.ts'
import type { AnalysedRule, ExplainedVerdict } from './verdict.ts'

/** A change of the verdict about events of one type between a server and its clients. */
export interface VerdictChange {
  readonly type: SecurityEventType
  /** Starters for `execute`; the empty name for `security`. */
  readonly clients: readonly string[]
  readonly server: string
  readonly operations: readonly OperationNames[]
  readonly before: ExplainedVerdict
  readonly after: ExplainedVerdict
  /** Whether more is granted now, or less; `other` if that depends on what conditions mean. */
  readonly change: 'granted' | 'denied' | 'other'
}

/** The differences of two versions of a policy. */
export interface PolicyDifferences {
  readonly changes: readonly VerdictChange[]
  /**
   * Whether the second version grants as much as the first, only less, or only more. It holds as
   * far as conditions of the same text mean the same in both versions.
   */
  readonly comparison: 'equal' | 'stricter' | 'looser' | 'incomparable'
}

/** Compares two versions of a policy. */
export function differences(before: Analysis, after: Analysis): PolicyDifferences {
  const servers = new Set([...before.classes.keys(), ...after.classes.keys()])
  const changes = eventTypes.flatMap((type) =>
    [...servers].flatMap((server) =>
      changesOf(new Side(before, type, server), new Side(after, type, server)),
    ),
  )
  return { changes, comparison: comparisonOf(new Set(changes.map(({ change }) => change))) }
}

function comparisonOf(
  kinds: ReadonlySet<VerdictChange['change']>,
): PolicyDifferences['comparison'] {
  if (kinds.size === 0) return 'equal'
  if (kinds.size > 1 || kinds.has('other')) return 'incomparable'
  return kinds.has('denied') ? 'stricter' : 'looser'
}

/** One version's view of the events of one type with one server. */
class Side {
  readonly type: SecurityEventType
  readonly server: string
  readonly clients: ReadonlySet<string>
  /** By `operationKey`. */
  readonly operations: ReadonlyMap<string, OperationNames>
  readonly #analysis: Analysis

  constructor(analysis: Analysis, type: SecurityEventType, server: string) {
    this.type = type
    this.server = server
    this.#analysis = analysis
    this.clients = new Set(analysis.classes.has(server) ? analysis.clientsOf(type, server) : [])
    this.operations = new Map(
      analysis.operationsOf(type, server).map((operation) => [operationKey(operation), operation]),
    )
  }

  clientGroup(client: string): ClientGroup | null {
    return this.clients.has(client) ? this.#analysis.indexOf(this.type).clientGroup(client) : null
  }

  // Where not all operations are known, each version lists others.
  operationGroup(operation: OperationNames): OperationGroup | null {
    const server = this.#analysis.classes.get(this.server)
    if (server === undefined) return null
    const isListed = this.operations.has(operationKey(operation))
    if (!isListed && !mayServe(this.type, server, operation)) return null
    return this.#analysis.indexOf(this.type).operationGroup(this.server, operation)
  }

  verdictOf(clients: ClientGroup | null, operations: OperationGroup | null): ExplainedVerdict {
    if (clients === null || operations === null) return absent
    return this.#analysis.indexOf(this.type).verdictOfGroups(clients, operations)
  }
}

const absent: ExplainedVerdict = { verdict: 'denied', rules: [], selecting: [] }

// Clients that each version treats alike are one, and so are operations.
function changesOf(before: Side, after: Side): VerdictChange[] {
  const { type, server } = before
  const clients = grouped(new Set([...before.clients, ...after.clients]), (client) => [
    before.clientGroup(client),
    after.clientGroup(client),
  ])
  const all = new Map([...before.operations, ...after.operations]).values()
  const operations = grouped(all, (operation) => [
    before.operationGroup(operation),
    after.operationGroup(operation),
  ])
  return clients.flatMap(({ groups: [oldClients, newClients], members }) =>
    operations.flatMap(({ groups: [oldOperations, newOperations], members: changed }) => {
      const [old, now] = [
        before.verdictOf(oldClients, oldOperations),
        after.verdictOf(newClients, newOperations),
      ]
      const change = changeOf(old, now)
      if (change === null) return []
      return [
        { type, clients: members, server, operations: changed, before: old, after: now, change },
      ]
    }),
  )
}

interface Grouped<T, G> {
  readonly groups: readonly [G, G]
  readonly members: readonly T[]
}

function grouped<T, G>(
  all: Iterable<T>,
  groupsOf: (member: T) => readonly [G, G],
): Grouped<T, G>[] {
  const pairs = Array.from(all, (member) => ({ member, groups: groupsOf(member) }))
  return Array.from(groupBy(pairs, ({ groups }) => groups[0])).flatMap(([first, equal]) =>
    Array.from(groupBy(equal, ({ groups }) => groups[1])).map(([second, both]) => ({
      groups: [first, second] as const,
      members: both.map(({ member }) => member),
    })),
  )
}

const order: readonly Verdict[] = ['denied', 'ask', 'granted']

function changeOf(
  before: ExplainedVerdict,
  after: ExplainedVerdict,
): VerdictChange['change'] | null {
  const step = order.indexOf(after.verdict) - order.indexOf(before.verdict)
  if (step !== 0) return step > 0 ? 'granted' : 'denied'
  if (after.verdict !== 'ask') return null
  const isStricter = isSubset(before.rules, after.rules)
  const isLooser = isSubset(after.rules, before.rules)
  if (isStricter && isLooser) return null
  if (isStricter) return 'denied'
  return isLooser ? 'granted' : 'other'
}

function isSubset(part: readonly AnalysedRule[], whole: readonly AnalysedRule[]): boolean {
  return part.every((rule) => whole.some((other) => haveSameCondition(rule, other)))
}

function haveSameCondition(rule: AnalysedRule, other: AnalysedRule): boolean {
  return rule.rule.denies === other.rule.denies && rule.conditionKey === other.conditionKey
}

const marks = { granted: '+', denied: '-', other: '~' }

/** Differences as text: `+` where more is granted, `-` where less, `~` where that is not sure. */
export function formatDifferences({ changes, comparison }: PolicyDifferences): string {
  return [...changes.map(formatChange), `${comparisons[comparison]}\n`].join('\n')
}

const comparisons = {
  equal: 'both grant the same',
  stricter: 'the second is at least as strict as the first',
  looser: 'the first is at least as strict as the second',
  incomparable: 'neither is at least as strict as the other, as far as this can be told',
}

function formatChange(change: VerdictChange): string {
  const { type, clients, server, operations, before, after } = change
  const { source, destination } = headOf(type, clients.join(', '), server)
  const processes = destination === '' ? source : `${source} -> ${destination}`
  const names = type === 'execute' ? '' : ` ${operations.map(formatOperation).join(', ')}`
  const head = `${marks[change.change]} ${type} ${processes}${names}`
  const rules = [
    ...before.rules.map((rule) => `    before  ${ruleText(rule)}`),
    ...after.rules.map((rule) => `    after   ${ruleText(rule)}`),
  ]
  return [`${head}: ${before.verdict} -> ${after.verdict}`, ...rules].join('\n')
}
