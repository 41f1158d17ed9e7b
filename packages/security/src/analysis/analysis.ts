// What a policy means before anything runs: its verdict about every event that there can be, and
// the rules behind each.
//
// `universe.ts` says which events there are, `rule-index.ts` finds the rules that select them. What
// is made of it (matrix, graph, paths, findings, differences) is in files of their own.

import type { ClassOf } from '../class-reference.ts'
import {
  coreClass,
  type EventHead,
  eventTypes,
  type SecurityEventType,
  serverRole,
} from '../event.ts'
import type { LoadedPolicy, PolicyClass } from '../psl/policy.ts'
import type { PolicyObjectDefinition } from '../models/model.ts'
import { checkPolicy, type Policy } from '../policy.ts'
import { RuleIndex } from './rule-index.ts'
import {
  classesOf,
  type ClassConnections,
  headOf,
  type OperationNames,
  operationsOf,
  type AnalysedSolution,
  withCore,
} from './universe.ts'
import { type AnalysedRule, analysedRules, type ExplainedVerdict } from './verdict.ts'

/** What `analyse` takes beside rules in TypeScript. */
export interface AnalysisOptions extends AnalysedSolution {
  /** As `createMonitor` takes it. */
  readonly classOf?: ClassOf
}

/** A head, and what the policy says of it. */
export interface ExplainedHead extends ExplainedVerdict {
  readonly head: EventHead
}

/** A policy in a solution, and what it says of all events that there can be. */
export class Analysis {
  /** All classes, by name; the kernel among them. */
  readonly classes: ReadonlyMap<string, PolicyClass>
  /** The rules, in the order of the policy. */
  readonly rules: readonly AnalysedRule[]
  /** The policy objects of a policy in PSL, by name. */
  readonly objects: ReadonlyMap<string, PolicyObjectDefinition>
  /** Whether the policy is written in PSL. */
  readonly isPsl: boolean
  readonly #connections: ClassConnections | undefined
  readonly #indexes: ReadonlyMap<SecurityEventType, RuleIndex>
  readonly #operations = new Map<string, readonly OperationNames[]>()

  constructor(policy: Policy, loaded: LoadedPolicy | null, options: AnalysisOptions) {
    this.classes = loaded === null ? classesOf(options) : withCore(loaded.classes)
    const endpoints = loaded?.endpoints ?? options.endpoints ?? new Map()
    const classes = { classOf: options.classOf, known: undefined }
    this.rules = analysedRules(policy, loaded, classes, endpoints)
    this.objects = loaded?.objects ?? new Map()
    this.isPsl = loaded !== null
    this.#connections = options.connections
    this.#indexes = new Map(eventTypes.map((type) => [type, new RuleIndex(type, this.rules)]))
  }

  /** The index of the rules for one type of event. */
  indexOf(type: SecurityEventType): RuleIndex {
    return this.#indexes.get(type) as RuleIndex
  }

  /** What the policy says of all events with this head, whether there can be such events or not. */
  verdictOf(head: EventHead): ExplainedVerdict {
    const isServed = serverRole(head.type) === 'destination'
    const [server, client] = isServed
      ? [head.destination, head.source]
      : [head.source, head.destination]
    return this.indexOf(head.type).verdictOf(client, server, head)
  }

  /** What a class serves in events of this type. */
  operationsOf(type: SecurityEventType, server: string): readonly OperationNames[] {
    const key = `${type}\n${server}`
    const found = this.#operations.get(key)
    if (found !== undefined) return found
    const of = this.classes.get(server)
    const rules = this.indexOf(type).rules.map(({ compiled }) => compiled)
    const made = of === undefined ? [] : operationsOf(type, of, rules)
    this.#operations.set(key, made)
    return made
  }

  /**
   * The clients that can have events of this type with a server: starters of a class, callers of an
   * endpoint. Security interfaces have none: that is the empty name.
   */
  clientsOf(type: SecurityEventType, server: string): readonly string[] {
    if (type === 'security') return server === coreClass ? [] : ['']
    const names = [...this.classes.keys()]
    // The kernel starts itself and the first process, and calls nobody.
    if (type === 'execute') return server === coreClass ? [coreClass] : names
    return names.filter((name) => name !== coreClass && this.#canCall(name, server))
  }

  /** All heads of events that there can be, with what the policy says of them. */
  *heads(types: readonly SecurityEventType[] = eventTypes): Generator<ExplainedHead> {
    for (const type of types) {
      const index = this.indexOf(type)
      for (const server of this.classes.keys()) {
        const clients = this.clientsOf(type, server)
        for (const operation of this.operationsOf(type, server)) {
          const group = index.operationGroup(server, operation)
          for (const client of clients)
            yield {
              head: headOf(type, client, server, operation),
              ...index.verdictOfGroups(index.clientGroup(client), group),
            }
        }
      }
    }
  }

  /** The different verdicts about events that there can be, each once. */
  distinctVerdicts(): ReadonlySet<ExplainedVerdict> {
    const found = new Set<ExplainedVerdict>()
    for (const type of eventTypes) {
      const index = this.indexOf(type)
      for (const server of this.classes.keys()) {
        const operations = new Set(
          this.operationsOf(type, server).map((each) => index.operationGroup(server, each)),
        )
        const clients = new Set(this.clientsOf(type, server).map((each) => index.clientGroup(each)))
        for (const group of operations)
          for (const client of clients) found.add(index.verdictOfGroups(client, group))
      }
    }
    return found
  }

  #canCall(client: string, server: string): boolean {
    if (this.#connections === undefined || server === coreClass) return true
    return Object.values(this.#connections[client] ?? {}).includes(server)
  }
}

/**
 * Analyses a policy in PSL, or one in TypeScript with the classes and endpoints of its solution.
 * Throws TypeError for what `createMonitor` throws it for, but for classes that do not exist:
 * `findings` has these.
 */
export function analyse(
  policy: LoadedPolicy,
  options?: Pick<AnalysisOptions, 'connections'>,
): Analysis
export function analyse(policy: Policy, options: AnalysisOptions): Analysis
export function analyse(policy: LoadedPolicy | Policy, options: AnalysisOptions = {}): Analysis {
  return isLoaded(policy)
    ? new Analysis(policy.policy, policy, options)
    : new Analysis(checkPolicy(policy), null, options)
}

function isLoaded(policy: LoadedPolicy | Policy): policy is LoadedPolicy {
  return !Array.isArray(policy)
}
