// The result of `System.as`: a promise that runs the system when it is first awaited.
//
// Until then a test may advance time in steps of its own (`System.advance`), and let several
// processes act concurrently (`Promise.all`).

/** The result of a routine that acts as a process. Awaiting it runs the system. */
export class LazyPromise<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = 'LazyPromise'
  readonly #result: Promise<T>
  readonly #run: () => Promise<void>
  #running: Promise<T> | null = null

  /** `result` is the result of the routine; `run` runs the system until it is there. */
  constructor(result: Promise<T>, run: () => Promise<void>) {
    this.#result = result
    this.#run = run
    // A rejection is not unhandled before the promise is awaited.
    result.catch(() => {})
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise.
  then<R = T, E = never>(
    onResult?: ((value: T) => R | PromiseLike<R>) | null,
    onError?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    this.#running ??= this.#run().then(() => this.#result)
    return this.#running.then(onResult, onError)
  }

  catch<E = never>(onError?: ((reason: unknown) => E | PromiseLike<E>) | null): Promise<T | E> {
    return this.then(null, onError)
  }

  finally(onEnd?: (() => void) | null): Promise<T> {
    return this.then().finally(onEnd)
  }
}
