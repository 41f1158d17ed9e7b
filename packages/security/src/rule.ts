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
import type { Condition } from './condition.ts'
import type { SecurityEventType } from './event.ts'
import { formatSelection, readTarget, type EndpointSelector } from './target.ts'

/** One rule of a policy. Frozen. */
export interface Rule {
  /** The type of the events it selects. */
  readonly event: SecurityEventType
  readonly source: ClassReference
  readonly destination: ClassReference
  /** The names by which it selects. */
  readonly selection: EndpointSelector
  /** True if it denies when it holds, instead of granting. */
  readonly denies: boolean
  /** The condition under which the rule holds; without one it always holds. */
  readonly condition?: Condition
  /** Where it is written, such as `security.psl:12`; for messages. */
  readonly place?: string
}

/**
 * Grants requests (calls, from client to server): all of them, those of an interface or endpoint,
 * or of one method, whose parameters are then typed in the condition. Throws TypeError for an
 * argument of a wrong type. Topic `ssp_descr_psl_syntax_binding`.
 *
 * `request('Client', 'Server', Mode.FMode, ({ message }) => message.value <= 7)`
 */
export function request<M extends Method>(
  client: ClassReference,
  server: ClassReference,
  method: M,
  condition?: Condition<Request<M>>,
): Rule
export function request(
  client: ClassReference,
  server: ClassReference,
  target: AnyInterface | EndpointSelector,
  condition?: Condition,
): Rule
export function request(client: ClassReference, server: ClassReference, condition?: Condition): Rule
export function request(...args: readonly unknown[]): Rule {
  return makeRule('request', args)
}

/** Grants responses, from server to client; else like `request`. */
export function response<M extends Method>(
  server: ClassReference,
  client: ClassReference,
  method: M,
  condition?: Condition<Response<M>>,
): Rule
export function response(
  server: ClassReference,
  client: ClassReference,
  target: AnyInterface | EndpointSelector,
  condition?: Condition,
): Rule
export function response(
  server: ClassReference,
  client: ClassReference,
  condition?: Condition,
): Rule
export function response(...args: readonly unknown[]): Rule {
  return makeRule('response', args)
}

/** Grants responses that carry error parameters, from server to client; else like `request`. */
export function error<M extends Method>(
  server: ClassReference,
  client: ClassReference,
  method: M,
  condition?: Condition<ErrorOf<M>>,
): Rule
export function error(
  server: ClassReference,
  client: ClassReference,
  target: AnyInterface | EndpointSelector,
  condition?: Condition,
): Rule
export function error(server: ClassReference, client: ClassReference, condition?: Condition): Rule
export function error(...args: readonly unknown[]): Rule {
  return makeRule('error', args)
}

/**
 * Grants starts: of processes of class `started` by `starter`. Left out, either is any class. The
 * kernel's own start has the kernel on both sides: `execute(core, core)`.
 */
export function execute(
  starter: ClassReference,
  started: ClassReference,
  condition?: Condition,
): Rule
export function execute(starter?: ClassReference): Rule
export function execute(...args: readonly unknown[]): Rule {
  return makeRule('execute', args.length < 2 ? [...args, ...[any, any].slice(args.length)] : args)
}

/**
 * Grants calls that processes of class `source` make to their security interface. There is no
 * recipient.
 */
export function security<M extends Method>(
  source: ClassReference,
  method: M,
  condition?: Condition<Request<M>>,
): Rule
export function security(
  source: ClassReference,
  target: AnyInterface | EndpointSelector,
  condition?: Condition,
): Rule
export function security(source: ClassReference, condition?: Condition): Rule
export function security(...args: readonly unknown[]): Rule {
  return makeRule('security', [args[0], any, ...args.slice(1)])
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
  return Object.freeze({ ...rule, denies: true })
}

/**
 * A rule as text: `deny(request(Client, Server, demo.Mode.FMode, condition))`; programs by class if
 * `classes` is given.
 */
export function formatRule(rule: Rule, classes?: Classes): string {
  const parts = [formatClassReference(rule.source, classes)]
  if (rule.event !== 'security') parts.push(formatClassReference(rule.destination, classes))
  const selection = formatSelection(rule.selection)
  if (selection !== undefined) parts.push(selection)
  if (rule.condition !== undefined) parts.push(rule.condition.name || 'condition')
  const text = `${rule.event}(${parts.join(', ')})`
  return rule.denies ? `deny(${text})` : text
}

function makeRule(event: SecurityEventType, args: readonly unknown[]): Rule {
  const [source, destination, ...rest] = args
  const [firstName, secondName] = processRoles[event]
  const processes: Pick<Rule, 'source' | 'destination'> = {
    source: readClassReference(source, `${event}: its ${firstName}`),
    destination: readClassReference(destination, `${event}: its ${secondName}`),
  }
  const targeted = rest.length > 0 && (rest.length > 1 || typeof rest[0] !== 'function')
  const selection = targeted ? readTarget(rest[0], event) : {}
  const conditions = targeted ? rest.slice(1) : rest
  const rule: Rule = { event, ...processes, selection: Object.freeze(selection), denies: false }
  return Object.freeze(
    conditions.length === 0 ? rule : { ...rule, condition: readCondition(conditions, event) },
  )
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

function readCondition(conditions: readonly unknown[], event: SecurityEventType): Condition {
  const [condition] = conditions
  if (conditions.length === 1 && typeof condition === 'function') return condition as Condition
  const what =
    conditions.length > 1
      ? 'has more than one condition'
      : `has a condition that is ${String(condition)}`
  throw new TypeError(`${event} ${what}; a condition is one function, or left out to grant always`)
}
