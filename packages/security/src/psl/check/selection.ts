// Which events a section selects: the names that its binding and `match` give, and the methods that
// these may be about as far as EDL files tell. `selector-checker.ts` narrows selections.

import type { AnyInterface, Method } from '@kos/idl'
import { componentOf, endpointsNamed, resolveComponent } from '../../endpoint-names.ts'
import { type SecurityEventType, serverRole } from '../../event.ts'
import type { RuleEndpoints } from '../../rule.ts'
import type { EndpointSelector } from '../../target.ts'
import { endpointsServed, type PolicyClass, type PolicyEndpoint } from '../policy.ts'
import type { SelectorKey } from '../syntax.ts'

/** One of the selectors of an endpoint and a method. */
export type EndpointKey = keyof EndpointSelector

/** A method that events may be about. */
export interface SelectedMethod {
  readonly server: PolicyClass
  /** The name of the endpoint or security interface in events. */
  readonly endpoint: PolicyEndpoint
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
  /** What the component and the endpoint mean in known classes; null if it selects by neither. */
  readonly endpoints: RuleEndpoints | null
  /** The methods, as far as they are known. */
  readonly methods: readonly SelectedMethod[]
  /** Whether there are no others. */
  readonly isComplete: boolean
}

/** The methods of classes, each list made once. */
export class MethodTable {
  readonly #classes: ReadonlyMap<string, PolicyClass>
  readonly #lists: Map<string, readonly SelectedMethod[]> = new Map()
  /** Security interfaces, or endpoints. */
  readonly #known: Map<boolean, RuleEndpoints['known']> = new Map()

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

  /** The qualified names of these methods' endpoints, among all that are known. */
  endpointsOf(event: SecurityEventType, methods: readonly SelectedMethod[]): RuleEndpoints {
    const selected = new Map<string, Set<string>>()
    for (const { server, endpoint } of methods) {
      const names = selected.get(server.name) ?? new Set()
      selected.set(server.name, names.add(endpoint.name))
    }
    return { known: this.#knownEndpoints(event), selected }
  }

  #knownEndpoints(event: SecurityEventType): RuleEndpoints['known'] {
    const isSecurity = event === 'security'
    let known = this.#known.get(isSecurity)
    if (known === undefined) {
      const classes = [...this.#classes.values()].filter(({ isKnown }) => isKnown)
      const namesOf = (each: PolicyClass) =>
        new Set(endpointsServed(event, each).map(({ name }) => name))
      known = new Map(classes.map((each) => [each.name, namesOf(each)]))
      this.#known.set(isSecurity, known)
    }
    return known
  }

  #make(event: SecurityEventType, className: string | null): readonly SelectedMethod[] {
    const named = className === null ? [...this.#classes.values()] : [this.#classes.get(className)]
    return named
      .filter((server) => server !== undefined)
      .flatMap((server) =>
        endpointsServed(event, server).flatMap((endpoint) => methodsOf(server, endpoint)),
      )
  }
}

function methodsOf(server: PolicyClass, endpoint: PolicyEndpoint): readonly SelectedMethod[] {
  const { interface: found, isKnown } = endpoint
  const methods = found.$methods.map((method) => ({ server, endpoint, interface: found, method }))
  return isKnown ? methods : [...methods, { server, endpoint, interface: found, method: null }]
}

/** The class whose endpoint or security interface events are about; null: any. */
export function serverOf({ event, src, dst }: Selection): string | null {
  return serverRole(event) === 'destination' ? dst : src
}

/** Which methods a name selects. */
export function selectedBy(
  key: EndpointKey,
  name: string,
  event: SecurityEventType,
): (method: SelectedMethod) => boolean {
  if (key === 'interface') return (selected) => selected.interface.$name === name
  if (key === 'method') return ({ method }) => method === null || method.name === name
  const byServer = new Map<PolicyClass, ReadonlySet<string>>()
  return ({ server, endpoint }) => {
    let names = byServer.get(server)
    if (names === undefined) byServer.set(server, (names = endpointsBy(key, name, server, event)))
    return names.has(endpoint.name)
  }
}

function endpointsBy(
  key: 'component' | 'endpoint',
  name: string,
  server: PolicyClass,
  event: SecurityEventType,
): ReadonlySet<string> {
  const places = endpointsServed(event, server)
  if (key === 'endpoint')
    return new Set(endpointsNamed(places, name).map((index) => places[index]?.name ?? ''))
  return resolveComponent(name, null, new Map([['', places]])).get('') ?? new Set()
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
  const { name, typeNames = [] } = selected.endpoint
  const names = [name, ...typeNames].filter((each) => each !== '')
  return key === 'endpoint' ? names : names.map(componentOf).filter((each) => each !== '')
}

/** Selectors that an event can't have, and why. */
export function selectorFault(event: SecurityEventType, key: SelectorKey): string | null {
  if (event === 'execute' && key !== 'src' && key !== 'dst')
    return `execute events have no ${key}: they are selected by src and dst`
  if (event === 'security' && key === 'dst')
    return 'security events have no dst: a process asks about itself'
  return null
}
