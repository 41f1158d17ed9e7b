// The events that there can be in a solution: which classes there are, what they serve, and who can
// call whom. An analysis asks a policy about all of them.
//
// What the server of an event serves is its operations. Of a class whose endpoints are not known,
// or an endpoint whose methods are not, these are also the names that rules mention, and one
// without names for all others.

import type { AnyInterface } from '@kos/idl'
import { type CompiledRule, selects } from '../compiled-rule.ts'
import type { NamedEndpoint } from '../endpoint-names.ts'
import { coreClass, type EventHead, type SecurityEventType, serverRole } from '../event.ts'
import { endpointsServed, type PolicyClass, type PolicyEndpoint } from '../psl/policy.ts'

/** What an operation is called: a method of an endpoint. Names that are not known are empty. */
export interface OperationNames {
  /** Qualified name. */
  readonly endpoint: string
  readonly interface: string
  readonly method: string
}

/** Which class can call which: the classes of the servers by the class of the client. */
export type ClassConnections = Readonly<Record<string, Readonly<Record<string, string>>>>

/** An endpoint, with the interface that it has. */
export interface AnalysedEndpoint extends NamedEndpoint {
  readonly interface: AnyInterface
}

/** What a solution consists of. */
export interface AnalysedSolution {
  /** The names of all classes; default: those that have endpoints. The kernel is always there. */
  readonly classes?: Iterable<string>
  /** The endpoints of classes; those of a class that is not in it are not known. */
  readonly endpoints?: ReadonlyMap<string, readonly AnalysedEndpoint[]>
  /** The security interfaces of classes: by component, the empty name for that of the process. */
  readonly security?: ReadonlyMap<string, Readonly<Record<string, AnyInterface>>>
  /**
   * Connections by client, as `boot` takes them: then there are messages only along these, and
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
  const made = Array.from(names, (name): [string, PolicyClass] => [
    name,
    classOf(name, endpoints.get(name), security.get(name) ?? {}),
  ])
  return withCore(new Map(made))
}

function classOf(
  name: string,
  endpoints: readonly AnalysedEndpoint[] | undefined,
  security: Readonly<Record<string, AnyInterface>>,
): PolicyClass {
  return {
    name,
    endpoints: (endpoints ?? []).map((each) => ({ ...each, isKnown: true })),
    security: security[''] ?? null,
    securityInterfaces: Object.entries(security).map(([component, target]) => ({
      name: component === '' ? '' : `${component}.security`,
      interface: target,
      isKnown: true,
    })),
    isKnown: endpoints !== undefined,
  }
}

/** The same classes, and the kernel. */
export function withCore(
  classes: ReadonlyMap<string, PolicyClass>,
): ReadonlyMap<string, PolicyClass> {
  if (classes.has(coreClass)) return classes
  return new Map([...classes, [coreClass, classOf(coreClass, undefined, {})]])
}

/** The operations of a class in events of one type; `rules` are those for this type. */
export function operationsOf(
  type: SecurityEventType,
  server: PolicyClass,
  rules: readonly CompiledRule[],
): readonly OperationNames[] {
  if (type === 'execute') return [{ endpoint: '', interface: '', method: 'main' }]
  const endpoints = endpointsServed(type, server)
  const known = endpoints.flatMap((endpoint) => methodsOf(endpoint, type === 'error'))
  const open = endpoints.filter(({ isKnown }) => !isKnown)
  const selecting = rules.filter((rule) => selectsServer(rule, type, server.name))
  const mentioned = [
    ...open.flatMap((endpoint) => mentionedOf(endpoint, selecting)),
    ...(server.isKnown ? [] : selecting.map(mentionedBy).concat(nothing)),
  ]
  return distinct([...known, ...mentioned])
}

/** Whether a class may have an operation, though it is not among those that are known. */
export function mayServe(
  type: SecurityEventType,
  server: PolicyClass,
  { endpoint }: OperationNames,
): boolean {
  if (type === 'execute') return false
  const isOpen = endpointsServed(type, server).some(
    (each) => !each.isKnown && each.name === endpoint,
  )
  return !server.isKnown || isOpen
}

function methodsOf(endpoint: PolicyEndpoint, failingOnly: boolean): OperationNames[] {
  const methods = endpoint.interface.$methods
  return methods
    .filter(({ spec }) => !failingOnly || spec.error !== undefined)
    .map(({ name }) => operationOf(endpoint, name))
}

function operationOf(endpoint: PolicyEndpoint, method: string): OperationNames {
  return { endpoint: endpoint.name, interface: endpoint.interface.$name, method }
}

/** The methods that rules mention of an endpoint that may have others, and one for all others. */
function mentionedOf(
  endpoint: PolicyEndpoint,
  rules: readonly CompiledRule[],
): readonly OperationNames[] {
  return [...rules.map(({ names }) => only(names.method)), ''].map((method) =>
    operationOf(endpoint, method),
  )
}

function mentionedBy({ names }: CompiledRule): OperationNames {
  const [endpoint, method] = [only(names.endpoint), only(names.method)]
  return { endpoint, interface: only(names.interface), method }
}

function only(names: ReadonlySet<string> | null): string {
  return names === null ? '' : (Array.from(names)[0] as string)
}

function distinct(operations: readonly OperationNames[]): readonly OperationNames[] {
  return [...new Map(operations.map((each) => [operationKey(each), each])).values()]
}

function selectsServer(rule: CompiledRule, type: SecurityEventType, server: string): boolean {
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

/** The class of an event that does not serve. */
export function clientRole(type: SecurityEventType): 'source' | 'destination' {
  return serverRole(type) === 'source' ? 'destination' : 'source'
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
