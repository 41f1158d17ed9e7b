// Microtasks and handled rejections, made so that no code of a program runs.
//
// A program may have given a promise that it holds a `then`, a `catch` or a `constructor` of its
// own. The kernel calls methods of its own promise only, and on other promises the `then` that it
// captured. Waits are in `continuation.ts`.

// Never handed out, so that its `then` is that of all promises.
const resolved: Promise<void> = /* @__PURE__ */ Promise.resolve()
const callThen = /* @__PURE__ */ Function.prototype.call.bind(
  Reflect.get(Promise.prototype, 'then'),
) as unknown as (promise: Promise<unknown>, onResult: undefined, onError: () => void) => void

const nothing = (): void => {}

/** Calls `callback` in a microtask. */
export function callSoon(callback: () => void): void {
  // A method call on a promise of one shape: the engine inlines it (bench case ipc/round-trip).
  void resolved.then(callback)
}

/**
 * Marks a rejection of `promise` as handled, so that the host reports nothing if nobody awaits it.
 * False if the program has changed the promise in a way that its own code would run: then nothing
 * is marked.
 */
export function markHandled(promise: Promise<unknown>): boolean {
  const isChanged =
    Object.getPrototypeOf(promise) !== Promise.prototype || Object.hasOwn(promise, 'constructor')
  if (isChanged) return false
  callThen(promise, undefined, nothing)
  return true
}
