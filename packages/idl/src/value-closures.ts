// What closures do with one value: read it from its sender, write it, get it, check it; what straight code prints, as objects.
//
// What `fault` answers is the rest of a sentence that starts with the name of the parameter.

import { type Arena, sharesBytes, type Values } from './closure-values.ts'
import { compositeClosures } from './composite-closures.ts'
import { putHandle, takeHandle } from './handle-value.ts'
import { integerClosures } from './integer-closures.ts'
import { copyBytes, writeBytes } from './parameter.ts'
import { isBadText, part, type TextCoder } from './text.ts'
import type { IntegerKind, Type } from './type.ts'

/** Closures for values of `type`. */
export function valueClosures(type: Type<unknown>, text: TextCoder): Values {
  const { kind } = type
  if (kind === 'string') return stringClosures(type, text)
  if (kind === 'bytes') return bytesClosures(type)
  if (kind === 'handle') return handleClosures(type)
  if (kind === 'struct' || kind === 'union' || kind === 'array' || kind === 'sequence') {
    return compositeClosures(type, (inner) => valueClosures(inner, text))
  }
  return integerClosures[kind satisfies IntegerKind]
}

function stringClosures(type: Type<unknown>, text: TextCoder): Values {
  const { limit, arenaSize } = type
  return {
    hasSegments: false,
    take: null,
    put(taken, view, at, arena, _data, used) {
      const size = typeof taken === 'string' ? text.write(taken, arena, used, limit) : -1
      return putReference(view, at, used, size)
    },
    get: (view, at, arena) => text.read(arena, view.getUint32(at, true), view.getUint32(at + 4, true) - 1),
    fault(view, at, arena, isInside) {
      const start = view.getUint32(at, true)
      const size = view.getUint32(at + 4, true)
      const fault = rangeFault(start, size, arenaSize, arena)
      if (fault !== null) return fault
      if (isInside && !arena.count(start, size)) return sharesBytes
      if (isBadText(arena.bytes, start, size)) return ' is not UTF-8 text with one zero at its end'
      if (!isInside) arena.follow(start, size)
      return null
    },
  }
}

function bytesClosures({ limit }: Type<unknown>): Values {
  return {
    hasSegments: false,
    take: null,
    put: (taken, view, at, arena, _data, used) => putReference(view, at, used, writeBytes(taken, arena, used, limit)),
    get: (view, at, arena, _data, _handles, lazy) =>
      (lazy ? part : copyBytes)(arena, view.getUint32(at, true), view.getUint32(at + 4, true)),
    fault(view, at, arena, isInside) {
      const start = view.getUint32(at, true)
      const size = view.getUint32(at + 4, true)
      const fault = rangeFault(start, size, limit, arena)
      if (fault !== null) return fault
      if (isInside) return arena.count(start, size) ? null : sharesBytes
      arena.follow(start, size)
      return null
    },
  }
}

function rangeFault(start: number, size: number, most: number, arena: Arena): string | null {
  if (size > most) return ' is over its limit'
  return start + size > arena.size ? ' lies outside the arena' : null
}

function putReference(view: DataView, at: number, used: number, size: number): number {
  if (size < 0) return -1
  view.setUint32(at, used, true)
  view.setUint32(at + 4, size, true)
  return used + size
}

function handleClosures({ target }: Type<unknown>): Values {
  return {
    hasSegments: false,
    take: (given, writer) => takeHandle(given, writer, target),
    put: (taken, view, at, _arena, _data, used) => (putHandle(taken, view, at) ? used : -1),
    get(view, at, _arena, _data, handles) {
      const [handle, rights] = [view.getUint32(at, true), view.getUint32(at + 4, true)]
      const [badge, flags] = [view.getUint32(at + 8, true), view.getUint32(at + 12, true)]
      return target === null ? handles.read(handle, rights, badge, flags) : handles.read(handle, rights, badge, flags, target)
    },
    fault: (view, at) => (view.getUint32(at + 12, true) > 3 ? ' has unknown flags' : null),
  }
}
