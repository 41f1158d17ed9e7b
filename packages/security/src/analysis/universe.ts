// The events that there can be in a solution: which classes there are, what they serve, and who can
// call whom. An analysis asks a policy about all of them.
//
// What the server of an event serves is its operations. Of a class whose endpoints are not known,
// these are the names that rules mention, and one without names for all others.

import type { AnyInterface } from '@kos/idl'
import { type CompiledRule, selects } from '../compiled-rule.ts'
import { coreClass, type EventHead, type SecurityEventType } from '../event.ts'
import type { PolicyClass, PolicyEndpoint } from '../psl/policy.ts'

/** What an operation is called: a method of an endpoint. Names that are not known are empty. */
export interface OperationNames {
  /** Qualified name. */
  readonly endpoint: string
  readonly interface: string
  readonly method: string
}

/** All types of events, in documented order. */
export const eventTypes: readonly SecurityEventType[] = [
  'execute',
  'request',
  'response',
  'error',
  'security',
]

/** Which class can call which: the classes of the servers by the class of the client. */
export type ClassConnections = Readonly<Record<string, Readonly<Record<string, string>>>>

/** What a solution consists of. */
export interface AnalysedSolution {
  /** The names of all classes; default: those that have endpoints. The kernel is always there. */
  readonly classes?: Iterable<string>
  /** The endpoints of classes; those of a class that is not in it are not known. */
  readonly endpoints?: ReadonlyMap<string, readonly PolicyEndpoint[]>
  /** The security interfaces of classes. */
  readonly security?: ReadonlyMap<string, AnyInterface>
  /**
   * ClassConnections by client, as `boot` takes them: then there are messages only along these, and
   * calls of the kernel. Default: everybody can reach everybody.
   */
  readonly connections?: ClassConnections
}

/** The classes of a solution, by name; the kernel is among them. */
export function classesOf({
  classes = [],
  endpoints = new Map(),
  security = new Map(),
}: AnalysedSolution): ReadonlyMap<string, PolicyClass> {
  const names = new Set([...classes, ...endpoints.keys(), ...security.keys()])
  return withCore(
    new Map(
      Array.from(names, (name) => [
        name,
        {
          name,
          endpoints: endpoints.get(name) ?? [],
          security: security.get(name) ?? null,
          isKnown: endpoints.has(name),
        },
      ]),
    ),
  )
}

/** The same classes, and the kernel. */
export function withCore(
  classes: ReadonlyMap<string, PolicyClass>,
): ReadonlyMap<string, PolicyClass> {
  if (classes.has(coreClass)) return classes
  const core = { name: coreClass, endpoints: [], security: null, isKnown: false }
  return new Map([...classes, [coreClass, core]])
}

/** The operations of a class in events of one type; `rules` are those for this type. */
export function operationsOf(
  type: SecurityEventType,
  server: PolicyClass,
  rules: readonly CompiledRule[],
): readonly OperationNames[] {
  if (type === 'execute') return [{ endpoint: '', interface: '', method: 'main' }]
  const served =
    type === 'security'
      ? server.security === null
        ? []
        : methodsOf('', server.security, false)
      : server.endpoints.flatMap((endpoint) =>
          methodsOf(endpoint.name, endpoint.interface, type === 'error'),
        )
  return server.isKnown || served.length > 0 ? served : mentioned(type, server.name, rules)
}

function methodsOf(endpoint: string, of: AnyInterface, failingOnly: boolean): OperationNames[] {
  return of.$methods
    .filter(({ spec }) => !failingOnly || spec.error !== undefined)
    .map(({ name }) => ({ endpoint, interface: of.$name, method: name }))
}

function mentioned(
  type: SecurityEventType,
  server: string,
  rules: readonly CompiledRule[],
): OperationNames[] {
  const found = new Map<string, OperationNames>()
  for (const { names } of rules.filter((rule) => servesFor(rule, type, server))) {
    const operation = {
      endpoint: only(names.endpoint),
      interface: only(names.interface),
      method: only(names.method),
    }
    found.set(operationKey(operation), operation)
  }
  const others = { endpoint: '', interface: '', method: '' }
  return [...found.set(operationKey(others), others).values()]
}

function only(names: ReadonlySet<string> | null): string {
  return names === null ? '' : (Array.from(names)[0] as string)
}

function servesFor(rule: CompiledRule, type: SecurityEventType, server: string): boolean {
  return selects(rule, serverRole(type), headOf(type, '', server))
}

/** One text for equal operations. */
export function operationKey(operation: OperationNames): string {
  return `${operation.endpoint}\n${operation.interface}\n${operation.method}`
}

/** An operation as text: `calc.ops.Div`; what is not known is left out. */
export function formatOperation(operation: OperationNames): string {
  const { endpoint, method } = operation
  const place = endpoint === '' ? operation.interface : endpoint
  if (place === '') return method === '' ? '(others)' : method
  return method === '' ? `${place} (others)` : `${place}.${method}`
}

/** Which of the two classes of an event serves: a security interface is that of its caller. */
export function serverRole(type: SecurityEventType): 'source' | 'destination' {
  return type === 'execute' || type === 'request' ? 'destination' : 'source'
}

/** The other class of an event. */
export function clientRole(type: SecurityEventType): 'source' | 'destination' {
  return type === 'execute' || type === 'request' ? 'source' : 'destination'
}

const nothing: OperationNames = { endpoint: '', interface: '', method: '' }

/** The head of an event between a client and a server. */
export function headOf(
  type: SecurityEventType,
  client: string,
  server: string,
  operation: OperationNames = nothing,
): EventHead {
  const { endpoint, method } = operation
  const names = { endpoint, interface: operation.interface, method }
  return serverRole(type) === 'destination'
    ? { type, source: client, destination: server, ...names }
    : { type, source: server, destination: client, ...names }
}
