// A service: what a kernel offers to programs, in three parts. The contract (system calls as data)
// and the program half (a library of functions of `kos`) are libkos'; the kernel half is made here,
// when a kernel is assembled.
//
// A service may provide something to the services that stand on it, and to the host side of the
// kernel. What the services of kos provide is in `provides.ts`, the order in which services start
// in `service-start.ts`. The services of kos are in `services/`; one of your own is made the same
// way.

import type { Arguments, Contract, Syscall } from '@kos/libkos/abi'
import type { AnyLibrary, Library } from '@kos/libkos/process'
import type { KernelCore } from './kernel-core.ts'
import type { Needed } from './provides.ts'
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
export interface ServiceInstance<C extends Contract = Contract, Provides = unknown> {
  readonly handlers: Handlers<C>
  /** What services that name this one in `needs` or `uses` are given under its name. */
  readonly provides?: Provides
  /** A process was made; it has no thread yet. */
  taskCreated?(task: Task): void
  /** A process ended: its threads are over, its handles still open. */
  taskEnded?(task: Task): void
  /** Objects that would be leaks at the end, by name. */
  counts?(): Readonly<Record<string, number>>
}

/**
 * A service that can be given to `createKernel`. `Api` is what it adds to `kos`. `Needs` maps the
 * names of the services it stands on to what they provide; optional members are the services that
 * it only uses where they are. `Provides` is what it provides itself.
 */
export interface Service<Name extends string, Api, Needs extends object = {}, Provides = unknown> {
  readonly name: Name
  readonly needs: readonly string[]
  readonly uses: readonly string[]
  readonly contract: Contract
  readonly library: Library<Api>
  start(kernel: KernelCore, needs: Needs): ServiceInstance<Contract, Provides>
}

/** Any service. */
export type AnyService = Service<string, unknown, object>

/** The parts of a service, as its author writes them. */
export interface ServiceDeclaration<
  Name extends string,
  C extends Contract,
  Api,
  Need extends string,
  Use extends string,
  Needs,
  Provides,
> {
  readonly name: Name
  /** Services that it stands on: a kernel without one of them is refused. */
  readonly needs?: readonly Need[]
  /** Services that it uses if the kernel has them. */
  readonly uses?: readonly Use[]
  readonly contract: C
  readonly library: Library<Api>
  /**
   * Makes the kernel half for one kernel. `needs` has what the services named in `needs` provide;
   * they have started. What those named in `uses` provide is there once every service has started,
   * since they may stand on this one: read it in handlers, not here.
   */
  start(kernel: KernelCore, needs: Needs): ServiceInstance<C, Provides>
}

/** What `start` takes must be named in `needs` or `uses`: else a sentence for the compiler. */
type Named<Needs, Names> = [Exclude<keyof Needs, Names>] extends [never]
  ? unknown
  : {
      readonly needs: `start takes ${Exclude<keyof Needs, Names> & string}, which needs does not name`
    }

/**
 * A service, with the kernel half checked against its contract. What the services of kos provide is
 * typed by their names; for others the author annotates the second parameter of `start`, and
 * `createKernel` checks that they provide it.
 */
export function defineService<
  const Name extends string,
  C extends Contract,
  Api,
  const Need extends string = never,
  const Use extends string = never,
  Needs extends Needed<Need, Use> = Needed<Need, Use>,
  Provides = unknown,
>(
  service: ServiceDeclaration<Name, C, Api, Need, Use, Needs, Provides> & Named<Needs, Need | Use>,
): Service<Name, Api, Needs, Provides> {
  const { name, needs = [], uses = [], contract, library } = service
  const start = (kernel: KernelCore, needed: Needs): ServiceInstance<Contract, Provides> =>
    service.start(kernel, needed)
  return { name, needs, uses, contract, library, start }
}

/** What a set of services adds to `kos`. */
export type ApiOf<S extends readonly AnyService[]> = S extends readonly [
  infer First,
  ...infer Rest extends readonly AnyService[],
]
  ? (First extends Service<string, infer Api, infer _> ? Api : unknown) & ApiOf<Rest>
  : unknown

type NeedsOf<T extends AnyService> = Parameters<T['start']>[1]

/** What the service of that name provides; `never` if the set has none. */
type ProvidedBy<S extends readonly AnyService[], Name> = {
  readonly [I in keyof S]: S[I]['name'] extends Name
    ? NonNullable<ReturnType<S[I]['start']>['provides']>
    : never
}[number]

type IsOptional<T, K extends keyof T> = {} extends Pick<T, K> ? true : false

/** Names of needed services that the set has not, or that provide something else. */
type MissingOf<Needs, S extends readonly AnyService[]> = {
  readonly [K in keyof Needs]-?: K extends S[number]['name']
    ? unknown extends Needs[K]
      ? never
      : [ProvidedBy<S, K>] extends [NonNullable<Needs[K]>]
        ? never
        : K
    : IsOptional<Needs, K> extends true
      ? never
      : K
}[keyof Needs] &
  string

/**
 * The services, with each one that lacks something replaced by a sentence that says what: so the
 * compiler shows it.
 */
export type Complete<S extends readonly AnyService[], All extends readonly AnyService[] = S> = {
  readonly [I in keyof S]: [MissingOf<NeedsOf<S[I]>, All>] extends [never]
    ? S[I]
    : `${S[I]['name']} needs ${MissingOf<NeedsOf<S[I]>, All>}; add ${MissingOf<NeedsOf<S[I]>, All>}() to services`
}

/** Any library, as kernels keep it. */
export type { AnyLibrary }
