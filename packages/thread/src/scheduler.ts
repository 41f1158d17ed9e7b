// Decides which thread runs. One at a time; dispatch happens in two places only: when the running
// thread parks or ends, and at the end of the outermost entry (`enter`, `leave`) made while nobody
// ran. Timers and wakes only enqueue.
//
// A thread that awaits something foreign does not park. One host task is armed while any thread
// runs; all microtasks have run when it fires, so a thread that is still running then is away, and
// others go on. The same host task resumes the chosen thread after `turnLength` switches without a
// turn of the host, so that host timers and I/O do not starve. Reports about who waits for whom are
// made in `wait-report.ts`.

import { rcAbort, rcInvalidArgument, rcInvalidThreadState, rcOk } from '@kos/retcode'
import type { Clock } from './clock.ts'
import { type ThreadBody, settled } from './continuation.ts'
import { Deadlines } from './deadlines.ts'
import { updateInheritedPriority, notifyOwnerEnded } from './priority-inheritance.ts'
import { HostTurns } from './host-turns.ts'
import { type Choice, ReadyQueues } from './ready-queues.ts'
import type { SchedulerOptions, SchedulerProbe } from './scheduler-options.ts'
import { checkPriority, Thread, type ThreadOptions, ThreadState } from './thread.ts'
import { ThreadTable } from './thread-table.ts'
import type { Timed } from './timer-heap.ts'
import { foreignWaitText, isWaitedOut, ringReport, type WaitReport } from './wait-report.ts'
import { captureStack } from './wait-place.ts'
import { INFINITE_TIMEOUT, PARKED, WaitKind } from './waiter.ts'

/** Threads, and who of them runs. */
export class Scheduler {
  readonly clock: Clock
  /** The thread that runs, or was chosen to; null if there is none. */
  current: Thread | null = null
  /** Switches since the start. */
  switches = 0
  /** True if the choice wants to be asked after each operation that could have blocked. */
  readonly isExploring: boolean
  /** As in the options; may be replaced. */
  onIdle: (() => void) | null
  /** As in the options; may be replaced. */
  onDeadlock: ((report: WaitReport) => void) | null
  /** As in the options; may be replaced. */
  probe: SchedulerProbe | null
  readonly #capturesStacks: boolean
  readonly #ready: ReadyQueues = new ReadyQueues()
  readonly #deadlines: Deadlines
  readonly #threads: ThreadTable = new ThreadTable()
  readonly #choice: Choice | null
  readonly #turns: HostTurns
  readonly #onForeignWait: (thread: Thread) => void
  #nextTid = 1
  #depth = 0
  #away = 0
  #hostOperations = 0
  /** The chosen thread that waits for a turn of the host. */
  #held: Thread | null = null
  /**
   * The operation that completes now gave way already: the explorer is not asked again, as it is
   * not if a turn of the host came between.
   */
  #wasChosen = false
  /**
   * Virtual time stands until the host had a turn: it went from timer to timer for long without a
   * thread, or a thread was terminated, whose clean-up comes first.
   */
  #timeHeld = false

  constructor(options: SchedulerOptions) {
    this.clock = options.clock
    this.#deadlines = new Deadlines(options.clock, () => this.#timersDue())
    this.#choice = options.choice ?? null
    this.isExploring = this.#choice?.preempt !== undefined
    this.onDeadlock = options.onDeadlock ?? null
    this.#capturesStacks = options.captureStacks ?? false
    this.probe = options.probe ?? null
    this.#turns = new HostTurns(options.clock, options.turnLength ?? 4096, () => this.#turn())
    this.#onForeignWait =
      options.onForeignWait ??
      ((thread) => this.terminate(thread, rcAbort, foreignWaitText(thread)))
    this.onIdle = options.onIdle ?? null
  }

  /** Bit p is set if a thread of priority p is ready. */
  get readyPriorities(): number {
    return this.#ready.bits
  }

  /** Threads that are not over now, in order of creation. */
  get threads(): readonly Thread[] {
    return this.#threads.inOrder()
  }

  /** How many threads are not over, and how many deadlines are armed: for leak tests. */
  get counts(): { readonly threads: number; readonly timers: number; readonly away: number } {
    return { threads: this.#threads.size, timers: this.#deadlines.size, away: this.#away }
  }

  /** True if no thread can run, none is away, and nothing but time or the host can change that. */
  get isIdle(): boolean {
    return (
      this.current === null &&
      this.#ready.bits === 0 &&
      this.#away + this.#hostOperations === 0 &&
      !this.#timeHeld
    )
  }

  /** The earliest deadline, or Infinity. */
  get nextDeadline(): number {
    return this.#deadlines.next
  }

  /** The thread with this id, or undefined if there is none or it is over. */
  find(tid: number): Thread | undefined {
    return this.#threads.get(tid)
  }

  /** Makes a thread; `start` lets it run. `body` is its program's half. */
  create(body: ThreadBody, options: ThreadOptions = {}): Thread {
    const thread = new Thread(this, this.#nextTid++, body, options)
    this.#threads.add(thread)
    return thread
  }

  /** Makes a new thread ready: rcOk, or rcInvalidThreadState if it was started before. */
  start(thread: Thread): number {
    if (thread.state !== ThreadState.new) return rcInvalidThreadState
    this.enter()
    this.#makeReady(thread, rcOk)
    this.leave()
    return rcOk
  }

  /** The routine of `thread` is over; whatever it still waits for is abandoned. */
  end(thread: Thread, exitCode: number): void {
    if (thread.state === ThreadState.ended) return
    this.enter()
    this.#finish(thread, exitCode)
    this.leave()
  }

  /**
   * Ends a thread in whatever state it is; its pending wait rejects once with ThreadTerminated,
   * which says `reason` if there is one. Those who joined it are woken at once. rcOk, or
   * rcInvalidArgument if it is over.
   */
  terminate(thread: Thread, exitCode: number, reason: string | null = null): number {
    if (thread.state === ThreadState.ended) return rcInvalidArgument
    this.enter()
    thread.endReason = reason
    this.#finish(thread, exitCode)
    thread.body.kill(reason)
    // Its clean-up runs in microtasks: time must not pass before.
    if (this.clock.isVirtual) this.#holdTime()
    this.leave()
    return rcOk
  }

  #finish(thread: Thread, exitCode: number): void {
    const { state } = thread
    // First of all, so that a mechanism told of the abandoned wait can neither wake nor end this
    // thread once more.
    thread.state = ThreadState.ended
    thread.exitCode = exitCode
    if (state === ThreadState.away) this.#away--
    else if (thread === this.current) {
      this.current = null
      this.#held = null
    } else if (state === ThreadState.ready) this.#ready.remove(thread)
    this.#deadlines.remove(thread)
    thread.queue?.abandon(thread, rcAbort)
    thread.deferred = null
    thread.detail = null
    thread.waitOwner = null
    this.#threads.remove(thread)
    if (thread.owned !== null) notifyOwnerEnded(thread)
    if (thread.wasJoined) thread.joiners.wakeAll(rcOk)
    this.probe?.ended?.(thread, this.clock.now())
    thread.onEnd?.(thread)
  }

  /**
   * Changes a thread's own priority (0 to 31, else RangeError). If that changes the one in force,
   * the thread stands last among its new equals, in whatever queue it is.
   */
  setPriority(thread: Thread, priority: number): void {
    checkPriority(priority)
    thread.ownPriority = priority
    // What it is lent may count now.
    if (thread.owned !== null) updateInheritedPriority(thread)
    this.updateEffectivePriority(thread)
  }

  /** For `Thread.inherit`: its own or its inherited priority changed. */
  updateEffectivePriority(thread: Thread): void {
    const { ownPriority, inheritedPriority } = thread
    const priority = inheritedPriority > ownPriority ? inheritedPriority : ownPriority
    if (thread.priority === priority) return
    if (thread.queue !== null) thread.queue.move(thread, priority)
    else if (thread.state === ThreadState.ready && thread !== this.current)
      this.#ready.move(thread, priority)
    else thread.priority = priority
  }

  // ---- Blocking operations of the running thread: each answers a code, or PARKED. A thread that
  // does not run is refused.

  /** Waits `delay` milliseconds; 0 is a yield. */
  sleep(thread: Thread, delay: number): number {
    return delay === 0 ? this.yield(thread) : this.park(thread, delay, WaitKind.sleep, null)
  }

  /** Lets the others of the same priority run first. */
  yield(thread: Thread): number {
    if (thread.state !== ThreadState.running) return this.#refuse(thread)
    // Also if nobody else is ready: a thread that yields in a loop until the host did something
    // must reach a turn of the host.
    return this.#stepAside(thread, rcOk, false)
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

  /** Stops the running thread for good without ending it; only its termination follows. */
  suspend(thread: Thread): number {
    if (thread.state !== ThreadState.running) return this.#refuse(thread)
    return this.#leave(thread, ThreadState.suspended, WaitKind.suspended, null)
  }

  /**
   * Parks the running thread and lets the next one run. A thread that does not run is taken out of
   * the queue and refused: PARKED if it is over (it never goes on), else rcInvalidThreadState.
   */
  park(thread: Thread, timeout: number, kind: WaitKind, object: unknown): number {
    if (thread.state !== ThreadState.running) return this.#refuse(thread)
    if (timeout !== INFINITE_TIMEOUT) this.#deadlines.add(thread, timeout)
    return this.#leave(thread, ThreadState.parked, kind, object)
  }

  #leave(thread: Thread, state: ThreadState, kind: WaitKind, object: unknown): number {
    thread.state = state
    thread.waitKind = kind
    thread.waitObject = object
    if (this.#capturesStacks || this.probe !== null) this.#observe(thread)
    if (this.onDeadlock !== null && !isWaitedOut(thread.waitOwner)) this.#lookForRing(thread)
    this.current = null
    return this.#dispatch(thread)
  }

  // Apart from the way of all messages, as is what else is rare: the engine inlines what is short.
  #observe(thread: Thread): void {
    if (this.#capturesStacks) thread.waitStack = captureStack()
    this.probe?.parked?.(thread, this.clock.now())
  }

  #switched(thread: Thread): void {
    this.probe?.switched?.(thread, this.clock.now())
  }

  // A ring of waits can only be closed by the wait that begins now. Whoever is told may wake and
  // end threads, this one too.
  #lookForRing(thread: Thread): void {
    const report = ringReport(this, thread)
    if (report === null) return
    this.#depth++
    try {
      this.onDeadlock?.(report)
    } finally {
      this.#depth--
    }
  }

  // A mechanism was called for a thread that could not call it. If it waits already, the queue it
  // stands in is the one of that wait.
  #refuse(thread: Thread): number {
    if (thread.queue !== null && thread.state !== ThreadState.parked)
      thread.queue.abandon(thread, rcInvalidThreadState)
    return thread.state === ThreadState.ended ? PARKED : rcInvalidThreadState
  }

  /**
   * Ends the wait of a parked thread. Outside an entry, while nobody runs, the next thread is
   * chosen in a microtask.
   */
  wake(thread: Thread, rc: number): void {
    if (thread.state !== ThreadState.parked) return
    if (thread.heapIndex >= 0) this.#deadlines.remove(thread)
    this.#makeReady(thread, rc)
    if (this.current === null && this.#depth === 0) this.#pollSoon()
  }

  // Somebody from outside woke without an entry: a host's callback, or the clean-up of a thread
  // that is over. What else it wakes comes before the choice.
  #pollSoon(): void {
    void settled(rcOk).then(() => this.poll())
  }

  /** The running thread did not block, but another may take over: then PARKED, else `rc`. */
  preempt(thread: Thread, rc: number): number {
    if (thread.state !== ThreadState.running) return rc
    const highest = 31 - Math.clz32(this.#ready.bits)
    const isHigher = highest > thread.priority
    const isAsked =
      highest === thread.priority && !this.#wasChosen && this.#choice?.preempt?.() === true
    const answer = isHigher || isAsked ? this.#stepAside(thread, rc, isHigher) : rc
    this.#wasChosen = false
    return answer
  }

  /**
   * Calls `timer.expire` after `delay` milliseconds, which may be before this returns; re-arms an
   * armed timer. Not for threads.
   */
  after(timer: Timed, delay: number): void {
    this.enter()
    this.#deadlines.remove(timer)
    this.#deadlines.add(timer, delay)
    this.leave()
  }

  /** Takes a timer back. */
  cancel(timer: Timed): void {
    this.#deadlines.remove(timer)
    if (this.current === null) this.#deadlines.disarmIfNone()
  }

  #makeReady(thread: Thread, rc: number): void {
    thread.state = ThreadState.ready
    thread.rc = rc
    thread.waitOwner = null
    this.#ready.append(thread)
  }

  #stepAside(thread: Thread, rc: number, first: boolean): number {
    thread.state = ThreadState.ready
    thread.rc = rc
    if (first) this.#ready.prepend(thread)
    else this.#ready.append(thread)
    this.current = null
    return this.#dispatch(thread)
  }

  /** Begins an entry made by something other than the running thread. */
  enter(): void {
    this.#depth++
  }

  /** Ends an entry; at the end of the outermost one, if nobody runs, the next thread does. */
  leave(): void {
    if (--this.#depth === 0 && this.current === null) this.#dispatch(null)
  }

  /**
   * The way in for a thread that is not the running one. An away thread does at once what cannot
   * block, and what may block when it is chosen again. A thread that waits, or is over, is refused
   * with rcInvalidThreadState.
   */
  admit(thread: Thread, blocks: boolean, operation: () => number): number {
    if (thread.state === ThreadState.running) return operation()
    if (thread.state !== ThreadState.away) return rcInvalidThreadState
    this.enter()
    let answer = PARKED as number
    if (blocks) {
      this.#away--
      thread.deferred = operation
      this.#makeReady(thread, rcOk)
    } else answer = operation()
    this.leave()
    return answer
  }

  /**
   * Counts an operation of the host that will wake somebody, so that idling is not mistaken for the
   * end. Call the answer when it is over.
   */
  hostOperation(): () => void {
    this.#hostOperations++
    let pending = 1
    return () => {
      this.enter()
      this.#hostOperations -= pending
      pending = 0
      this.leave()
    }
  }

  /** Looks again whether somebody can run: after the limit of a virtual clock was raised. */
  poll(): void {
    this.enter()
    this.leave()
  }

  // Lets the next thread run. Answers the code of `self` if it is `self` and it never left, PARKED
  // otherwise.
  #dispatch(self: Thread | null): number {
    const next = this.#ready.take(this.#choice) ?? this.#awaitReady()
    if (next === null) return PARKED
    this.current = next
    if (!this.#turns.isArmed) this.#turns.arm()
    if (++this.switches >= this.#turns.end) return this.#hold(next)
    next.state = ThreadState.running
    if (this.probe !== null) this.#switched(next)
    this.#wasChosen = next === self
    if (next === self) return next.rc
    next.resume()
    return PARKED
  }

  // Nobody is ready: lets time go on, or the listener do something, until somebody is; null if
  // nobody will be.
  #awaitReady(): Thread | null {
    while (this.#advance() || this.#idle()) {
      const next = this.#ready.take(this.#choice)
      if (next !== null) return next
    }
    return null
  }

  #hold(next: Thread): number {
    this.#wasChosen = false
    this.#held = next
    return PARKED
  }

  // Lets virtual time go to the next deadline. True if it did.
  #advance(): boolean {
    if (this.#timeHeld || this.#away > 0 || this.#hostOperations > 0) return false
    // What is due must not dispatch by an entry of its own: the one who parks just now has no
    // promise yet.
    this.#depth++
    try {
      if (!this.#deadlines.jump()) return false
    } finally {
      this.#depth--
    }
    if (this.#ready.bits === 0 && --this.#turns.end <= this.switches) this.#holdTime()
    return true
  }

  // Virtual time stands until the next turn of the host.
  #holdTime(): void {
    this.#timeHeld = true
    this.#turns.arm()
  }

  #timersDue(): void {
    this.enter()
    try {
      this.#deadlines.fire()
    } finally {
      this.leave()
      this.#deadlines.rearm()
    }
  }

  // Nobody is ready and time stands. True if the listener changed that.
  #idle(): boolean {
    this.#deadlines.disarmIfNone()
    if (this.onIdle === null || this.#timeHeld || this.#away > 0 || this.#hostOperations > 0)
      return false
    if (!this.clock.isVirtual && this.#deadlines.size > 0) return false
    this.#depth++
    try {
      this.onIdle()
    } finally {
      this.#depth--
    }
    return this.#ready.bits !== 0 || this.#advance()
  }

  #turn(): void {
    const wasTimeHeld = this.#timeHeld
    this.#timeHeld = false
    this.#turns.restart(this.switches)
    const thread = this.current
    if (thread === null) return wasTimeHeld ? this.poll() : undefined
    if (this.#held === null) return this.#foundAway(thread)
    this.#held = null
    this.#turns.arm()
    thread.state = ThreadState.running
    if (this.probe !== null) this.probe.switched?.(thread, this.clock.now())
    thread.resume()
  }

  #foundAway(thread: Thread): void {
    if (this.clock.isVirtual) return this.#onForeignWait(thread)
    this.enter()
    thread.state = ThreadState.away
    this.#away++
    this.current = null
    this.leave()
  }
}
