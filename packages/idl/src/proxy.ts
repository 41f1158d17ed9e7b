// The client's side of an interface: an object with its methods. These are types only; a
// `HandleReader` may make such objects. The server's side is `implementation.ts`.

import type { Failure, rcOk } from '@kos/retcode'
import type { AnyInterface, MethodNames } from './interface.ts'
import type { ErrorOf, Method, RequestInit, Response } from './method.ts'

/** The part of the standard AbortSignal that is used here. */
export interface CallSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** How a call may end before its answer is here. */
export interface CallOptions {
  /**
   * Milliseconds until the call ends with rcTimeout, however far it is: waiting for the server, or
   * for its answer. No limit if left out.
   */
  readonly deadline?: number
  /**
   * Milliseconds until the call ends with rcTimeout, unless the server has taken the request by
   * then: after that it waits for the answer as long as that takes. 0: at once, unless a server
   * thread waits. Not beside `deadline`.
   */
  readonly timeout?: number
  /** When the signal is aborted, the call ends with rcIpcInterrupt, however far it is. */
  readonly signal?: CallSignal
}

/**
 * The result of a call: the out parameters beside `rc`, or `rc` alone. If the server set error
 * parameters, `rc` is rcFail and they are in `error`.
 */
export type CallResult<M extends Method> =
  | ({ readonly rc: typeof rcOk; readonly error?: undefined } & Response<M>)
  | ({ readonly rc: Failure; readonly error?: ErrorOf<M> } & {
      readonly [K in keyof Response<M>]?: undefined
    })

/** The arguments of a proxy's method: one object, left out if the method has no parameters. */
export type CallArguments<M extends Method> = keyof RequestInit<M> extends never
  ? readonly [request?: RequestInit<M>]
  : readonly [request: RequestInit<M>]

/**
 * The methods of an interface, as a client calls them: `await lights.Set({ mode: 1 }, {
 * deadline: 50, signal })`.
 *
 * Without options a call waits for its answer for ever. It ends with rcTimeout at its `deadline`,
 * and with rcIpcInterrupt when its `signal` is aborted (also if it is aborted before). If the server
 * had not taken the request, it never sees it; if it had, it may do what it was asked, and its
 * answer finds nobody. The calls of one thread come one after the other: a second call waits until
 * the first is over, and its options count from then on.
 */
export type Proxy<I extends AnyInterface> = Disposable & {
  readonly [K in MethodNames<I>]: I[K] extends Method
    ? (...args: [...CallArguments<I[K]>, options?: CallOptions]) => Promise<CallResult<I[K]>>
    : never
}
