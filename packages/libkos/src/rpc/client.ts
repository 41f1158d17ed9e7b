// Typed calls: for each method of an interface a function that calls it. One message is written,
// one read, nothing else is allocated that the caller does not see.
//
// They belong to one thread, and share their buffers: one call is outstanding at a time. Objects
// that have these functions as their methods are made in `proxy.ts` and `arrived-handle.ts`; the
// server's side is `serve.ts`.

import {
  type AnyInterface,
  type CallOptions,
  type Codec,
  isErrorResponse,
  type Method,
  type Type,
} from '@kos/idl'
import { rcFail, rcInvalidArgument, rcOk } from '@kos/retcode'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { ipcContract } from '../abi/contracts.ts'
import { PARKED, type SyscallFunction } from '../abi/syscall.ts'
import { type Handle, INVALID_HANDLE } from '../nk/types.ts'
import type { Sys } from '../runtime/sys.ts'
import { CallInterrupt } from './call-options.ts'
import type { ProcessHandleReader } from './handle-reader.ts'
import { type Offering, OfferWriter } from './offer-writer.ts'
import { PassedObjects } from './passed-objects.ts'

/** Calls one method. */
export type MethodCaller = (request?: never, options?: CallOptions) => Promise<unknown>

type CallAnswer = Record<string, unknown> & { rc: number; error?: unknown }

type AnyCodec = Codec<never, unknown>

const { Call, CallEx } = ipcContract.calls

/** The state that the functions of one proxy share: buffers and bound system calls. */
class Client {
  readonly sys: Sys
  readonly handle: Handle
  readonly riid: number
  readonly call: SyscallFunction<typeof Call>
  readonly callEx: SyscallFunction<typeof CallEx>
  readonly requestArena: Uint8Array
  readonly response: Uint8Array
  readonly view: DataView
  readonly responseArena: Uint8Array
  readonly reader: ProcessHandleReader

  constructor(target: AnyInterface, handle: Handle, riid: number, reader: ProcessHandleReader) {
    const { sys } = reader
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
    this.reader = reader
  }
}

/**
 * Functions that call the methods of `target` at the endpoint `riid` that `handle` leads to, by
 * MID.
 */
export function callersOf(
  target: AnyInterface,
  handle: Handle,
  riid: number,
  reader: ProcessHandleReader,
): readonly MethodCaller[] {
  reader.prepare(target)
  const client = new Client(target, handle, riid, reader)
  return target.$methods.map((method) => {
    const takesObjects = method.request.fields.some(({ type }) => holdsCapabilities(type))
    return takesObjects ? givingCallerOf(client, method) : callerOf(client, method)
  })
}

/** The request buffer of a method is exactly one message: the whole buffer is sent. */
function callerOf(client: Client, method: Method): MethodCaller {
  const { sys, handle, riid, call, requestArena, response, responseArena } = client
  const codec: AnyCodec = method.request
  const message = new Uint8Array(codec.size)
  const view = new DataView(message.buffer)
  const finish = finisherOf(client, method)
  const { isPrinted } = method
  // The usual call, and one with options: it has more to undo.
  return (values = {} as never, options?: CallOptions) => {
    const used = isObject(values) ? codec.encode(values, riid, view, requestArena) : -1
    if (used < 0) return Promise.resolve({ rc: rcInvalidArgument })
    if (options !== undefined) return callWith(client, method, message, used, options, finish)
    const answer = call(handle, message, requestArena, used, response, responseArena)
    if (answer !== PARKED) return Promise.resolve(finish(answer))
    return isPrinted ? parkThen(sys, finish) : sys.park(finish)
  }
}

// Printed code is the program's: it runs in the turn of its own thread, one microtask later.
function parkThen(sys: Sys, finish: (rc: number) => CallAnswer): Promise<unknown> {
  return handled(sys.park(null).then(finish))
}

/**
 * The same for a method that implementations can be given to: the handles that are made of them are
 * closed when the call is over.
 */
function givingCallerOf(client: Client, method: Method): MethodCaller {
  const { sys, riid, requestArena, reader } = client
  const objects = PassedObjects.of(sys.process)
  const codec: AnyCodec = method.request
  const message = new Uint8Array(codec.size)
  const view = new DataView(message.buffer)
  const finish = finisherOf(client, method)
  const who = `${method.interfaceName}.${method.name}`
  const offer: Offering = (target, given) => objects.offer(reader, target, given, who)
  return (values = {} as never, options: CallOptions = {}) => {
    const offers = new OfferWriter(sys, offer)
    let used = -1
    try {
      if (isObject(values)) used = codec.encode(values, riid, view, requestArena, offers)
    } catch (error) {
      offers.close()
      throw error
    }
    if (used < 0) {
      const failure = offers.giveUp()
      return Promise.resolve({ rc: failure === rcOk ? rcInvalidArgument : failure })
    }
    const result = callWith(client, method, message, used, options, finish)
    return offers.isEmpty ? result : finallyDo(result, () => offers.close())
  }
}

/** Makes the result of a call from its code and the response. */
function finisherOf(
  { response, responseArena, view, reader }: Client,
  method: Method,
): (rc: number) => CallAnswer {
  const decode = method.response.decode as AnyCodec['decode']
  const decodeError = method.error?.decode as AnyCodec['decode'] | undefined
  // The first answer, kept for the engine: with the last object of a shape it drops all code that
  // it compiled for that shape.
  let seen: CallAnswer | null = null
  return (rc) => {
    if (rc !== rcOk) return { rc }
    if (decodeError !== undefined && isErrorResponse(response)) {
      return { rc: rcFail, error: decodeError(view, responseArena, reader) }
    }
    const answer = decode(view, responseArena, reader) as CallAnswer
    answer.rc = rcOk
    seen ??= answer
    return answer
  }
}

function callWith(
  client: Client,
  method: Method,
  message: Uint8Array,
  used: number,
  { timeout = INFINITE_TIMEOUT, signal }: CallOptions,
  finish: (rc: number) => CallAnswer,
): Promise<unknown> {
  const { sys, handle, requestArena, response, responseArena } = client
  const interrupt = signal === undefined ? null : new CallInterrupt(sys, signal)
  const rc = interrupt === null ? rcOk : interrupt.begin()
  if (rc !== rcOk) return Promise.resolve({ rc })
  const syncHandle = interrupt === null ? INVALID_HANDLE : interrupt.syncHandle
  const answer = client.callEx(
    handle,
    message,
    requestArena,
    used,
    response,
    responseArena,
    timeout,
    syncHandle,
  )
  const result =
    answer !== PARKED
      ? Promise.resolve(finish(answer))
      : method.isPrinted
        ? parkThen(sys, finish)
        : sys.park(finish)
  return interrupt === null ? result : finallyDo(result, () => interrupt.end())
}

function finallyDo(result: Promise<unknown>, action: () => void): Promise<unknown> {
  return handled(result.finally(action))
}

// A promise that the program let float would be an unhandled rejection of the host when its thread
// is ended.
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

function isObject(values: unknown): boolean {
  return typeof values === 'object' && values !== null
}

/** Whether an implementation may be given somewhere in a value of `type`. */
function holdsCapabilities({ target, fields, element }: Type<unknown>): boolean {
  if (target !== null || fields.some(({ type }) => holdsCapabilities(type))) return true
  return element !== null && holdsCapabilities(element)
}
