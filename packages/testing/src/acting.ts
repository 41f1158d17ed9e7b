// What `System.as` gives: a promise that lets the system run as soon as somebody waits for it.
// Until then a test may let time pass in steps of its own (`System.advance`), and have several
// processes act at once (`Promise.all`).

/** The result of a routine that acts as a process. */
export class Acting<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = 'Acting'
  readonly #result: Promise<T>
  readonly #run: () => Promise<void>
  #running: Promise<T> | null = null

  /** `result` is what the routine gives; `run` lets the system run until then. */
  constructor(result: Promise<T>, run: () => Promise<void>) {
    this.#result = result
    this.#run = run
    // Whoever looks at it later is told.
    result.catch(() => {})
  }

  // oxlint-disable-next-line unicorn/no-thenable -- being awaited is what it is for.
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
