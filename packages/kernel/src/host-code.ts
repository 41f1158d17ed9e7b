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

type AnyListener = (a: unknown, b: unknown, c: unknown, d: unknown, e: unknown) => void

/** Every event of a probe: the type fails if one lacks. */
const probeEvents: Readonly<Record<Exclude<keyof Probe, 'attached' | 'hearsOf'>, true>> = {
  switched: true,
  parked: true,
  ended: true,
  away: true,
  called: true,
  requested: true,
  answered: true,
  deciding: true,
  decided: true,
  denied: true,
  misused: true,
  deadlocked: true,
  interrupted: true,
  dma: true,
  strayDma: true,
  taskStarted: true,
  taskEnding: true,
  taskEnded: true,
}

/** The way in which one kernel calls code of the host. */
export class HostCode {
  readonly #scheduler: Scheduler
  readonly #onFailure: HostFailureListener
  /** The methods of the probe, as listeners; null without one. */
  #probe: Probe | null = null

  constructor(scheduler: Scheduler, onFailure: HostFailureListener) {
    this.#scheduler = scheduler
    this.#onFailure = onFailure
  }

  /** A listener that may be called in the middle of an operation; `what` is its name. */
  listener<P extends readonly unknown[]>(
    what: string,
    listener: (...args: P) => void,
  ): (...args: P) => void
  // As many parameters as there are, in place of a list of them that each call would make.
  listener(what: string, listener: AnyListener): AnyListener {
    const scheduler = this.#scheduler
    return (a, b, c, d, e) => {
      scheduler.enter()
      try {
        listener(a, b, c, d, e)
      } catch (error) {
        this.failed(error, what)
      } finally {
        scheduler.leaveSoon()
      }
    }
  }

  /**
   * The same probe, with listeners for its methods: those that it has. It hears of the kernel that
   * is made.
   */
  probe(probe: Probe): Probe {
    probe.attached?.(this.#scheduler.clock)
    const methods: Record<string, AnyListener> = {}
    for (const event of Object.keys(probeEvents) as (keyof typeof probeEvents)[]) {
      const method = probe[event] as AnyListener | undefined
      if (method !== undefined) methods[event] = this.listener(`probe.${event}`, method.bind(probe))
    }
    this.#probe = methods
    if (probe.hearsOf === undefined) return methods
    return { ...methods, hearsOf: (syscall: Syscall) => probe.hearsOf?.(syscall) ?? true }
  }

  /** The same monitor; it does not throw, and the probe hears what it is asked. */
  monitor(monitor: PreparingMonitor): PreparingMonitor {
    return new EnteredMonitor(monitor, this.#scheduler, this.#probe)
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
  readonly #probe: Probe | null

  constructor(monitor: PreparingMonitor, scheduler: Scheduler, probe: Probe | null) {
    this.#monitor = monitor
    this.#scheduler = scheduler
    this.#probe = probe
  }

  prepare(head: EventHead): PreparedDecision {
    this.#scheduler.enter()
    try {
      return new EnteredDecision(this.#monitor.prepare(head), this.#scheduler, this.#probe)
    } finally {
      this.#scheduler.leaveSoon()
    }
  }

  classify(event: EventHead): Verdict {
    return this.prepare(event).verdict
  }

  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision {
    return decideInside(this.#scheduler, this.#probe, this.#monitor, event, mayCommit)
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
  readonly #probe: Probe | null

  constructor(prepared: PreparedDecision, scheduler: Scheduler, probe: Probe | null) {
    this.verdict = prepared.verdict
    this.#prepared = prepared
    this.#scheduler = scheduler
    this.#probe = probe
  }

  decide(event: SecurityEvent, mayCommit?: () => boolean): Decision {
    return decideInside(this.#scheduler, this.#probe, this.#prepared, event, mayCommit)
  }
}

function decideInside(
  scheduler: Scheduler,
  probe: Probe | null,
  decider: Pick<PreparedDecision, 'decide'>,
  event: SecurityEvent,
  mayCommit?: () => boolean,
): Decision {
  scheduler.enter()
  try {
    if (probe === null) return decider.decide(event, mayCommit)
    probe.deciding?.(event)
    const decision = decider.decide(event, mayCommit)
    probe.decided?.(event, decision)
    return decision
  } finally {
    scheduler.leaveSoon()
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
