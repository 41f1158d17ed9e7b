// Closures for integers, one object for each kind: nothing is looked up while a message is written
// or read.

import type { Values } from './closure-values.ts'
import type { IntegerKind } from './type.ts'

type Put = (taken: unknown, view: DataView, at: number) => boolean
type Get = (view: DataView, at: number) => number | bigint

function integer(put: Put, get: Get): Values {
  return {
    hasSegments: false,
    take: null,
    put: (taken, view, at, _arena, _data, used) => (put(taken, view, at) ? used : -1),
    get,
    fault: null,
  }
}

/** What is done with integers, by their kind. */
export const integerClosures: { readonly [K in IntegerKind]: Values } =
  /* @__PURE__ */ Object.freeze({
    sint8: /* @__PURE__ */ integer(
      (taken, view, at) => {
        if (typeof taken !== 'number' || (taken << 24) >> 24 !== taken) return false
        view.setInt8(at, taken)
        return true
      },
      (view, at) => view.getInt8(at),
    ),
    sint16: /* @__PURE__ */ integer(
      (taken, view, at) => {
        if (typeof taken !== 'number' || (taken << 16) >> 16 !== taken) return false
        view.setInt16(at, taken, true)
        return true
      },
      (view, at) => view.getInt16(at, true),
    ),
    sint32: /* @__PURE__ */ integer(
      (taken, view, at) => {
        if (typeof taken !== 'number' || (taken | 0) !== taken) return false
        view.setInt32(at, taken, true)
        return true
      },
      (view, at) => view.getInt32(at, true),
    ),
    sint64: /* @__PURE__ */ integer(
      (taken, view, at) => {
        if (typeof taken !== 'bigint' || BigInt.asIntN(64, taken) !== taken) return false
        view.setBigInt64(at, taken, true)
        return true
      },
      (view, at) => view.getBigInt64(at, true),
    ),
    uint8: /* @__PURE__ */ integer(
      (taken, view, at) => {
        if (typeof taken !== 'number' || (taken & 0xff) !== taken) return false
        view.setUint8(at, taken)
        return true
      },
      (view, at) => view.getUint8(at),
    ),
    uint16: /* @__PURE__ */ integer(
      (taken, view, at) => {
        if (typeof taken !== 'number' || (taken & 0xffff) !== taken) return false
        view.setUint16(at, taken, true)
        return true
      },
      (view, at) => view.getUint16(at, true),
    ),
    uint32: /* @__PURE__ */ integer(
      (taken, view, at) => {
        if (typeof taken !== 'number' || taken >>> 0 !== taken) return false
        view.setUint32(at, taken, true)
        return true
      },
      (view, at) => view.getUint32(at, true),
    ),
    uint64: /* @__PURE__ */ integer(
      (taken, view, at) => {
        if (typeof taken !== 'bigint' || BigInt.asUintN(64, taken) !== taken) return false
        view.setBigUint64(at, taken, true)
        return true
      },
      (view, at) => view.getBigUint64(at, true),
    ),
  })
