// The methods of an implementation, ready to be called by a server loop: by MID, with a buffer for
// each answer.
//
// Buffers are shared by all threads that serve: an answer is written and sent without anybody else
// running in between.

import type { AnyInterface, Caller, Codec } from '@kos/idl'
import { didYouMean } from '@kos/idl/nearest'

/** The result of a method: nothing, out parameters, or error parameters. */
export type MethodAnswer = { readonly error?: never } | undefined

/** One method of an endpoint, ready to be called. */
export interface MethodHandler {
  /** For people: endpoint and method. */
  readonly name: string
  readonly request: Codec<never, unknown>
  /** Whether its requests carry handles. */
  readonly hasHandles: boolean
  readonly response: Outgoing
  readonly error: Outgoing | null
  /** The implementation of the endpoint, and its method. */
  readonly owner: object
  readonly run: (
    this: object,
    request: unknown,
    caller: Caller,
  ) => MethodAnswer | Promise<MethodAnswer>
  /**
   * The first request, kept for the engine: with the last object of a shape it drops all code that
   * it compiled for that shape.
   */
  seen: object | null
}

/** The buffers of a method for its answers. */
export type MethodBuffers = Pick<MethodHandler, 'response' | 'error'>

/** A message to send: its buffer is exactly one message. */
export interface Outgoing {
  readonly codec: Codec<never, unknown>
  readonly message: Uint8Array
  readonly view: DataView
}

/**
 * The methods of `implementation` for an interface, by MID. Throws TypeError for one that is
 * missing; `who` names the caller in it. `like` are those of another implementation of the same
 * interface in this process: its buffers serve both.
 */
export function handlersOf(
  who: string,
  endpoint: string,
  target: AnyInterface,
  implementation: object | undefined,
  like: readonly MethodBuffers[] | null = null,
): MethodHandler[] {
  return target.$methods.map((method) => {
    const shared = like?.[method.mid]
    const run = (implementation as Record<string, unknown> | undefined)?.[method.name]
    if (typeof run !== 'function')
      throw new TypeError(noMethod(who, endpoint, method.name, implementation))
    return {
      name: `${endpoint}.${method.name}`,
      request: method.request,
      hasHandles: method.request.handles.length > 0,
      response: shared?.response ?? outgoing(method.response),
      error: method.error === null ? null : (shared?.error ?? outgoing(method.error)),
      owner: implementation as object,
      run: run as MethodHandler['run'],
      seen: null,
    }
  })
}

function noMethod(
  who: string,
  endpoint: string,
  name: string,
  implementation: object | undefined,
): string {
  const names: string[] = []
  for (
    let each = implementation;
    each && each !== Object.prototype;
    each = Object.getPrototypeOf(each) as object
  )
    names.push(...Object.getOwnPropertyNames(each).filter((own) => own !== 'constructor'))
  return `${who}: the implementation of "${endpoint}" has no method ${name}${didYouMean(name, names)}`
}

function outgoing(codec: Codec<never, unknown>): Outgoing {
  const message = new Uint8Array(codec.size)
  return { codec, message, view: new DataView(message.buffer) }
}
