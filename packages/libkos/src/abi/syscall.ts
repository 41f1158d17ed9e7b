// A system call as data: its descriptor. The kernel makes its checks of arguments from it, libkos
// the functions that call it, the tests their bad arguments; the types of all three come from it,
// too.
//
// Arguments are numbers, strings and byte buffers, never records or functions, so that a process
// may run anywhere. Results are a code and numbers in the register file of the calling thread. The
// contracts of kos are in `contracts/`, one file per service.

/**
 * Kinds of argument:
 * - `handle`: a handle of the calling process, an unsigned 32-bit integer. Only the service looks
 *   it up; INVALID_HANDLE (0) is of this kind, too.
 * - `u32`, `i32`: a 32-bit integer, unsigned or signed.
 * - `f64`: a whole number from 0 to 2^53 - 1 (addresses, times, tokens).
 * - `str`: a string of at most `maxStringLength` UTF-16 units.
 * - `in`, `out`: a Uint8Array that the kernel reads, or writes.
 */
export type Kind = 'handle' | 'u32' | 'i32' | 'f64' | 'str' | 'in' | 'out'

/** A parameter of a system call. Its name is the documented one. */
export type Param = readonly [name: string, kind: Kind]

/** Results of a system call: the register of each, by name. */
export interface Results {
  readonly [name: string]: number
}

/** The descriptor of a system call. */
export interface Syscall<
  P extends readonly Param[] = readonly Param[],
  R extends Results = Results,
> {
  /** Unique in a kernel. */
  readonly nr: number
  readonly name: string
  /** The kernel endpoint by which a policy knows the call; empty if no policy governs it. */
  readonly endpoint: string
  /** In the order of the arguments. */
  readonly params: P
  readonly results: R
  /** It may park the calling thread. */
  readonly blocks: boolean
  /**
   * It releases something. So it works for a thread that has ended, as long as its process lives.
   */
  readonly releases: boolean
  /**
   * It changes the wait of another thread. So it is refused in a callback of the host under virtual
   * time, though it releases something.
   */
  readonly wakes: boolean
}

/** The JavaScript type of an argument. */
export type Argument<K extends Kind> = K extends 'str'
  ? string
  : K extends 'in' | 'out'
    ? Uint8Array
    : number

/** The JavaScript types of the arguments. */
export type Arguments<P extends readonly Param[]> = {
  -readonly [I in keyof P]: Argument<P[I][1]>
}

/** The function that makes a system call for one thread: answers a code, or PARKED. */
export type SyscallFunction<S extends Syscall> = (...args: Arguments<S['params']>) => number

/** What a contract says of a system call; the rest of the descriptor follows from its place. */
export interface SyscallSpec {
  readonly params: readonly Param[]
  /** Default none. */
  readonly results?: Results
  /** Default false. */
  readonly blocks?: boolean
  /** Default false. */
  readonly releases?: boolean
  /** Default false. */
  readonly wakes?: boolean
  /** No policy governs it, unlike the other calls of its service. Default false. */
  readonly isFree?: boolean
}

/** The descriptor of the call that `S` specifies. */
export type SyscallOf<S extends SyscallSpec> = Syscall<
  S['params'],
  S extends { readonly results: infer R extends Results } ? R : {}
>

/** The system calls of one service. */
export interface Contract<
  C extends { readonly [name: string]: Syscall } = { readonly [name: string]: Syscall },
> {
  /** Name of the service. */
  readonly name: string
  readonly calls: C
}

/** The contract of a table of specifications: `ContractOf<typeof calls>`. */
export type ContractOf<S extends { readonly [name: string]: SyscallSpec }> = Contract<{
  readonly [K in keyof S]: SyscallOf<S[K]>
}>

/** Numbers that one service may use; `first` is a multiple of it. */
export const contractSize = 64

/**
 * Declares the system calls of a service. They are numbered in order from `first`, a multiple of 64
 * that no other service of the kernel uses: below 1024 for the services of kos, from 1024 for your
 * own. `endpoint` is the name by which policies know the service; empty if no policy governs it.
 * The contract is a frozen copy, since programs and kernel share it. Throws RangeError if the calls do not fit.
 */
export function defineContract<const S extends { readonly [name: string]: SyscallSpec }>(
  name: string,
  endpoint: string,
  first: number,
  specs: S,
): ContractOf<S> {
  const entries = Object.entries(specs)
  if (first < 0 || first % contractSize !== 0)
    throw new RangeError(`contract ${name}: first is ${first}, not a multiple of ${contractSize}`)
  if (entries.length > contractSize)
    throw new RangeError(
      `contract ${name} has ${entries.length} calls; at most ${contractSize} fit`,
    )
  const calls = entries.map(([call, spec], index): [string, Syscall] => [
    call,
    Object.freeze({
      nr: first + index,
      name: call,
      endpoint: spec.isFree === true ? '' : endpoint,
      params: Object.freeze(
        spec.params.map(([param, kind]): Param => Object.freeze([param, kind])),
      ),
      results: Object.freeze({ ...spec.results }),
      blocks: spec.blocks ?? false,
      releases: spec.releases ?? false,
      wakes: spec.wakes ?? false,
    }),
  ])
  const frozen = Object.freeze({ name, calls: Object.freeze(Object.fromEntries(calls)) })
  return frozen as unknown as ContractOf<S>
}

/**
 * The system calls of a contract, by name. Libraries take them at the top of their file, as a pure
 * call: a bundler drops it, and the contract, with a library that is not used.
 */
export function callsOf<C>({ calls }: { readonly calls: C }): C {
  return calls
}

/** How many registers a thread has. */
export const registerCount = 16

/** The answer of a system call that parked the thread; codes are never positive. */
export { PARKED } from '@kos/thread'
