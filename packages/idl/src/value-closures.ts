// What closures do with one value: read it from its sender, write it, get it, check it; what
// straight code prints, as objects.
//
// What `fault` answers is the rest of a sentence that starts with the name of the parameter.

import type { Values } from './closure-values.ts'
import { compositeClosures } from './composite-closures.ts'
import { getHandle, handleFault, putHandle, takeHandle } from './handle-value.ts'
import { integerClosures } from './integer-closures.ts'
import { bytesFault, getBytes, getText, putReference, textFault, viewBytes } from './reference.ts'
import { writeBytes } from './parameter.ts'
import { writeText } from './text.ts'
import type { IntegerKind, Type } from './type.ts'

/** Closures for values of `type`. */
export function valueClosures(type: Type<unknown>): Values {
  const { kind } = type
  if (kind === 'string') return stringClosures(type)
  if (kind === 'bytes') return bytesClosures(type)
  if (kind === 'handle') return handleClosures(type)
  if (kind === 'struct' || kind === 'union' || kind === 'array' || kind === 'sequence') {
    return compositeClosures(type, valueClosures)
  }
  return integerClosures[kind satisfies IntegerKind]
}

function stringClosures({ limit }: Type<unknown>): Values {
  return {
    hasSegments: false,
    take: null,
    put: (taken, view, at, arena, _data, used) =>
      putSegment(view, at, used, writeText(taken, arena, used, limit)),
    get: getText,
    fault(view, at, arena, isInside) {
      if (isInside) return arena.textFault(view, at, limit)
      const fault = textFault(view, at, limit, arena.bytes, arena.size)
      if (fault === null) arena.pass(view, at)
      return fault
    },
  }
}

function bytesClosures({ limit }: Type<unknown>): Values {
  return {
    hasSegments: false,
    take: null,
    put: (taken, view, at, arena, _data, used) =>
      putSegment(view, at, used, writeBytes(taken, arena, used, limit)),
    get: (view, at, arena, _data, _handles, lazy) => (lazy ? viewBytes : getBytes)(view, at, arena),
    fault(view, at, arena, isInside) {
      if (isInside) return arena.bytesFault(view, at, limit)
      const fault = bytesFault(view, at, limit, arena.size)
      if (fault === null) arena.pass(view, at)
      return fault
    },
  }
}

function putSegment(view: DataView, at: number, used: number, size: number): number {
  if (size < 0) return -1
  putReference(view, at, used, size)
  return used + size
}

function handleClosures({ target }: Type<unknown>): Values {
  return {
    hasSegments: false,
    take: (given, writer) => takeHandle(given, writer, target),
    put: (taken, view, at, _arena, _data, used) => (putHandle(taken, view, at) ? used : -1),
    get: (view, at, _arena, _data, handles) => getHandle(view, at, handles, target ?? undefined),
    fault: handleFault,
  }
}
