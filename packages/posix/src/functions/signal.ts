// Signals, as far as the documented system has them: signal.h without masks and waits, `alarm` of
// unistd.h is in timers.ts.

import { EBADF, EFAULT, EINVAL } from '../errno.ts'
import { utf8Of } from '../text/utf8.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import {
  copyAction,
  sigaction as Action,
  siginfo_t,
  SignalActions,
  type SignalHandler,
} from '../signal/signal-actions.ts'
import { SIG_DFL, SIG_ERR, SIG_IGN, SIGKILL, SIGSTOP, SIGTERM } from '../signal/signal-numbers.ts'
import { isSignal, strsignal } from '../signal/signal-table.ts'
import { sigset_t } from '../signal/signal-set.ts'
import { type Stub, stub } from './stub.ts'

/** Functions of signal.h. */
export interface SignalApi {
  /**
   * Sends SIGTERM to this process: its action runs in the calling thread. `pid` is not looked at.
   * `sig` 0 sends nothing. 0; -1 with errno EINVAL: another signal.
   */
  readonly kill: (pid: number, sig: number) => Promise<number>
  /**
   * Runs the action of a signal in this thread, and resolves with 0 when it is over. By default the
   * process ends with the exit code 128 + `sig`, or crashes. -1 with errno: EINVAL (no signal),
   * ENOTSUP (the default action would stop the process).
   */
  readonly raise: (sig: number) => Promise<number>
  /**
   * Sets the handler of a signal, for good, and answers the one before. SIG_ERR with errno EINVAL:
   * no signal, SIGKILL or SIGSTOP, no handler.
   */
  readonly signal: (sig: number, func: SignalHandler) => SignalHandler
  /**
   * Writes the action of a signal into `oact`, and sets it to a copy of `act`, where they are given.
   * 0; -1 with errno: EINVAL (no signal; SIGKILL or SIGSTOP with `act`; no handler), EFAULT (not an
   * action).
   */
  readonly sigaction: (sig: number, act: Action | null, oact?: Action | null) => number
  /** Removes all signals from a set. 0; -1 with errno EFAULT: no set. */
  readonly sigemptyset: (set: sigset_t) => number
  /** Puts all signals into a set. 0; -1 with errno EFAULT: no set. */
  readonly sigfillset: (set: sigset_t) => number
  /** Puts a signal into a set. 0; -1 with errno: EFAULT (no set), EINVAL (no signal). */
  readonly sigaddset: (set: sigset_t, signo: number) => number
  /** Takes a signal out of a set. 0; -1 with errno: EFAULT (no set), EINVAL (no signal). */
  readonly sigdelset: (set: sigset_t, signo: number) => number
  /** 1: the signal is in the set; 0: it is not. -1 with errno: EFAULT (no set), EINVAL (no signal). */
  readonly sigismember: (set: sigset_t, signo: number) => number
  /** Writes `message`, a colon and the text of a signal to descriptor 2. errno EBADF: it is closed. */
  readonly psignal: (signum: number, message?: string | null) => Promise<void>
  /** As `psignal`, for the signal of `pinfo`. */
  readonly psiginfo: (pinfo: siginfo_t, message?: string | null) => Promise<void>
  /** A stub: -1 with errno ENOSYS. */
  readonly sigprocmask: Stub
  /** A stub: -1 with errno ENOSYS. */
  readonly pthread_sigmask: Stub
  /** A stub: -1 with errno ENOSYS. */
  readonly sigsuspend: Stub
  /** A stub: -1 with errno ENOSYS. */
  readonly sigwait: Stub
}

function deliver(thread: PosixThread, sig: number): Promise<number> {
  const info = new siginfo_t()
  info.si_signo = sig
  return SignalActions.of(thread)
    .deliver(thread, info)
    .then((answer) => thread.result(answer))
}

function isHandler(value: unknown): value is SignalHandler {
  return typeof value === 'function' || value === SIG_DFL || value === SIG_IGN
}

function isChangeable(sig: number): boolean {
  return isSignal(sig) && sig !== SIGKILL && sig !== SIGSTOP
}

function isAction(value: unknown): value is Action {
  if (!(value instanceof Action) || !(value.sa_mask instanceof sigset_t)) return false
  return value.sa_sigaction === null || typeof value.sa_sigaction === 'function'
}

function changeAction(
  thread: PosixThread,
  sig: number,
  act: Action | null,
  oact: Action | null,
): number {
  if (!isSignal(sig) || (act !== null && !isChangeable(sig))) return -EINVAL
  if ((act !== null && !isAction(act)) || (oact !== null && !isAction(oact))) return -EFAULT
  if (act !== null && !isHandler(act.sa_handler)) return -EINVAL
  const actions = SignalActions.of(thread)
  const before = actions.get(sig)
  if (act !== null) actions.set(sig, act)
  if (oact !== null) copyAction(before, oact)
  return 0
}

function changeSet(
  thread: PosixThread,
  change: (set: sigset_t, signo: number) => number,
): (set: sigset_t, signo: number) => number {
  return (set, signo) => {
    if (!(set instanceof sigset_t)) return thread.fail(EFAULT)
    return isSignal(signo) ? change(set, signo) : thread.fail(EINVAL)
  }
}

async function print(thread: PosixThread, signum: number, message: unknown): Promise<void> {
  const description = thread.process.descriptors.get(2)
  if (description === undefined) return void thread.fail(EBADF)
  const start = typeof message === 'string' && message !== '' ? `${message}: ` : ''
  const bytes = utf8Of(`${start}${strsignal(signum)}\n`)
  await thread.promise(description.write(thread, bytes, 0, bytes.length))
}

/** Signals. */
export const signal: Family<SignalApi> = {
  kill: (thread) => (_pid, sig) => {
    if (sig === 0) return Promise.resolve(0)
    return sig === SIGTERM ? deliver(thread, sig) : Promise.resolve(thread.fail(EINVAL))
  },
  raise: (thread) => (sig) => {
    if (sig === 0) return Promise.resolve(0)
    return isSignal(sig) ? deliver(thread, sig) : Promise.resolve(thread.fail(EINVAL))
  },
  signal: (thread) => (sig, func) => {
    const before = new Action()
    const action = new Action()
    action.sa_handler = func
    const answer = changeAction(thread, sig, action, before)
    if (answer < 0) {
      thread.fail(-answer)
      return SIG_ERR
    }
    return before.sa_handler
  },
  sigaction:
    (thread) =>
    (sig, act, oact = null) =>
      thread.result(changeAction(thread, sig, act, oact)),
  sigemptyset: (thread) => (set) => {
    if (!(set instanceof sigset_t)) return thread.fail(EFAULT)
    set.clear()
    return 0
  },
  sigfillset: (thread) => (set) => {
    if (!(set instanceof sigset_t)) return thread.fail(EFAULT)
    set.fill()
    return 0
  },
  sigaddset: (thread) =>
    changeSet(thread, (set, signo) => {
      set.add(signo)
      return 0
    }),
  sigdelset: (thread) =>
    changeSet(thread, (set, signo) => {
      set.delete(signo)
      return 0
    }),
  sigismember: (thread) => changeSet(thread, (set, signo) => (set.has(signo) ? 1 : 0)),
  psignal: (thread) => (signum, message) => print(thread, signum, message),
  psiginfo: (thread) => (pinfo, message) =>
    pinfo instanceof siginfo_t
      ? print(thread, pinfo.si_signo, message)
      : Promise.resolve(void thread.fail(EFAULT)),
  sigprocmask: stub,
  pthread_sigmask: stub,
  sigsuspend: stub,
  sigwait: stub,
}
