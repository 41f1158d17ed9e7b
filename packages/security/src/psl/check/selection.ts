// Which events a section selects: the names that its binding and `match` give, and the methods that
// these may be about as far as EDL files tell. `selector-checker.ts` narrows selections.

import type { AnyInterface, Method } from '@kos/idl'
import { endpointsNamed, resolveComponent } from '../../endpoint-names.ts'
import type { SecurityEventType } from '../../event.ts'
import type { EndpointSelector } from '../../target.ts'
import type { PolicyClass } from '../policy.ts'
import type { SelectorKey } from '../syntax.ts'

/** The selectors that select an endpoint and a method, in the order in which they are checked. */
export const endpointKeys = ['component', 'endpoint', 'interface', 'method'] as const

/** One of them. */
export type EndpointKey = (typeof endpointKeys)[number]

/** A method that events may be about. */
export interface SelectedMethod {
  readonly server: PolicyClass
  /** The qualified name of the endpoint; null for a security interface. */
  readonly endpoint: string | null
  readonly interface: AnyInterface
  /** Null for methods that are not public: there may be one of any name. */
  readonly method: Method | null
}

/** The events that a section selects. */
export interface Selection {
  readonly event: SecurityEventType
  /** Null selects all. */
  readonly src: string | null
  readonly dst: string | null
  readonly names: EndpointSelector
  /** The methods, as far as they are known. */
  readonly methods: readonly SelectedMethod[]
  /** Whether there are no others. */
  readonly isComplete: boolean
}

/** The methods of classes, each list made once. */
export class MethodTable {
  readonly #classes: ReadonlyMap<string, PolicyClass>
  readonly #lists: Map<string, readonly SelectedMethod[]> = new Map()

  constructor(classes: ReadonlyMap<string, PolicyClass>) {
    this.#classes = classes
  }

  get classes(): ReadonlyMap<string, PolicyClass> {
    return this.#classes
  }

  /** The methods of events of a class that has what they are about; null: of all classes. */
  of(event: SecurityEventType, className: string | null): readonly SelectedMethod[] {
    if (event === 'execute') return []
    const key = `${event === 'security' ? 'security' : 'endpoints'} ${className ?? ''}`
    let list = this.#lists.get(key)
    if (list === undefined) this.#lists.set(key, (list = this.#make(event, className)))
    return list
  }

  /** Whether all of these are known. */
  isComplete(className: string | null): boolean {
    if (className !== null) return this.#classes.get(className)?.isKnown === true
    return [...this.#classes.values()].every(({ isKnown }) => isKnown)
  }

  #make(event: SecurityEventType, className: string | null): readonly SelectedMethod[] {
    const named = className === null ? [...this.#classes.values()] : [this.#classes.get(className)]
    const servers = named.filter((server) => server !== undefined)
    if (event === 'security')
      return servers.flatMap((server) => methodsOf(server, null, server.security))
    return servers.flatMap((server) =>
      server.endpoints.flatMap((endpoint) => {
        const methods = methodsOf(server, endpoint.name, endpoint.interface)
        const { name, interface: found, isKnown } = endpoint
        return isKnown
          ? methods
          : [...methods, { server, endpoint: name, interface: found, method: null }]
      }),
    )
  }
}

function methodsOf(
  server: PolicyClass,
  endpoint: string | null,
  found: AnyInterface | null,
): readonly SelectedMethod[] {
  if (found === null) return []
  return found.$methods.map((method) => ({ server, endpoint, interface: found, method }))
}

/** The class whose endpoint or security interface events are about; null: any. */
export function serverOf({ event, src, dst }: Selection): string | null {
  return event === 'request' ? dst : src
}

/** Which methods a name selects. */
export function selectedBy(key: EndpointKey, name: string): (method: SelectedMethod) => boolean {
  if (key === 'interface') return (selected) => selected.interface.$name === name
  if (key === 'method') return ({ method }) => method === null || method.name === name
  const endpoints = new Map<PolicyClass, ReadonlySet<string>>()
  return ({ server, endpoint }) => {
    // Which component has a security interface, classes do not tell.
    if (endpoint === null) return true
    let names = endpoints.get(server)
    if (names === undefined) endpoints.set(server, (names = endpointsBy(key, name, server)))
    return names.has(endpoint)
  }
}

function endpointsBy(
  key: 'component' | 'endpoint',
  name: string,
  { name: className, endpoints }: PolicyClass,
): ReadonlySet<string> {
  if (key === 'endpoint')
    return new Set(endpointsNamed(endpoints, name).map((index) => endpoints[index]?.name ?? ''))
  return resolveComponent(name, null, new Map([[className, endpoints]])).get(className) ?? new Set()
}

/** The names that a selector may have for these methods. */
export function namesFor(
  key: EndpointKey,
  methods: readonly SelectedMethod[],
): ReadonlySet<string> {
  return new Set(methods.flatMap((method) => namesOfMethod(key, method)))
}

function namesOfMethod(key: EndpointKey, selected: SelectedMethod): readonly string[] {
  if (key === 'interface') return [selected.interface.$name]
  if (key === 'method') return selected.method === null ? [] : [selected.method.name]
  const { server, endpoint } = selected
  const typeNames = server.endpoints.find(({ name }) => name === endpoint)?.typeNames ?? []
  const names = endpoint === null ? [] : [endpoint, ...typeNames]
  return key === 'endpoint' ? names : names.map(ownerName).filter((name) => name !== '')
}

function ownerName(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')))
}

/** Selectors that an event can't have, and why. */
export function selectorFault(event: SecurityEventType, key: SelectorKey): string | null {
  if (event === 'execute' && key !== 'src' && key !== 'dst')
    return `execute events have no ${key}: they are selected by src and dst`
  if (event === 'security' && key === 'dst')
    return 'security events have no dst: a process asks about itself'
  return null
}
