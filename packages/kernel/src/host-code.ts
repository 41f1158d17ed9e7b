// Code of the host that the kernel calls in the middle of an operation: the rules of the policy, the
// methods of the probe, listeners, the output. It may call anything of the kernel, and may throw.
//
// (1) It runs in an entry of the scheduler, so that no thread is dispatched inside it. (2) What it
// throws is reported, and the operation goes on. (3) When it is over the operation looks again at
// whoever it is about: at the calling thread with `lookAgain`, at a process with `Task.isAlive`. For
// messages `@kos/ipc` does the same, for switches `@kos/thread`.

import type { Syscall } from '@kos/libkos/abi'
import { rcInvalidThreadState, rcOk } from '@kos/retcode'
import type {
  Decision,
  Denied,
  EventHead,
  PreparedDecision,
  PreparingMonitor,
  SecurityEvent,
  Verdict,
} from '@kos/security'
import { PARKED, type Scheduler, ThreadState } from '@kos/thread'
import type { Probe } from './probe.ts'
import type { TaskThread } from './task.ts'

/** Told of what code of the host threw, and which code it was. */
export type HostFailureListener = (error: unknown, what: string) => void

type Listener<A, B> = (a: A, b: B) => void

/** Every method of a probe: the type fails if one lacks. */
const probeEvents: Readonly<Record<keyof Probe, true>> = {
  switched: true,
  parked: true,
  ended: true,
  wentAway: true,
  called: true,
  requested: true,
  answered: true,
  denied: true,
  misused: true,
  deadlocked: true,
  taskStarted: true,
  taskEnded: true,
}

/** The way in which one kernel calls code of the host. */
export class HostCode {
  readonly #scheduler: Scheduler
  readonly #onFailure: HostFailureListener

  constructor(scheduler: Scheduler, onFailure: HostFailureListener) {
    this.#scheduler = scheduler
    this.#onFailure = onFailure
  }

  /** A listener that may be called in the middle of an operation; `what` is its name. */
  listener<A = void, B = void>(what: string, listener: Listener<A, B>): Listener<A, B> {
    const scheduler = this.#scheduler
    return (a, b) => {
      scheduler.enter()
      try {
        listener(a, b)
      } catch (error) {
        this.failed(error, what)
      } finally {
        scheduler.leaveSoon()
      }
    }
  }

  /** The same probe, with listeners for its methods: those that it has. */
  probe(probe: Probe): Probe {
    const methods: Record<string, Listener<unknown, unknown>> = {}
    for (const event of Object.keys(probeEvents) as (keyof Probe)[]) {
      const method = probe[event] as Listener<unknown, unknown> | undefined
      if (method === undefined) continue
      methods[event] = this.listener(`probe.${event}`, (a, b) => method.call(probe, a, b))
    }
    return methods
  }

  /** The same monitor; it does not throw. */
  monitor(monitor: PreparingMonitor): PreparingMonitor {
    return new EnteredMonitor(monitor, this.#scheduler)
  }

  /** Reports what code of the host threw. */
  failed(error: unknown, what: string): void {
    try {
      this.#onFailure(error, what)
    } catch {
      // Nobody is left to tell.
      return
    }
  }
}

/** A monitor that is asked inside an entry. */
class EnteredMonitor implements PreparingMonitor {
  readonly #monitor: PreparingMonitor
  readonly #scheduler: Scheduler

  constructor(monitor: PreparingMonitor, scheduler: Scheduler) {
    this.#monitor = monitor
    this.#scheduler = scheduler
  }

  prepare(head: EventHead): PreparedDecision {
    this.#scheduler.enter()
    try {
      return new EnteredDecision(this.#monitor.prepare(head), this.#scheduler)
    } finally {
      this.#scheduler.leaveSoon()
    }
  }

  classify(event: EventHead): Verdict {
    return this.prepare(event).verdict
  }

  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision {
    this.#scheduler.enter()
    try {
      return this.#monitor.decide(event, mayCommit)
    } finally {
      this.#scheduler.leaveSoon()
    }
  }

  refused(event: SecurityEvent, denial: Denied): void {
    this.#scheduler.enter()
    try {
      this.#monitor.refused?.(event, denial)
    } finally {
      this.#scheduler.leaveSoon()
    }
  }
}

/** A prepared decision that is asked inside an entry. */
class EnteredDecision implements PreparedDecision {
  readonly verdict: Verdict
  readonly #prepared: PreparedDecision
  readonly #scheduler: Scheduler

  constructor(prepared: PreparedDecision, scheduler: Scheduler) {
    this.verdict = prepared.verdict
    this.#prepared = prepared
    this.#scheduler = scheduler
  }

  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision {
    this.#scheduler.enter()
    try {
      return this.#prepared.decide(event, mayCommit)
    } finally {
      this.#scheduler.leaveSoon()
    }
  }
}

/**
 * Looks again at the thread that makes a system call, after code of the host ran. rcOk if the thread
 * is still in this state and its process lives. Else what the call answers: nothing of it may be
 * done.
 */
export function lookAgain(
  { thread, task }: TaskThread,
  state: ThreadState,
  { blocks }: Syscall,
): number {
  if (thread.state === state && task.isAlive) return rcOk
  return blocks && thread.state === ThreadState.ended ? PARKED : rcInvalidThreadState
}
