// Made by `kos gen` from demo/IStore.idl. Do not edit.
/* eslint-disable */

import { defineInterface, string } from '@kos/libkos'
import type { Implementation, Interface, Proxy, Type } from '@kos/libkos'
import {
  emptyCodec,
  faultOf,
  getText,
  isObject,
  messageFault,
  putHeader,
  putReference,
  textFault,
  writeText,
} from '@kos/libkos/codec'
import type { CodecFunctions, Layout } from '@kos/libkos/codec'

/** What Put takes. */
export interface PutRequest {
  readonly text: string
}

/** What Get gives. */
export interface GetResponse {
  readonly text: string
}

/** The methods of demo.IStore. */
export type IStoreMethods = {
  readonly Put: {
    readonly in: { readonly text: Type<string> }
  }
  readonly Get: {
    readonly out: { readonly text: Type<string> }
  }
}

export type IStore = Interface<IStoreMethods>
export const IStore: IStore = /* @__PURE__ */ defineInterface(
  'demo.IStore',
  {
    Put: { in: { text: /* @__PURE__ */ string(64) } },
    Get: { out: { text: /* @__PURE__ */ string(64) } },
  },
  {
    code: {
      Put: { request: putRequestCodec, response: emptyCodec },
      Get: { request: emptyCodec, response: getResponseCodec },
    },
  },
)

/** What a client calls: `connect(kos, IStore, channel, endpoint)`. */
export type IStoreProxy = Proxy<IStore>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type IStoreImplementation = Implementation<IStore>

class PutRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get text(): string {
    return getText(this.#view, 16, this.#arena)
  }
}

function putRequestCodec(layout: Layout): CodecFunctions<PutRequest, PutRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { text } = value
      let used = 0
      const textSize = writeText(text, arena, used, 64)
      if (textSize < 0) return -1
      putReference(view, 16, used, textSize)
      used += textSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        text: getText(view, 16, arena),
      }
    },
    lazy(view, arena) {
      return new PutRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const text = textFault(view, 16, 64, arena, arenaSize)
      if (text !== null) return faultOf(layout, 'text', text)
      return null
    },
  }
}

class GetResponseView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get text(): string {
    return getText(this.#view, 16, this.#arena)
  }
}

function getResponseCodec(layout: Layout): CodecFunctions<GetResponse, GetResponse> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { text } = value
      let used = 0
      const textSize = writeText(text, arena, used, 64)
      if (textSize < 0) return -1
      putReference(view, 16, used, textSize)
      used += textSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        text: getText(view, 16, arena),
      }
    },
    lazy(view, arena) {
      return new GetResponseView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const text = textFault(view, 16, 64, arena, arenaSize)
      if (text !== null) return faultOf(layout, 'text', text)
      return null
    },
  }
}
