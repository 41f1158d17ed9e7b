// Promises of calls that a program may let float.

/**
 * Answers `promise`. If nobody awaits it, its rejection, when the thread is ended, is not reported
 * by the host as unhandled.
 */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
