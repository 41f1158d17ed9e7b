// How the services of a kernel start: each after those that it needs, otherwise in the order in
// which they were given. Others find what a service provides when it has started. When all have,
// the entries of their system calls are made.

import { codeIsAllowed } from '@kos/idl'
import type { Syscall } from '@kos/libkos/abi'
import type { KernelCore } from './kernel-core.ts'
import type { Probe } from './probe.ts'
import type { AnyService, ServiceInstance } from './service.ts'
import {
  type EntryForm,
  entryOf,
  type Handler,
  observed,
  type SyscallEntry,
} from './syscall-entry.ts'

/**
 * The services in the order of their start. Throws TypeError if one is given twice, one lacks
 * another, some need each other, or two want the same system call numbers.
 */
export function inStartOrder(services: readonly AnyService[]): readonly AnyService[] {
  const byName = new Map(services.map((service) => [service.name, service]))
  if (byName.size < services.length) throw new TypeError(givenTwice(services))
  const ordered = new Set<AnyService>()
  for (const service of services) addAfterNeeds(service, byName, ordered, [])
  checkNumbers(services)
  return [...ordered]
}

function givenTwice(services: readonly AnyService[]): string {
  const names = services.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) < index)
  return `createKernel: service ${twice} is given twice`
}

/** Adds a service after those that it needs; `path` are the services that led to it. */
function addAfterNeeds(
  service: AnyService,
  byName: ReadonlyMap<string, AnyService>,
  ordered: Set<AnyService>,
  path: readonly string[],
): void {
  if (ordered.has(service)) return
  const { name, needs } = service
  if (path.includes(name)) {
    const ring = [...path.slice(path.indexOf(name)), name].join(' needs ')
    throw new TypeError(`createKernel: ${ring}; make one of them not need the next`)
  }
  for (const need of needs) {
    const needed = byName.get(need)
    if (needed === undefined)
      throw new TypeError(`createKernel: ${name} needs ${need}; add ${need}() to services`)
    addAfterNeeds(needed, byName, ordered, [...path, name])
  }
  ordered.add(service)
}

function checkNumbers(services: readonly AnyService[]): void {
  const numbers = new Map<number, string>()
  for (const { name, contract } of services) {
    for (const { nr } of Object.values(contract.calls)) {
      const other = numbers.get(nr)
      if (other !== undefined)
        throw new TypeError(
          `createKernel: ${name} and ${other} both use system call ${nr}; change where one's contract begins`,
        )
      numbers.set(nr, name)
    }
  }
}

/**
 * Starts services whose needs come before them, and fills in the entries of their system calls. All
 * of them start before the first entry is made: one may want entries to be measured.
 */
export function startServices(
  services: readonly AnyService[],
  core: KernelCore,
  entries: (SyscallEntry | undefined)[],
): readonly ServiceInstance[] {
  const instances = services.map((service) => startService(service, core))
  const form = codeIsAllowed() ? 'code' : 'closures'
  for (const [index, service] of services.entries())
    addEntries(service, instances[index] as ServiceInstance, core, form, entries)
  return instances
}

function startService(service: AnyService, core: KernelCore): ServiceInstance {
  const provided: Record<string, unknown> = core.provided
  const instance = service.start(core, neededBy(service, provided))
  provided[service.name] = instance.provides
  return instance
}

function addEntries(
  service: AnyService,
  instance: ServiceInstance,
  core: KernelCore,
  form: EntryForm,
  entries: (SyscallEntry | undefined)[],
): void {
  const handlers = instance.handlers as Record<string, Handler>
  for (const [name, syscall] of Object.entries(service.contract.calls)) {
    const handler = handlers[name]
    if (handler === undefined)
      throw new TypeError(`createKernel: ${service.name} has no handler for ${name}`)
    const entry = entryOf(syscall, heard(syscall, handler, core.probe), core.gatekeeper, form)
    entries[syscall.nr] = core.counters?.measured(entry) ?? entry
  }
}

// Getters, since a service in `uses` may start later than the one that uses it.
function neededBy(
  { needs, uses }: AnyService,
  provided: Readonly<Record<string, unknown>>,
): object {
  const needed = {}
  for (const name of new Set([...needs, ...uses]))
    Object.defineProperty(needed, name, {
      get: () => (Object.hasOwn(provided, name) ? provided[name] : undefined),
      enumerable: true,
    })
  return needed
}

function heard(syscall: Syscall, handler: Handler, probe: Probe | null): Handler {
  if (probe?.called === undefined || probe.hearsOf?.(syscall) === false) return handler
  return observed(syscall, handler, (caller, args) => probe.called?.(caller.thread, syscall, args))
}
