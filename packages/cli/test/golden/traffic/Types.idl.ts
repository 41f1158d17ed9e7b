// Made by `kos gen` from traffic/Types.idl. Do not edit.
//
// What all of them speak of.
/* eslint-disable */

import { array, bytes, string, struct, uint16, uint32, uint8, union } from '@kos/libkos'
import type { Type } from '@kos/libkos'
import { clear, getText, isClear, isObject, putReference, writeBytes, writeText } from '@kos/libkos/codec'
import type { ValueCodec } from '@kos/libkos/codec'

/** Lights at one crossing. */
export const MaxLights = 8

/** in bytes */
export const MaxName = 40

export const Never = -1n

export type Name = string
export const Name: Type<Name> = /* @__PURE__ */ string(MaxName)

/** One light. */
export interface Light {
  /** as people call it */
  readonly name: Name
  /** 0: cars, 1: people */
  readonly class_: number
  readonly seconds: readonly number[]
}
export const Light: Type<Light> = /* @__PURE__ */ struct({ name: Name, class_: uint8, seconds: /* @__PURE__ */ array(uint16, 3) })

export type Cause =
  | { readonly tag: 'timer'; readonly value: number }
  | { readonly tag: 'person'; readonly value: Name }
  | { readonly tag: 'sensor'; readonly value: Uint8Array }
export const Cause: Type<Cause> = /* @__PURE__ */ union({ timer: uint32, person: Name, sensor: /* @__PURE__ */ bytes(4) })

export const LightCodec: ValueCodec<Light> = {
  take(given, writer) {
    if (!isObject(given)) return null as never
    const { name, class_ } = given
    const seconds = LightSecondsCodec.take(given.seconds, writer)
    return { name, class_, seconds }
  },
  put(taken, view, at, arena, data, used) {
    if (taken === null) return -1
    const { name, class_, seconds } = taken
    const nameSize = writeText(name, arena, used, 40)
    if (nameSize < 0) return -1
    putReference(view, at, used, nameSize)
    used += nameSize
    if (typeof class_ !== 'number' || (class_ & 0xff) !== class_) return -1
    view.setUint8(at + 8, class_)
    used = LightSecondsCodec.put(seconds, view, at + 10, arena, data, used)
    if (used < 0) return -1
    view.setUint8(at + 9, 0)
    return used
  },
  get(view, at, arena, data, handles, bytes) {
    return {
      name: getText(view, at, arena),
      class_: view.getUint8(at + 8),
      seconds: LightSecondsCodec.get(view, at + 10, arena, data, handles, bytes),
    }
  },
  check(view, at, segments) {
    if (view.getUint8(at + 9) !== 0) return ' has reserved bytes that are not zero'
    const name = segments.textFault(view, at, 40)
    if (name !== null) return '.name' + name
    return null
  },
}

export const CauseCodec: ValueCodec<Cause> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { tag, value } = given
    switch (tag) {
      case 'timer':
        return { tag, value }
      case 'person':
        return { tag, value }
      case 'sensor':
        return { tag, value }
      default:
        return null as never
    }
  },
  put(taken, view, at, arena, _data, used) {
    if (taken === null) return -1
    clear(view, at, 12)
    switch (taken.tag) {
      case 'timer': {
        view.setUint32(at, 0, true)
        if (typeof taken.value !== 'number' || taken.value >>> 0 !== taken.value) return -1
        view.setUint32(at + 4, taken.value, true)
        break
      }
      case 'person': {
        view.setUint32(at, 1, true)
        const size = writeText(taken.value, arena, used, 40)
        if (size < 0) return -1
        putReference(view, at + 4, used, size)
        used += size
        break
      }
      case 'sensor': {
        view.setUint32(at, 2, true)
        const size = writeBytes(taken.value, arena, used, 4)
        if (size < 0) return -1
        putReference(view, at + 4, used, size)
        used += size
        break
      }
    }
    return used
  },
  get(view, at, arena, _data, _handles, bytes) {
    switch (view.getUint32(at, true)) {
      case 0:
        return { tag: 'timer', value: view.getUint32(at + 4, true) }
      case 1:
        return { tag: 'person', value: getText(view, at + 4, arena) }
      default:
        return { tag: 'sensor', value: bytes(view, at + 4, arena) }
    }
  },
  check(view, at, segments) {
    switch (view.getUint32(at, true)) {
      case 0: {
        if (!isClear(view, at + 8, 4)) return ' has reserved bytes that are not zero'
        return null
      }
      case 1: {
        const fault = segments.textFault(view, at + 4, 40)
        if (fault !== null) return '.person' + fault
        return null
      }
      case 2: {
        const fault = segments.bytesFault(view, at + 4, 4)
        if (fault !== null) return '.sensor' + fault
        return null
      }
      default:
        return ' has an unknown tag'
    }
  },
}

const LightSecondsCodec: ValueCodec<readonly number[]> = {
  take(given) {
    if (!Array.isArray(given)) return null as never
    const count = given.length
    if (count !== 3) return null as never
    const list: number[] = []
    for (let i = 0; i < count; i++) list.push(given[i]!)
    return list
  },
  put(taken, view, at, _arena, _data, used) {
    if (taken === null) return -1
    for (let i = 0, p = at; i < 3; i++, p += 2) {
      const element = taken[i]!
      if (typeof element !== 'number' || (element & 0xffff) !== element) return -1
      view.setUint16(p, element, true)
    }
    return used
  },
  get(view, at) {
    const list: number[] = []
    const start = at
    const end = at + 6
    for (let p = start; p < end; p += 2) list.push(view.getUint16(p, true))
    return list
  },
  check() {
    return null
  },
}
