// What a system call is, as data: the kernel makes its checks from it, libkos its calls, the tests
// their bad values.
//
// Arguments are numbers, strings and byte buffers, never records or functions, so that a process
// may run anywhere. Results are a code and numbers in the calling thread's register file. The
// contracts themselves are beside this file, one per service.

/**
 * Kinds of argument: `u32` and `i32` are 32-bit integers, `f64` a non-negative whole number up to
 * 2^53 - 1 (addresses, times, ids), `str` a string, `in` and `out` a Uint8Array that the kernel
 * reads or writes.
 */
export type Kind = 'u32' | 'i32' | 'f64' | 'str' | 'in' | 'out'

/** One system call. */
export interface Syscall<P extends readonly Kind[] = readonly Kind[]> {
  /** Unique in a kernel. */
  readonly nr: number
  readonly name: string
  /** The kernel endpoint that the policy knows it by; empty for what no policy governs. */
  readonly endpoint: string
  readonly params: P
  /** How many numbers it puts into the register file. */
  readonly results: number
  /** It may park the calling thread. */
  readonly blocks: boolean
  /**
   * It gives something back, and so works for a thread that was terminated, as long as its process
   * lives.
   */
  readonly releases: boolean
}

/** The JavaScript type of an argument. */
export type Argument<K extends Kind> = K extends 'str'
  ? string
  : K extends 'in' | 'out'
    ? Uint8Array
    : number

/** The JavaScript types of the arguments. */
export type Arguments<P extends readonly Kind[]> = { -readonly [I in keyof P]: Argument<P[I]> }

/** What is said of a system call where it is declared; the rest follows from its place. */
export interface SyscallSpec<P extends readonly Kind[] = readonly Kind[]> {
  readonly params: P
  readonly results?: number
  readonly blocks?: boolean
  readonly releases?: boolean
  /** No policy governs it, as it does the other calls of its service. */
  readonly isFree?: boolean
}

/** The system calls of one service. */
export interface Contract<
  C extends { readonly [name: string]: readonly Kind[] } = {
    readonly [name: string]: readonly Kind[]
  },
> {
  /** Name of the service. */
  readonly name: string
  readonly calls: { readonly [K in keyof C]: Syscall<C[K]> }
}

/** Result of a declaration, by the kinds of its parameters. */
export type ContractOf<S extends { readonly [name: string]: SyscallSpec }> = Contract<{
  readonly [K in keyof S]: S[K]['params']
}>

/** Numbers that one service may use; `first` is a multiple of it. */
export const contractSize = 64

/**
 * Declares the system calls of a service. They are numbered in order from `first`, a multiple of 64
 * that no other service of the kernel uses: below 1024 for the services of kos, from 1024 for your
 * own. Throws RangeError if they do not fit.
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
    {
      nr: first + index,
      name: call,
      endpoint: spec.isFree === true ? '' : endpoint,
      params: spec.params,
      results: spec.results ?? 0,
      blocks: spec.blocks ?? false,
      releases: spec.releases ?? false,
    },
  ])
  return { name, calls: Object.fromEntries(calls) } as unknown as ContractOf<S>
}

/** How many registers a thread has. */
export const registerCount = 16

/** The answer of a system call that parked the thread; codes are never positive. */
export { PARKED } from '@kos/thread'
