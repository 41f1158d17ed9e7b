// Call, Recv and Reply, with time-outs and interruption (CallEx, RecvEx): documented header
// `coresrv/syscalls.h`. Typed IPC on top of them is `connect` and `serve` (`rpc/`).

import { frozenClass } from '@kos/retcode'
import { type Retcode, rcInvalidArgument, rcOk } from '@kos/retcode'
import { ipcContract } from '../abi/contracts.ts'
import { callsOf, PARKED } from '../abi/syscall.ts'
import type { Handle } from '../nk/types.ts'
import type { Library, Sys } from '../runtime/sys.ts'

const calls = /* @__PURE__ */ callsOf(ipcContract)
const noBytes = new Uint8Array(0)

class MessageHeader {
  // Private, so that a message that arrives is filled in without calling a setter of the program.
  #message: Uint8Array = noBytes
  #arena: Uint8Array = noBytes
  #messageSize = 0
  #arenaSize = 0
  #sender = 0
  #threadId = 0

  /** The constant part. */
  get message(): Uint8Array {
    return this.#message
  }

  set message(message: Uint8Array) {
    this.#message = message
  }

  /** The arena. */
  get arena(): Uint8Array {
    return this.#arena
  }

  set arena(arena: Uint8Array) {
    this.#arena = arena
  }

  /** Bytes of the constant part that were received. */
  get messageSize(): number {
    return this.#messageSize
  }

  set messageSize(size: number) {
    this.#messageSize = size
  }

  /** Bytes of the arena that travel, or were received. */
  get arenaSize(): number {
    return this.#arenaSize
  }

  set arenaSize(size: number) {
    this.#arenaSize = size
  }

  /** After Recv: the process that called. */
  get sender(): number {
    return this.#sender
  }

  set sender(sid: number) {
    this.#sender = sid
  }

  /**
   * After Recv: the thread that called. For Reply: the thread that is answered, 0 for the first
   * that waits.
   */
  get threadId(): number {
    return this.#threadId
  }

  set threadId(tid: number) {
    this.#threadId = tid
  }

  /** @internal True for a header; looks at nothing else of a value. */
  static is(value: unknown): value is SMsgHdr {
    return typeof value === 'object' && value !== null && #message in value
  }

  /** @internal The sizes of a message that was received, and nothing else of a header. */
  static arrived(header: SMsgHdr, size: number, arenaSize: number): void {
    header.#messageSize = size
    header.#arenaSize = arenaSize
  }

  /** @internal The process and the thread that called. */
  static calledBy(header: SMsgHdr, sid: number, tid: number): void {
    header.#sender = sid
    header.#threadId = tid
  }
}

/**
 * A message's header: its constant part, its arena, and the values that a receive fills in. The
 * buffer of a message that is sent is the message; the buffer of one that is received takes it if
 * it is large enough.
 */
export const SMsgHdr: typeof MessageHeader = /* @__PURE__ */ frozenClass(MessageHeader)
/**
 * A message's header: its constant part, its arena, and the values that a receive fills in. The
 * buffer of a message that is sent is the message; the buffer of one that is received takes it if
 * it is large enough.
 */
export type SMsgHdr = MessageHeader

/**
 * Binds a header to a message that is sent; `arenaSize` bytes of the arena travel, all if not said.
 */
export function PackOutMsg(
  header: SMsgHdr,
  message: Uint8Array,
  arena: Uint8Array = noBytes,
  arenaSize: number = arena.length,
): SMsgHdr {
  header.message = message
  header.arena = arena
  header.arenaSize = arenaSize
  return header
}

/** Binds a header to the buffers that a message is received into. */
export function PackInMsg(
  header: SMsgHdr,
  message: Uint8Array,
  arena: Uint8Array = noBytes,
): SMsgHdr {
  header.message = message
  header.arena = arena
  header.arenaSize = 0
  return header
}

/** Functions that the IPC service adds to `kos`: the system calls that messages pass by. */
export interface IpcApi {
  /**
   * Sends a request and waits for the response (topic `ipc_call`). `handle` is that of a
   * connection, or a callable one (KnHandleCreateUserObjectEx) with OCAP_IPC_CALL.
   *
   * rcOk; rcInvalidArgument: request or response is malformed, the request is not for the endpoint
   * of a callable handle, or an argument is none; rcSecurityDisallow: one of them is denied;
   * rcNotConnected: the server's end is gone; rcBufferTooLarge: more than the server takes, or over
   * the message limit; rcBufferTooSmall: the response did not fit; rcSourceFault, rcTargetFault: a
   * buffer was detached; rcHandleRevoked, rcNoCapability: `handle`, or one in the message, was
   * revoked or lacks a right; rcQuotaExceeded.
   */
  readonly Call: (handle: Handle, msgOut: SMsgHdr, msgIn: SMsgHdr) => Promise<Retcode>
  /**
   * Waits for a request (topic `ipc_recv`). Requests that are malformed or denied end the client's
   * call and are not received.
   *
   * rcOk; rcNotConnected: this end was closed; rcInvalidArgument: `handle` is no server handle, or
   * a buffer is none.
   */
  readonly Recv: (handle: Handle, msgIn: SMsgHdr) => Promise<Retcode>
  /**
   * Answers the client thread `msgOut.threadId` and waits until it has the response, which it has
   * at once (topic `ipc_reply`).
   *
   * rcOk; rcNotConnected: no client waits for this answer; rcInvalidArgument: malformed, the call
   * ended with it, too; rcSecurityDisallow: denied, likewise; rcSourceFault: a buffer was detached;
   * rcTargetFault: the client's buffers; rcBufferTooLarge.
   */
  readonly Reply: (handle: Handle, msgOut: SMsgHdr) => Promise<Retcode>
  /**
   * As Call, but until the server takes the request it ends with rcTimeout after `mdelay`
   * milliseconds (0: at once, unless a server thread waits; INFINITE_TIMEOUT: never), with
   * rcIpcInterrupt if `syncHandle` is set or was set (KnIpcSetInterrupt), and with rcRestart if
   * that object went away (1.2, topics `libkos_syscalls_api`, `libkos_ipc_api`). `syncHandle` is
   * INVALID_HANDLE for none. The server has then seen nothing of it. Once the request is taken, the
   * call goes on until it is answered.
   */
  readonly CallEx: (
    handle: Handle,
    msgOut: SMsgHdr,
    msgIn: SMsgHdr,
    mdelay: number,
    syncHandle: Handle,
  ) => Promise<Retcode>
  /**
   * As Recv, but while no request comes it ends with rcTimeout after `mdelay` milliseconds (0: at
   * once; INFINITE_TIMEOUT: never), with rcIpcInterrupt if `syncHandle` is set or was set, and with
   * rcRestart if that object went away (1.2, topics as CallEx).
   */
  readonly RecvEx: (
    handle: Handle,
    msgIn: SMsgHdr,
    mdelay: number,
    syncHandle: Handle,
  ) => Promise<Retcode>
}

/**
 * Fills in the header of a message that arrived, from the registers of the thread.
 */
class Arrival {
  readonly #registers: Float64Array
  readonly #isRequest: boolean
  #target: SMsgHdr | null = null
  /** Fills the header in if the code is rcOk; answers the code. */
  readonly finish: (rc: number) => Retcode = (rc) => {
    const target = this.#target
    this.#target = null
    if (rc === rcOk && target !== null) this.#fill(target)
    return rc as Retcode
  }

  constructor({ registers }: Sys, isRequest: boolean) {
    this.#registers = registers
    this.#isRequest = isRequest
  }

  #fill(target: SMsgHdr): void {
    const registers = this.#registers
    const { size, arenaSize, senderSid, senderTid } = calls.Recv.results
    SMsgHdr.arrived(target, registers[size] as number, registers[arenaSize] as number)
    if (!this.#isRequest) return
    SMsgHdr.calledBy(target, registers[senderSid] as number, registers[senderTid] as number)
  }

  /** The promise of the answer. */
  wait(sys: Sys, answer: number, target: SMsgHdr): Promise<Retcode> {
    if (answer < rcOk) return sys.wait(answer)
    this.#target = target
    return answer === PARKED ? sys.park(this.finish) : sys.wait(this.finish(answer) as number)
  }
}

/** The program half of the system calls. */
export const syscallLibrary: Library<IpcApi> = /* @__PURE__ */ Object.freeze({
  Call: (sys) => {
    const call = sys.call(calls.Call)
    const arrival = new Arrival(sys, false)
    return (handle, msgOut, msgIn) => {
      if (!SMsgHdr.is(msgOut) || !SMsgHdr.is(msgIn)) return sys.wait(rcInvalidArgument)
      const answer = call(
        handle,
        msgOut.message,
        msgOut.arena,
        msgOut.arenaSize,
        msgIn.message,
        msgIn.arena,
      )
      return arrival.wait(sys, answer, msgIn)
    }
  },
  CallEx: (sys) => {
    const call = sys.call(calls.CallEx)
    const arrival = new Arrival(sys, false)
    return (handle, msgOut, msgIn, mdelay, syncHandle) => {
      if (!SMsgHdr.is(msgOut) || !SMsgHdr.is(msgIn)) return sys.wait(rcInvalidArgument)
      const { message, arena, arenaSize } = msgOut
      const answer = call(
        handle,
        message,
        arena,
        arenaSize,
        msgIn.message,
        msgIn.arena,
        mdelay,
        syncHandle,
      )
      return arrival.wait(sys, answer, msgIn)
    }
  },
  Recv: (sys) => {
    const recv = sys.call(calls.Recv)
    const arrival = new Arrival(sys, true)
    return (handle, msgIn) => {
      if (!SMsgHdr.is(msgIn)) return sys.wait(rcInvalidArgument)
      return arrival.wait(sys, recv(handle, msgIn.message, msgIn.arena), msgIn)
    }
  },
  RecvEx: (sys) => {
    const recv = sys.call(calls.RecvEx)
    const arrival = new Arrival(sys, true)
    return (handle, msgIn, mdelay, syncHandle) => {
      if (!SMsgHdr.is(msgIn)) return sys.wait(rcInvalidArgument)
      return arrival.wait(sys, recv(handle, msgIn.message, msgIn.arena, mdelay, syncHandle), msgIn)
    }
  },
  Reply: (sys) => {
    const reply = sys.call(calls.Reply)
    return (handle, msgOut) => {
      if (!SMsgHdr.is(msgOut)) return sys.wait(rcInvalidArgument)
      return sys.wait(
        reply(handle, msgOut.threadId, msgOut.message, msgOut.arena, msgOut.arenaSize),
      )
    }
  },
})
