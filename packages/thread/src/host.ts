// The facilities of the JavaScript host in one object: these packages run wherever JavaScript runs,
// and import nothing of a host.
//
// `defaultHost` takes what the global object offers. Clocks (`clock.ts`) use it, and promise
// waiters for their time-outs.

/**
 * The longest delay of a host's timer, in milliseconds; browsers and Node.js fire at once beyond
 * it.
 */
export const maxTimerDelay: number = 2 ** 31 - 1

/** What a clock needs of the JavaScript host. */
export interface Host {
  /** Milliseconds of a monotonic clock with an arbitrary start; fractions are welcome. */
  now(): number
  /** Milliseconds since the Unix epoch. */
  systemTime(): number
  /**
   * Calls `callback` once after `delay` milliseconds (at most `maxTimerDelay`). Answers a function
   * that takes it back.
   */
  setTimer(callback: () => void, delay: number): () => void
  /**
   * Calls `callback` in a later turn of the host's event loop, after timers and I/O had their
   * chance.
   */
  hostTask(callback: () => void): void
  /**
   * Called in a microtask. Calls `callback` when the microtask queue has run dry, before timers and
   * I/O have their chance; where the host offers nothing for that, as `hostTask` does.
   */
  afterMicrotasks(callback: () => void): void
  /** 32 unpredictable bits. */
  entropy(): number
}

interface Globals {
  readonly performance: { now(): number }
  readonly crypto: { getRandomValues(array: Uint32Array): Uint32Array }
  readonly setTimeout: (callback: () => void, delay: number) => unknown
  readonly clearTimeout: (timer: unknown) => void
  readonly setImmediate?: (callback: () => void) => unknown
  readonly process?: { nextTick?(callback: () => void): void }
  readonly MessageChannel?: new () => {
    readonly port1: { onmessage: (() => void) | null }
    readonly port2: { postMessage(message: unknown): void }
  }
}

/**
 * The host that the global object offers: Node.js, browsers, workers. Costs little until it is
 * used.
 */
export function defaultHost(): Host {
  const globals = globalThis as unknown as Globals
  // Of Node.js the global is a getter, which takes a quarter of a reading (bench case `kernel/trace`).
  let performance: Globals['performance'] | null = null
  let pool: Uint32Array | null = null
  let used = 0
  let later: ((callback: () => void) => void) | null = null
  return {
    now: () => (performance ??= globals.performance).now(),
    systemTime: () => Date.now(),
    setTimer(callback, delay) {
      const timer = globals.setTimeout(callback, delay)
      return () => globals.clearTimeout(timer)
    },
    hostTask(callback) {
      later ??= hostTaskOf(globals)
      later(callback)
    },
    afterMicrotasks(callback) {
      const { process } = globals
      if (process?.nextTick === undefined) this.hostTask(callback)
      else process.nextTick(callback)
    },
    entropy() {
      if (pool === null || used === pool.length) {
        pool = globals.crypto.getRandomValues(pool ?? new Uint32Array(64))
        used = 0
      }
      return pool[used++] as number
    },
  }
}

// setTimeout is clamped to 4 ms in browsers, so it comes last.
function hostTaskOf(globals: Globals): (callback: () => void) => void {
  const { setImmediate, MessageChannel } = globals
  if (setImmediate !== undefined) return (callback) => void setImmediate(callback)
  if (MessageChannel === undefined) return (callback) => void globals.setTimeout(callback, 0)
  const { port1, port2 } = new MessageChannel()
  const callbacks: (() => void)[] = []
  port1.onmessage = () => callbacks.shift()?.()
  return (callback) => {
    callbacks.push(callback)
    port2.postMessage(null)
  }
}
