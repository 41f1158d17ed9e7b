// A compiled rule: class references resolved to names, with a description as text.
//
// Rules are compiled when a monitor is made, so that a mistake in a policy is reported then and not
// at the first message.

import { type AuditedRule, auditsGrants, defaultObject } from './audit/audit-profile.ts'
import { resolveClassReference, type Classes, type ClassNames } from './class-reference.ts'
import type { Condition } from './condition.ts'
import type { RuleDescription } from './decision.ts'
import {
  componentOf,
  nameByClass,
  type NamedEndpoint,
  resolveComponent,
  resolveTypeName,
} from './endpoint-names.ts'
import { type EventHead, type SecurityEventType, serverRole } from './event.ts'
import { formatRule, processRoles, type Rule, type RuleEndpoints } from './rule.ts'
import type { Scope } from './scope.ts'

/** The names by which a rule selects. */
export const selectors = [
  'source',
  'destination',
  'component',
  'endpoint',
  'interface',
  'method',
] as const

/** One of the names by which a rule selects. */
export type Selector = (typeof selectors)[number]

/** A compiled rule. */
export interface CompiledRule {
  readonly event: SecurityEventType
  /** Names selected, by selector; null selects all. */
  readonly names: Readonly<Record<Selector, ClassNames>>
  /** The qualified name of the endpoint it selects, by the class of the server; where known. */
  readonly endpoints: ReadonlyMap<string, string>
  /** The qualified names of the endpoints of the component it selects, in the same way. */
  readonly components: ReadonlyMap<string, ReadonlySet<string>>
  /** The endpoints that it means where its author knows them; null if that is nowhere. */
  readonly meant: RuleEndpoints | null
  readonly denies: boolean
  readonly condition: Condition | null
  readonly description: RuleDescription
  /** What audits call it; null if no audit profile asks for it. */
  readonly audited: AuditedRule | null
}

/** A compiled rule with a condition. */
export interface ConditionalRule extends CompiledRule {
  readonly condition: Condition
}

/** True if the rule has a condition. */
export function isConditional(rule: CompiledRule): rule is ConditionalRule {
  return rule.condition !== null
}

/** True if a grant of the rule may have to be recorded. */
export function isGrantAudited({ audited }: CompiledRule): boolean {
  if (audited?.audit === undefined) return false
  return auditsGrants(audited.audit, audited.object ?? defaultObject)
}

/** The rule with a condition: one that has none always holds. */
export function asConditional(rule: CompiledRule): ConditionalRule {
  return isConditional(rule) ? rule : { ...rule, condition: always }
}

const always = (): true => true

/** The endpoints of classes. */
export type EndpointsByClass = ReadonlyMap<string, readonly NamedEndpoint[]>

/** What rules are compiled with. */
interface RuleEnvironment {
  /** Default: class names are taken as they are, and there are no programs. */
  readonly classes?: Classes
  readonly endpoints: EndpointsByClass
}

/** Compiles rule `number` (from 1), and binds its condition. Throws as `compileSelection`. */
export function compileRule(
  rule: Rule,
  number: number,
  { scope, ...environment }: RuleEnvironment & { readonly scope: Scope },
): CompiledRule {
  const compiled = compileSelection(rule, number, environment)
  if (rule.condition === undefined) return compiled
  const subject = subjectOf(compiled.description)
  return { ...compiled, condition: scope.conditionOf(rule.condition, subject) }
}

/**
 * Compiles rule `number` (from 1) without its condition: what it selects, for analyses. Throws
 * TypeError if a class reference cannot be resolved, or the name of an endpoint is ambiguous.
 */
export function compileSelection(
  rule: Rule,
  number: number,
  { classes = anyClasses, endpoints }: RuleEnvironment,
): CompiledRule {
  const text = formatRule(rule, classes)
  const [sourceName, destinationName] = processRoles[rule.event]
  const label = (role: string) => `${subjectOf({ number, text })}: its ${role}`
  const names = {
    source: resolveClassReference(rule.source, classes, label(sourceName)),
    destination: resolveClassReference(rule.destination, classes, label(destinationName)),
    component: singleName(rule.selection.component),
    endpoint: singleName(rule.selection.endpoint),
    interface: singleName(rule.selection.interface),
    method: singleName(rule.selection.method),
  }
  const { component, endpoint } = rule.selection
  const servers = names[serverRole(rule.event)]
  const { object, place, audit } = rule
  const description = Object.freeze({ number, text, ...(place === undefined ? {} : { place }) })
  const audited = { ...description, ...(object === undefined ? {} : { object }) }
  return {
    event: rule.event,
    names,
    endpoints:
      endpoint === undefined
        ? new Map()
        : resolveTypeName(endpoint, servers, endpoints, label('endpoint')),
    components:
      component === undefined ? new Map() : resolveComponent(component, servers, endpoints),
    meant: rule.endpoints ?? null,
    denies: rule.denies,
    condition: null,
    description,
    audited: audit === undefined ? null : { ...audited, audit },
  }
}

const anyClasses: Classes = { classOf: undefined, known: undefined }

function subjectOf({ number, text }: RuleDescription): string {
  return `createMonitor: rule ${number}, ${text}`
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
  if (names === null) return true
  if (rule.meant !== null && (selector === 'component' || selector === 'endpoint')) {
    const server = event[serverRole(event.type)]
    if (rule.meant.known.get(server)?.has(event.endpoint) === true)
      return rule.meant.selected.get(server)?.has(event.endpoint) === true
  }
  if (names.has(nameIn(event, selector))) return true
  if (selector === 'component') return selectsByComponentType(rule, names, event)
  return selector === 'endpoint' && selectsByType(rule, names, event)
}

/** The name in an event that a selector is compared with; empty if unknown. */
export function nameIn(event: EventHead, selector: Selector): string {
  return selector === 'component' ? componentOf(event.endpoint) : event[selector]
}

function selectsByComponentType(
  { components }: CompiledRule,
  names: ReadonlySet<string>,
  event: EventHead,
): boolean {
  const server = event[serverRole(event.type)]
  const meant = components.get(server)
  if (event.type === 'security' && meant !== undefined && event.endpoint !== '') {
    // Endpoints tell the types of components, which have security interfaces beside them.
    const component = componentOf(event.endpoint)
    return [...meant].some((name) => componentOf(name) === component)
  }
  if (meant !== undefined) return meant.has(event.endpoint)
  // Of a class whose endpoints are not known, the class itself is.
  return nameByClass(server, event.endpoint) !== null && names.has(server)
}

function selectsByType(
  { endpoints }: CompiledRule,
  names: ReadonlySet<string>,
  event: EventHead,
): boolean {
  const server = event[serverRole(event.type)]
  const meant = endpoints.get(server)
  if (meant !== undefined) return meant === event.endpoint
  // Of a class whose endpoints are not known, names by the class are.
  const byClass = nameByClass(server, event.endpoint)
  return byClass !== null && names.has(byClass)
}

function singleName(name: string | undefined): ClassNames {
  return name === undefined ? null : new Set([name])
}
