// An index over the rules for one type of event: what a policy says of a head, without a look at
// every rule for every head.
//
// A rule selects the server's side of an event (class, component, endpoint, interface, method) and,
// apart from it, the client. So operations that the same rules select are one, as are clients; a
// verdict is computed once for each two of these.

import { type CompiledRule, type Selector, selects } from '../compiled-rule.ts'
import { type EventHead, type SecurityEventType, serverRole } from '../event.ts'
import { computed } from './grouping.ts'
import type { AnalysedRule, ExplainedVerdict } from './verdict.ts'
import { explainedVerdict } from './verdict.ts'
import { clientRole, headOf, type OperationNames, operationKey } from './universe.ts'

/** Operations of servers that the same rules select. */
export interface OperationGroup {
  /** The rules that select them for some client, in the order of the policy. */
  readonly rules: readonly AnalysedRule[]
  readonly verdicts: Map<ClientGroup, ExplainedVerdict>
}

/** Clients that the same rules select. */
export interface ClientGroup {
  readonly rules: ReadonlySet<AnalysedRule>
}

/** The rules for one type of event. */
export class RuleIndex {
  readonly type: SecurityEventType
  readonly rules: readonly AnalysedRule[]
  readonly #ofServer = new Map<string, readonly AnalysedRule[]>()
  readonly #ofEndpoint = new Map<string, readonly AnalysedRule[]>()
  readonly #ofOperation = new Map<string, OperationGroup>()
  readonly #ofClient = new Map<string, ClientGroup>()
  readonly #operationGroups = new Map<string, OperationGroup>()
  readonly #clientGroups = new Map<string, ClientGroup>()

  constructor(type: SecurityEventType, rules: readonly AnalysedRule[]) {
    this.type = type
    this.rules = rules.filter(({ rule }) => rule.event === type)
  }

  /** What the policy says of an operation of a server for a client. */
  verdictOf(client: string, server: string, operation: OperationNames): ExplainedVerdict {
    return this.verdictOfGroups(this.clientGroup(client), this.operationGroup(server, operation))
  }

  verdictOfGroups(clients: ClientGroup, operations: OperationGroup): ExplainedVerdict {
    return computed(operations.verdicts, clients, () =>
      explainedVerdict(operations.rules.filter((rule) => clients.rules.has(rule))),
    )
  }

  /** The group of a client. */
  clientGroup(client: string): ClientGroup {
    return computed(this.#ofClient, client, () => {
      const head = headOf(this.type, client, '')
      const rules = selecting(this.rules, head, [clientRole(this.type)])
      return computed(this.#clientGroups, numbersOf(rules), () => ({ rules: new Set(rules) }))
    })
  }

  /** The group of an operation. */
  operationGroup(server: string, operation: OperationNames): OperationGroup {
    const key = `${server}\n${operationKey(operation)}`
    return computed(this.#ofOperation, key, () => {
      const head = headOf(this.type, '', server, operation)
      const rules = selecting(this.#rulesOfEndpoint(server, head), head, ['interface', 'method'])
      return computed(this.#operationGroups, numbersOf(rules), () => ({
        rules,
        verdicts: new Map(),
      }))
    })
  }

  #rulesOfEndpoint(server: string, head: EventHead): readonly AnalysedRule[] {
    return computed(this.#ofEndpoint, `${server}\n${head.endpoint}`, () =>
      selecting(this.#rulesOfServer(server, head), head, ['component', 'endpoint']),
    )
  }

  #rulesOfServer(server: string, head: EventHead): readonly AnalysedRule[] {
    return computed(this.#ofServer, server, () =>
      selecting(this.rules, head, [serverRole(this.type)]),
    )
  }
}

function selecting(
  rules: readonly AnalysedRule[],
  head: EventHead,
  by: readonly Selector[],
): readonly AnalysedRule[] {
  return rules.filter(({ compiled }) => selectsAll(compiled, by, head))
}

function selectsAll(rule: CompiledRule, by: readonly Selector[], head: EventHead): boolean {
  return by.every((selector) => selects(rule, selector, head))
}

function numbersOf(rules: readonly AnalysedRule[]): string {
  return rules.map(({ description }) => description.number).join()
}
