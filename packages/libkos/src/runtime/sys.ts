// The system call interface of one thread: its bound calls, its registers, its waits. All functions
// of libkos are made of it.
//
// A function of `kos` belongs to one thread. It is made, from its `Sys`, when the thread first asks
// for it: a thread costs next to nothing until it uses something. A library is the program half of
// a service: one maker per function.

import { frozenClass, type Retcode } from '@kos/retcode'
import type { Continuation, KillListener, WaitLoop } from '@kos/thread'
import { processContract } from '../abi/contracts.ts'
import type { KernelPort, ProcessInfo } from '../abi/port.ts'
import { PARKED, type Syscall, type SyscallFunction } from '../abi/syscall.ts'
import type { Process } from './process.ts'
import { maxReportLength } from '../limits.ts'
import type { ThreadWaiter } from './thread-waiter.ts'
import type { Tokens } from './tokens.ts'

class ThreadSys implements KillListener {
  readonly tid: number
  readonly process: Process
  /** The value of KosThreadTlsSet. */
  tls: unknown = null
  /** How it waits for other threads of its process: `waiterOf` makes it. null until then. */
  waiter: ThreadWaiter | null = null
  /** Typed calls of this thread that are not over: one is made, the others wait for it. */
  outstandingCalls = 0
  /** The last of those that wait; null if none does. */
  lastCall: Promise<unknown> | null = null
  /** Where the program serves, for reports: `serve (shop.ts:12:9)`; null if it does not. */
  serving: (() => string) | null = null
  /** The token of the argument of its routine; 0 if no KosThreadCreate made this thread. */
  readonly context: number
  readonly #port: KernelPort
  readonly #continuation: Continuation

  constructor(
    process: Process,
    port: KernelPort,
    tid: number,
    continuation: Continuation,
    context: number,
  ) {
    this.process = process
    this.context = context
    this.#port = port
    this.tid = tid
    this.#continuation = continuation
    continuation.listener = this
  }

  killed(): void {
    this.waiter?.end()
    this.process.threadKilled(this)
  }

  unhandled(): void {
    this.#port.unhandled(this.tid)
  }

  /** The routine of this thread is over. */
  ended(): void {
    this.waiter?.end()
    const { isWaiting, isKilled } = this.#continuation
    // A server loop that got a request just now does not wait, and is as little awaited.
    if (isWaiting || (this.serving !== null && !isKilled)) this.#reportFloating()
  }

  // Its routine returned, and something that it called is not over: nobody awaited that.
  #reportFloating(): void {
    const { name } = this.info
    const what = this.serving?.() ?? 'something that waits (a call, a lock, KnSleep, serve)'
    this.misuse(
      `${name}: a thread ended while it still waited, since ${what} was not awaited; ` +
        'write await before it',
    )
  }

  /** The promise of what this thread waits for; null if it does not wait. */
  get pending(): Promise<unknown> | null {
    return this.#continuation.pending
  }

  /** The name, arguments and connections of the process. */
  get info(): ProcessInfo {
    return this.process.info
  }

  /** See `KernelPort.isQuiescent`. */
  get isQuiescent(): (() => boolean) | null {
    return this.#port.isQuiescent
  }

  /** The values that pass through the kernel as numbers. */
  get tokens(): Tokens {
    return this.process.tokens
  }

  /**
   * This thread's register file: where system calls leave their results. Asked for before the call:
   * it may be filled in when the call is over.
   */
  get registers(): Float64Array {
    return this.#port.registers(this.tid)
  }

  /** Binds a system call to this thread. It answers a code, or PARKED, and never a promise. */
  call<S extends Syscall>(syscall: S): SyscallFunction<S> {
    return this.#port.bind(this.tid, syscall) as SyscallFunction<S>
  }

  /**
   * Reports a mistake of the program that no return code tells. The text names the thread or the
   * process, what it did, why that is wrong, and what to do instead. The kernel
   * reports each text once.
   */
  misuse(text: string): void {
    this.processCall(processContract.calls.Misuse)(text.slice(0, maxReportLength))
  }

  /** Binds a system call that releases something to the process: any of its threads may make it. */
  processCall<S extends Syscall>(syscall: S): SyscallFunction<S> {
    return this.process.call(syscall) as SyscallFunction<S>
  }

  /**
   * The promise of a blocking call's answer: shared if it is a code, new if the thread was parked.
   * A thread that is over gets none.
   */
  wait(answer: number): Promise<Retcode> {
    return this.#continuation.wait(answer)
  }

  /**
   * Like `wait`, for a call with results: `finish` makes the result of the function from the code.
   */
  result<T>(answer: number, finish: (rc: number) => T): Promise<T> {
    const isParked = answer === PARKED || this.#continuation.isKilled
    return isParked ? this.#continuation.park(finish) : Promise.resolve(finish(answer))
  }

  /**
   * The promise of a thread that was parked just now; without `finish` it resolves with the code.
   */
  park<T = number>(finish: ((rc: number) => T) | null): Promise<T> {
    return this.#continuation.park(finish)
  }

  /** Like `park`, for a loop that is called when the thread goes on. */
  parkLoop(loop: WaitLoop): void {
    this.#continuation.parkLoop(loop)
  }
}

/** One thread's way to the kernel. */
export const Sys: typeof ThreadSys = /* @__PURE__ */ frozenClass(ThreadSys)
/** One thread's way to the kernel. */
export type Sys = ThreadSys

/** The program half of a service: for each function of `A`, how a thread's own is made. */
export type Library<A> = { readonly [K in keyof A]: (sys: Sys) => A[K] }

/**
 * One library of several parts, frozen. A call, because a bundler that does not know the parts keeps
 * an object literal that spreads them.
 */
export function joinLibraries<A>(...parts: readonly Partial<Library<A>>[]): Library<A> {
  return Object.freeze(Object.assign({}, ...parts)) as Library<A>
}
