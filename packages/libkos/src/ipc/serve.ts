// A server loop: receives requests, calls the method they are for, answers. The client's side is `connect.ts`.
//
// A request's parameters are read from the message when they are asked for, and are valid until the answer is sent. A method that
// throws ends the process, as any uncaught error does.

import {
  type AnyInterface,
  type Codec,
  type ErrorInit,
  messageHeaderSize,
  messageMid,
  messageRiid,
  type Method,
  type MethodNames,
  type Request,
  type ResponseInit,
} from '@kos/idl'
import {
  type Retcode,
  RetcodeError,
  rcNotConnected,
  rcOk,
  rcResourceNotFound,
  rcSecurityDisallow,
  rcTargetFault,
} from '@kos/retcode'
import { ipcContract, receivedRegisters } from '../abi/contracts.ts'
import { PARKED } from '../abi/syscall.ts'
import type { LocatorApi } from '../coresrv/sl/sl_api.ts'
import { type Handle, INVALID_HANDLE } from '../nk/types.ts'
import type { Endpoints, Serving } from '../program.ts'
import { sysOf } from '../runtime/kos-object.ts'
import type { Sys } from '../runtime/sys.ts'
import { ProcessHandleReader } from './handle-reader.ts'

/** Who called. */
export interface Caller {
  /** Id of the process. */
  readonly process: number
  /** Id of the thread. */
  readonly thread: number
}

/** What a method gives: the out parameters, nothing if there are none, or error parameters in place of them. */
export type MethodResult<M extends Method> =
  | (keyof ResponseInit<M> extends never ? void | ResponseInit<M> : ResponseInit<M>)
  | (ErrorInit<M> extends never ? never : { readonly error: ErrorInit<M> })

/** The methods of an interface, as a server implements them. */
export type Implementation<I extends AnyInterface> = {
  readonly [K in MethodNames<I>]: I[K] extends Method
    ? (request: Request<I[K]>, caller: Caller) => MethodResult<I[K]> | Promise<MethodResult<I[K]>>
    : never
}

/** An implementation for each endpoint that the program declared. */
export type Implementations<E extends Endpoints> = { readonly [K in keyof E]: Implementation<E[K]> }

type Answer = { readonly error?: never } | undefined

/** One method of an endpoint, ready to be called. */
interface Handler {
  /** For people: endpoint and method. */
  readonly name: string
  readonly request: Codec<never, unknown>
  readonly response: Outgoing
  readonly error: Outgoing | null
  /** The implementation of the endpoint, and its method. */
  readonly owner: object
  readonly run: (this: object, request: unknown, caller: Caller) => Answer | Promise<Answer>
}

/** A message to send: its buffer is exactly one message. */
interface Outgoing {
  readonly codec: Codec<never, unknown>
  readonly message: Uint8Array
  readonly view: DataView
}

const { Recv, Reply } = ipcContract.calls

class Server {
  readonly #sys: Sys
  readonly #handle: Handle
  readonly #recv: (h: number, into: Uint8Array, arena: Uint8Array) => number
  readonly #reply: (h: number, tid: number, out: Uint8Array, arena: Uint8Array, used: number) => number
  readonly #handlers: readonly (readonly Handler[])[]
  readonly #request: Uint8Array
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #responseArena: Uint8Array
  readonly #registers: Float64Array

  constructor(sys: Sys, handle: Handle, interfaces: readonly AnyInterface[], handlers: readonly (readonly Handler[])[]) {
    this.#sys = sys
    this.#handle = handle
    this.#handlers = handlers
    this.#recv = sys.call(Recv)
    this.#reply = sys.call(Reply)
    this.#registers = sys.registers
    const largest = (size: keyof AnyInterface['$sizes']): number => Math.max(...interfaces.map(({ $sizes }) => $sizes[size]))
    this.#request = new Uint8Array(largest('request'))
    this.#view = new DataView(this.#request.buffer)
    this.#arena = new Uint8Array(largest('requestArena'))
    this.#responseArena = new Uint8Array(largest('responseArena'))
  }

  async run(): Promise<Retcode> {
    const sys = this.#sys
    const handle = this.#handle
    const request = this.#request
    const registers = this.#registers
    const reader = new ProcessHandleReader(sys.tokens)
    for (;;) {
      let rc = this.#recv(handle, request, this.#arena)
      if (rc === PARKED) rc = await sys.park(null)
      if (rc !== rcOk) return rc as Retcode
      const riid = messageRiid(request)
      const handler = this.#handlers[riid]?.[messageMid(request)] as Handler
      const thread = registers[receivedRegisters.thread] as number
      const caller = { process: registers[receivedRegisters.sender] as number, thread }
      let answer = handler.run.call(handler.owner, handler.request.lazy(this.#view, this.#arena, reader), caller)
      if (answer instanceof Promise) answer = await answer
      rc = this.#answer(handler, riid, thread, answer)
      if (rc === PARKED) rc = await sys.park(null)
      if (rc !== rcOk && !endsCall(rc)) await this.#giveUp(thread)
    }
  }

  // An answer was refused, for a handle in it that can't be given: its client would wait for ever. A message without parameters is not
  // the answer to such a method, and a malformed answer ends the call.
  async #giveUp(thread: number): Promise<void> {
    const rc = this.#reply(this.#handle, thread, new Uint8Array(messageHeaderSize), noArena, 0)
    if (rc === PARKED) await this.#sys.park(null)
  }

  #answer(handler: Handler, riid: number, thread: number, answer: Answer): number {
    const isError = answer !== undefined && answer !== null && answer.error !== undefined && handler.error !== null
    const { codec, message, view } = isError ? handler.error : handler.response
    const values = (isError ? answer.error : (answer ?? {})) as never
    const used = codec.encode(values, riid, view, this.#responseArena)
    if (used < 0)
      throw new TypeError(`serve: ${handler.name} of ${this.#sys.info.name} answered values that do not fit its interface`)
    return this.#reply(this.#handle, thread, message, this.#responseArena, used)
  }
}

// Codes of Reply after which nobody waits for the answer any more.
function endsCall(rc: number): boolean {
  return rc === rcNotConnected || rc === rcSecurityDisallow || rc === rcTargetFault
}

const noArena = new Uint8Array(0)

/**
 * Serves the endpoints of this program to all who connect under `channel`, until the listener is closed: then it answers rcNotConnected.
 *
 * `await serve(kos, 'lights', { mode: { FMode: ({ value }) => ({ result: value }) } })`. Several threads may serve one channel.
 * Throws RetcodeError (rcResourceNotFound) if nobody connects to this process under that name, TypeError for a method that is missing.
 */
export async function serve<E extends Endpoints>(
  kos: LocatorApi & Serving<E>,
  channel: string,
  implementations: Implementations<E>,
): Promise<Retcode> {
  const sys = sysOf(kos)
  const endpoints = Object.entries(sys.process.endpoints)
  if (endpoints.length === 0)
    throw new TypeError(`serve("${channel}"): ${sys.info.name} declares no endpoints; see program({ endpoints })`)
  const handlers = endpoints.map(([name, target]) => handlersOf(name, target, implementations[name] as never))
  const handle = kos.ServiceLocatorRegister(channel)
  if (handle === INVALID_HANDLE) {
    throw new RetcodeError(rcResourceNotFound, `serve("${channel}"): nobody connects to ${sys.info.name} under this name`)
  }
  const server = new Server(
    sys,
    handle,
    endpoints.map(([, target]) => target),
    handlers,
  )
  return server.run()
}

function handlersOf(endpoint: string, target: AnyInterface, implementation: Record<string, unknown> | undefined): Handler[] {
  return target.$methods.map((method) => {
    const run = implementation?.[method.name]
    if (typeof run !== 'function')
      throw new TypeError(`serve: the implementation of "${endpoint}" has no method ${method.name}`)
    return {
      name: `${endpoint}.${method.name}`,
      request: method.request,
      response: outgoing(method.response),
      error: method.error === null ? null : outgoing(method.error),
      owner: implementation as object,
      run: run as Handler['run'],
    }
  })
}

function outgoing(codec: Codec<never, unknown>): Outgoing {
  const message = new Uint8Array(codec.size)
  return { codec, message, view: new DataView(message.buffer) }
}
