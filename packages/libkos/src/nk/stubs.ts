// The stubs of ported C code, which are generated there: proxies that stamp headers and call, and a
// dispatcher that finds methods. Both work with the structures of `message.ts`; messages travel
// over a transport (`transport.ts`).

import { type AnyInterface, messageMid, messageRiid, type Method, type MethodNames } from '@kos/idl'
import type { Endpoints } from '../program.ts'
import type { nk_arena } from './arena.ts'
import {
  isErrorMessage,
  type nk_message,
  nkRequest,
  type NkRequest,
  nkResponse,
  type NkResponse,
  stamp,
} from './message.ts'
import { nk_transport, nk_transport_call } from './transport.ts'
import { NK_ENOENT, NK_EOK, type nk_err_t } from './types.ts'

/**
 * The methods of an interface as the generated proxy has them: `I_M(self, req, reqArena, res,
 * resArena)`.
 */
export type NkProxy<I extends AnyInterface> = {
  readonly [K in MethodNames<I>]: I[K] extends Method
    ? (
        req: NkRequest<I[K]>,
        reqArena: nk_arena | null,
        res: NkResponse<I[K]>,
        resArena: nk_arena | null,
      ) => Promise<nk_err_t>
    : never
}

/**
 * A proxy (C: `I_proxy_init(&proxy, &transport.base, riid)`): its methods stamp the headers of
 * request and response, and call. `riid` may be INVALID_RIID for a callable handle. Throws
 * RetcodeError if that is none for this interface.
 */
export function nkProxy<I extends AnyInterface>(
  target: I,
  transport: nk_transport,
  riid: number,
): NkProxy<I> {
  const actual = nk_transport.bindingOf(transport)?.riidOf(riid, target.$name) ?? riid
  const proxy: Record<string, unknown> = {}
  for (const method of target.$methods) {
    proxy[method.name] = (
      req: Based,
      reqArena: nk_arena | null,
      res: Based,
      resArena: nk_arena | null,
    ) => {
      stamp(req.base_, method.request, actual, method.mid, false)
      stamp(res.base_, method.response, actual, method.mid, false)
      return nk_transport_call(transport, req.base_, reqArena, res.base_, resArena)
    }
  }
  return proxy as NkProxy<I>
}

interface Based {
  readonly base_: nk_message
}

/** The methods of an interface as a C server implements them. */
export type NkImplementation<I extends AnyInterface> = {
  readonly [K in MethodNames<I>]: I[K] extends Method
    ? (
        req: NkRequest<I[K]>,
        reqArena: nk_arena | null,
        res: NkResponse<I[K]>,
        resArena: nk_arena | null,
      ) => nk_err_t | Promise<nk_err_t>
    : never
}

type AnyMethod = (
  this: object,
  req: unknown,
  reqArena: nk_arena | null,
  res: unknown,
  resArena: nk_arena | null,
) => nk_err_t | Promise<nk_err_t>

/**
 * Finds the method that a received request is for, and calls it (C: `..._entity_dispatch`).
 * NK_ENOENT: there is no such endpoint or method; else the answer of the method. After NK_EOK the
 * response has its header.
 */
export async function nkDispatch<E extends Endpoints>(
  endpoints: E,
  implementations: { readonly [K in keyof E]: NkImplementation<E[K]> },
  req: nk_message,
  reqArena: nk_arena | null,
  res: nk_message,
  resArena: nk_arena | null,
): Promise<nk_err_t> {
  const [riid, mid] = [messageRiid(req.bytes), messageMid(req.bytes)]
  const [name, target] = Object.entries(endpoints)[riid] ?? []
  const method = target?.$methods[mid]
  if (name === undefined || method === undefined) return NK_ENOENT
  const implementation = implementations[name] as unknown as Record<string, AnyMethod>
  const run = implementation[method.name]
  if (run === undefined) return NK_ENOENT
  const response = nkResponse(method, res)
  const err = await run.call(implementation, nkRequest(method, req), reqArena, response, resArena)
  if (err !== NK_EOK) return err
  const isError = isErrorMessage(response) && method.error !== null
  stamp(res, isError ? method.error : method.response, riid, mid, isError)
  return NK_EOK
}
