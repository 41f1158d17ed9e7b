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

/** How a call may end before its server takes the request. */
export interface CallOptions {
  /**
   * Milliseconds until the call ends with rcTimeout; 0: at once, unless a server thread waits. No
   * limit if left out.
   */
  readonly timeout?: number
  /** When the signal is aborted, the call ends with rcIpcInterrupt. */
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
 * The methods of an interface, as a client calls them: `await lights.Set({ mode: 1 }, { timeout:
 * 50, signal })`.
 *
 * Until the server takes the request, a call ends with rcTimeout when its time is up, and with
 * rcIpcInterrupt when its signal is aborted (also if it is aborted before); the server then never
 * sees it. A call whose request was taken goes on, whatever becomes of time and signal, and its
 * result is that of the server.
 */
export type Proxy<I extends AnyInterface> = Disposable & {
  readonly [K in MethodNames<I>]: I[K] extends Method
    ? (...args: [...CallArguments<I[K]>, options?: CallOptions]) => Promise<CallResult<I[K]>>
    : never
}
