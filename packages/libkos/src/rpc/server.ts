// A server loop: receives the requests that come to one listener, calls the methods they are for,
// answers. Programs start one with `serve.ts`; the objects that a process passed in requests have
// one of their own (`passed-objects.ts`).
//
// After the answer the handles of the request are closed that its method did not take
// (`request-handles.ts`).
//
// Between two requests no promise is made. Answering and receiving are one system call where the
// method answered at once, and two where it answered later.

import { type AnyInterface, messageHeaderSize, messageMid, messageRiid, misfit } from '@kos/idl'
import {
  type Retcode,
  retcodeName,
  rcFail,
  rcNotConnected,
  rcOk,
  rcSecurityDisallow,
  rcTargetFault,
} from '@kos/retcode'
import type { WaitLoop } from '@kos/thread'
import { ipcContract } from '../abi/contracts.ts'
import { PARKED, type SyscallFunction } from '../abi/syscall.ts'
import type { Handle } from '../nk/types.ts'
import type { Sys } from '../runtime/sys.ts'
import type { ProcessHandleReader } from './handle-reader.ts'
import type { MethodAnswer, MethodHandler, Outgoing } from './method-table.ts'
import { OfferWriter } from './offer-writer.ts'
import { Offered } from './offered.ts'
import { reportRefusedAnswer } from './refused-answer.ts'
import { RequestHandles } from './request-handles.ts'

const { Recv, Reply, ReplyRecv } = ipcContract.calls
// The registers after Recv and after ReplyRecv.
const received = Recv.results

/** Receives the requests that come to one listener, in one thread. */
export class Server {
  readonly #sys: Sys
  readonly #handle: Handle
  readonly #recv: SyscallFunction<typeof Recv>
  readonly #reply: SyscallFunction<typeof Reply>
  readonly #replyRecv: SyscallFunction<typeof ReplyRecv>
  readonly #handlers: readonly (readonly MethodHandler[])[]
  readonly #request: Uint8Array
  readonly #view: DataView
  readonly #arena: Uint8Array
  readonly #responseArena: Uint8Array
  readonly #registers: Float64Array
  readonly #offers: OfferWriter
  readonly #requestHandles: RequestHandles
  readonly #reader: ProcessHandleReader
  readonly #loop: ServerLoop
  /** The client thread that is answered by a ReplyRecv that parked; 0 if none is under way. */
  #answered = 0

  /** `reader` is that of the thread that serves. */
  constructor(
    reader: ProcessHandleReader,
    handle: Handle,
    interfaces: readonly AnyInterface[],
    handlers: readonly (readonly MethodHandler[])[],
  ) {
    const { sys } = reader
    for (const target of interfaces) reader.prepare(target)
    this.#sys = sys
    this.#handle = handle
    this.#handlers = handlers
    this.#recv = sys.call(Recv)
    this.#reply = sys.call(Reply)
    this.#replyRecv = sys.call(ReplyRecv)
    this.#registers = sys.registers
    this.#reader = reader
    this.#requestHandles = new RequestHandles(sys)
    this.#loop = newLoop((rc) => this.#resumed(rc))
    this.#offers = new OfferWriter(sys, (target, given) =>
      Offered.of(sys, target, given, 'serve').handleOver(sys, handle),
    )
    const largest = (size: keyof AnyInterface['$sizes']): number =>
      Math.max(...interfaces.map(({ $sizes }) => $sizes[size]))
    this.#request = new Uint8Array(largest('request'))
    this.#view = new DataView(this.#request.buffer)
    this.#arena = new Uint8Array(largest('requestArena'))
    this.#responseArena = new Uint8Array(largest('responseArena'))
  }

  /** Serves until the listener is closed, and answers why. */
  run(): Promise<Retcode> {
    this.#step(this.#next())
    return this.#loop.promise as Promise<Retcode>
  }

  // One request after the other, until one must be waited for, or an answer. It is no async
  // function: between two requests no promise is made.
  #step(first: number): void {
    let rc: number | null = first
    try {
      while (rc === rcOk) rc = this.#serveOne()
    } catch (error) {
      return this.#fail(error)
    }
    if (rc === PARKED) this.#sys.parkLoop(this.#loop)
    else if (rc !== null) this.#end(rc)
  }

  // The wait of the loop is over. ReplyRecv may have been preempted after its answer was refused: the
  // code is that of answering then, and other clients are still to be served. If this end can receive
  // no more, the code is why.
  #resumed(rc: number): void {
    const thread = this.#answered
    this.#answered = 0
    if (rc >= rcOk || thread === 0) return this.#step(rc)
    this.#refuse(thread, rc, rc === rcNotConnected ? rc : null)
  }

  #end(rc: number): void {
    this.#sys.serving = null
    this.#loop.resolve(rc)
  }

  // Serves the request that was received: the code of receiving the next one; null if that comes
  // later, by itself.
  #serveOne(): number | null {
    const request = this.#request
    const registers = this.#registers
    const riid = messageRiid(request)
    const context = registers[received.context] as number
    const methods = context === 0 ? this.#handlers[riid] : this.#methodsOf(context, riid)
    const handler = methods?.[messageMid(request)]
    const thread = registers[received.senderTid] as number
    if (handler === undefined) return this.#refuseUnknown(thread)
    if (handler.hasHandles) this.#requestHandles.note(request)
    const process = registers[received.senderSid] as number
    const caller = { process, thread, server: this.#sys.tid }
    const values = handler.request.lazy(this.#view, this.#arena, this.#reader)
    handler.seen ??= values as object
    const answer = handler.run.call(handler.owner, values, caller)
    if (answer instanceof Promise) {
      this.#answerLater(handler, riid, thread, answer).catch((error: unknown) => this.#fail(error))
      return null
    }
    const rc = this.#answer(handler, riid, thread, answer, true)
    this.#offers.close()
    if (handler.hasHandles) this.#requestHandles.close()
    if (rc === PARKED) this.#answered = thread
    return rc < rcOk ? this.#refuse(thread, rc) : rc
  }

  // A method may await a promise that the scheduler does not know. Then the answer is sent when the
  // thread is dispatched again, and its code is known after that. So answering and receiving are
  // two calls here.
  async #answerLater(
    handler: MethodHandler,
    riid: number,
    thread: number,
    answer: Promise<MethodAnswer>,
  ): Promise<void> {
    const given = await answer
    let rc = this.#answer(handler, riid, thread, given, false)
    if (rc === PARKED) rc = await this.#sys.park(null)
    this.#offers.close()
    if (handler.hasHandles) this.#requestHandles.close()
    if (rc < rcOk) this.#refuse(thread, rc)
    else this.#step(this.#next())
  }

  // No method is there for the request: nobody takes its handles.
  #refuseUnknown(thread: number): null {
    this.#requestHandles.note(this.#request)
    this.#requestHandles.close()
    return this.#refuse(thread, rcFail)
  }

  // Nothing was received: there was no answer or it was refused, or this end can receive no more,
  // which the next attempt says, unless `why` is known.
  #refuse(thread: number, rc: number, why: number | null = null): null {
    reportRefusedAnswer(this.#sys, this.#request, rc)
    const given = endsCall(rc) ? Promise.resolve() : this.#giveUp(thread)
    const goOn = (next: number): void => this.#step(next < rcOk ? (why ?? next) : next)
    given.then(() => goOn(this.#next())).catch((error: unknown) => this.#fail(error))
    return null
  }

  #fail(error: unknown): void {
    this.#sys.serving = null
    this.#offers.close()
    this.#requestHandles.close()
    this.#loop.reject(error)
  }

  #next(): number {
    return this.#recv(this.#handle, this.#request, this.#arena)
  }

  // A request came over the handle of a callable resource: the methods of the object that was
  // offered with it, or those of the endpoint.
  #methodsOf(context: number, riid: number): readonly MethodHandler[] | undefined {
    const value = this.#sys.tokens.get(context)
    return value instanceof Offered ? value.methods : this.#handlers[riid]
  }

  // An answer was refused because a handle in it can not be transferred. Its client would wait for
  // ever, so the call is ended by a malformed answer: a header of no method.
  async #giveUp(thread: number): Promise<void> {
    const rc = this.#reply(this.#handle, thread, noAnswer(), noArena, 0)
    if (rc === PARKED) await this.#sys.park(null)
  }

  // Answers. If it also `receives` the next request, the code is that of receiving, once the answer
  // was taken. The offers are to be closed then.
  #answer(
    handler: MethodHandler,
    riid: number,
    thread: number,
    answer: MethodAnswer,
    receives: boolean,
  ): number {
    const isError =
      answer !== undefined &&
      answer !== null &&
      answer.error !== undefined &&
      handler.error !== null
    const { codec, message, view } = isError ? handler.error : handler.response
    const values = (isError ? answer.error : (answer ?? {})) as never
    const used = codec.encode(values, riid, view, this.#responseArena, this.#offers)
    if (used < 0) return this.#noAnswer(handler, codec, values)
    if (!receives) return this.#reply(this.#handle, thread, message, this.#responseArena, used)
    return this.#replyRecv(
      this.#handle,
      thread,
      message,
      this.#responseArena,
      used,
      this.#request,
      this.#arena,
    )
  }

  // There is no answer. If no handle is left, that is no mistake of the program: the call of this
  // client is ended, and other clients are served.
  #noAnswer({ name }: MethodHandler, codec: Outgoing['codec'], values: unknown): number {
    const failure = this.#offers.giveUp()
    const { info } = this.#sys
    if (failure === rcOk)
      throw new TypeError(
        `serve: ${name} of ${info.name} answered values that do not fit its interface: ` +
          misfit(codec, values),
      )
    this.#sys.misuse(
      `${info.name}: there was no handle for an object that ${name} returned (${retcodeName(failure)})`,
    )
    return rcFail
  }
}

// Codes of Reply after which the client does not wait any more.
function endsCall(rc: number): boolean {
  return rc === rcNotConnected || rc === rcSecurityDisallow || rc === rcTargetFault
}

/** The wait loop of a server, and the ways it ends. */
interface ServerLoop extends WaitLoop {
  readonly reject: (error: unknown) => void
}

function newLoop(step: (rc: number) => void): ServerLoop {
  let resolve: ServerLoop['resolve'] = () => {}
  let reject: ServerLoop['reject'] = () => {}
  const promise = new Promise<unknown>((...settle) => {
    ;[resolve, reject] = settle
  })
  return { promise, resolve, reject, step }
}

const noArena = new Uint8Array(0)

// A header of no method of no endpoint.
function noAnswer(): Uint8Array {
  return new Uint8Array(messageHeaderSize).fill(0xff, 0, 6)
}
