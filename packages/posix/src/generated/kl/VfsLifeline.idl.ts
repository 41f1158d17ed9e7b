// Made by `kos gen` from kl/VfsLifeline.idl. Do not edit.
//
// The life of a network process: a call that is never answered. It ends with the process, and so tells
// clients that wait for a socket, whose handles tell nothing then.
/* eslint-disable */

import { defineInterface } from '@kos/libkos'
import type { Implementation, Interface, Proxy } from '@kos/libkos'
import { emptyCodec } from '@kos/libkos/codec'

/** The methods of kl.VfsLifeline. */
export type VfsLifelineMethods = {
  readonly Wait: {}
}

export type VfsLifeline = Interface<VfsLifelineMethods>
export const VfsLifeline: VfsLifeline = /* @__PURE__ */ defineInterface(
  'kl.VfsLifeline',
  {
    Wait: {},
  },
  {
    code: {
      Wait: { request: emptyCodec, response: emptyCodec },
    },
  },
)

/** What a client calls: `connect(kos, VfsLifeline, channel, endpoint)`. */
export type VfsLifelineProxy = Proxy<VfsLifeline>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type VfsLifelineImplementation = Implementation<VfsLifeline>
