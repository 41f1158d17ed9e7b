// The functions of name server clients: documented header `coresrv/ns/ns_api.h`. They are typed
// calls of the name server, so their library is above typed IPC, in `name-server/name-client.ts`.

import { frozenClass } from '@kos/retcode'
import type { HandleDesc } from '@kos/idl'
import type { Result, Retcode } from '@kos/retcode'
import type { Handle } from '../../nk/types.ts'
import type { Sys } from '../../runtime/sys.ts'
import type { Tokens } from '../../runtime/tokens.ts'

/** A connection with a name server, as one NsHandle has it: over a channel that others may share. */
export interface NsConnection {
  readonly handle: Handle
  readonly riid: number
  /** Those of the process it belongs to. */
  readonly tokens: Tokens
  /** The handle that stands for its publisher; null before the first publication over it. */
  registration: HandleDesc | null
  /** True once it was closed, or its channel was found broken. */
  readonly isClosed: boolean
  /** Closes the registration, and with the last connection of a channel the channel. */
  close(): void
}

class NsConnectionHandle {
  #connection: NsConnection | null

  /** Use NsCreate. */
  constructor(connection: NsConnection | null) {
    this.#connection = connection
  }

  /** Closes the connection: what was published over it is taken back. Once; then it is no handle. */
  [Symbol.dispose](): void {
    const connection = this.#connection
    this.#connection = null
    connection?.close()
  }

  /** The connection behind a handle, if it is one of the calling process. */
  static of(sys: Sys, ns: unknown): NsConnection | null {
    if (Object(ns) !== ns || !(#connection in (ns as object))) return null
    const connection = (ns as NsHandle).#connection
    return connection !== null && connection.tokens === sys.tokens ? connection : null
  }
}

/** A connection with a name server, of one process; disposable. */
export const NsHandle: typeof NsConnectionHandle = /* @__PURE__ */ frozenClass(NsConnectionHandle)
/** A connection with a name server, of one process; disposable. */
export type NsHandle = NsConnectionHandle

/** The handle of no name server. */
export const NS_INVALID_HANDLE: NsHandle = /* @__PURE__ */ new NsHandle(null)

/**
 * Functions that clients of the name server get on `kos`. Each may also answer the codes of a call:
 * rcNotConnected, rcSecurityDisallow.
 */
export interface NameServerApi {
  /**
   * Connects to a name server (topic `ns_create`): over the static connection `kl.core.NameServer`
   * if this process has one, whatever `name`; else to the process `name`, null (RTL_NULL) for `ns`,
   * within `msecs` milliseconds. A process has one channel to each name server: what is given out
   * for it shares the channel, which is closed when all of that is disposed (`using`).
   *
   * rcResourceNotFound: there is no such process, or it is no name server; else the codes of
   * KnCmConnect.
   */
  readonly NsCreate: (
    name: string | null,
    msecs: number,
  ) => Promise<Result<{ readonly ns: NsHandle }>>
  /**
   * The endpoint number `index`, from 0, that is published with the interface `type` (topic
   * `ns_enum_services`): the process that provides it and its name there.
   *
   * rcResourceNotFound: past the last; rcInvalidArgument: `ns` is no handle, or an argument is
   * none.
   */
  readonly NsEnumServices: (
    ns: NsHandle,
    type: string,
    index: number,
  ) => Promise<Result<{ readonly server: string; readonly service: string }>>
  /**
   * Publishes an endpoint of the process `server` (topic `ns_publish_service`), until it is
   * unpublished, the connection is disposed, or this process ends. Names have 1 to 1024 bytes. The name
   * server does not check that they are true: a policy may.
   *
   * rcOk; rcAlreadyExists; rcQuotaExceeded: too many are published; rcInvalidArgument: `ns` is no
   * handle, or a name is too long or empty.
   */
  readonly NsPublishService: (
    ns: NsHandle,
    type: string,
    server: string,
    service: string,
  ) => Promise<Retcode>
  /**
   * Takes back what this process published (topic `ns_unpublish_service`). rcOk;
   * rcResourceNotFound; rcInvalidArgument as above.
   */
  readonly NsUnPublishService: (
    ns: NsHandle,
    type: string,
    server: string,
    service: string,
  ) => Promise<Retcode>
}
