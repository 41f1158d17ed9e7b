// The Waiter by which a thread waits for another thread of its process: its park and wake are
// system calls. The locks (`@kos/sync`) live in the process; a free one is taken without the
// kernel.
//
// The process decides the code of a wait, the kernel only lets the thread run again. (1) A thread
// that wakes another notes the code here before it calls the kernel. (2) If the woken thread runs
// because its time was up, a code that was noted meanwhile counts: a lock that was handed over is
// not lost. (3) Without a code the lock is told, and may keep the waiter in its queue: then it
// waits again, without time-out.
//
// `Sys` knows only the type: a program that links no synchronisation has nothing of this file.

import { frozenClass, rcAbort, rcInvalidThreadState, rcOk, type Retcode } from '@kos/retcode'
import {
  INFINITE_TIMEOUT,
  notifyOwnerEnded,
  ownersOf,
  PARKED,
  updateInheritedPriority,
  type Waiter,
  WaiterState,
  type WaitKind,
} from '@kos/thread'
import { syncContract } from '../abi/contracts.ts'
import { callsOf, type SyscallFunction } from '../abi/syscall.ts'
import type { Sys } from './sys.ts'

const calls = /* @__PURE__ */ callsOf(syncContract)

function ownPriorityOf(sys: Sys): number {
  const { registers } = sys
  sys.call(calls.GetPriority)()
  return registers[calls.GetPriority.results.priority] as number
}

class ProcessThreadWaiter extends WaiterState implements Waiter {
  readonly tid: number
  isOver = false
  /** The lock, event or queue that it waits at. */
  object: unknown = null
  readonly #sys: Sys
  #ownPriority: number
  readonly #park: SyscallFunction<typeof calls.Park>
  readonly #unpark: SyscallFunction<typeof calls.Unpark>
  readonly #inherit: SyscallFunction<typeof calls.Inherit>
  readonly #switchPoint: SyscallFunction<typeof calls.SwitchPoint> | null
  // A promise that is given another promise resolves with its value, so the types need not
  // tell the two apart.
  readonly #finish: (rc: number) => Retcode
  #kind: WaitKind = 0
  #isWaiting = false
  /** The code it was woken with; PARKED while there is none. */
  #woken: number = PARKED

  /** Use `waiterOf`. */
  constructor(sys: Sys) {
    super(ownPriorityOf(sys))
    this.#ownPriority = this.priority
    this.tid = sys.tid
    this.#sys = sys
    this.#park = sys.call(calls.Park)
    // In the name of the process: the thread that unlocks may be over.
    this.#unpark = sys.processCall(calls.Unpark)
    this.#inherit = sys.processCall(calls.Inherit)
    this.#switchPoint = sys.info.explores ? sys.call(calls.SwitchPoint) : null
    this.#finish = (rc) => this.#finished(rc) as Retcode
  }

  park(timeout: number, kind: WaitKind, object: unknown): number {
    if (this.#isWaiting) return rcInvalidThreadState
    // Before the call: the kernel may ask at once for a report of waits.
    this.#kind = kind
    this.object = object
    const { waitOwner } = this
    const isOwned = waitOwner !== null && 'owners' in waitOwner ? 1 : 0
    const answer = this.#park(timeout, kind, this.#sys.process.numberOf(object), isOwned)
    this.#isWaiting = answer === PARKED
    if (answer === PARKED || answer === rcInvalidThreadState) return answer
    // Its time was up before anybody else could run.
    if (this.queue === null || this.queue.abandon(this, answer)) return this.#over(answer)
    return this.park(INFINITE_TIMEOUT, kind, object)
  }

  wake(rc: number): void {
    if (!this.#isWaiting || this.#woken !== PARKED) return
    this.#woken = rc
    this.waitOwner = null
    this.#unpark(this.tid, rc)
  }

  dropTimeout(): void {
    if (this.#isWaiting) this.#sys.processCall(calls.DropTimeout)(this.tid)
  }

  inherit(priority: number): void {
    this.inheritedPriority = priority
    const highest = priority > this.#ownPriority ? priority : this.#ownPriority
    if (highest === this.priority) return
    if (this.queue === null) this.priority = highest
    else this.queue.move(this, highest)
    this.#inherit(this.tid, priority)
  }

  /** Its own priority is another one from now on. */
  setOwnPriority(priority: number): void {
    this.#ownPriority = priority
    // Works out `priority`, and tells the kernel what was inherited and made no difference before.
    updateInheritedPriority(this)
  }

  complete(rc: number): number {
    return rc === PARKED || this.#switchPoint === null ? rc : this.#switchPoint(rc)
  }

  /** The promise of an operation of this thread that answered `answer`. */
  wait(answer: number): Promise<Retcode> {
    const completed = this.complete(answer)
    return completed === PARKED ? this.#sys.park(this.#finish) : this.#sys.wait(completed)
  }

  /** Ids of the threads that must act before this one goes on, as far as its mechanism knows. */
  owners(): number[] {
    return ownersOf(this.waitOwner).flatMap((owner) =>
      owner instanceof ProcessThreadWaiter ? [owner.tid] : [],
    )
  }

  /** The thread is over, however it ended. */
  end(): void {
    if (this.isOver) return
    this.isOver = true
    this.queue?.abandon(this, rcAbort)
    this.detail = null
    notifyOwnerEnded(this)
  }

  #finished(rc: number): number | Promise<unknown> {
    if (this.#woken !== PARKED) return this.#over(this.#woken)
    if (this.queue === null || this.queue.abandon(this, rc)) return this.#over(rc)
    // In a microtask of its own: another thread may be parking now.
    return Promise.resolve().then(() => this.#parkAgain())
  }

  #over(rc: number): number {
    this.#isWaiting = false
    this.#woken = PARKED
    this.waitOwner = null
    return rc
  }

  #parkAgain(): number | Promise<unknown> {
    if (this.#woken !== PARKED) return this.#over(this.#woken)
    this.#isWaiting = false
    const answer = this.park(INFINITE_TIMEOUT, this.#kind, this.object)
    return answer === PARKED ? this.#sys.park(this.#finish) : this.#finished(answer)
  }
}

/** A thread of a process, as the mechanisms in its process see it. */
export const ThreadWaiter: typeof ProcessThreadWaiter =
  /* @__PURE__ */ frozenClass(ProcessThreadWaiter)
/** A thread of a process, as the mechanisms in its process see it. */
export type ThreadWaiter = ProcessThreadWaiter

/** How a thread waits for others of its process. Made when it is first asked for. */
export function waiterOf(sys: Sys): ThreadWaiter {
  return sys.waiter ?? newWaiter(sys)
}

function newWaiter(sys: Sys): ThreadWaiter {
  const waiter = new ThreadWaiter(sys)
  sys.waiter = waiter
  sys.process.addWaiter(waiter)
  return waiter
}

/**
 * Changes the own priority of a thread of the process, 0 to 31, for another one or for itself.
 * `target` is null for one that has not begun. rcOk; rcInvalidArgument: out of range, or the thread
 * is over.
 */
export function setPriorityOf(sys: Sys, tid: number, target: Sys | null, priority: number): number {
  const rc = sys.call(calls.SetPriority)(tid, priority)
  if (rc === rcOk) target?.waiter?.setOwnPriority(priority)
  return rc
}
