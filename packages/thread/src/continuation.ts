// The program's half of a thread: turns PARKED into a promise, and settles it when the scheduler's
// half says so.
//
// One switch is one promise resolution. A continuation has at most one promise outstanding.
// `finish` lets the caller shape the code into a result without another turn of the microtask
// queue. The scheduler's half is `thread.ts`.

import { type Retcode, rcDeviceNotFound, rcOk, rcInvalidArgument } from '@kos/retcode'
import { PARKED } from './waiter.ts'

/** What the scheduler calls to let a thread go on, or to end it. */
export interface ThreadBody {
  /** The thread was chosen to run: starts it, or ends its wait with `rc`. */
  resume(rc: number): void
  /**
   * The thread ended from outside: its pending wait, or else its next one, rejects with
   * ThreadTerminated, once.
   */
  kill(reason: string | null): void
}

/**
 * What a waiting thread's promise rejects with when the thread is terminated, so that `finally` and
 * `using` run.
 */
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

/** A shared promise already resolved with `rc`, so that an immediate answer allocates nothing. */
export function settled(rc: number): Promise<Retcode> {
  if (rc === rcOk) return settledOk
  return settledFailures[rc - rcInvalidArgument] ?? Promise.resolve(rc as Retcode)
}

/** Told when a thread is ended from outside, before its pending wait rejects. */
export interface KillListener {
  killed(): void
}

type Resolve = (value: unknown) => void

/** A loop that is called each time its thread goes on, instead of awaiting it. */
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
  /** The loop that waits; the one that is called next, with what; and what calls it. */
  #loop: WaitLoop | null = null
  #due: WaitLoop | null = null
  #rc = 0
  #goOn: (() => void) | null = null
  /** Who settles what the thread leaves behind in its process. */
  listener: KillListener | null = null
  #isKilled = false
  #isRejected = false
  #reason: string | null = null

  /**
   * `start` is called, in a microtask of its own, when the thread is first chosen: never inside the
   * caller that made the scheduler choose it, because that caller may not have its own promise yet.
   * It is not called if the thread was killed before.
   */
  constructor(start: () => void) {
    this.#resolve = () => void settledOk.then(() => (this.#isKilled ? undefined : start()))
  }

  /** True once the thread was ended from outside. */
  get isKilled(): boolean {
    return this.#isKilled
  }

  /**
   * Awaits the answer of an operation: a shared promise for a code, a new one if the thread was
   * parked. For a thread that was ended from outside a code never comes, either: it would keep a
   * thread busy that catches what it is told and tries again.
   */
  wait(answer: number): Promise<Retcode> {
    return answer === PARKED || this.#isKilled ? this.park<Retcode>(null) : settled(answer)
  }

  /**
   * The promise of a thread that was parked just now; it resolves with `finish(rc)`, or with the
   * code if `finish` is null.
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
   * Like `park`, for a loop: no promise is made for the wait. If the thread is ended, the promise
   * of the loop rejects.
   */
  parkLoop(loop: WaitLoop): void {
    if (this.#isKilled) return loop.resolve(this.#parkDead())
    this.#loop = loop
    this.#resolve = loop.resolve
    this.#promise = loop.promise
  }

  #callSoon(loop: WaitLoop, rc: number): void {
    this.#loop = null
    this.#due = loop
    this.#rc = rc
    this.#goOn ??= () => this.#due?.step(this.#rc)
    void settledOk.then(this.#goOn)
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
    // A promise that the program let float would otherwise be an unhandled rejection of the host.
    promise.catch(nothing)
    resolve(this.#rejectOnce())
  }

  // A thread that was ended while it ran learns of it at its next wait, once; whatever it waits for
  // after that never comes.
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
