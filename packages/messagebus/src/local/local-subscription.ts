// What somebody gets of a local bus: messages one by one, as an async iterable or by a callback.
// One reader at a time.
//
// `wake` of the core is called while a push goes through its topic, so it only notes that something
// is there: an iterator is resolved, or a callback is called in a microtask of its own.

import type { AbortSignalLike } from '@kos/thread'
import { Delivery, type TopicSubscriber } from '../core/subscriber.ts'

type Handler<M> = (message: M) => unknown

/** A subscription, until it is disposed. */
export class LocalSubscription<M> implements Disposable, AsyncIterable<M> {
  readonly #subscriber: TopicSubscriber<unknown>
  readonly #close: () => void
  readonly #delivery: Delivery<unknown> = new Delivery()
  /** Whoever waits for a message: called when there is one, or the end. Null if nobody waits. */
  #ready: (() => void) | null = null
  #isRead = false

  /** @internal It is made by `MessageBus.subscribe`. */
  constructor(subscriber: TopicSubscriber<unknown>, close: () => void) {
    this.#subscriber = subscriber
    this.#close = close
    subscriber.wake = () => this.#ready?.()
  }

  /** Messages that wait. */
  get waiting(): number {
    return this.#subscriber.queue.size
  }

  /** Takes the next message, if one waits: undefined otherwise. */
  take(): M | undefined {
    const delivery = this.#delivery
    if (!this.#subscriber.isRegistered || !this.#subscriber.take(delivery)) return undefined
    const { topic, id, dropped } = delivery
    return { topic, id, dropped } as M
  }

  /**
   * Calls `onMessage` for each message, the next time when its promise, if it answers one, is
   * settled. Resolves when the subscription is disposed; rejects with the reason of `signal` when
   * that is aborted, and with what `onMessage` throws. Then it may run again.
   *
   * Throws TypeError if it is read already.
   */
  run(
    onMessage: Handler<M>,
    { signal }: { readonly signal?: AbortSignalLike | undefined } = {},
  ): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason)
    this.#begin()
    const { promise, resolve, reject } = deferred()
    const reader = new Reader(this, onMessage, resolve, reject)
    const isOver = (): boolean => !this.#subscriber.isRegistered
    this.#ready = () => reader.schedule(isOver)
    const abort = (): void => reader.fail(signal?.reason)
    signal?.addEventListener('abort', abort)
    this.#ready()
    return promise.finally(() => {
      signal?.removeEventListener('abort', abort)
      this.#end()
    })
  }

  /**
   * The messages. Ends when the subscription is disposed. Throws TypeError if it is read already.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<M, void, void> {
    this.#begin()
    try {
      while (this.#subscriber.isRegistered) {
        const message = this.take()
        if (message !== undefined) yield message
        else await new Promise<void>((resolve) => (this.#ready = resolve))
      }
    } finally {
      this.#end()
    }
  }

  /** Ends it. What waits is gone. */
  [Symbol.dispose](): void {
    this.#close()
  }

  #begin(): void {
    if (this.#isRead) throw new TypeError(`${this.#subscriber.name} is read already: one at a time`)
    this.#isRead = true
  }

  #end(): void {
    this.#isRead = false
    this.#ready = null
  }
}

/**
 * Calls a callback for each message. It is scheduled at most once, and made once: no closure per
 * message.
 */
class Reader<M> {
  readonly #source: LocalSubscription<M>
  readonly #onMessage: Handler<M>
  readonly #resolve: () => void
  readonly #reject: (reason: unknown) => void
  #isScheduled = false
  #isDone = false
  #isOver: () => boolean = () => false
  readonly #goOn = (): void => {
    this.#isScheduled = false
    this.#go()
  }
  readonly #failed = (reason: unknown): void => this.fail(reason)

  constructor(
    source: LocalSubscription<M>,
    onMessage: Handler<M>,
    resolve: () => void,
    reject: (reason: unknown) => void,
  ) {
    this.#source = source
    this.#onMessage = onMessage
    this.#resolve = resolve
    this.#reject = reject
  }

  schedule(isOver: () => boolean): void {
    this.#isOver = isOver
    if (this.#isScheduled || this.#isDone) return
    this.#isScheduled = true
    void settled.then(this.#goOn)
  }

  fail(reason: unknown): void {
    this.#isDone = true
    this.#reject(reason)
  }

  #go(): void {
    try {
      while (!this.#isDone) {
        const message = this.#source.take()
        if (message === undefined) break
        const answer = this.#onMessage(message)
        if (!isThenable(answer)) continue
        // It stands for a scheduled call: a message that comes meanwhile waits.
        this.#isScheduled = true
        answer.then(this.#goOn, this.#failed)
        return
      }
    } catch (error) {
      return this.fail(error)
    }
    if (this.#isOver()) this.#finish()
  }

  #finish(): void {
    this.#isDone = true
    this.#resolve()
  }
}

// What follows it runs in the next microtask: not every host has `queueMicrotask`.
const settled: Promise<void> = /* @__PURE__ */ Promise.resolve()

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}

function deferred(): {
  promise: Promise<void>
  resolve: () => void
  reject: (reason: unknown) => void
} {
  let resolve: () => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<void>((...settle) => {
    ;[resolve, reject] = settle
  })
  return { promise, resolve, reject }
}
