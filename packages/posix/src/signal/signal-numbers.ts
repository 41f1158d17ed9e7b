// Signal numbers and codes (signal.h). The values are those of Linux.

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
