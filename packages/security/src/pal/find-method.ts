// Which method of which endpoint an event means, by the names that are written. Names that the
// class has once may be left out; a name that leaves several endpoints is ambiguous.

import type { Method } from '@kos/idl'
import type { Selector } from '../compiled-rule.ts'
import { endpointsNamed, nameByClass, resolveComponent } from '../endpoint-names.ts'
import type { EventHead } from '../event.ts'
import { endpointsServed, type PolicyClass, type PolicyEndpoint } from '../psl/policy.ts'
import { hintOf } from '../psl/name-hint.ts'
import type { EventNames, NameProblem, NameReport } from './resolve-event.ts'

/** A method, and its names in an event. */
export interface FoundMethod {
  readonly names: Pick<EventHead, 'endpoint' | 'interface' | 'method'>
  /** Null if the policy does not know it. */
  readonly method: Method | null
}

type Endpoints = readonly PolicyEndpoint[]

/**
 * Finds the method of `server` that an event means; null after a problem was reported. A class of
 * which not all is known may have any name.
 */
export function findMethod(
  server: PolicyClass,
  names: EventNames,
  report: NameReport,
): FoundMethod | null {
  if (server.isKnown) return findKnown(server, names, report)
  let isWrong = false
  const found = findKnown(server, names, (problem) => {
    if (problem.isAbsent === true) return
    isWrong = true
    report(problem)
  })
  return found ?? (isWrong ? null : asWritten(names))
}

/** What is written, of a class of which it is not known what it has. */
export function asWritten(names: EventNames): FoundMethod {
  const { endpoint = '', interface: interfaceName = '', method = '' } = names
  return { names: { endpoint, interface: interfaceName, method }, method: null }
}

function findKnown(server: PolicyClass, names: EventNames, report: NameReport): FoundMethod | null {
  const isSecurity = names.type === 'security'
  const all = endpointsServed(names.type, server)
  if (all.length === 0) {
    const what = isSecurity ? 'security interface' : 'endpoints'
    const key = names.type === 'request' ? 'destination' : 'source'
    report({ key, message: `${server.name} has no ${what}`, isAbsent: true })
    return null
  }
  const left = narrow(server, all, names, report)
  return left === null ? null : selectMethod(server, left, names, report)
}

/** The endpoints that component, endpoint and interface leave; null after a problem. */
function narrow(
  server: PolicyClass,
  all: Endpoints,
  names: EventNames,
  report: NameReport,
): Endpoints | null {
  let list = all
  for (const key of ['component', 'endpoint', 'interface'] as const) {
    const name = names[key]
    if (name === undefined) continue
    const left = having[key](list, name, server)
    if (left.length === 0) {
      report(noSuch(server, key, name, list))
      return null
    }
    list = left
  }
  return list
}

type Narrowing = (list: Endpoints, name: string, server: PolicyClass) => Endpoints

const having: Readonly<Record<'component' | 'endpoint' | 'interface', Narrowing>> = {
  component(list, component, { name: server }) {
    const meant = resolveComponent(component, new Set([server]), new Map([[server, list]]))
    return list.filter(({ name }) => meant.get(server)?.has(name) === true)
  },
  endpoint(list, endpoint, server) {
    const named = endpointsNamed(list, endpoint).map((index) => list[index] as PolicyEndpoint)
    if (named.length > 0) return named
    return list.filter(({ name }) => nameByClass(server.name, name) === endpoint)
  },
  interface: (list, name) => list.filter((each) => each.interface.$name === name),
}

function noSuch(server: PolicyClass, key: Selector, name: string, list: Endpoints): NameProblem {
  const namesByKey: Partial<Record<Selector, readonly string[]>> = {
    endpoint: list.flatMap((each) => [each.name, ...(each.typeNames ?? [])]),
    interface: list.map((each) => each.interface.$name),
    method: list.flatMap((each) => each.interface.$methods.map((method) => method.name)),
  }
  const [first, ...others] = list
  const isOne = key === 'method' && first !== undefined && others.length === 0
  const owner = isOne ? first.interface.$name : server.name
  return {
    key,
    message: `${owner} has no ${key} ${name}`,
    isAbsent: true,
    hint: hintOf(name, namesByKey[key] ?? []),
  }
}

function selectMethod(
  server: PolicyClass,
  list: Endpoints,
  { type, method: name }: EventNames,
  report: NameReport,
): FoundMethod | null {
  if (name === undefined) {
    report({ key: 'method', message: `this ${type} does not say its method`, ...example(list) })
    return null
  }
  const owners = ownersOf(name, list)
  const [owner, ...others] = owners
  if (owner !== undefined && others.length === 0) return checked(owner, name, type, report)
  report(
    owner === undefined ? noSuch(server, 'method', name, list) : severalHave(server, owners, name),
  )
  return null
}

/** The endpoints that have a method, or may have it, since not all their methods are known. */
function ownersOf(name: string, list: Endpoints): Endpoints {
  const having = list.filter((each) => methodOf(each, name) !== null)
  // The security interface of a process itself has no name.
  const own = having.filter((each) => each.name === '')
  if (own.length > 0) return own
  return having.length > 0 ? having : list.filter(({ isKnown }) => !isKnown)
}

function severalHave({ name: server }: PolicyClass, owners: Endpoints, name: string): NameProblem {
  const hint = `write endpoint= and one of ${owners.map((each) => each.name).join(', ')}`
  return { key: 'method', message: `several endpoints of ${server} have ${name}`, hint }
}

function checked(
  owner: PolicyEndpoint,
  name: string,
  type: EventNames['type'],
  report: NameReport,
): FoundMethod | null {
  const method = methodOf(owner, name)
  if (type === 'error' && method?.spec.error === undefined && method !== null) {
    report({ key: 'method', message: `${name} has no error parameters: it answers no error` })
    return null
  }
  const names = { endpoint: owner.name, interface: owner.interface.$name, method: name }
  return { names, method }
}

function example(list: Endpoints): { readonly hint?: string } {
  const first = list.flatMap((each) => each.interface.$methods)[0]
  return first === undefined ? {} : { hint: `write method=${first.name}` }
}

function methodOf(endpoint: PolicyEndpoint, name: string): Method | null {
  return endpoint.interface.$methods.find((method) => method.name === name) ?? null
}
