// What the signals of a process do: their actions, and the delivery of one to a thread.
//
// Nothing interrupts a thread here. `raise` and `kill` run the action in the calling thread, before
// they answer. While a handler runs, its signal and those of `sa_mask` are blocked for the thread:
// what is raised meanwhile is pending, and delivered when the handler is over.

import { ENOTSUP } from '../errno.ts'
import { ExitProcedure } from '../process/exit-procedure.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import {
  SA_NODEFER,
  SA_RESETHAND,
  SA_SIGINFO,
  SIG_DFL,
  SIG_IGN,
  SIGABRT,
} from './signal-numbers.ts'
import { defaultAction, strsignal } from './signal-table.ts'
import { sigset_t } from './signal-set.ts'

/** What is known of a signal that was sent. */
export class siginfo_t {
  si_signo = 0
  si_errno = 0
  /** SI_USER or SI_TIMER. */
  si_code = 0
  /** The process that sent it: 0, as there is no other. */
  si_pid = 0
  si_uid = 0
  si_status = 0
  si_addr = 0
  si_band = 0
  si_value: unknown = null
}

/**
 * A handler: SIG_DFL, SIG_IGN, or a function. It may wait. It is given the functions of the thread
 * that it runs in: that of `alarm` is another one than those of the program.
 */
export type SignalHandler = number | ((sig: number, posix: never) => unknown)

/** An action (`struct sigaction`). */
export class sigaction {
  /** What is called, unless SA_SIGINFO is set. */
  sa_handler: SignalHandler = SIG_DFL
  /** Signals that are blocked besides while the handler runs. */
  sa_mask: sigset_t = new sigset_t()
  /** SA_SIGINFO, SA_NODEFER, SA_RESETHAND; the others have no effect. */
  sa_flags = 0
  /** What is called with SA_SIGINFO. The context is null; then the functions as for a handler. */
  sa_sigaction: ((sig: number, info: siginfo_t, context: null, posix: never) => unknown) | null =
    null
}

class Blocked {
  readonly mask: sigset_t = new sigset_t()
  readonly pending: sigset_t = new sigset_t()
}

/** Copies an action. */
export function copyAction(from: sigaction, into: sigaction): void {
  into.sa_handler = from.sa_handler
  into.sa_mask.assign(from.sa_mask)
  into.sa_flags = from.sa_flags
  into.sa_sigaction = from.sa_sigaction
}

/** The actions of a process. */
export class SignalActions {
  readonly #actions: Map<number, sigaction> = new Map()

  /** Those of the process of a thread. */
  static of({ process }: PosixThread): SignalActions {
    return process.local(SignalActions, () => new SignalActions())
  }

  /** The action of a signal. */
  get(sig: number): sigaction {
    return this.#actions.get(sig) ?? new sigaction()
  }

  /** Sets it to a copy. */
  set(sig: number, action: sigaction): void {
    const own = new sigaction()
    copyAction(action, own)
    this.#actions.set(sig, own)
  }

  /**
   * Delivers a signal to a thread: answers 0 when its action is over. ENOTSUP: it would stop the
   * process.
   */
  async deliver(thread: PosixThread, info: siginfo_t): Promise<number> {
    const sig = info.si_signo
    const blocked = thread.local(Blocked, () => new Blocked())
    if (blocked.mask.has(sig)) {
      blocked.pending.add(sig)
      return 0
    }
    const action = this.get(sig)
    if (hasHandler(action)) return this.#handle(thread, blocked, action, info)
    return action.sa_handler === SIG_IGN ? 0 : this.#default(thread, sig)
  }

  async #handle(
    thread: PosixThread,
    blocked: Blocked,
    action: sigaction,
    info: siginfo_t,
  ): Promise<number> {
    const { sa_handler, sa_flags, sa_mask, sa_sigaction } = action
    const before = new sigset_t()
    before.assign(blocked.mask)
    blocked.mask.addAll(sa_mask)
    if ((sa_flags & SA_NODEFER) === 0) blocked.mask.add(info.si_signo)
    if ((sa_flags & SA_RESETHAND) !== 0) this.#actions.delete(info.si_signo)
    const posix = thread.process.functionsOf(thread) as never
    try {
      if ((sa_flags & SA_SIGINFO) !== 0) await sa_sigaction?.(info.si_signo, info, null, posix)
      else if (typeof sa_handler === 'function') await sa_handler(info.si_signo, posix)
    } finally {
      blocked.mask.assign(before)
    }
    return this.#deliverPending(thread, blocked)
  }

  async #deliverPending(thread: PosixThread, { mask, pending }: Blocked): Promise<number> {
    for (;;) {
      const sig = pending.firstWithout(mask)
      if (sig === 0) return 0
      pending.delete(sig)
      const info = new siginfo_t()
      info.si_signo = sig
      await this.deliver(thread, info)
    }
  }

  #default(thread: PosixThread, sig: number): number | Promise<number> {
    const exit = ExitProcedure.of(thread)
    switch (defaultAction(sig)) {
      case 'end':
        return exit.quickExit(thread, 128 + sig)
      case 'crash':
        return exit.crash(thread, `signal ${sig}: ${strsignal(sig)}`, '')
      case 'stop':
        return -ENOTSUP
      case 'ignore':
      case undefined:
        break
    }
    return 0
  }

  /** `abort`: the handler of SIGABRT is called, if there is one; then the process crashes. */
  async abort(thread: PosixThread): Promise<never> {
    const info = new siginfo_t()
    info.si_signo = SIGABRT
    if (hasHandler(this.get(SIGABRT))) await this.deliver(thread, info)
    return ExitProcedure.of(thread).crash(thread, 'abort() was called', '')
  }
}

function hasHandler({ sa_flags, sa_handler, sa_sigaction }: sigaction): boolean {
  return typeof ((sa_flags & SA_SIGINFO) === 0 ? sa_handler : sa_sigaction) === 'function'
}
