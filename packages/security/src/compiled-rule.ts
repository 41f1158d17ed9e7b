// A compiled rule: class references resolved to names, with a description as text.
//
// Rules are compiled when a monitor is made, so that a mistake in a policy is reported then and not
// at the first message.

import { resolveClassReference, type Classes, type ClassNames } from './class-reference.ts'
import type { Condition } from './condition.ts'
import type { RuleDescription } from './decision.ts'
import { nameByClass, type NamedEndpoint, resolveTypeName } from './endpoint-names.ts'
import type { EventHead, SecurityEventType } from './event.ts'
import { formatRule, processRoles, type Rule } from './rule.ts'

/** The names by which a rule selects. */
export const selectors = ['source', 'destination', 'endpoint', 'interface', 'method'] as const

/** One of the names by which a rule selects. */
export type Selector = (typeof selectors)[number]

/** A compiled rule. */
export interface CompiledRule {
  readonly event: SecurityEventType
  /** Names selected, by selector; null selects all. */
  readonly names: Readonly<Record<Selector, ClassNames>>
  /** The qualified name of the endpoint it selects, by the class of the server; where known. */
  readonly endpoints: ReadonlyMap<string, string>
  readonly denies: boolean
  readonly condition: Condition | null
  readonly description: RuleDescription
}

/** A compiled rule with a condition. */
export interface ConditionalRule extends CompiledRule {
  readonly condition: Condition
}

/** True if the rule has a condition. */
export function isConditional(rule: CompiledRule): rule is ConditionalRule {
  return rule.condition !== null
}

/** The endpoints of classes. */
export type EndpointsByClass = ReadonlyMap<string, readonly NamedEndpoint[]>

/**
 * Compiles rule `number` (from 1). Throws TypeError if a class reference cannot be resolved, or the
 * name of an endpoint is ambiguous.
 */
export function compileRule(
  rule: Rule,
  number: number,
  classes: Classes,
  endpoints: EndpointsByClass,
): CompiledRule {
  const text = formatRule(rule, classes)
  const [sourceName, destinationName] = processRoles[rule.event]
  const label = (role: string) => `createMonitor: rule ${number}, ${text}: its ${role}`
  const names = {
    source: resolveClassReference(rule.source, classes, label(sourceName)),
    destination: resolveClassReference(rule.destination, classes, label(destinationName)),
    endpoint: singleName(rule.selection.endpoint),
    interface: singleName(rule.selection.interface),
    method: singleName(rule.selection.method),
  }
  const { endpoint } = rule.selection
  const servers = isAnswer(rule.event) ? names.source : names.destination
  const description = Object.freeze({
    number,
    text,
    ...(rule.place === undefined ? {} : { place: rule.place }),
  })
  return {
    event: rule.event,
    names,
    endpoints:
      endpoint === undefined
        ? new Map()
        : resolveTypeName(endpoint, servers, endpoints, label('endpoint')),
    denies: rule.denies,
    condition: rule.condition ?? null,
    description,
  }
}

/**
 * True if the rule selects events with this head. An unknown (empty) name is selected only if the
 * rule selects all names.
 */
export function matches(rule: CompiledRule, event: EventHead): boolean {
  return rule.event === event.type && selectors.every((selector) => selects(rule, selector, event))
}

/** True if one selector of the rule matches events with this head. */
export function selects(rule: CompiledRule, selector: Selector, event: EventHead): boolean {
  const names = rule.names[selector]
  if (names === null || names.has(event[selector])) return true
  return selector === 'endpoint' && selectsByType(rule, names, event)
}

function selectsByType(
  { endpoints }: CompiledRule,
  names: ReadonlySet<string>,
  event: EventHead,
): boolean {
  const server = isAnswer(event.type) ? event.source : event.destination
  // Of a class whose endpoints are not known, the class itself is.
  const meant = endpoints.get(server)
  if (meant !== undefined) return meant === event.endpoint
  const byClass = nameByClass(server, event.endpoint)
  return byClass !== null && names.has(byClass)
}

function isAnswer(type: SecurityEventType): boolean {
  return type === 'response' || type === 'error'
}

function singleName(name: string | undefined): ClassNames {
  return name === undefined ? null : new Set([name])
}
