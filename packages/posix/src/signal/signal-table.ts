// The signals that there are: what each does by default, and its text.

import {
  SIGABRT,
  SIGALRM,
  SIGBUS,
  SIGCHLD,
  SIGCONT,
  SIGFPE,
  SIGHUP,
  SIGILL,
  SIGINT,
  SIGKILL,
  SIGPIPE,
  SIGPOLL,
  SIGPROF,
  SIGQUIT,
  SIGSEGV,
  SIGSTOP,
  SIGSYS,
  SIGTERM,
  SIGTRAP,
  SIGTSTP,
  SIGTTIN,
  SIGTTOU,
  SIGURG,
  SIGUSR1,
  SIGUSR2,
  SIGVTALRM,
  SIGXCPU,
  SIGXFSZ,
} from './signal-numbers.ts'

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
