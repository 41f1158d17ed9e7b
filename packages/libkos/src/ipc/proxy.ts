// Typed calls: a proxy whose methods are those of an interface. One message is written, one read, nothing else is allocated that
// the caller does not see.
//
// A proxy belongs to the thread whose `kos` made it, and has one call outstanding at a time. Where its handle comes from is `connect.ts`; the
// server's side is `serve.ts`.

import {
  type AnyInterface,
  type Codec,
  type ErrorOf,
  isErrorResponse,
  type Interface,
  type Method,
  type MethodNames,
  type MethodSpecs,
  type RequestInit,
  type Response,
} from '@kos/idl'
import { type Failure, rcFail, rcInvalidArgument, rcOk } from '@kos/retcode'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { handleContract, ipcContract } from '../abi/contracts.ts'
import { PARKED } from '../abi/syscall.ts'
import { type Handle, INVALID_HANDLE } from '../nk/types.ts'
import type { Sys } from '../runtime/sys.ts'
import { CallInterrupt, type CallOptions } from './call-options.ts'
import { ProcessHandleReader } from './handle-reader.ts'

/**
 * What a call answers: the out parameters beside `rc`, or `rc` alone. If the server set error parameters, `rc` is rcFail and they are
 * in `error`.
 */
export type CallResult<M extends Method> =
  | ({ readonly rc: typeof rcOk; readonly error?: undefined } & Response<M>)
  | ({ readonly rc: Failure; readonly error?: ErrorOf<M> } & { readonly [K in keyof Response<M>]?: undefined })

/** The arguments of a proxy's method: one object, left out if the method has no parameters. */
export type CallArguments<M extends Method> = keyof RequestInit<M> extends never
  ? readonly [request?: RequestInit<M>]
  : readonly [request: RequestInit<M>]

/**
 * The methods of an interface, as a client calls them: `await lights.Set({ mode: 1 }, { timeout: 50, signal })`.
 *
 * Until the server takes the request, a call ends with rcTimeout when its time is up, and with rcIpcInterrupt when its signal is aborted (also if it
 * is aborted before); the server then never sees it. A call whose request was taken goes on, whatever becomes of time and signal: it gives
 * what the server answers, for the server has done its work.
 */
export type Proxy<I extends AnyInterface> = Disposable & {
  readonly [K in MethodNames<I>]: I[K] extends Method
    ? (...args: [...CallArguments<I[K]>, options?: CallOptions]) => Promise<CallResult<I[K]>>
    : never
}

type Answer = Record<string, unknown> & { rc: number; error?: unknown }

const { Call, CallEx } = ipcContract.calls

/** The state behind a proxy: its buffers, and how to call. */
class Client {
  readonly sys: Sys
  readonly handle: Handle
  readonly riid: number
  readonly call: (
    h: number,
    out: Uint8Array,
    arena: Uint8Array,
    used: number,
    into: Uint8Array,
    intoArena: Uint8Array,
  ) => number
  readonly callEx: (
    h: number,
    out: Uint8Array,
    arena: Uint8Array,
    used: number,
    into: Uint8Array,
    intoArena: Uint8Array,
    timeout: number,
    sync: number,
  ) => number
  readonly requestArena: Uint8Array
  readonly response: Uint8Array
  readonly view: DataView
  readonly responseArena: Uint8Array
  readonly reader: ProcessHandleReader

  constructor(sys: Sys, target: AnyInterface, handle: Handle, riid: number) {
    const { requestArena, response, responseArena } = target.$sizes
    this.sys = sys
    this.handle = handle
    this.riid = riid
    this.call = sys.call(Call)
    this.callEx = sys.call(CallEx)
    this.requestArena = new Uint8Array(requestArena)
    this.response = new Uint8Array(response)
    this.view = new DataView(this.response.buffer)
    this.responseArena = new Uint8Array(responseArena)
    this.reader = new ProcessHandleReader(sys.tokens)
  }
}

/** One method of a proxy. Its request buffer is exactly one message: what is sent is the whole buffer. */
function callerOf(client: Client, method: Method): (request?: never, options?: CallOptions) => Promise<unknown> {
  const { sys, handle, riid, call, requestArena, response, responseArena, view: responseView, reader } = client
  const codec: Codec<never, unknown> = method.request
  const decode = method.response.decode as Codec<never, unknown>['decode']
  const decodeError = method.error?.decode as Codec<never, unknown>['decode'] | undefined
  const message = new Uint8Array(codec.size)
  const view = new DataView(message.buffer)
  // The first answer, kept for the engine: with the last object of a shape it drops all code that it compiled for that shape.
  let seen: Answer | null = null
  const finish = (rc: number): Answer => {
    if (rc !== rcOk) return { rc }
    if (decodeError !== undefined && isErrorResponse(response)) {
      return { rc: rcFail, error: decodeError(responseView, responseArena, reader) }
    }
    const answer = decode(responseView, responseArena, reader) as Answer
    answer.rc = rcOk
    seen ??= answer
    return answer
  }
  // The usual call, and one with options: it has more to undo.
  return (values = {} as never, options?: CallOptions) => {
    const used = encode(codec, values, riid, view, requestArena)
    if (used < 0) return Promise.resolve({ rc: rcInvalidArgument })
    if (options !== undefined) return callWith(client, message, used, options, finish)
    const answer = call(handle, message, requestArena, used, response, responseArena)
    return answer === PARKED ? sys.park(finish) : Promise.resolve(finish(answer))
  }
}

function callWith(
  client: Client,
  message: Uint8Array,
  used: number,
  { timeout = INFINITE_TIMEOUT, signal }: CallOptions,
  finish: (rc: number) => Answer,
): Promise<unknown> {
  const { sys, handle, requestArena, response, responseArena } = client
  const interrupt = signal === undefined ? null : new CallInterrupt(sys, signal)
  const rc = interrupt === null ? rcOk : interrupt.begin()
  if (rc !== rcOk) return Promise.resolve({ rc })
  const syncHandle = interrupt === null ? INVALID_HANDLE : interrupt.syncHandle
  const answer = client.callEx(handle, message, requestArena, used, response, responseArena, timeout, syncHandle)
  const result = answer === PARKED ? sys.park(finish) : Promise.resolve(finish(answer))
  return interrupt === null ? result : endedBy(result, interrupt)
}

function endedBy(result: Promise<unknown>, interrupt: CallInterrupt): Promise<unknown> {
  const ended = result.finally(() => interrupt.end())
  // A promise that the program let float would be an unhandled rejection of the host when its thread is ended.
  ended.catch(() => {})
  return ended
}

function encode(codec: Codec<never, unknown>, values: never, riid: number, view: DataView, arena: Uint8Array): number {
  if (typeof values !== 'object' || values === null) return -1
  return codec.encode(values, riid, view, arena)
}

/** A proxy for the endpoint `riid` that `handle` leads to. Disposing it closes the handle. */
export function makeProxy<const M extends MethodSpecs>(
  sys: Sys,
  target: Interface<M>,
  handle: Handle,
  riid: number,
): Proxy<Interface<M>> {
  const client = new Client(sys, target, handle, riid)
  const close = sys.processCall(handleContract.calls.Close)
  const proxy: Record<string | symbol, unknown> = { [Symbol.dispose]: () => void close(handle) }
  for (const method of target.$methods) proxy[method.name] = callerOf(client, method)
  return proxy as unknown as Proxy<Interface<M>>
}
