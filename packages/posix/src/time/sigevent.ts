// How a program is told of an event (signal.h): of a timer that ran out, of a message.

/** Not at all. */
export const SIGEV_NONE = 1
/** By a signal: there is nobody who would send one. */
export const SIGEV_SIGNAL = 0
/** By a function, in a thread of its own. */
export const SIGEV_THREAD = 2

/** How to tell of an event. */
export class sigevent {
  /** SIGEV_NONE or SIGEV_THREAD. */
  sigev_notify: number = SIGEV_SIGNAL
  sigev_signo = 0
  /** Given to the function. */
  sigev_value: unknown = null
  /** Called with the functions of its thread, as the routine of `pthread_create`, and the value. */
  sigev_notify_function: ((posix: never, value: never) => unknown) | null = null
  /** Attributes of the thread; null: those of `pthread_create` without any. */
  sigev_notify_attributes: object | null = null
}
