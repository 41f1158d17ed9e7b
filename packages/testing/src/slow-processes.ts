// Slow processes (fault injection): whenever a thread of one could go on, it does so some
// milliseconds later. Its answers are late, its time-outs elapse, and others come first.
//
// A thread that is dispatched sleeps before its program hears of it. That is done at the boundary of
// the process, so no policy is asked, and the program makes no call. A thread is dispatched in two
// ways: it is resumed, or, if it was chosen again, the system call in which it gave way returns.

import type { Probe, ProcessHost } from '@kos/kernel'
import {
  type BoundSyscall,
  type KernelPort,
  PARKED,
  type ProcessIoPorts,
  type Syscall,
} from '@kos/libkos/abi'
import { type Thread, type ThreadBody, WaitKind } from '@kos/thread'
import { checkProcess } from './kills.ts'

/** A process that is slow. */
export interface SlowProcess {
  readonly process: string
  /** Milliseconds by which each of its threads is late, whenever it goes on. */
  readonly by: number
}

/** What the threads of slow processes know of the dispatches of one run. */
interface Dispatches {
  /** How many there were. */
  count: number
  /** The thread that was dispatched last. */
  last: Thread | null
  /** Nothing is late any more. */
  isOver: boolean
}

/** The slow processes of one run. */
export class SlowProcesses {
  readonly probe: Probe
  readonly #plan: readonly SlowProcess[]
  readonly #dispatches: Dispatches = { count: 0, last: null, isOver: false }

  constructor(plan: readonly SlowProcess[]) {
    const dispatches = this.#dispatches
    this.#plan = plan
    const switched = (thread: Thread): void => {
      dispatches.count++
      dispatches.last = thread
    }
    this.probe = plan.length === 0 ? {} : { switched }
  }

  /** Throws TypeError for an unknown process, RangeError for a bad time. */
  check(names: readonly string[]): void {
    for (const { process, by } of this.#plan) {
      checkProcess('slow', process, names)
      if (!(by > 0 && by < 0xffff_ffff))
        throw new RangeError(`slow: ${by} is no time by which ${process} is late`)
    }
  }

  /** From now on nothing is late. */
  disarm(): void {
    this.#dispatches.isOver = true
  }

  /** A host as `host`, where these processes are slow; the one given if there are none. */
  hostOf(host: ProcessHost): ProcessHost {
    if (this.#plan.length === 0) return host
    return {
      create: (program, libraries, info, kernel) => {
        const slow = this.#plan.find(({ process }) => process === info.name)
        if (slow === undefined) return host.create(program, libraries, info, kernel)
        const threads = new LateThreads(kernel, this.#dispatches, slow.by)
        const inside = host.create(program, libraries, info, threads)
        return {
          start: (tid, entry, context) => threads.add(tid, inside.start(tid, entry, context)),
          release: (tokens) => inside.release(tokens),
          adopt: (routine) => inside.adopt(routine),
          waitOf: (tid) => inside.waitOf(tid),
          get tokenCount() {
            return inside.tokenCount
          },
        }
      },
    }
  }
}

/** The threads of a slow process, and its port to the kernel. */
class LateThreads implements KernelPort {
  readonly #kernel: KernelPort
  readonly #dispatches: Dispatches
  readonly #by: number
  readonly #threads: Map<number, LateThread> = new Map()

  constructor(kernel: KernelPort, dispatches: Dispatches, by: number) {
    this.#kernel = kernel
    this.#dispatches = dispatches
    this.#by = by
  }

  add(tid: number, body: ThreadBody): ThreadBody {
    const late = new LateThread(body, this.#dispatches, this.#by)
    this.#threads.set(tid, late)
    return late
  }

  bind(tid: number, syscall: Syscall): BoundSyscall {
    const call = this.#kernel.bind(tid, syscall)
    const late = this.#threads.get(tid)
    if (!syscall.blocks || late === undefined) return call
    return (...args) => {
      const before = this.#dispatches.count
      const answer = call(...args)
      return answer === PARKED || this.#dispatches.count === before ? answer : late.sleep(answer)
    }
  }

  get memory(): KernelPort['memory'] {
    return this.#kernel.memory
  }

  get ioPorts(): ProcessIoPorts | null {
    return this.#kernel.ioPorts
  }

  get isQuiescent(): KernelPort['isQuiescent'] {
    return this.#kernel.isQuiescent
  }

  registers(tid: number): Float64Array {
    return this.#kernel.registers(tid)
  }

  unhandled(tid: number): void {
    this.#kernel.unhandled(tid)
  }

  ended(tid: number, exitCode: number): void {
    this.#threads.delete(tid)
    this.#kernel.ended(tid, exitCode)
  }

  crashed(tid: number, message: string, stack: string): void {
    this.#threads.delete(tid)
    this.#kernel.crashed(tid, message, stack)
  }
}

/** A thread that goes on late. */
class LateThread implements ThreadBody {
  readonly #body: ThreadBody
  readonly #dispatches: Dispatches
  readonly #by: number
  /** The code of the wait that has ended, while the thread sleeps; null if it does not. */
  #due: number | null = null
  #isKilled = false

  constructor(body: ThreadBody, dispatches: Dispatches, by: number) {
    this.#body = body
    this.#dispatches = dispatches
    this.#by = by
  }

  /** The thread runs, and its call is to answer `rc`: what it answers now. */
  sleep(rc: number): number {
    const { last, isOver } = this.#dispatches
    if (isOver || last === null) return rc
    this.#due = rc
    if (last.park(this.#by, WaitKind.sleep, null) === PARKED) return PARKED
    this.#due = null
    return rc
  }

  resume(rc: number): void {
    const due = this.#due
    this.#due = null
    if (due !== null || this.#dispatches.isOver) return this.#body.resume(due ?? rc)
    // In a microtask of its own: it parks this thread, and must not do so inside the parking of
    // another one.
    void Promise.resolve().then(() => {
      if (!this.#isKilled && this.sleep(rc) !== PARKED) this.#body.resume(rc)
    })
  }

  kill(reason: string | null): void {
    this.#isKilled = true
    this.#body.kill(reason)
  }
}
