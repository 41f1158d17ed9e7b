// A service: what a kernel offers to programs, in three parts. The contract (system calls as data)
// and the program half (a library of functions of `kos`) are libkos'; the kernel half is made here,
// when a kernel is assembled.
//
// The services of kos are in `services/`; one of your own is made the same way.

import type { Arguments, Contract, Syscall } from '@kos/libkos/abi'
import type { AnyLibrary, Library } from '@kos/libkos/process'
import type { KernelCore } from './kernel-core.ts'
import type { Task, TaskThread } from './task.ts'

/**
 * The kernel half of a contract: one synchronous function per system call. It answers a code, or
 * PARKED.
 */
export type Handlers<C extends Contract> = {
  readonly [K in keyof C['calls']]: C['calls'][K] extends Syscall<infer P>
    ? (thread: TaskThread, ...args: Arguments<P>) => number
    : never
}

/** What a service does in one kernel. */
export interface ServiceInstance<C extends Contract = Contract> {
  readonly handlers: Handlers<C>
  /** A process was made; it has no thread yet. */
  taskCreated?(task: Task): void
  /** A process ended: its threads are over, its handles still open. */
  taskEnded?(task: Task): void
  /** Objects that would be leaks at the end, by name. */
  counts?(): Readonly<Record<string, number>>
}

/**
 * A service that can be given to `createKernel`. `Api` is what it adds to `kos`, `Needs` are names
 * of services it stands on.
 */
export interface Service<Name extends string, Api, Needs extends string = never> {
  readonly name: Name
  readonly needs: readonly Needs[]
  readonly contract: Contract
  readonly library: Library<Api>
  start(kernel: KernelCore): ServiceInstance
}

/** Any service. */
export type AnyService = Service<string, unknown, string>

/** A service, with the kernel half checked against its contract. */
export function defineService<
  const Name extends string,
  C extends Contract,
  Api,
  const Needs extends string = never,
>(service: {
  readonly name: Name
  readonly needs?: readonly Needs[]
  readonly contract: C
  readonly library: Library<Api>
  start(kernel: KernelCore): ServiceInstance<C>
}): Service<Name, Api, Needs> {
  const { name, needs = [], contract, library } = service
  return { name, needs, contract, library, start: (kernel) => service.start(kernel) }
}

/** What a set of services adds to `kos`. */
export type ApiOf<S extends readonly AnyService[]> = S extends readonly [
  infer First,
  ...infer Rest extends readonly AnyService[],
]
  ? (First extends Service<string, infer Api, string> ? Api : unknown) & ApiOf<Rest>
  : unknown

type NamesOf<S extends readonly AnyService[]> = S[number]['name']

type MissingOf<T extends AnyService, S extends readonly AnyService[]> =
  T extends Service<string, unknown, infer Needs> ? Exclude<Needs, NamesOf<S>> : never

/**
 * The services, with each one that lacks something replaced by a sentence that says what: so the
 * compiler shows it.
 */
export type Complete<S extends readonly AnyService[], All extends readonly AnyService[] = S> = {
  readonly [I in keyof S]: [MissingOf<S[I], All>] extends [never]
    ? S[I]
    : `${S[I]['name']} needs ${MissingOf<S[I], All>}; add ${MissingOf<S[I], All>}() to services`
}

/** Throws TypeError if a service lacks another, or two want the same numbers. */
export function checkServices(services: readonly AnyService[]): void {
  const names = new Set(services.map(({ name }) => name))
  if (names.size < services.length) throw new TypeError('createKernel: a service is given twice')
  const numbers = new Map<number, string>()
  for (const { name, needs, contract } of services) {
    for (const need of needs) {
      if (!names.has(need))
        throw new TypeError(`createKernel: ${name} needs ${need}; add ${need}() to services`)
    }
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

/** Any library, as kernels keep it. */
export type { AnyLibrary }
