// Made by `kos gen` from kl/MessageBusFactory.idl. Do not edit.
//
// The way to a session of the message bus.
/* eslint-disable */

import { defineInterface, handle, handleOf, sint32 } from '@kos/libkos'
import type {
  Capability,
  CapabilityLike,
  HandleDesc,
  HandleLike,
  Implementation,
  Interface,
  Proxy,
  Type,
} from '@kos/libkos'
import {
  emptyCodec,
  faultOf,
  getHandle,
  handleFault,
  isObject,
  messageFault,
  putHandle,
  putHeader,
  reservedFault,
  takeHandle,
} from '@kos/libkos/codec'
import type { CodecFunctions, HandleReader, Layout } from '@kos/libkos/codec'
import { MessageBusSession } from './MessageBusSession.idl.ts'

/** What Connect gives. */
export interface ConnectResponse {
  readonly session: Capability<MessageBusSession>
  readonly lifeline: HandleDesc
}

/** What Connect gives, as it is sent. */
export interface ConnectResponseInit {
  readonly session: CapabilityLike<MessageBusSession>
  readonly lifeline: HandleLike
}

/** What Connect gives in place of its response when it fails. */
export interface ConnectError {
  readonly rc: number
}

/** The methods of kl.MessageBusFactory. */
export type MessageBusFactoryMethods = {
  /**
   * Opens a session. What is registered in it ends with the last handle of it. The lifeline ends
   * with the process of the bus: it is of kl.MessageBusLifeline.
   */
  readonly Connect: {
    readonly out: { readonly session: Type<Capability<MessageBusSession>, CapabilityLike<MessageBusSession>>; readonly lifeline: Type<HandleDesc, HandleLike> }
    readonly error: { readonly rc: Type<number> }
  }
}

export type MessageBusFactory = Interface<MessageBusFactoryMethods>
export const MessageBusFactory: MessageBusFactory = /* @__PURE__ */ defineInterface(
  'kl.MessageBusFactory',
  {
    Connect: { out: { session: /* @__PURE__ */ handleOf(() => MessageBusSession), lifeline: handle }, error: { rc: sint32 } },
  },
  {
    code: {
      Connect: { request: emptyCodec, response: connectResponseCodec, error: connectErrorCodec },
    },
  },
)

/** What a client calls: `connect(kos, MessageBusFactory, channel, endpoint)`. */
export type MessageBusFactoryProxy = Proxy<MessageBusFactory>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type MessageBusFactoryImplementation = Implementation<MessageBusFactory>

function interfaceOfMessageBusSession(): MessageBusSession {
  return MessageBusSession
}

class ConnectResponseView {
  readonly #view: DataView
  readonly #handles: HandleReader

  constructor(view: DataView, handles: HandleReader) {
    this.#view = view
    this.#handles = handles
  }

  get session(): Capability<MessageBusSession> {
    return getHandle(this.#view, 16, this.#handles, interfaceOfMessageBusSession)
  }

  get lifeline(): HandleDesc {
    return getHandle(this.#view, 32, this.#handles)
  }
}

function connectResponseCodec(layout: Layout): CodecFunctions<ConnectResponseInit, ConnectResponse> {
  return {
    encode(value, riid, view, _arena, writer) {
      if (!isObject(value)) return -1
      const session = takeHandle(value.session, writer, interfaceOfMessageBusSession)
      const lifeline = takeHandle(value.lifeline)
      if (!putHandle(session, view, 16)) return -1
      if (!putHandle(lifeline, view, 32)) return -1
      putHeader(layout, view, riid)
      return 0
    },
    decode(view, _arena, handles) {
      return {
        session: getHandle(view, 16, handles, interfaceOfMessageBusSession),
        lifeline: getHandle(view, 32, handles),
      }
    },
    lazy(view, _arena, handles) {
      return new ConnectResponseView(view, handles)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const session = handleFault(view, 16)
      if (session !== null) return faultOf(layout, 'session', session)
      const lifeline = handleFault(view, 32)
      if (lifeline !== null) return faultOf(layout, 'lifeline', lifeline)
      return null
    },
  }
}

class ConnectErrorView {
  readonly #view: DataView

  constructor(view: DataView) {
    this.#view = view
  }

  get rc(): number {
    return this.#view.getInt32(16, true)
  }
}

function connectErrorCodec(layout: Layout): CodecFunctions<ConnectError, ConnectError> {
  return {
    encode(value, riid, view) {
      if (!isObject(value)) return -1
      const { rc } = value
      if (typeof rc !== 'number' || (rc | 0) !== rc) return -1
      view.setInt32(16, rc, true)
      putHeader(layout, view, riid)
      view.setUint32(20, 0, true)
      return 0
    },
    decode(view) {
      return {
        rc: view.getInt32(16, true),
      }
    },
    lazy(view) {
      return new ConnectErrorView(view)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      if (view.getUint32(20, true) !== 0) return reservedFault(layout, 20)
      return null
    },
  }
}
