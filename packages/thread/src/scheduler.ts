// The scheduler decides which thread runs, one at a time. It dispatches in two places only: when
// the running thread gives way (parks, yields, is preempted), and at the end of the outermost entry
// (`enter`, `leave`) while no thread runs: so, too, when the running thread has ended. Wakes and
// timers only enqueue threads.
//
// The hot paths are here: `park`, `wake`, `preempt`, dispatch. What is rare is in functions that
// take the scheduler and work on its internal fields: `termination.ts` (the end of a thread),
// `idle.ts` (no thread is ready), `foreign-wait.ts` (turns of the host), `thread-priority.ts`,
// `deadlock.ts`.

import { rcInvalidArgument, rcInvalidThreadState, rcOk } from '@kos/retcode'
import type { Clock } from './clock.ts'
import type { ThreadBody } from './continuation.ts'
import { detectDeadlock, endsWaitChain } from './deadlock.ts'
import { Deadlines } from './deadlines.ts'
import { admitAway, handleHostTurn, handleQuiescence } from './foreign-wait.ts'
import { HostTurns } from './host-turns.ts'
import { awaitReady, beginHostOperation, expireTimers } from './idle.ts'
import { callSoon } from './microtask.ts'
import { type Choice, ReadyQueues } from './ready-queues.ts'
import { reportParked, reportSwitched } from './probe-report.ts'
import type { SchedulerOptions, SchedulerProbe } from './scheduler-options.ts'
import { endThread, terminateThread } from './termination.ts'
import { Thread, type ThreadOptions } from './thread.ts'
import { ThreadState } from './thread-state.ts'
import { setOwnPriority } from './thread-priority.ts'
import { ThreadTable } from './thread-table.ts'
import type { Timed } from './timer-heap.ts'
import type { WaitReport } from './wait-report.ts'
import { captureStack } from './wait-place.ts'
import { INFINITE_TIMEOUT, PARKED, WaitKind } from './waiter.ts'

/** Threads, and which of them runs. */
export class Scheduler {
  readonly clock: Clock
  /** The thread that runs, or was dispatched and has not resumed (it is ready still); or null. */
  current: Thread | null = null
  /** How many dispatches there were, also of the thread that just gave way. */
  switches = 0
  /** True if `Choice.preempt` is asked after each operation that could have blocked. */
  readonly isExploring: boolean
  /** As in the options; may be replaced. */
  onIdle: (() => void) | null
  /** As in the options; may be replaced. */
  onDeadlock: ((report: WaitReport) => void) | null
  /** As in the options; may be replaced. */
  probe: SchedulerProbe | null
  readonly #capturesStacks: boolean
  #nextTid = 1
  /** True if the running thread gave way and was chosen again: the explorer is not asked twice. */
  #wasChosenAgain = false

  // ---- Shared with the files that the first lines of this one name.

  /** @internal Threads that are ready, and not chosen. */
  readonly ready: ReadyQueues = new ReadyQueues()
  /** @internal Armed time-outs and timers. */
  readonly deadlines: Deadlines
  /** @internal Threads that are not over. */
  readonly table: ThreadTable = new ThreadTable()
  /** @internal Which of equal ready threads runs; null: first come, first served. */
  readonly choice: Choice | null
  /** @internal Turns of the host, and what the host still has to finish. */
  readonly turns: HostTurns
  /** @internal As in the options. */
  readonly onForeignWait: ((thread: Thread) => void) | null
  /** @internal How many entries are open, one inside the other; 0 outside all entries. */
  depth = 0
  /** @internal When the probe was told that a thread parks, for the next one that runs; or -1. */
  parkedAt = -1

  constructor(options: SchedulerOptions) {
    this.clock = options.clock
    this.deadlines = new Deadlines(options.clock, () => expireTimers(this))
    this.choice = options.choice ?? null
    this.isExploring = this.choice?.preempt !== undefined
    this.onDeadlock = options.onDeadlock ?? null
    this.#capturesStacks = options.captureStacks ?? false
    this.probe = options.probe ?? null
    this.turns = new HostTurns(
      options.clock,
      options.turnLength,
      () => handleHostTurn(this),
      () => handleQuiescence(this),
    )
    this.onForeignWait = options.onForeignWait ?? null
    this.onIdle = options.onIdle ?? null
  }

  /** `current`, unless the host has its turn before it goes on: whose code runs, or does next. */
  get running(): Thread | null {
    return this.turns.deferredThread === null ? this.current : null
  }

  /** Bit p is set if a thread of priority p is ready. */
  get readyPriorities(): number {
    return this.ready.bitmap
  }

  /** Threads that are not over now, in order of creation. */
  get threads(): readonly Thread[] {
    return this.table.inOrder()
  }

  /** Threads that are not over, deadlines that are armed, threads that are away: for leak tests. */
  get counts(): { readonly threads: number; readonly timers: number; readonly away: number } {
    return { threads: this.table.size, timers: this.deadlines.size, away: this.turns.awayThreads }
  }

  /** True if no thread runs, is ready or away, no host operation pends, and time does not stand. */
  get isIdle(): boolean {
    return this.current === null && this.ready.bitmap === 0 && !this.turns.isHostAwaited
  }

  /**
   * True under virtual time outside of all entries, if no code of a thread runs or is about to:
   * what runs now was called by the host. False in real time.
   */
  get isQuiescent(): boolean {
    return this.depth === 0 && this.turns.isQuiescent
  }

  /** How many operations of the host are pending: see `hostOperation`. */
  get hostOperations(): number {
    return this.turns.hostOperations
  }

  /** The earliest deadline, or Infinity. */
  get nextDeadline(): number {
    return this.deadlines.next
  }

  /** The thread with this id, or undefined if there is none or it is over. */
  find(tid: number): Thread | undefined {
    return this.table.get(tid)
  }

  /** Makes a thread; `start` lets it run. `body` is its program's half. */
  create(body: ThreadBody, options: ThreadOptions = {}): Thread {
    const thread = new Thread(this, this.#nextTid++, body, options)
    this.table.add(thread)
    return thread
  }

  /** Makes a new thread ready: rcOk, or rcInvalidThreadState if it was started before. */
  start(thread: Thread): number {
    if (thread.state !== ThreadState.new) return rcInvalidThreadState
    this.enter()
    this.makeReady(thread, rcOk)
    this.leave()
    return rcOk
  }

  /** The routine of `thread` has returned; a wait that it left outstanding is taken back. */
  end(thread: Thread, exitCode: number): void {
    endThread(this, thread, exitCode)
  }

  /**
   * Ends a thread in whatever state it is. Its pending wait, or else its next one, rejects once
   * with ThreadTerminated, which says `reason` if given. The threads that join it become ready.
   * rcOk; rcInvalidArgument if it is over.
   */
  terminate(thread: Thread, exitCode: number, reason: string | null = null): number {
    return terminateThread(this, thread, exitCode, reason)
  }

  /**
   * Changes a thread's own priority (0 to 31, else RangeError). If that changes its effective
   * priority, the thread stands last among its new equals, in whatever queue it is.
   */
  setPriority(thread: Thread, priority: number): void {
    setOwnPriority(thread, priority)
  }

  // ---- Blocking operations of the running thread. Each answers a code, or PARKED. For a thread
  // that does not run they are refused: PARKED if it is over (it never goes on), else
  // rcInvalidThreadState.

  /** Waits `delay` milliseconds; 0 is a yield. */
  sleep(thread: Thread, delay: number): number {
    return delay === 0 ? this.yield(thread) : this.park(thread, delay, WaitKind.sleep, null)
  }

  /** Lets the other ready threads of the same priority run first. */
  yield(thread: Thread): number {
    if (thread.state !== ThreadState.running) return this.#refuse(thread)
    // Also if no other thread is ready: a thread that polls for something of the host by yielding
    // must reach a turn of the host.
    return this.#requeue(thread, rcOk, false)
  }

  /**
   * Waits for the end of `target`, at most `timeout` milliseconds: rcOk, rcTimeout, or
   * rcInvalidArgument for a thread that waits for itself. A time-out of 0 is a yield (documented).
   */
  join(thread: Thread, target: Thread, timeout: number): number {
    if (thread.state !== ThreadState.running) return this.#refuse(thread)
    if (target === thread) return rcInvalidArgument
    if (target.state === ThreadState.ended) return rcOk
    if (timeout === 0) return this.yield(thread)
    thread.waitOwner = target
    return target.joiners.park(thread, timeout, WaitKind.join, target)
  }

  /** Stops the running thread for good without ending it: there is no resume. */
  suspend(thread: Thread): number {
    if (thread.state !== ThreadState.running) return this.#refuse(thread)
    return this.#block(thread, ThreadState.suspended, WaitKind.suspended, null)
  }

  /**
   * Parks the running thread for at most `timeout` milliseconds, and lets the next thread run. A
   * refused thread is taken out of its queue, unless it is parked (see `#refuse`).
   */
  park(thread: Thread, timeout: number, kind: WaitKind, object: unknown): number {
    if (thread.state !== ThreadState.running) return this.#refuse(thread)
    if (timeout !== INFINITE_TIMEOUT) this.deadlines.add(thread, timeout)
    return this.#block(thread, ThreadState.parked, kind, object)
  }

  #block(thread: Thread, state: ThreadState, kind: WaitKind, object: unknown): number {
    thread.state = state
    thread.waitKind = kind
    thread.waitObject = object
    if (this.#capturesStacks || this.probe !== null) this.#reportParked(thread)
    if (this.onDeadlock !== null && !endsWaitChain(thread.waitOwner)) detectDeadlock(this, thread)
    this.current = null
    return this.#dispatch(thread)
  }

  // In a method of its own, as `#deferToHostTurn`: what is rare stays out of `#block` and
  // `#dispatch`, so that V8 inlines those (bench case thread/yield).
  #reportParked(thread: Thread): void {
    if (this.#capturesStacks) thread.waitStack = captureStack()
    if (this.probe !== null) reportParked(this, thread)
  }

  // A mechanism was called for a thread that does not run. The queue of a parked thread may be that
  // of its wait: it stays. `WaitQueue.suspend` unlinks one that sleeps.
  #refuse(thread: Thread): number {
    if (thread.queue !== null && thread.state !== ThreadState.parked)
      thread.queue.abandon(thread, rcInvalidThreadState)
    return thread.state === ThreadState.ended ? PARKED : rcInvalidThreadState
  }

  /**
   * Ends the wait of a parked thread; does nothing if it is not parked. The thread becomes ready
   * and is not dispatched before the running thread parks, or the outermost entry ends. A wake
   * outside all entries, while no thread runs, opens an entry in a microtask.
   */
  wake(thread: Thread, rc: number): void {
    if (thread.state !== ThreadState.parked) return
    if (thread.heapIndex >= 0) this.deadlines.remove(thread)
    this.makeReady(thread, rc)
    if (this.current === null && this.depth === 0) this.#pollSoon()
  }

  // In a microtask, so that whatever else the caller (a callback of the host) wakes is ready, too.
  #pollSoon(): void {
    callSoon(() => this.poll())
  }

  /**
   * A preemption point: the running thread completes an operation that did not block. It gives way
   * if a thread of higher priority is ready, or the explorer wants one of the same priority to run.
   * If it is chosen again, and no turn of the host is due, `rc` is answered, as when it does not
   * give way. Else PARKED.
   */
  preempt(thread: Thread, rc: number): number {
    if (thread.state !== ThreadState.running) return rc
    const highest = 31 - Math.clz32(this.ready.bitmap)
    const isHigher = highest > thread.priority
    const isExplored =
      highest === thread.priority && !this.#wasChosenAgain && this.choice?.preempt?.() === true
    const answer = isHigher || isExplored ? this.#requeue(thread, rc, isHigher) : rc
    this.#wasChosenAgain = false
    return answer
  }

  /**
   * Calls `timer.expire` after `delay` milliseconds, which may be before this returns; re-arms an
   * armed timer. Not for threads.
   */
  after(timer: Timed, delay: number): void {
    this.enter()
    try {
      this.deadlines.remove(timer)
      this.deadlines.add(timer, delay)
    } finally {
      this.leave()
    }
  }

  /** Disarms a timer, or the time-out of a thread. */
  cancel(timer: Timed): void {
    this.deadlines.remove(timer)
    if (this.current === null) this.deadlines.disarmIfNone()
  }

  /** @internal A thread that is in no queue becomes ready, and goes on with `rc`. */
  makeReady(thread: Thread, rc: number): void {
    thread.state = ThreadState.ready
    thread.rc = rc
    thread.waitOwner = null
    this.ready.append(thread)
  }

  // The running thread becomes ready, at the head of its ready queue (preempted) or at the end.
  #requeue(thread: Thread, rc: number, first: boolean): number {
    thread.state = ThreadState.ready
    thread.rc = rc
    if (first) this.ready.prepend(thread)
    else this.ready.append(thread)
    this.current = null
    return this.#dispatch(thread)
  }

  /**
   * Begins an entry: what it makes ready is dispatched when the outermost entry ends. Each ends with
   * `leave`, also if something throws in between: otherwise no thread would be dispatched again.
   */
  enter(): void {
    this.depth++
  }

  /** Ends an entry. At the end of the outermost one the next thread runs, if none does. */
  leave(): void {
    if (--this.depth === 0 && this.current === null) this.#dispatch(null)
  }

  /**
   * Ends an entry in the middle of an operation, as one around code of the host. If no thread runs,
   * the next one is dispatched in a microtask, when the operation is over.
   */
  leaveSoon(): void {
    if (--this.depth === 0 && this.current === null) this.#pollSoon()
  }

  /**
   * Performs an operation of a thread that runs or is away (awaits something of the host), at once;
   * but if it blocks and the thread is away, the thread becomes ready, the answer is PARKED, and
   * the operation follows its dispatch. For every other thread rcInvalidThreadState.
   */
  admit(thread: Thread, blocks: boolean, operation: () => number): number {
    if (thread.state === ThreadState.running) return operation()
    return admitAway(this, thread, blocks, operation)
  }

  /**
   * Begins an operation of the host that will wake a thread: until it is over the scheduler does
   * not idle, and virtual time stands. Call the answer when it is over.
   */
  hostOperation(): () => void {
    return beginHostOperation(this)
  }

  /** Looks again whether a thread can run, for instance after the limit of a clock was raised. */
  poll(): void {
    this.enter()
    this.leave()
  }

  // Lets the next thread run. `self` is the thread that calls, if one does. If it is chosen again,
  // and no turn of the host is due, its code is answered: no promise. Else PARKED.
  #dispatch(self: Thread | null): number {
    const next = this.ready.take(this.choice) ?? awaitReady(this)
    if (next === null) return PARKED
    this.current = next
    // Without `self` this may be no microtask, and that which resumes the thread is still to come.
    if (self === null || !this.turns.isArmed) this.turns.arm()
    if (++this.switches >= this.turns.dueAt) return this.#deferToHostTurn(next)
    next.state = ThreadState.running
    if (this.probe !== null && !reportSwitched(this, next)) return this.#dispatch(self)
    this.#wasChosenAgain = next === self
    if (next === self) return next.rc
    next.resume()
    return PARKED
  }

  // The thread is chosen, but the host has its turn first: `handleHostTurn` resumes the thread.
  #deferToHostTurn(next: Thread): number {
    this.#wasChosenAgain = false
    this.parkedAt = -1
    this.turns.deferredThread = next
    return PARKED
  }
}
