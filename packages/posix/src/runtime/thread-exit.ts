// How a POSIX thread ends before its routine returns: what it waits for rejects with a ThreadExit,
// so that `finally` and `using` run on the way out. Cleanup handlers and destructors of keys follow
// when the routine is left (pthread/thread-life.ts).

/** The value of a thread that was cancelled, for `pthread_join`. */
export const PTHREAD_CANCELED: unique symbol = /* @__PURE__ */ Symbol('PTHREAD_CANCELED')

/** What the calls of a thread reject with that called `pthread_exit` or acts on a cancellation. */
export class ThreadExit extends Error {
  override readonly name = 'ThreadExit'
  /** The value of the thread. */
  readonly value: unknown

  constructor(value: unknown) {
    super(
      value === PTHREAD_CANCELED
        ? 'this thread was cancelled; code that catches this must throw it again'
        : 'this thread called pthread_exit; code that catches this must throw it again',
    )
    this.value = value
  }
}
