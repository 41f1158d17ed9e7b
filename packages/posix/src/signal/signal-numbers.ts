// Signal numbers and codes (signal.h), what each signal does by default, and its text. The values
// are those of Linux.

/** A handler: the default action, to ignore, or a function. */
export const SIG_DFL = 0
/** Ignore the signal. */
export const SIG_IGN = 1
/** What `signal` answers for an error. */
export const SIG_ERR = -1

export const SIGHUP = 1
export const SIGINT = 2
export const SIGQUIT = 3
export const SIGILL = 4
export const SIGTRAP = 5
export const SIGABRT = 6
export const SIGBUS = 7
export const SIGFPE = 8
export const SIGKILL = 9
export const SIGUSR1 = 10
export const SIGSEGV = 11
export const SIGUSR2 = 12
export const SIGPIPE = 13
export const SIGALRM = 14
export const SIGTERM = 15
export const SIGCHLD = 17
export const SIGCONT = 18
export const SIGSTOP = 19
export const SIGTSTP = 20
export const SIGTTIN = 21
export const SIGTTOU = 22
export const SIGURG = 23
export const SIGXCPU = 24
export const SIGXFSZ = 25
export const SIGVTALRM = 26
export const SIGPROF = 27
export const SIGPOLL = 29
export const SIGSYS = 31

/** The largest signal number, and one. */
export const NSIG = 32

/** Flags of `sigaction`. */
export const SA_NOCLDSTOP = 1
export const SA_NOCLDWAIT = 2
export const SA_SIGINFO = 4
export const SA_ONSTACK = 0x8000000
export const SA_RESTART = 0x10000000
export const SA_NODEFER = 0x40000000
export const SA_RESETHAND = 0x80000000

/** How `sigprocmask` would change a mask. */
export const SIG_BLOCK = 0
export const SIG_UNBLOCK = 1
export const SIG_SETMASK = 2

/** `si_code`: sent by `kill` or `raise`. */
export const SI_USER = 0
/** `si_code`: a timer of `alarm` ran out. */
export const SI_TIMER = -2

/** What a signal does whose action is SIG_DFL. */
export type DefaultAction = 'end' | 'crash' | 'ignore' | 'stop'

const signals: readonly (readonly [number: number, action: DefaultAction, text: string])[] = [
  [SIGHUP, 'end', 'hangup'],
  [SIGINT, 'end', 'interrupt'],
  [SIGQUIT, 'crash', 'quit'],
  [SIGILL, 'crash', 'illegal instruction'],
  [SIGTRAP, 'crash', 'trace or breakpoint trap'],
  [SIGABRT, 'crash', 'aborted'],
  [SIGBUS, 'crash', 'bus error'],
  [SIGFPE, 'crash', 'arithmetic error'],
  [SIGKILL, 'end', 'killed'],
  [SIGUSR1, 'end', 'user signal 1'],
  [SIGSEGV, 'crash', 'invalid memory reference'],
  [SIGUSR2, 'end', 'user signal 2'],
  [SIGPIPE, 'end', 'nobody reads the pipe'],
  [SIGALRM, 'end', 'the alarm clock rang'],
  [SIGTERM, 'end', 'terminated'],
  [SIGCHLD, 'ignore', 'a child ended or stopped'],
  [SIGCONT, 'ignore', 'continued'],
  [SIGSTOP, 'stop', 'stopped'],
  [SIGTSTP, 'stop', 'stopped at the terminal'],
  [SIGTTIN, 'stop', 'read from the terminal in the background'],
  [SIGTTOU, 'stop', 'wrote to the terminal in the background'],
  [SIGURG, 'ignore', 'urgent data at a socket'],
  [SIGXCPU, 'crash', 'too much CPU time'],
  [SIGXFSZ, 'crash', 'a file became too large'],
  [SIGVTALRM, 'end', 'the virtual timer ran out'],
  [SIGPROF, 'end', 'the profiling timer ran out'],
  [SIGPOLL, 'end', 'an event that can be polled'],
  [SIGSYS, 'crash', 'bad system call'],
]

/** What the default action of a signal is; undefined if there is no such signal. */
export function defaultAction(sig: number): DefaultAction | undefined {
  return signals.find(([number]) => number === sig)?.[1]
}

/** Whether a signal of this number exists. */
export function isSignal(sig: number): boolean {
  return defaultAction(sig) !== undefined
}

/** The text of a signal (string.h); one for all numbers that are none. */
export function strsignal(signum: number): string {
  return signals.find(([number]) => number === signum)?.[2] ?? `unknown signal ${String(signum)}`
}
