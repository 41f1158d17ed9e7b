// The transport of ported C code to the security module (`coresrv/nk/transport-kos-security.h`):
// what is called over it is asked, and nobody answers. Messages, arenas and stubs are those of
// `transport.ts`.

import { frozenClass } from '@kos/retcode'
import { securityContract } from '../abi/contracts.ts'
import { callsOf } from '../abi/syscall.ts'
import type { Library, Sys } from '../runtime/sys.ts'
import type { nk_arena } from './arena.ts'
import type { nk_message } from './message.ts'
import { errOf, nk_transport, type TransportBinding } from './transport.ts'
import { NK_EINVAL, NK_EOK, type nk_err_t } from './types.ts'

const calls = /* @__PURE__ */ callsOf(securityContract)

class SecurityTransport {
  readonly #base: nk_transport = new nk_transport()

  get base(): nk_transport {
    return this.#base
  }

  /** Whether a value is one. Nothing of the value is called. */
  static isTransport(value: unknown): value is SecurityTransport {
    return typeof value === 'object' && value !== null && #base in value
  }
}

/** A transport to the security module. The functions of proxies take its `base`. */
export const NkKosSecurityTransport: typeof SecurityTransport =
  /* @__PURE__ */ frozenClass(SecurityTransport)
/** A transport to the security module. The functions of proxies take its `base`. */
export type NkKosSecurityTransport = SecurityTransport

const noBytes = /* @__PURE__ */ new Uint8Array(0)

/** The thread that a transport is bound to. */
class SecurityBinding implements TransportBinding {
  readonly #sys: Sys

  constructor(sys: Sys) {
    this.#sys = sys
  }

  riidOf(riid: number): number {
    return riid
  }

  // Nothing comes back: the response keeps the header that the proxy stamped.
  call(req: nk_message, reqArena: nk_arena | null): Promise<nk_err_t> {
    const message = req.bytes.subarray(0, req.size)
    const rc = this.#sys.call(calls.Ask)(message, reqArena?.buffer ?? noBytes, reqArena?.used ?? 0)
    return Promise.resolve(errOf(rc as never))
  }

  recv(): Promise<nk_err_t> {
    return Promise.resolve(NK_EINVAL)
  }

  reply(): Promise<nk_err_t> {
    return Promise.resolve(NK_EINVAL)
  }
}

/** Functions that the security interface adds to `kos`: its transport. */
export interface SecurityTransportApi {
  /**
   * Makes calls over `transport` ask the security module, for the calling thread (topic
   * `libkos_ipc_security_transport_api` of 1.2). The RIID of a proxy is the number of the security
   * interface among those of the program, from 0; `call` answers NK_EOK if the policy grants the
   * message, NK_EPERM if it does not, NK_EINVAL if it is malformed. The last two arguments are
   * placeholders. NK_EOK; NK_EINVAL if `transport` is none.
   */
  readonly NkKosSecurityTransport_Init: (
    transport: NkKosSecurityTransport,
    reserved?: null,
    size?: number,
  ) => nk_err_t
}

/** The program half of security interfaces. */
export const securityLibrary: Library<SecurityTransportApi> = /* @__PURE__ */ Object.freeze({
  NkKosSecurityTransport_Init: (sys) => (transport) => {
    if (!NkKosSecurityTransport.isTransport(transport)) return NK_EINVAL
    transport.base.bind(new SecurityBinding(sys))
    return NK_EOK
  },
})
