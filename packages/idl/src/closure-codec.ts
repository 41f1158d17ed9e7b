// The codec of a message as closures: it goes through the parameters of a layout one by one, and
// leaves each to its value codec.
//
// It answers the same as printed code, which is in `print-codec.ts`, to every value and every
// message.

import { Arena, arenaView } from './arena.ts'
import { closureValueCodec } from './closure-value-codec.ts'
import type { CodecFunctions, HandleReader } from './codec.ts'
import type { Field } from './field-layout.ts'
import { faultOf, messageFault, overlapFault, putHeader, reservedFault } from './header.ts'
import type { Layout } from './layout.ts'
import { overlaps } from './overlap.ts'
import { isObject } from './parameter.ts'
import { bytesFault, getBytes, textFault, viewBytes } from './reference.ts'
import { clear, isClear } from './reserved-bytes.ts'
import { isComposite } from './type.ts'
import type { ValueCodec } from './value-codec.ts'

interface Parameter extends Field {
  readonly codec: ValueCodec<unknown>
}

/** Makes closures for `layout`. */
export function closureCodec(layout: Layout): CodecFunctions<unknown, unknown> {
  const parameters = layout.fields.map((field) => ({
    ...field,
    codec: closureValueCodec(field.type),
  }))
  return {
    encode: (value, riid, view, arena, writer) => {
      if (!isObject(value)) return -1
      const values = value as Record<string, unknown>
      // All values are read before anything is written: a getter may run foreign code.
      const taken = parameters.map(({ name, codec }) => codec.take(values[name], writer))
      const used = putAll(parameters, taken, view, arena)
      if (used < 0) return -1
      putHeader(layout, view, riid)
      for (const { offset, size } of layout.gaps) clear(view, offset, size)
      return used
    },
    decode: (view, arena, handles) => decode(parameters, view, arena, handles),
    lazy: (view, arena, handles) => lazyMessage(parameters, view, arena, handles),
    validate: (view, size, arena, arenaSize) =>
      messageFault(layout, view, size, arena, arenaSize) ??
      contentFault(layout, parameters, view, new Arena(arena, arenaSize)),
  }
}

function putAll(
  parameters: readonly Parameter[],
  taken: readonly unknown[],
  view: DataView,
  arena: Uint8Array,
): number {
  const data = dataOf(parameters, view, arena)
  let used = 0
  for (const [i, { offset, codec }] of parameters.entries()) {
    used = codec.put(taken[i], view, offset, arena, data, used)
    if (used < 0) return -1
  }
  return used
}

function decode(
  parameters: readonly Parameter[],
  view: DataView,
  arena: Uint8Array,
  handles: HandleReader,
): object {
  const data = dataOf(parameters, view, arena)
  const entries = parameters.map(({ name, offset, codec }) => [
    name,
    codec.get(view, offset, arena, data, handles, getBytes),
  ])
  return Object.fromEntries(entries) as object
}

/** A view of the arena for composite values; without any, none is made of a detached buffer. */
function dataOf(parameters: readonly Field[], view: DataView, arena: Uint8Array): DataView {
  return parameters.some(({ type }) => isComposite(type)) ? arenaView(arena) : view
}

/** An object with a getter for each parameter. */
function lazyMessage(
  parameters: readonly Parameter[],
  view: DataView,
  arena: Uint8Array,
  handles: HandleReader,
): object {
  const message = {}
  for (const { name, offset, type, codec } of parameters) {
    const get = (): unknown => {
      const data = isComposite(type) ? arenaView(arena) : view
      return codec.get(view, offset, arena, data, handles, viewBytes)
    }
    Object.defineProperty(message, name, { get })
  }
  return message
}

/** The fault of a message whose header and sizes were checked, or null. */
function contentFault(
  layout: Layout,
  parameters: readonly Parameter[],
  view: DataView,
  segments: Arena,
): string | null {
  const gap = layout.gaps.find(({ offset, size }) => !isClear(view, offset, size))
  if (gap !== undefined) return reservedFault(layout, gap.offset)
  for (const parameter of parameters) {
    const fault = parameterFault(parameter, view, segments)
    if (fault !== null) return faultOf(layout, parameter.name, fault)
  }
  return segments.isMixed && overlaps(layout, view, segments.bytes) ? overlapFault(layout) : null
}

/**
 * The fault of a parameter, or null. Unlike references inside other values, those of
 * parameters are few and cannot make a check long; they do not count as bytes referred to.
 */
function parameterFault(
  { type, offset, codec }: Parameter,
  view: DataView,
  segments: Arena,
): string | null {
  const { kind, limit } = type
  if (kind !== 'string' && kind !== 'bytes') return codec.check(view, offset, segments)
  const fault =
    kind === 'string'
      ? textFault(view, offset, limit, segments.bytes, segments.size)
      : bytesFault(view, offset, limit, segments.size)
  if (fault === null) segments.pass(view, offset)
  return fault
}
