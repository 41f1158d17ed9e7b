// What implements an interface: an object with its methods. Types only, so that a handle of an
// interface may be given by one (`capability.ts`); calling them is a server loop's to do.

import type { AnyInterface, MethodNames } from './interface.ts'
import type { ErrorInit, Method, Request, ResponseInit } from './method.ts'

/** Who called. */
export interface Caller {
  /** Id of the process. */
  readonly process: number
  /** Id of the thread. */
  readonly thread: number
}

/**
 * What a method gives: the out parameters, nothing if there are none, or error parameters in place
 * of them.
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
