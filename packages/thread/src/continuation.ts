// The program's half of a thread: turns PARKED into a promise, and settles that promise when the
// scheduler resumes or kills the thread.
//
// A switch of threads costs the resolution of one promise. A continuation has at most one promise
// outstanding. `finish` shapes the code into a result inside that resolution, so that the caller
// needs no second turn of the microtask queue. A `WaitLoop` has one promise for the whole loop,
// none for each wait. The scheduler's half is `thread.ts`.

import { type Retcode, rcDeviceNotFound, rcOk, rcInvalidArgument } from '@kos/retcode'
import { callSoon, markHandled } from './microtask.ts'
import { PARKED } from './waiter.ts'

/** What the scheduler calls to resume a thread, or to end it. */
export interface ThreadBody {
  /** The thread was dispatched: starts it, or ends its wait with `rc`. */
  resume(rc: number): void
  /**
   * The thread was terminated: its pending wait, or else its next one, rejects once with
   * ThreadTerminated.
   */
  kill(reason: string | null): void
}

/** What the wait of a terminated thread rejects with, so that its `finally` and `using` run. */
export class ThreadTerminated extends Error {
  override readonly name = 'ThreadTerminated'

  constructor(message = 'this thread was terminated while it waited') {
    super(message)
  }
}

// Frozen, because all processes of the realm are given the same promises.
const settledOk: Promise<Retcode> = Object.freeze(Promise.resolve<Retcode>(rcOk))
const settledFailures: readonly Promise<Retcode>[] = Array.from(
  { length: rcDeviceNotFound - rcInvalidArgument + 1 },
  (_, index) => Object.freeze(Promise.resolve((rcInvalidArgument + index) as Retcode)),
)

/**
 * A promise that is resolved with `rc`: a shared and frozen one, so that an immediate answer
 * allocates nothing.
 */
export function settled(rc: number): Promise<Retcode> {
  if (rc === rcOk) return settledOk
  return settledFailures[rc - rcInvalidArgument] ?? Promise.resolve(rc as Retcode)
}

/** Told when a thread is terminated, before its pending wait rejects. */
export interface KillListener {
  killed(): void
  /** The rejection of the wait went to a promise that nobody awaits. */
  unhandled?(): void
}

/** Who hears of the rejections of which thread. Removed when one was heard of. */
const listeners: WeakMap<ThreadTerminated, KillListener> = /* @__PURE__ */ new WeakMap()

/**
 * For hosts: a rejection that nobody handles. True if it is that of a terminated thread, whose
 * listener is told, once: the program let a promise float, which is no failure of the host.
 */
export function reportUnhandled(reason: unknown): boolean {
  if (!(reason instanceof ThreadTerminated)) return false
  const listener = listeners.get(reason)
  listeners.delete(reason)
  listener?.unhandled?.()
  return true
}

type Resolve = (value: unknown) => void

/** A loop of waits that is called with the code of each wait, instead of awaiting a promise. */
export interface WaitLoop {
  /** Settled when the loop is over. */
  readonly promise: Promise<unknown>
  readonly resolve: (value: unknown) => void
  /** Called with the code of a wait, in a microtask of its own. It does not throw. */
  readonly step: (rc: number) => void
}

const nothing = (): void => {}

/**
 * One wait of a thread. An object of its own, because a new object that is stored in an old one
 * costs a write barrier each: this is one, promise and resolver are two (`ipc/round-trip`).
 */
class PendingWait {
  promise: Promise<unknown> | null = null
  resolve: Resolve = nothing
  readonly finish: ((rc: number) => unknown) | null

  constructor(finish: ((rc: number) => unknown) | null) {
    this.finish = finish
  }
}

/**
 * Stands for no wait. It lives as long as the module: with the last object of a shape V8 drops all
 * code that it compiled for that shape (`ipc/typed-call`).
 */
const noWait: PendingWait = /* @__PURE__ */ new PendingWait(null)

function rejected(reason: unknown): Promise<never> {
  const promise = Promise.reject<never>(reason)
  markHandled(promise)
  return promise
}

/** A thread whose routine is an async function in this JavaScript realm. */
export class Continuation implements ThreadBody {
  /** Starts the thread; null once it was started. */
  #start: (() => void) | null
  /** The wait that has not ended, or `noWait`. */
  #wait: PendingWait = noWait
  /** The loop that waits. */
  #loop: WaitLoop | null = null
  /** The loop whose wait has ended with `#dueRc`: it is called in the next microtask. */
  #dueLoop: WaitLoop | null = null
  #dueRc = 0
  /** Calls `#dueLoop`. Made once, so that a wait of a loop allocates no closure. */
  #callDue: (() => void) | null = null
  /** Settles what the thread leaves behind in its process. */
  listener: KillListener | null = null
  #isKilled = false
  #isRejected = false
  #reason: string | null = null

  /**
   * `start` is called when the thread is first dispatched, in a microtask of its own: the caller
   * that made the scheduler dispatch it may be parking, and have no promise yet. It is not called
   * if the thread was killed before.
   */
  constructor(start: () => void) {
    this.#start = start
  }

  /** True once the thread was terminated. */
  get isKilled(): boolean {
    return this.#isKilled
  }

  /** True while the thread waits. */
  get isWaiting(): boolean {
    return this.#wait !== noWait || this.#loop !== null
  }

  /** The promise of the wait that has not ended; null if there is none. */
  get pending(): Promise<unknown> | null {
    return this.#wait.promise
  }

  /**
   * The promise of an operation that answered `answer`: a shared one for a code, a new one if the
   * thread was parked. A terminated thread gets no code either, else one that catches its
   * ThreadTerminated and tries again could run for ever.
   */
  wait(answer: number): Promise<Retcode> {
    return answer === PARKED || this.#isKilled ? this.park<Retcode>(null) : settled(answer)
  }

  /**
   * The promise of a wait that begins now. It resolves with `finish(rc)`, or with the code if
   * `finish` is null, and rejects with what `finish` throws. `finish` is called while another thread
   * parks: it calls no code of the program.
   */
  park<T>(finish: ((rc: number) => T) | null): Promise<T> {
    if (this.#isKilled) return this.#parkDead()
    const wait = new PendingWait(finish)
    const promise = new Promise<T>((resolve) => {
      wait.resolve = resolve as Resolve
    })
    wait.promise = promise
    this.#wait = wait
    return promise
  }

  /**
   * Like `park`, for a loop: no promise is made for the wait. If the thread is terminated, the
   * promise of the loop rejects.
   */
  parkLoop(loop: WaitLoop): void {
    if (this.#isKilled) return loop.resolve(this.#parkDead())
    this.#loop = loop
  }

  #stepSoon(loop: WaitLoop, rc: number): void {
    this.#loop = null
    this.#dueLoop = loop
    this.#dueRc = rc
    this.#callDue ??= () => this.#dueLoop?.step(this.#dueRc)
    callSoon(this.#callDue)
  }

  resume(rc: number): void {
    const wait = this.#wait
    if (wait === noWait) return this.#resumeOther(rc)
    this.#wait = noWait
    const { resolve, finish } = wait
    if (finish === null) return resolve(rc)
    let result: unknown
    try {
      result = finish(rc)
    } catch (error) {
      // This runs in the dispatch by another thread, which must not see the error.
      result = rejected(error)
    }
    resolve(result)
  }

  #resumeOther(rc: number): void {
    const start = this.#start
    if (this.#loop !== null) return this.#stepSoon(this.#loop, rc)
    if (start === null) return
    this.#start = null
    callSoon(() => (this.#isKilled ? undefined : start()))
  }

  kill(reason: string | null = null): void {
    if (this.#isKilled) return
    this.#isKilled = true
    this.#reason = reason
    this.#start = null
    this.listener?.killed()
    const wait = this.#wait === noWait ? this.#loop : this.#wait
    this.#wait = noWait
    this.#loop = null
    if (wait === null || wait.promise === null) return
    const { promise, resolve } = wait
    // If the program does not await the promise, the host would report an unhandled rejection. A
    // promise that cannot be marked stays pending.
    if (markHandled(promise)) resolve(this.#rejectOnce())
  }

  // The next wait of a thread that was terminated while it ran rejects; all later ones stay
  // pending.
  #parkDead<T>(): Promise<T> {
    return this.#isRejected ? new Promise<T>(nothing) : this.#rejectOnce()
  }

  #rejectOnce(): Promise<never> {
    this.#isRejected = true
    const error = new ThreadTerminated(this.#reason ?? undefined)
    if (this.listener !== null) listeners.set(error, this.listener)
    return rejected(error)
  }
}
