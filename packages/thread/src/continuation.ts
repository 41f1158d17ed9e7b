// The program's half of a thread: turns PARKED into a promise, and settles that promise when the
// scheduler resumes or kills the thread.
//
// A switch of threads costs the resolution of one promise. A continuation has at most one promise
// outstanding. `finish` shapes the code into a result inside that resolution, so that the caller
// needs no second turn of the microtask queue. A `WaitLoop` needs no promise at all. The
// scheduler's half is `thread.ts`.

import { type Retcode, rcDeviceNotFound, rcOk, rcInvalidArgument } from '@kos/retcode'
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

const settledOk: Promise<Retcode> = Promise.resolve<Retcode>(rcOk)
const settledFailures: readonly Promise<Retcode>[] = Array.from(
  { length: rcDeviceNotFound - rcInvalidArgument + 1 },
  (_, index) => Promise.resolve((rcInvalidArgument + index) as Retcode),
)

/**
 * A promise that is resolved with `rc`: a shared one, so that an immediate answer allocates
 * nothing.
 */
export function settled(rc: number): Promise<Retcode> {
  if (rc === rcOk) return settledOk
  return settledFailures[rc - rcInvalidArgument] ?? Promise.resolve(rc as Retcode)
}

/** Told when a thread is terminated, before its pending wait rejects. */
export interface KillListener {
  killed(): void
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

/** A thread whose routine is an async function in this JavaScript realm. */
export class Continuation implements ThreadBody {
  /** Resolves what the thread waits on; before the start it is what starts the thread. */
  #resolve: Resolve | null
  #finish: ((rc: number) => unknown) | null = null
  #promise: Promise<unknown> | null = null
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
    this.#resolve = () => void settledOk.then(() => (this.#isKilled ? undefined : start()))
  }

  /** True once the thread was terminated. */
  get isKilled(): boolean {
    return this.#isKilled
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
   * `finish` is null.
   */
  park<T>(finish: ((rc: number) => T) | null): Promise<T> {
    if (this.#isKilled) return this.#parkDead()
    this.#finish = finish
    const promise = new Promise<T>((resolve) => {
      this.#resolve = resolve as Resolve
    })
    this.#promise = promise
    return promise
  }

  /**
   * Like `park`, for a loop: no promise is made for the wait. If the thread is terminated, the
   * promise of the loop rejects.
   */
  parkLoop(loop: WaitLoop): void {
    if (this.#isKilled) return loop.resolve(this.#parkDead())
    this.#loop = loop
    this.#resolve = loop.resolve
    this.#promise = loop.promise
  }

  #callSoon(loop: WaitLoop, rc: number): void {
    this.#loop = null
    this.#dueLoop = loop
    this.#dueRc = rc
    this.#callDue ??= () => this.#dueLoop?.step(this.#dueRc)
    void settledOk.then(this.#callDue)
  }

  resume(rc: number): void {
    const resolve = this.#resolve
    if (resolve === null) return
    this.#resolve = null
    if (this.#loop !== null) return this.#callSoon(this.#loop, rc)
    const finish = this.#finish
    if (finish === null) return resolve(rc)
    this.#finish = null
    resolve(finish(rc))
  }

  kill(reason: string | null = null): void {
    if (this.#isKilled) return
    this.#isKilled = true
    this.#reason = reason
    this.listener?.killed()
    const promise = this.#promise
    const resolve = this.#resolve
    if (promise === null || resolve === null) return
    this.#resolve = null
    this.#loop = null
    // The program may not await the promise: the host would see an unhandled rejection.
    promise.catch(nothing)
    resolve(this.#rejectOnce())
  }

  // The next wait of a thread that was terminated while it ran rejects; all later ones stay
  // pending.
  #parkDead<T>(): Promise<T> {
    return this.#isRejected ? new Promise<T>(nothing) : this.#rejectOnce()
  }

  #rejectOnce(): Promise<never> {
    this.#isRejected = true
    const rejected = Promise.reject(new ThreadTerminated(this.#reason ?? undefined))
    rejected.catch(nothing)
    return rejected
  }
}
