// The boundary as a process host sees it: every system call with its arguments, when it was made
// and how it ended, in the realm and behind the boundary that clones. What is observed here needs
// no word of the kernel.
//
// It checks what holds for every call: nothing is thrown, the answer is a code or PARKED, and
// PARKED only if the call blocks. What calls do is in `capabilities.ts`.

import { type KernelPort, PARKED, type Syscall } from '@kos/libkos/abi'
import type { HostedProcess, ProcessHost } from '../../src/index.ts'
import type { Findings } from './findings.ts'

/** A process, from its start to its end. */
export interface Inside {
  readonly name: string
  /** Its way to the kernel, without libkos. */
  readonly port: KernelPort
  /** Ids of its threads that were made and not ended from outside. */
  readonly threads: Set<number>
  /** Its calls that are not over, by thread: the one that parked. */
  readonly parked: Map<number, Call>
  /** The calls under way in it, the innermost last. */
  readonly current: Call[]
}

/** A system call. */
export interface Call {
  readonly inside: Inside
  readonly tid: number
  /** As the contract has it; undefined if no contract has the number. */
  readonly syscall: Syscall | undefined
  readonly args: readonly unknown[]
}

/** Hears of all calls of all processes. */
export interface BoundaryListener {
  started?(inside: Inside): void
  called?(call: Call): void
  /** The call is over with a code. Calls of threads that end meanwhile are never over. */
  answered?(call: Call, rc: number): void
}

/** Observes the processes of another host. */
export class Boundary {
  /** System calls under way in all processes. */
  depth = 0
  /** Living and dead, the last of each name. */
  readonly insides: Map<string, Inside> = new Map()
  readonly #findings: Findings
  readonly #syscalls: ReadonlyMap<number, Syscall>
  readonly #listeners: readonly BoundaryListener[]

  constructor(
    findings: Findings,
    syscalls: readonly Syscall[],
    listeners: readonly BoundaryListener[],
  ) {
    this.#findings = findings
    this.#syscalls = new Map(syscalls.map((syscall) => [syscall.nr, syscall]))
    this.#listeners = listeners
  }

  /** The host whose processes are observed. */
  around(host: ProcessHost): ProcessHost {
    return {
      create: (program, libraries, info, kernel) => {
        const inside: Inside = {
          name: info.name,
          port: this.#observed(() => inside, kernel),
          threads: new Set(),
          parked: new Map(),
          current: [],
        }
        this.insides.set(info.name, inside)
        for (const listener of this.#listeners) listener.started?.(inside)
        return this.#hosted(inside, host.create(program, libraries, info, inside.port))
      },
    }
  }

  #observed(inside: () => Inside, kernel: KernelPort): KernelPort {
    return {
      bind: (tid, syscall) => {
        const call = kernel.bind(tid, syscall) as (...args: readonly unknown[]) => number
        const known = this.#syscalls.get(syscall.nr)
        const bound = (...args: readonly unknown[]): number =>
          this.#call({ inside: inside(), tid, syscall: known, args }, call)
        return bound
      },
      registers: (tid) => kernel.registers(tid),
      get memory() {
        return kernel.memory
      },
      get ioPorts() {
        return kernel.ioPorts
      },
      get isQuiescent() {
        return kernel.isQuiescent
      },
      ended: (tid, exitCode) => {
        inside().threads.delete(tid)
        kernel.ended(tid, exitCode)
      },
      crashed: (tid, message, stack) => kernel.crashed(tid, message, stack),
      unhandled: (tid) => kernel.unhandled(tid),
    }
  }

  #call(call: Call, made: (...args: readonly unknown[]) => number): number {
    const { inside, tid } = call
    this.depth++
    inside.current.push(call)
    for (const listener of this.#listeners) listener.called?.(call)
    let answer = 0
    try {
      answer = made(...call.args)
    } catch (error) {
      this.#findings.add(`${nameOf(call)} threw ${String(error)}`)
    }
    inside.current.pop()
    this.depth--
    this.#check(call, answer)
    if (answer !== PARKED) this.#over(call, answer)
    // The answer to a thread that is over: it waits for ever.
    else if (inside.threads.has(tid)) inside.parked.set(tid, call)
    return answer
  }

  #check(call: Call, answer: unknown): void {
    if (answer === PARKED) {
      if (call.syscall?.blocks !== true) this.#findings.add(`${nameOf(call)} parked`)
    } else if (!Number.isInteger(answer) || Number(answer) > 0)
      this.#findings.add(`${nameOf(call)} answered ${String(answer)}`)
  }

  #over(call: Call, rc: number): void {
    for (const listener of this.#listeners) listener.answered?.(call, rc)
  }

  #hosted(inside: Inside, hosted: HostedProcess): HostedProcess {
    return {
      start: (tid, entry, context) => {
        const body = hosted.start(tid, entry, context)
        inside.threads.add(tid)
        return {
          resume: (rc) => {
            const call = inside.parked.get(tid)
            inside.parked.delete(tid)
            if (call !== undefined) this.#over(call, rc)
            body.resume(rc)
          },
          kill: (reason) => {
            inside.threads.delete(tid)
            inside.parked.delete(tid)
            body.kill(reason)
          },
        }
      },
      release: (tokens) => hosted.release(tokens),
      adopt: (routine) => hosted.adopt(routine),
      get tokenCount() {
        return hosted.tokenCount
      },
      waitOf: (tid) => hosted.waitOf(tid),
    }
  }
}

/** A call in a report: `H0/5 Copy(3, 4)`. */
export function nameOf({ inside, tid, syscall, args }: Call): string {
  const shown = args.map((arg) => (typeof arg === 'number' ? String(arg) : typeof arg))
  return `${inside.name}/${tid} ${syscall?.name ?? 'a call without a contract'}(${shown.join(', ')})`
}
