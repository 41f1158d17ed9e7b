// Typed calls: for each method of an interface a function that calls it. One message is written,
// one read, nothing else is allocated that the caller does not see.
//
// They belong to one thread, and share their buffers: one call is outstanding at a time, and others
// of the thread wait for it (`call-order.ts`). Objects that have these functions as their methods
// are made in `proxy.ts` and `arrived-handle.ts`; the server's side is `serve.ts`.

import {
  type AnyInterface,
  type CallOptions,
  type Codec,
  isErrorResponse,
  type Method,
  misfit,
  type Type,
} from '@kos/idl'
import { rcFail, rcInvalidArgument, rcOk } from '@kos/retcode'
import { ipcContract } from '../abi/contracts.ts'
import { PARKED, type SyscallFunction } from '../abi/syscall.ts'
import { type Handle, INVALID_HANDLE } from '../nk/types.ts'
import type { Sys } from '../runtime/sys.ts'
import { CallInterrupt, type CheckedOptions, checkedOptions } from './call-options.ts'
import { callInOrder } from './call-order.ts'
import { handled } from './handled.ts'
import type { ProcessHandleReader } from './handle-reader.ts'
import { type Offering, OfferWriter } from './offer-writer.ts'
import { PassedObjects } from './passed-objects.ts'

/** Calls one method. */
export type MethodCaller = (request?: never, options?: CallOptions) => Promise<unknown>

type CallAnswer = Record<string, unknown> & { rc: number; error?: unknown }

type AnyCodec = Codec<never, unknown>

const { Call, CallBounded } = ipcContract.calls

/** The state that the functions of one proxy share: buffers and bound system calls. */
class Client {
  readonly sys: Sys
  readonly handle: Handle
  readonly riid: number
  readonly call: SyscallFunction<typeof Call>
  readonly callBounded: SyscallFunction<typeof CallBounded>
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
    this.callBounded = sys.call(CallBounded)
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
  const start: MethodCaller = (values = {} as never, options?: CallOptions) => {
    const checked = options === undefined ? null : checkedOptions(options, method)
    const used = isObject(values) ? codec.encode(values, riid, view, requestArena) : -1
    if (used < 0) return notCalled(sys, method, misfit(codec, values))
    if (typeof checked === 'string') return notCalled(sys, method, checked)
    if (checked !== null) return callWith(client, method, message, used, checked, finish)
    sys.outstandingCalls++
    const answer = call(handle, message, requestArena, used, response, responseArena)
    if (answer !== PARKED) return Promise.resolve(finish(answer))
    return isPrinted ? parkThen(sys, finish) : sys.park(finish)
  }
  return (values, options) =>
    sys.outstandingCalls === 0
      ? start(values, options)
      : callInOrder(sys, () => start(values, options))
}

// The call is not made. Its code says only that, so the report says why.
function notCalled(sys: Sys, method: Method, why: string): Promise<CallAnswer> {
  sys.misuse(
    `${sys.info.name}: ${method.interfaceName}.${method.name} was not called (rcInvalidArgument): ${why}`,
  )
  return Promise.resolve({ rc: rcInvalidArgument })
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
  const start: MethodCaller = (values = {} as never, options: CallOptions = {}) => {
    const checked = checkedOptions(options, method)
    if (typeof checked === 'string') return notCalled(sys, method, checked)
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
      return failure === rcOk
        ? notCalled(sys, method, misfit(codec, values))
        : Promise.resolve({ rc: failure })
    }
    const result = callWith(client, method, message, used, checked, finish)
    return offers.isEmpty ? result : finallyDo(result, () => offers.close())
  }
  return (values, options) =>
    sys.outstandingCalls === 0
      ? start(values, options)
      : callInOrder(sys, () => start(values, options))
}

/** Makes the result of a call from its code and the response. */
function finisherOf(
  { sys, response, responseArena, view, reader }: Client,
  method: Method,
): (rc: number) => CallAnswer {
  const decode = method.response.decode as AnyCodec['decode']
  const decodeError = method.error?.decode as AnyCodec['decode'] | undefined
  // The first answer, kept for the engine: with the last object of a shape it drops all code that
  // it compiled for that shape.
  let seen: CallAnswer | null = null
  return (rc) => {
    sys.outstandingCalls--
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
  { limit, isDeadline, signal }: CheckedOptions,
  finish: (rc: number) => CallAnswer,
): Promise<unknown> {
  const { sys, handle, requestArena, response, responseArena } = client
  const interrupt = signal === undefined ? null : new CallInterrupt(sys, signal)
  const rc = interrupt === null ? rcOk : interrupt.begin()
  if (rc !== rcOk) return Promise.resolve({ rc })
  const syncHandle = interrupt === null ? INVALID_HANDLE : interrupt.syncHandle
  sys.outstandingCalls++
  const answer = client.callBounded(
    handle,
    message,
    requestArena,
    used,
    response,
    responseArena,
    limit,
    isDeadline ? 1 : 0,
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

function isObject(values: unknown): boolean {
  return typeof values === 'object' && values !== null
}

/** Whether an implementation may be given somewhere in a value of `type`. */
function holdsCapabilities({ target, fields, element }: Type<unknown>): boolean {
  if (target !== null || fields.some(({ type }) => holdsCapabilities(type))) return true
  return element !== null && holdsCapabilities(element)
}
