// Decides which thread runs. One at a time; dispatch happens in two places only: when the running thread parks or ends, and at
// the end of the outermost entry (`enter`, `leave`) made while nobody ran. Timers and wakes only enqueue.
//
// A thread that awaits something foreign does not park. One host task is armed while any thread runs; all microtasks have run
// when it fires, so a thread that is still running then is away, and others go on. The same host task resumes the chosen
// thread after `turnLength` switches without a turn of the host, so that host timers and I/O do not starve.
// Reports about who waits for whom are made in `wait-report.ts`.

import { rcAbort, rcInvalidArgument, rcInvalidThreadState, rcOk, rcTimeout } from '@kos/retcode'
import type { Clock } from './clock.ts'
import { type Carrier, settled } from './continuation.ts'
import { type Choice, ReadyQueues } from './ready-queues.ts'
import { Thread, type ThreadOptions, ThreadState } from './thread.ts'
import { TimerHeap, type Timed } from './timer-heap.ts'
import { INFINITE_TIMEOUT, PARKED, WaitKind } from './waiter.ts'

/** Told what the scheduler does. Every method is optional; without a probe each event costs one branch. */
export interface SchedulerProbe {
  switched?(thread: Thread, now: number): void
  parked?(thread: Thread, now: number): void
  ended?(thread: Thread, now: number): void
}

/** What a scheduler is made with. */
export interface SchedulerOptions {
  readonly clock: Clock
  /** Which of equal ready threads runs; default first come, first served. */
  readonly choice?: Choice
  readonly probe?: SchedulerProbe
  /** Switches without a turn of the host; default 4096. */
  readonly turnLength?: number
  /** Under virtual time, a thread awaited something foreign. Default: it is terminated with code rcAbort. */
  readonly onForeignWait?: (thread: Thread) => void
  /** Nobody runs, is ready or away, no host operation is pending, and time may not go further. */
  readonly onIdle?: () => void
}

/** Threads, and who of them runs. */
export class Scheduler {
  readonly clock: Clock
  /** The thread that runs, or was chosen to; null if there is none. */
  current: Thread | null = null
  /** Switches since the start. */
  switches = 0
  /** True if the choice wants to be asked after each operation that could have blocked. */
  readonly isExploring: boolean
  readonly #ready: ReadyQueues = new ReadyQueues()
  readonly #timers: TimerHeap<Timed> = new TimerHeap()
  readonly #threads: Map<number, Thread> = new Map()
  readonly #choice: Choice | null
  readonly #turnLength: number
  readonly #onForeignWait: (thread: Thread) => void
  readonly #onTurn: () => void
  readonly #onDue: () => void
  #onIdle: (() => void) | null
  #probe: SchedulerProbe | null
  #nextTid = 1
  #depth = 0
  #away = 0
  #hostOperations = 0
  #turnEnd: number
  #turnArmed = false
  /** The chosen thread that waits for a turn of the host. */
  #held: Thread | null = null

  constructor(options: SchedulerOptions) {
    this.clock = options.clock
    this.#choice = options.choice ?? null
    this.isExploring = this.#choice?.preempt !== undefined
    this.#probe = options.probe ?? null
    this.#turnLength = options.turnLength ?? 4096
    this.#turnEnd = this.#turnLength
    this.#onForeignWait = options.onForeignWait ?? ((thread) => this.terminate(thread, rcAbort))
    this.#onIdle = options.onIdle ?? null
    this.#onTurn = () => this.#turn()
    this.#onDue = () => this.#timersDue()
  }

  /** Bit p is set if a thread of priority p is ready. */
  get readyPriorities(): number {
    return this.#ready.bits
  }


  /** Threads that are not over, in order of creation. */
  get threads(): IterableIterator<Thread> {
    return this.#threads.values()
  }

  /** How many threads are not over, and how many deadlines are armed: for leak tests. */
  get counts(): { readonly threads: number; readonly timers: number; readonly away: number } {
    return { threads: this.#threads.size, timers: this.#timers.size, away: this.#away }
  }

  /** True if no thread can run, none is away, and nothing but time or the host can change that. */
  get isIdle(): boolean {
    return this.current === null && this.#ready.bits === 0 && this.#away === 0 && this.#hostOperations === 0
  }

  /** The earliest deadline, or Infinity. */
  get nextDeadline(): number {
    return this.#timers.nextDeadline
  }

  /** Replaces what is called on idling. */
  set onIdle(listener: (() => void) | null) {
    this.#onIdle = listener
  }

  /** Replaces the probe. */
  set probe(probe: SchedulerProbe | null) {
    this.#probe = probe
  }

  /** The thread with this id, or undefined if there is none or it is over. */
  find(tid: number): Thread | undefined {
    return this.#threads.get(tid)
  }

  // ---- Threads

  /** Makes a thread; `start` lets it run. `carrier` is its program's half. */
  create(carrier: Carrier, options: ThreadOptions = {}): Thread {
    const thread = new Thread(this, this.#nextTid++, carrier, options)
    this.#threads.set(thread.tid, thread)
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
   * Ends a thread in whatever state it is; its pending wait rejects once with ThreadTerminated. Those who joined it are woken
   * at once. rcOk, or rcInvalidArgument if it is over.
   */
  terminate(thread: Thread, exitCode: number): number {
    if (thread.state === ThreadState.ended) return rcInvalidArgument
    this.enter()
    this.#finish(thread, exitCode)
    thread.carrier.kill()
    this.leave()
    return rcOk
  }

  #finish(thread: Thread, exitCode: number): void {
    this.#withdraw(thread, rcAbort)
    thread.state = ThreadState.ended
    thread.exitCode = exitCode
    thread.deferred = null
    thread.detail = null
    this.#threads.delete(thread.tid)
    if (thread.wasJoined) thread.joiners.wakeAll(rcOk)
    this.#probe?.ended?.(thread, this.clock.now())
    thread.onEnd?.(thread)
  }

  // Takes a thread out of whatever holds it; afterwards nothing refers to it.
  #withdraw(thread: Thread, rc: number): void {
    if (thread.state === ThreadState.away) this.#away--
    else if (thread === this.current) {
      this.current = null
      this.#held = null
    } else if (thread.state === ThreadState.ready) this.#ready.remove(thread)
    if (thread.heapIndex >= 0) this.#timers.remove(thread)
    if (thread.queue !== null) thread.queue.abandon(thread, rc)
    thread.waitOwner = null
  }

  /** Changes the priority in force (0 to 31) and the thread's place in whatever queue it stands. */
  setPriority(thread: Thread, priority: number): void {
    if (thread.priority === priority) return
    const queue = thread.queue
    if (queue !== null) {
      queue.remove(thread)
      thread.priority = priority
      queue.add(thread)
    } else if (thread.state === ThreadState.ready && thread !== this.current) {
      this.#ready.remove(thread)
      thread.priority = priority
      this.#ready.append(thread)
    } else thread.priority = priority
  }

  // ---- Blocking operations of the running thread: each answers a code, or PARKED

  /** Waits `delay` milliseconds; 0 is a yield. */
  sleep(thread: Thread, delay: number): number {
    if (delay === 0) return this.yield(thread)
    return this.park(thread, delay, WaitKind.sleep, null)
  }

  /** Lets the others of the same priority run first. */
  yield(thread: Thread): number {
    if (31 - Math.clz32(this.#ready.bits) < thread.priority) return rcOk
    return this.#stepAside(thread, rcOk, false)
  }

  /**
   * Waits for the end of `target`, at most `timeout` milliseconds: rcOk, rcTimeout, or rcInvalidArgument for a thread that waits for
   * itself. A time-out of 0 is a yield (documented).
   */
  join(thread: Thread, target: Thread, timeout: number): number {
    if (target === thread) return rcInvalidArgument
    if (target.state === ThreadState.ended) return rcOk
    if (timeout === 0) return this.yield(thread)
    thread.waitOwner = target
    return target.joiners.park(thread, timeout, WaitKind.join, target)
  }

  /** Stops the running thread for good without ending it; only its termination follows. */
  suspend(thread: Thread): number {
    const answer = this.park(thread, INFINITE_TIMEOUT, WaitKind.suspended, null)
    thread.state = ThreadState.suspended
    return answer
  }

  // ---- Waiter

  /** Parks the running thread and lets the next one run. */
  park(thread: Thread, timeout: number, kind: WaitKind, object: unknown): number {
    thread.state = ThreadState.parked
    thread.waitKind = kind
    thread.waitObject = object
    if (timeout !== INFINITE_TIMEOUT) this.#armTimer(thread, timeout)
    if (this.#probe !== null) this.#probe.parked?.(thread, this.clock.now())
    this.current = null
    return this.#dispatch(thread)
  }

  /** Ends the wait of a parked thread. */
  wake(thread: Thread, rc: number): void {
    if (thread.state !== ThreadState.parked) return
    if (thread.heapIndex >= 0) this.#timers.remove(thread)
    this.#makeReady(thread, rc)
  }

  /** The time-out of a parked thread has come. */
  timedOut(thread: Thread): void {
    const rc = thread.waitKind === WaitKind.sleep ? rcOk : rcTimeout
    if (thread.queue !== null) thread.queue.abandon(thread, rc)
    this.#makeReady(thread, rc)
  }

  /** The running thread did not block, but another may take over: then PARKED, else `rc`. */
  preempt(thread: Thread, rc: number): number {
    if (thread !== this.current || thread.state !== ThreadState.running) return rc
    if (31 - Math.clz32(this.#ready.bits) > thread.priority) return this.#stepAside(thread, rc, true)
    if (31 - Math.clz32(this.#ready.bits) < thread.priority || this.#choice?.preempt?.() !== true) return rc
    return this.#stepAside(thread, rc, false)
  }

  /** Calls `timer.expire` after `delay` milliseconds. Not for threads, which have `park`. */
  after(timer: Timed, delay: number): void {
    this.#armTimer(timer, delay)
    if (this.current === null && this.#depth === 0) this.#armClock()
  }

  /** Takes a timer back. */
  cancel(timer: Timed): void {
    this.#timers.remove(timer)
  }

  #armTimer(timer: Timed, delay: number): void {
    const deadline = this.clock.now() + delay
    this.#timers.add(timer, deadline)
    if (!this.clock.isVirtual) this.clock.arm(deadline, this.#onDue)
  }

  #makeReady(thread: Thread, rc: number): void {
    thread.state = ThreadState.ready
    thread.rc = rc
    thread.waitOwner = null
    this.#ready.append(thread)
  }

  #stepAside(thread: Thread, rc: number, first: boolean): number {
    thread.state = ThreadState.ready
    thread.waitKind = WaitKind.ready
    thread.rc = rc
    if (first) this.#ready.prepend(thread)
    else this.#ready.append(thread)
    this.current = null
    return this.#dispatch(thread)
  }

  // ---- Entries from outside

  /** Begins an entry made by something other than the running thread. */
  enter(): void {
    this.#depth++
  }

  /** Ends an entry; at the end of the outermost one, if nobody runs, the next thread does. */
  leave(): void {
    if (--this.#depth === 0 && this.current === null) this.#dispatch(null)
  }

  /**
   * The way in for a thread that is not the running one. An away thread does at once what cannot block, and what may block when
   * it is chosen again. A thread that waits, or is over, is refused with rcInvalidThreadState.
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

  /** Counts an operation of the host that will wake somebody, so that idling is not mistaken for the end. Call the answer when it is over. */
  hostOperation(): () => void {
    this.#hostOperations++
    let pending = true
    return () => {
      if (!pending) return
      pending = false
      this.enter()
      this.#hostOperations--
      this.leave()
    }
  }

  /** Looks again whether somebody can run: after the limit of a virtual clock was raised. */
  poll(): void {
    this.enter()
    this.leave()
  }

  // ---- Dispatch

  // Lets the next thread run. Answers the code of `self` if it is `self` and it never left, PARKED otherwise.
  #dispatch(self: Thread | null): number {
    for (;;) {
      const next = this.#ready.take(this.#choice)
      if (next === null) {
        if (this.#advance()) continue
        this.#idle()
        return PARKED
      }
      this.current = next
      if (!this.#turnArmed) this.#armTurn()
      if (++this.switches >= this.#turnEnd) {
        this.#held = next
        return PARKED
      }
      next.state = ThreadState.running
      if (this.#probe !== null) this.#probe.switched?.(next, this.clock.now())
      if (next === self) return next.rc
      this.#resume(next)
      return PARKED
    }
  }

  // What an away thread asked for is done in a microtask of its own: it may park, and so must not run inside somebody's parking.
  #resume(thread: Thread): void {
    const operation = thread.deferred
    if (operation === null) return thread.carrier.resume(thread.rc)
    thread.deferred = null
    void settled(rcOk).then(() => {
      if (thread !== this.current || thread.state !== ThreadState.running) return
      const answer = operation()
      if (answer !== PARKED) thread.carrier.resume(answer)
    })
  }

  #advance(): boolean {
    const deadline = this.#timers.nextDeadline
    if (deadline === Infinity) return false
    if (!this.clock.isVirtual || this.#away > 0 || this.#hostOperations > 0 || !this.clock.jump(deadline)) return false
    this.#fire()
    return true
  }

  #fire(): void {
    const now = this.clock.now()
    for (let timer = this.#timers.takeDue(now); timer !== null; timer = this.#timers.takeDue(now)) timer.expire()
  }

  #timersDue(): void {
    this.enter()
    this.#fire()
    this.leave()
    this.#armClock()
  }

  #armClock(): void {
    const deadline = this.#timers.nextDeadline
    if (!this.clock.isVirtual && deadline !== Infinity) this.clock.arm(deadline, this.#onDue)
  }

  #idle(): void {
    if (this.#timers.size === 0) this.clock.disarm()
    if (this.#away === 0 && this.#hostOperations === 0) this.#onIdle?.()
  }

  #armTurn(): void {
    this.#turnArmed = true
    this.clock.hostTask(this.#onTurn)
  }

  #turn(): void {
    this.#turnArmed = false
    this.#turnEnd = this.switches + this.#turnLength
    const thread = this.current
    if (thread === null) return
    if (this.#held === null) this.#foundAway(thread)
    else {
      this.#held = null
      thread.state = ThreadState.running
      if (this.#probe !== null) this.#probe.switched?.(thread, this.clock.now())
      this.#resume(thread)
    }
    if (this.current !== null && !this.#turnArmed) this.#armTurn()
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
