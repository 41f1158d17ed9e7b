// Rules as plain data, and the functions that make them.
//
// A rule selects events. It grants them, grants them if a condition holds, or (wrapped in `deny`)
// denies them if it holds. Arguments are checked here, and their number: an argument that is
// undefined by mistake would make a rule wider than it looks. `policy.ts` defines the meaning of
// several rules together.

import type { AnyInterface, ErrorOf, Method, Request, Response } from '@kos/idl'
import {
  any,
  formatClassReference,
  type Classes,
  type ClassReference,
  readClassReference,
} from './class-reference.ts'
import { type AuditProfile, checkAuditLevel, checkAuditProfile } from './audit/audit-profile.ts'
import { isBoundCondition, type RuleCondition } from './condition.ts'
import type { SecurityEventType } from './event.ts'
import { formatSelection, readSelector, readTarget, type EndpointSelector } from './target.ts'

/** One rule of a policy. Frozen. */
export interface Rule {
  /** The type of the events it selects. */
  readonly event: SecurityEventType
  readonly source: ClassReference
  readonly destination: ClassReference
  /** The names by which it selects. */
  readonly selection: EndpointSelector
  /** What `component` and `endpoint` mean in classes that its author knows; else names decide. */
  readonly endpoints?: RuleEndpoints
  /** True if it denies when it holds, instead of granting. */
  readonly denies: boolean
  /** The condition under which the rule holds; without one it always holds. */
  readonly condition?: RuleCondition
  /** The rule as it is written, instead of the text that is made of its parts; for messages. */
  readonly text?: string
  /** Where it is written, such as `security.psl:12`; for messages. */
  readonly place?: string
  /** The policy object whose rule it is, for audits; `base` if it is left out. */
  readonly object?: string
  /** Which of its results are recorded; none if it is left out. */
  readonly audit?: AuditProfile
  /** The audit level of its policy at the beginning, for monitors that are told no other one. */
  readonly auditLevel?: number
}

/**
 * The endpoints that a rule selects, by class and qualified name. Of security events these are the
 * names of security interfaces. Of endpoints that are not known the names in `selection` decide.
 */
export interface RuleEndpoints {
  readonly known: ReadonlyMap<string, ReadonlySet<string>>
  readonly selected: ReadonlyMap<string, ReadonlySet<string>>
}

/** The parts of a rule; those that can be left out have defaults. */
export interface RuleParts extends Partial<Rule> {
  readonly event: SecurityEventType
  readonly source: ClassReference
  readonly destination: ClassReference
}

/**
 * Makes a rule of its parts: for compilers of policies, which know where it is written. Throws
 * TypeError for a part of a wrong type.
 */
export function makeRule(parts: RuleParts): Rule {
  const { event, source, destination, selection = {}, denies = false } = parts
  const [firstName, secondName] = processRoles[event]
  if ('condition' in parts) readCondition([parts.condition], event)
  if ('audit' in parts) checkAuditProfile(parts.audit, event)
  if ('auditLevel' in parts) checkAuditLevel(parts.auditLevel, event)
  return Object.freeze({
    ...parts,
    source: readClassReference(source, `${event}: its ${firstName}`),
    destination: readClassReference(destination, `${event}: its ${secondName}`),
    selection: Object.freeze(readSelector(selection, event)),
    denies,
  })
}

// The overload that knows least of the message comes first: TypeScript keeps what it infers there
// of a condition that a generic function makes, such as `session.init(...)`, for the others.

/**
 * Grants requests (calls, from client to server): all of them, those of an interface or endpoint,
 * or of one method, whose parameters are then typed in the condition. Throws TypeError for an
 * argument of a wrong type. Topic `ssp_descr_psl_syntax_binding`.
 *
 * `request('Client', 'Server', Mode.FMode, ({ message }) => message.value <= 7)`
 */
export function request(
  client: ClassReference,
  server: ClassReference,
  target: AnyInterface | EndpointSelector,
  condition?: RuleCondition,
): Rule
export function request<M extends Method>(
  client: ClassReference,
  server: ClassReference,
  method: M,
  condition?: RuleCondition<Request<M>>,
): Rule
export function request(
  client: ClassReference,
  server: ClassReference,
  condition?: RuleCondition,
): Rule
export function request(...args: readonly unknown[]): Rule {
  return readRule('request', args)
}

/** Grants responses, from server to client; else like `request`. */
export function response(
  server: ClassReference,
  client: ClassReference,
  target: AnyInterface | EndpointSelector,
  condition?: RuleCondition,
): Rule
export function response<M extends Method>(
  server: ClassReference,
  client: ClassReference,
  method: M,
  condition?: RuleCondition<Response<M>>,
): Rule
export function response(
  server: ClassReference,
  client: ClassReference,
  condition?: RuleCondition,
): Rule
export function response(...args: readonly unknown[]): Rule {
  return readRule('response', args)
}

/** Grants responses that carry error parameters, from server to client; else like `request`. */
export function error(
  server: ClassReference,
  client: ClassReference,
  target: AnyInterface | EndpointSelector,
  condition?: RuleCondition,
): Rule
export function error<M extends Method>(
  server: ClassReference,
  client: ClassReference,
  method: M,
  condition?: RuleCondition<ErrorOf<M>>,
): Rule
export function error(
  server: ClassReference,
  client: ClassReference,
  condition?: RuleCondition,
): Rule
export function error(...args: readonly unknown[]): Rule {
  return readRule('error', args)
}

/**
 * Grants starts: of processes of class `started` by `starter`. Left out, either is any class. The
 * kernel's own start has the kernel on both sides: `execute(core, core)`.
 */
export function execute(
  starter: ClassReference,
  started: ClassReference,
  condition?: RuleCondition,
): Rule
export function execute(starter?: ClassReference): Rule
export function execute(...args: readonly unknown[]): Rule {
  return readRule('execute', args.length < 2 ? [...args, ...[any, any].slice(args.length)] : args)
}

/**
 * Grants calls that processes of class `source` make to their security interface. There is no
 * recipient.
 */
export function security(
  source: ClassReference,
  target: AnyInterface | EndpointSelector,
  condition?: RuleCondition,
): Rule
export function security<M extends Method>(
  source: ClassReference,
  method: M,
  condition?: RuleCondition<Request<M>>,
): Rule
export function security(source: ClassReference, condition?: RuleCondition): Rule
export function security(...args: readonly unknown[]): Rule {
  return readRule('security', [args[0], any, ...args.slice(1)])
}

/**
 * Inverts a rule: it denies the events that it selects, or those of them for which its condition is
 * true. It grants the other events that it selects, as in PSL (topic
 * `ssp_descr_security_models_base`). The condition must return a boolean. Throws TypeError for a
 * rule that already denies.
 *
 * `deny(request(any, 'Server', Mode.FMode, ({ message }) => message.value > 7))`
 */
export function deny(rule: Rule): Rule {
  if (rule.denies)
    throw new TypeError(`deny(${formatRule(rule)}): the rule already denies; write deny once`)
  const text = rule.text === undefined ? {} : { text: `deny(${rule.text})` }
  return Object.freeze({ ...rule, ...text, denies: true })
}

/**
 * A rule as text: as it is written, else `deny(request(Client, Server, demo.Mode.FMode,
 * condition))`; programs by class if `classes` is given.
 */
export function formatRule(rule: Rule, classes?: Classes): string {
  if (rule.text !== undefined) return rule.text
  const parts = [formatClassReference(rule.source, classes)]
  if (rule.event !== 'security') parts.push(formatClassReference(rule.destination, classes))
  const selection = formatSelection(rule.selection)
  if (selection !== undefined) parts.push(selection)
  if (rule.condition !== undefined) parts.push(rule.condition.name || 'condition')
  const text = `${rule.event}(${parts.join(', ')})`
  return rule.denies ? `deny(${text})` : text
}

function readRule(event: SecurityEventType, args: readonly unknown[]): Rule {
  const [source, destination, ...rest] = args
  const targeted = rest.length > 1 || (rest.length === 1 && !isCondition(rest[0]))
  const selection = targeted ? readTarget(rest[0], event) : {}
  const conditions = targeted ? rest.slice(1) : rest
  const parts = {
    event,
    source: source as ClassReference,
    destination: destination as ClassReference,
    selection,
  }
  if (conditions.length === 0) return makeRule(parts)
  return makeRule({ ...parts, condition: readCondition(conditions, event) })
}

/** The roles of the two processes of an event. */
export const processRoles: Readonly<Record<SecurityEventType, readonly [string, string]>> =
  /* @__PURE__ */ Object.freeze({
    execute: ['starter', 'started process'],
    request: ['client', 'server'],
    response: ['server', 'client'],
    error: ['server', 'client'],
    security: ['source', 'recipient'],
  } as const)

function readCondition(conditions: readonly unknown[], event: SecurityEventType): RuleCondition {
  const [condition] = conditions
  if (conditions.length === 1 && isCondition(condition)) return condition
  const what =
    conditions.length > 1
      ? 'has more than one condition'
      : `has a condition that is ${String(condition)}`
  throw new TypeError(`${event} ${what}; a condition is one function, or left out to grant always`)
}

/** True for a function, and for a condition with state. */
export function isCondition(value: unknown): value is RuleCondition {
  return typeof value === 'function' || isBoundCondition(value)
}
