// Made by `kos gen` from kl/MessageBusLifeline.idl. Do not edit.
//
// The life of the message bus: a call that is never answered. It ends with the process, and so tells
// subscribers that wait, whose handles tell nothing then.
/* eslint-disable */

import { defineInterface } from '@kos/libkos'
import type { Implementation, Interface, Proxy } from '@kos/libkos'
import { emptyCodec } from '@kos/libkos/codec'

/** The methods of kl.MessageBusLifeline. */
export type MessageBusLifelineMethods = {
  readonly Wait: {}
}

export type MessageBusLifeline = Interface<MessageBusLifelineMethods>
export const MessageBusLifeline: MessageBusLifeline = /* @__PURE__ */ defineInterface(
  'kl.MessageBusLifeline',
  {
    Wait: {},
  },
  {
    code: {
      Wait: { request: emptyCodec, response: emptyCodec },
    },
  },
)

/** What a client calls: `connect(kos, MessageBusLifeline, channel, endpoint)`. */
export type MessageBusLifelineProxy = Proxy<MessageBusLifeline>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type MessageBusLifelineImplementation = Implementation<MessageBusLifeline>
