// Slow processes (fault injection): whenever a thread of one could go on, it does so some
// milliseconds later. Its answers are late, its time-outs elapse, and others come first.
//
// A thread that is resumed sleeps before its program hears of it. That is done at the boundary of
// the process, so no policy is asked, and the program makes no call.

import type { Probe, ProcessHost } from '@kos/kernel'
import { PARKED } from '@kos/libkos/abi'
import { type Thread, type ThreadBody, WaitKind } from '@kos/thread'
import { checkProcess } from './kills.ts'

/** A process that is slow. */
export interface SlowProcess {
  readonly process: string
  /** Milliseconds by which each of its threads is late, whenever it goes on. */
  readonly by: number
}

/** The slow processes of one run. */
export class SlowProcesses {
  readonly probe: Probe
  readonly #plan: readonly SlowProcess[]
  /** The thread that was dispatched last: the one that is resumed next. */
  #dispatched: Thread | null = null
  #isOver = false

  constructor(plan: readonly SlowProcess[]) {
    this.#plan = plan
    this.probe = plan.length === 0 ? {} : { switched: (thread) => void (this.#dispatched = thread) }
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
    this.#isOver = true
  }

  /** A host as `host`, where these processes are slow; the one given if there are none. */
  hostOf(host: ProcessHost): ProcessHost {
    if (this.#plan.length === 0) return host
    return {
      create: (program, libraries, info, kernel) => {
        const inside = host.create(program, libraries, info, kernel)
        const slow = this.#plan.find(({ process }) => process === info.name)
        if (slow === undefined) return inside
        return {
          start: (tid, entry, context) => this.#late(inside.start(tid, entry, context), slow.by),
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

  #late(body: ThreadBody, by: number): ThreadBody {
    let isKilled = false
    /** The code of the wait that has ended, while the thread sleeps; null if it does not. */
    let due: number | null = null
    const goOn = (): void => {
      const rc = due
      due = null
      if (rc !== null) body.resume(rc)
    }
    return {
      resume: (rc) => {
        const thread = this.#dispatched
        if (due !== null || thread === null || this.#isOver) {
          due ??= rc
          return goOn()
        }
        due = rc
        // In a microtask of its own: it parks this thread, and must not do so inside the parking of
        // another one.
        void Promise.resolve().then(() => {
          if (!isKilled && thread.park(by, WaitKind.sleep, null) !== PARKED) goOn()
        })
      },
      kill: (reason) => {
        isKilled = true
        body.kill(reason)
      },
    }
  }
}
