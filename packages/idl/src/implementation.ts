// The server's side of an interface: an object with its methods. These are types only; server loops
// call the methods. The client's side is `proxy.ts`.

import type { AnyInterface, MethodNames } from './interface.ts'
import type { ErrorInit, Method, Request, ResponseInit } from './method.ts'

/** The caller of a method. */
export interface Caller {
  /** Id of the process. */
  readonly process: number
  /** Id of the thread. */
  readonly thread: number
  /** Id of the thread that serves the call: an object may be served by any thread of its process. */
  readonly server: number
}

/**
 * The result of a method: the out parameters, nothing if there are none, or error parameters in
 * place of them.
 */
export type MethodResult<M extends Method> =
  | (keyof ResponseInit<M> extends never ? void | ResponseInit<M> : ResponseInit<M>)
  | (ErrorInit<M> extends never ? never : { readonly error: ErrorInit<M> })

/** The methods of an interface, as a server implements them. */
export type Implementation<I extends AnyInterface> = {
  readonly [K in MethodNames<I>]: I[K] extends Method
    ? (request: Request<I[K]>, caller: Caller) => MethodResult<I[K]> | Promise<MethodResult<I[K]>>
    : never
}
