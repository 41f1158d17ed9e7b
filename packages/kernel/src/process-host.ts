// Where processes run. `realm` runs them in this JavaScript heap: fast, for code that is trusted
// not to be malicious. `cloningRealm` also passes everything through `structuredClone`, as a worker
// would: it exists to prove that nothing but plain data crosses the boundary.

import { byteLength, copyBytes, isBytes } from '@kos/ipc'
import {
  type BoundSyscall,
  type KernelPort,
  type ProcessInfo,
  type ProcessIoPorts,
  type ProcessMemory,
  type ProcessWait,
  PARKED,
  type Syscall,
} from '@kos/libkos/abi'
import { type AnyLibrary, createProcess, type Process, type Routine } from '@kos/libkos/process'
import type { Program } from '@kos/libkos'
import type { ThreadBody } from '@kos/thread'

/** Starts processes. */
export interface ProcessHost {
  /** Makes the inside of a process. */
  create(
    program: Program,
    libraries: readonly AnyLibrary[],
    info: ProcessInfo,
    kernel: KernelPort,
  ): HostedProcess
}

/** The inside of a process that runs here. */
export interface HostedProcess {
  start(tid: number, entry: number, context: number): ThreadBody
  release(tokens: readonly number[]): void
  /**
   * Adds a routine that did not come from the program, and answers its entry: how a host acts as a
   * process.
   */
  adopt(routine: Routine): number
  /** Values that pass through the kernel as numbers: for leak tests. */
  readonly tokenCount: number
  /** What a thread waits for inside the process, null if it does not: for reports. */
  waitOf(tid: number): ProcessWait | null
}

/** Processes in the kernel's own realm. */
export function realm(): ProcessHost {
  return {
    create: (program, libraries, info, kernel) =>
      new InsideProcess(createProcess(program, libraries, clone(info), kernel)),
  }
}

// A class: an object with closures would take ten times the memory, once per process.
class InsideProcess implements HostedProcess {
  readonly #process: Process

  constructor(process: Process) {
    this.#process = process
  }

  start(tid: number, entry: number, context: number): ThreadBody {
    return this.#process.start(tid, entry, context)
  }

  release(tokens: readonly number[]): void {
    this.#process.release(tokens)
  }

  adopt(routine: Routine): number {
    return this.#process.tokens.add(routine)
  }

  waitOf(tid: number): ProcessWait | null {
    return plainWait(this.#process, tid)
  }

  get tokenCount(): number {
    return this.#process.tokens.size
  }
}

// A program may change the objects that its threads wait at. What it has made of them is copied
// here, or unknown: another process may be parking now, and must not see an error of this one.
function plainWait(process: Process, tid: number): ProcessWait | null {
  try {
    const wait = process.waitOf(tid)
    if (wait === null) return null
    return { name: wait.name, owners: [...wait.owners].map(Number) }
  } catch {
    return null
  }
}

type Clone = <T>(value: T) => T
const clone = (globalThis as unknown as { readonly structuredClone: Clone }).structuredClone

/**
 * Processes in the kernel's realm, behind a boundary that lets only plain data pass: arguments,
 * buffers, results, upcalls.
 */
export function cloningRealm(): ProcessHost {
  return {
    create(program, libraries, info, kernel) {
      const boundary = new Boundary(kernel)
      const inside = new InsideProcess(createProcess(program, libraries, clone(info), boundary))
      return {
        start: (tid, entry, context) =>
          boundary.bodyOf(tid, inside.start(clone(tid), clone(entry), clone(context))),
        release: (tokens) => inside.release(clone(tokens)),
        adopt: (routine) => inside.adopt(routine),
        waitOf: (tid) => clone(inside.waitOf(tid)),
        get tokenCount() {
          return inside.tokenCount
        },
      }
    },
  }
}

/**
 * The buffers that a call lets the kernel write: copies cross the boundary, and are written back to
 * the originals when the call is over.
 */
type WriteBack = readonly { readonly original: Uint8Array; readonly copy: Uint8Array }[]

/** What the boundary knows of a thread that is not over. */
interface BoundaryThread {
  /** The copy of its register file; null until it is asked for. */
  registers: Float64Array | null
  /** Of the call that it is parked in. */
  writeBack: WriteBack
}

class Boundary implements KernelPort {
  readonly #kernel: KernelPort
  /** By id. A call of a thread that is not here is not waited for: it is over. */
  readonly #threads: Map<number, BoundaryThread> = new Map()

  constructor(kernel: KernelPort) {
    this.#kernel = kernel
  }

  get memory(): ProcessMemory | null {
    return this.#kernel.memory
  }

  get ioPorts(): ProcessIoPorts | null {
    return this.#kernel.ioPorts
  }

  unhandled(tid: number): void {
    this.#kernel.unhandled(tid)
  }

  get isQuiescent(): (() => boolean) | null {
    return this.#kernel.isQuiescent
  }

  bind(tid: number, syscall: Syscall): BoundSyscall {
    const call = this.#kernel.bind(tid, syscall) as (...args: unknown[]) => number
    return (...args: unknown[]) => {
      const writeBack: { original: Uint8Array; copy: Uint8Array }[] = []
      const copies = syscall.params.map(([, kind], index) => {
        const copy = plainCopy(args[index])
        const original = args[index]
        if (kind === 'out' && isBytes(original) && isBytes(copy)) writeBack.push({ original, copy })
        return copy
      })
      const answer = call(...copies)
      const thread = this.#threads.get(tid)
      if (answer !== PARKED) this.#finish(tid, writeBack)
      else if (thread !== undefined) thread.writeBack = writeBack
      return answer
    }
  }

  registers(tid: number): Float64Array {
    const thread = this.#threads.get(tid)
    const registers = thread?.registers ?? new Float64Array(this.#kernel.registers(tid).length)
    if (thread !== undefined) thread.registers = registers
    return registers
  }

  ended(tid: number, exitCode: number): void {
    this.#threads.delete(tid)
    this.#kernel.ended(tid, clone(exitCode))
  }

  crashed(tid: number, message: string, stack: string): void {
    this.#threads.delete(tid)
    this.#kernel.crashed(tid, clone(message), clone(stack))
  }

  /** The body of a new thread, whose inner half is `inside`. */
  bodyOf(tid: number, inside: ThreadBody): ThreadBody {
    const thread: BoundaryThread = { registers: null, writeBack: noWriteBack }
    this.#threads.set(tid, thread)
    return {
      resume: (rc) => {
        const { writeBack } = thread
        thread.writeBack = noWriteBack
        this.#finish(tid, writeBack)
        inside.resume(rc)
      },
      kill: (reason) => {
        this.#threads.delete(tid)
        inside.kill(clone(reason))
      },
    }
  }

  #finish(tid: number, writeBack: WriteBack): void {
    for (const { original, copy } of writeBack)
      copyBytes(original, copy, Math.min(byteLength(original), byteLength(copy)))
    this.#threads.get(tid)?.registers?.set(this.#kernel.registers(tid))
  }
}

const noWriteBack: WriteBack = /* @__PURE__ */ Object.freeze([])

// What can't be cloned does not arrive: the kernel sees undefined, and answers as to any wrong
// argument.
function plainCopy(value: unknown): unknown {
  try {
    return clone(value)
  } catch {
    return undefined
  }
}
