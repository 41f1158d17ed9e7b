// Made by `kos gen` from guard/Seal.idl. Do not edit.
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

/** What Set takes. */
export interface SetRequest {
  readonly name: string
}

/** The methods of guard.Seal. */
export type SealMethods = {
  readonly Set: {
    readonly in: { readonly name: Type<string> }
  }
}

export type Seal = Interface<SealMethods>
export const Seal: Seal = /* @__PURE__ */ defineInterface(
  'guard.Seal',
  {
    Set: { in: { name: /* @__PURE__ */ string(8) } },
  },
  {
    code: {
      Set: { request: setRequestCodec, response: emptyCodec },
    },
  },
)

/** What a client calls: `connect(kos, Seal, channel, endpoint)`. */
export type SealProxy = Proxy<Seal>

/** What a server implements: `serve(kos, channel, { endpoint: implementation })`. */
export type SealImplementation = Implementation<Seal>

class SetRequestView {
  readonly #view: DataView
  readonly #arena: Uint8Array

  constructor(view: DataView, arena: Uint8Array) {
    this.#view = view
    this.#arena = arena
  }

  get name(): string {
    return getText(this.#view, 16, this.#arena)
  }
}

function setRequestCodec(layout: Layout): CodecFunctions<SetRequest, SetRequest> {
  return {
    encode(value, riid, view, arena) {
      if (!isObject(value)) return -1
      const { name } = value
      let used = 0
      const nameSize = writeText(name, arena, used, 8)
      if (nameSize < 0) return -1
      putReference(view, 16, used, nameSize)
      used += nameSize
      putHeader(layout, view, riid)
      return used
    },
    decode(view, arena) {
      return {
        name: getText(view, 16, arena),
      }
    },
    lazy(view, arena) {
      return new SetRequestView(view, arena)
    },
    validate(view, size, arena, arenaSize) {
      const fault = messageFault(layout, view, size, arena, arenaSize)
      if (fault !== null) return fault
      const name = textFault(view, 16, 8, arena, arenaSize)
      if (name !== null) return faultOf(layout, 'name', name)
      return null
    },
  }
}
