// The transport of ported C code: three functions that carry messages over a handle
// (`NkKosTransport_Init`). The stubs that are generated around it in C are `stubs.ts`, messages are
// `message.ts`, arenas `arena.ts`.

import { frozenClass } from '@kos/retcode'
import {
  rcBufferTooLarge,
  rcBufferTooSmall,
  rcBusy,
  rcHandleRevoked,
  rcInvalidArgument,
  rcIpcInterrupt,
  rcNoCapability,
  rcNotConnected,
  rcOk,
  rcOutOfMemory,
  rcQuotaExceeded,
  rcResourceNotFound,
  rcRestart,
  rcSecurityDisallow,
  rcTimeout,
  type Retcode,
} from '@kos/retcode'
import { callableRiid } from '../coresrv/handle/callable.ts'
import { INVALID_RIID } from '../coresrv/sl/sl_api.ts'
import { type IpcApi, PackInMsg, PackOutMsg, SMsgHdr, syscallLibrary } from '../coresrv/syscalls.ts'
import type { Library, Sys } from '../runtime/sys.ts'
import type { nk_arena } from './arena.ts'
import { TokenHandleReader } from './handle-reader.ts'
import type { nk_message } from './message.ts'
import {
  type Handle,
  NK_EAGAIN,
  NK_EBADMSG,
  NK_EINVAL,
  NK_ENOENT,
  NK_ENOMEM,
  NK_ENOTCONN,
  NK_EOK,
  NK_EPERM,
  type nk_err_t,
} from './types.ts'

/** The null of C, for arenas that a method has no use for. */
export const NK_NULL = null

/** What a transport carries messages over. */
export interface TransportBinding {
  /** The RIID that is meant by the one that a proxy was given. */
  riidOf(riid: number, interfaceName: string): number
  call(
    req: nk_message,
    reqArena: nk_arena | null,
    res: nk_message,
    resArena: nk_arena | null,
  ): Promise<nk_err_t>
  recv(req: nk_message, arena: nk_arena | null): Promise<nk_err_t>
  reply(res: nk_message, arena: nk_arena | null): Promise<nk_err_t>
}

class BoundTransport {
  #binding: TransportBinding | null = null

  /** For NkKosTransport_Init and NkKosSecurityTransport_Init. */
  bind(binding: TransportBinding): void {
    this.#binding = binding
  }

  static bindingOf(transport: nk_transport): TransportBinding | null {
    return transport.#binding
  }
}

/**
 * Carries messages over one handle, or to the security module, for the thread that initialised it.
 * Uninitialised it answers NK_ENOTCONN.
 */
export const nk_transport: typeof BoundTransport = /* @__PURE__ */ frozenClass(BoundTransport)
/**
 * Carries messages over one handle, or to the security module, for the thread that initialised it.
 * Uninitialised it answers NK_ENOTCONN.
 */
export type nk_transport = BoundTransport

/** A transport over the kernel's system calls. The functions take its `base`. */
export class NkKosTransport {
  readonly base: nk_transport = new nk_transport()
}

const noBytes = new Uint8Array(0)

/** The handle and the thread that a transport is bound to. */
class HandleBinding implements TransportBinding {
  readonly #sys: Sys
  readonly #handle: Handle
  readonly #kos: IpcApi
  readonly #handles: TokenHandleReader
  readonly #out = new SMsgHdr()
  readonly #into = new SMsgHdr()

  constructor(sys: Sys, handle: Handle) {
    this.#sys = sys
    this.#handle = handle
    const { Call, Recv, Reply, CallEx, RecvEx } = syscallLibrary
    this.#kos = {
      Call: Call(sys),
      Recv: Recv(sys),
      Reply: Reply(sys),
      CallEx: CallEx(sys),
      RecvEx: RecvEx(sys),
    }
    this.#handles = new TokenHandleReader(sys)
  }

  /**
   * The RIID that is meant: INVALID_RIID stands for the endpoint that a callable handle is bound
   * to.
   */
  riidOf(riid: number, interfaceName: string): number {
    return riid === INVALID_RIID ? callableRiid(this.#sys, this.#handle, interfaceName) : riid
  }

  async call(
    req: nk_message,
    reqArena: nk_arena | null,
    res: nk_message,
    resArena: nk_arena | null,
  ): Promise<nk_err_t> {
    const rc = await this.#kos.Call(
      this.#handle,
      this.#pack(req, reqArena),
      this.#unpack(res, resArena),
    )
    return this.#arrived(rc, res, resArena)
  }

  async recv(req: nk_message, arena: nk_arena | null): Promise<nk_err_t> {
    return this.#arrived(await this.#kos.Recv(this.#handle, this.#unpack(req, arena)), req, arena)
  }

  async reply(res: nk_message, arena: nk_arena | null): Promise<nk_err_t> {
    const header = this.#pack(res, arena)
    header.threadId = this.#into.threadId
    return errOf(await this.#kos.Reply(this.#handle, header))
  }

  #pack(message: nk_message, arena: nk_arena | null): SMsgHdr {
    const bytes = message.bytes.subarray(0, message.size)
    return arena === null
      ? PackOutMsg(this.#out, bytes)
      : PackOutMsg(this.#out, bytes, arena.buffer, arena.used)
  }

  #unpack(message: nk_message, arena: nk_arena | null): SMsgHdr {
    return PackInMsg(this.#into, message.bytes, arena === null ? noBytes : arena.buffer)
  }

  #arrived(rc: Retcode, message: nk_message, arena: nk_arena | null): nk_err_t {
    if (rc !== rcOk) return errOf(rc)
    message.size = this.#into.messageSize
    message.handles = this.#handles
    if (arena !== null) arena.used = this.#into.arenaSize
    return NK_EOK
  }
}

const errors: ReadonlyMap<unknown, nk_err_t> = /* @__PURE__ */ new Map<unknown, nk_err_t>([
  [rcOk, NK_EOK],
  [rcSecurityDisallow, NK_EPERM],
  [rcNoCapability, NK_EPERM],
  [rcHandleRevoked, NK_EPERM],
  [rcNotConnected, NK_ENOTCONN],
  [rcInvalidArgument, NK_EINVAL],
  [rcResourceNotFound, NK_ENOENT],
  [rcOutOfMemory, NK_ENOMEM],
  [rcQuotaExceeded, NK_ENOMEM],
  [rcBufferTooSmall, NK_ENOMEM],
  [rcBufferTooLarge, NK_ENOMEM],
  [rcTimeout, NK_EAGAIN],
  [rcBusy, NK_EAGAIN],
  [rcIpcInterrupt, NK_EAGAIN],
  [rcRestart, NK_EAGAIN],
])

/**
 * The transport's code for a return code: NK_EPERM for denials, NK_EBADMSG for codes that have none
 * of their own. Ours.
 */
export function errOf(rc: Retcode): nk_err_t {
  return errors.get(rc) ?? NK_EBADMSG
}

/** Sends a request and waits for the response (topic `nkgenc` of 1.2). */
export function nk_transport_call(
  transport: nk_transport,
  req: nk_message,
  reqArena: nk_arena | null,
  res: nk_message,
  resArena: nk_arena | null,
): Promise<nk_err_t> {
  return (
    nk_transport.bindingOf(transport)?.call(req, reqArena, res, resArena) ??
    Promise.resolve(NK_ENOTCONN)
  )
}

/** Waits for a request. */
export function nk_transport_recv(
  transport: nk_transport,
  req: nk_message,
  arena: nk_arena | null,
): Promise<nk_err_t> {
  return nk_transport.bindingOf(transport)?.recv(req, arena) ?? Promise.resolve(NK_ENOTCONN)
}

/** Answers the client whose request was received last. */
export function nk_transport_reply(
  transport: nk_transport,
  res: nk_message,
  arena: nk_arena | null,
): Promise<nk_err_t> {
  return nk_transport.bindingOf(transport)?.reply(res, arena) ?? Promise.resolve(NK_ENOTCONN)
}

/** Functions that the IPC service adds to `kos`: transports. */
export interface TransportApi {
  /**
   * Makes `transport` carry messages over `handle`, of a connection, a listener or a callable one,
   * for the calling thread (topic `nkgenc` of 1.2). The last two arguments are placeholders.
   */
  readonly NkKosTransport_Init: (
    transport: NkKosTransport,
    handle: Handle,
    reserved?: null,
    size?: number,
  ) => void
}

/** The program half of transports. */
export const transportLibrary: Library<TransportApi> = /* @__PURE__ */ Object.freeze({
  NkKosTransport_Init: (sys) => (transport, handle) => {
    if (transport instanceof NkKosTransport) transport.base.bind(new HandleBinding(sys, handle))
  },
})
