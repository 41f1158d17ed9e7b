// A process as it looks from inside: its routine table, its tokens, the continuations of its
// threads. A process host makes one and connects it to the kernel by the two ports (`abi/port.ts`).
//
// A process knows none of the libraries above it. A library keeps its state per process with
// `local`, and hears of threads with `observe`.

import { frozenClass, rcOk } from '@kos/retcode'
import { type ThreadBody, Continuation } from '@kos/thread'
import type {
  BoundSyscall,
  KernelPort,
  ProcessInfo,
  ProcessIoPorts,
  ProcessMemory,
  ProcessPort,
  ProcessWait,
} from '../abi/port.ts'
import type { Syscall } from '../abi/syscall.ts'
import type { ExitCode } from '../kos/thread.ts'
import type { Endpoints, Program, SecurityInterfaces } from '../program.ts'
import { type AnyLibrary, type KosMaker, kosMaker } from './lazy-kos.ts'
import { Sys } from './sys.ts'
import type { ThreadWaiter } from './thread-waiter.ts'
import { describeThrown } from './thrown.ts'
import { Tokens } from './tokens.ts'

/** A thread's body: gets a `kos` of its own, and the context it was created with. */
export type Routine = (kos: never, context: unknown) => Promise<ExitCode | void> | ExitCode | void

/** Hears of the threads of a process that begin after it was registered (`Process.observe`). */
export interface ThreadObserver {
  /** A thread begins: called in the thread, before its routine. */
  began(sys: Sys, kos: object): void
  /**
   * A routine is over: called in its thread, while that can still make system calls. `isMain`: it is
   * that of the program, and the process ends with it.
   */
  left(sys: Sys, isMain: boolean): void
  /** A thread was terminated. Its clean-up may follow, and after that `left`. */
  killed(sys: Sys): void
}

const makers: WeakMap<readonly AnyLibrary[], KosMaker> = new WeakMap()

/**
 * A node of the trie of library lists. Kernels with the same services share one maker, though each
 * has a list of its own.
 */
interface LibraryNode {
  maker: KosMaker | null
  readonly longer: WeakMap<AnyLibrary, LibraryNode>
}
const root: LibraryNode = { maker: null, longer: new WeakMap() }

function makerOf(libraries: readonly AnyLibrary[]): KosMaker {
  let maker = makers.get(libraries)
  if (maker !== undefined) return maker
  let node = root
  for (const library of libraries) {
    let next = node.longer.get(library)
    if (next === undefined)
      node.longer.set(library, (next = { maker: null, longer: new WeakMap() }))
    node = next
  }
  maker = node.maker ??= kosMaker(libraries)
  makers.set(libraries, maker)
  return maker
}

// Not a member of the process: a program reaches that by `sysOf`, and page tables, frames and
// permissions are the kernel's to write.
const ports: WeakMap<object, KernelPort> = /* @__PURE__ */ new WeakMap()

/** The memory of a process; null if its kernel has no such service. For libraries. */
export function processMemoryOf(process: Process): ProcessMemory | null {
  return ports.get(process)?.memory ?? null
}

/** The I/O ports of a process; null if its kernel has no such service. For libraries. */
export function processIoPortsOf(process: Process): ProcessIoPorts | null {
  return ports.get(process)?.ioPorts ?? null
}

/** Ends a process with all its threads, as if its main routine had returned. For libraries. */
export function endProcess(process: Process, exitCode: number): void {
  ports.get(process)?.ended(0, exitCode)
}

/** Ends a process as if its thread `tid` had thrown an error of this message. For libraries. */
export function crashProcess(process: Process, tid: number, message: string, stack: string): void {
  ports.get(process)?.crashed(tid, message, stack)
}

const noObservers: readonly ThreadObserver[] = /* @__PURE__ */ Object.freeze([])

/** The inside of a process. */
export class Process implements ProcessPort {
  readonly info: ProcessInfo
  readonly endpoints: Endpoints
  readonly security: SecurityInterfaces
  readonly tokens: Tokens = new Tokens()
  // What a process may never need is made when it is needed: there may be many processes (bench case
  // `kernel/idle-process`).
  #untaken: Set<number> | null = null
  /** The waiters of its threads, of those that ever asked for one. */
  #waiters: Map<number, ThreadWaiter> | null = null
  readonly #port: KernelPort
  readonly #makeKos: KosMaker
  readonly #main: Program['main']
  #calls: Map<Syscall, BoundSyscall> | null = null
  #numbers: WeakMap<object, number> | null = null
  #locals: Map<object, object> | null = null
  #observers: readonly ThreadObserver[] = noObservers
  #lastNumber = 0

  constructor(
    program: Program,
    libraries: readonly AnyLibrary[],
    info: ProcessInfo,
    port: KernelPort,
  ) {
    this.info = info
    this.endpoints = program.endpoints
    this.security = program.security ?? {}
    this.#main = program.main
    this.#port = port
    this.#makeKos = makerOf(libraries)
    ports.set(this, port)
    // The kernel calls its methods, and a program reaches it by `sysOf`. The class is frozen here, so
    // that its name stays the one that stacks of programs show.
    frozenClass(Process)
    Object.freeze(this)
  }

  /**
   * The handles that came in requests which are being served, and that the program has not taken:
   * the server loop closes them after the answer.
   */
  get untaken(): Set<number> {
    return (this.#untaken ??= new Set())
  }

  start(tid: number, entry: number, context: number): ThreadBody {
    const continuation: Continuation = new Continuation(
      () => void this.#run(tid, entry, context, continuation),
    )
    return continuation
  }

  /** A system call bound to the process itself, once for all of its threads. */
  call(syscall: Syscall): BoundSyscall {
    const calls = (this.#calls ??= new Map())
    let call = calls.get(syscall)
    if (call === undefined) calls.set(syscall, (call = this.#port.bind(0, syscall)))
    return call
  }

  release(tokens: readonly number[]): void {
    for (const token of tokens) this.tokens.drop(token)
  }

  /** The object that a library keeps for the whole process under `key`. `make` makes the first. */
  local<T extends object>(key: object, make: () => T): T {
    const locals = (this.#locals ??= new Map())
    let kept = locals.get(key)
    if (kept === undefined) locals.set(key, (kept = make()))
    return kept as T
  }

  /** Lets `observer` hear of all threads that begin from now on. */
  observe(observer: ThreadObserver): void {
    this.#observers = [...this.#observers, observer]
  }

  /**
   * A number for an object that threads wait at, the same as long as it lives; 0 for other values.
   */
  numberOf(object: unknown): number {
    if (typeof object !== 'object' || object === null) return 0
    const numbers = (this.#numbers ??= new WeakMap())
    let number = numbers.get(object)
    if (number === undefined) numbers.set(object, (number = ++this.#lastNumber))
    return number
  }

  /** Remembers how a thread of this process waits, until it is over. */
  addWaiter(waiter: ThreadWaiter): void {
    this.#waiters ??= new Map()
    this.#waiters.set(waiter.tid, waiter)
  }

  /** The wait of a thread inside this process; null if it does not wait there. */
  waitOf(tid: number): ProcessWait | null {
    const waiter = this.#waiters?.get(tid)
    if (waiter === undefined) return null
    const { object } = waiter
    // The kernel asks: no code of the program may run, so only what is a string already is shown.
    const given =
      typeof object === 'object' && object !== null && 'name' in object ? object.name : ''
    const name = typeof given === 'string' ? given : ''
    return { name: name === '' ? String(this.numberOf(object)) : name, owners: waiter.owners() }
  }

  async #run(
    tid: number,
    entry: number,
    context: number,
    continuation: Continuation,
  ): Promise<void> {
    const sys = new Sys(this, this.#port, tid, continuation, context)
    const kos = this.#makeKos(sys) as never
    try {
      for (const observer of this.#observers) observer.began(sys, kos)
      const exitCode =
        entry === 0
          ? await this.#main(kos)
          : await this.#routine(entry)(kos, this.tokens.drop(context))
      this.#leave(sys, entry)
      this.#port.ended(tid, typeof exitCode === 'number' ? exitCode | 0 : rcOk)
    } catch (error) {
      this.#leave(sys, entry)
      // A terminated thread may throw anything on its way out: that is no crash.
      if (continuation.isKilled) return
      const { message, stack } = describeThrown(error)
      this.#port.crashed(tid, message, stack)
    }
  }

  // The routine is over. Observers come first: they may call functions that need the waiter.
  #leave(sys: Sys, entry: number): void {
    for (const observer of this.#observers) observer.left(sys, entry === 0)
    sys.ended()
    this.#waiters?.delete(sys.tid)
  }

  /** A thread was terminated. It may never get out of its routine. */
  threadKilled(sys: Sys): void {
    this.#waiters?.delete(sys.tid)
    for (const observer of this.#observers) observer.killed(sys)
  }

  #routine(entry: number): Routine {
    return this.tokens.drop(entry) as Routine
  }
}

/** Makes the inside of a process that runs `program`. For process hosts. */
export function createProcess(
  program: Program,
  libraries: readonly AnyLibrary[],
  info: ProcessInfo,
  port: KernelPort,
): Process {
  return new Process(program, libraries, info, port)
}
