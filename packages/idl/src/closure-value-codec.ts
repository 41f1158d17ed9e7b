// Value codecs as closures: for platforms that forbid code generation, as a content security policy
// does, and no code was printed beforehand.
//
// These are written to be read: they say what each type means on the wire. `print-value-codec.ts`
// prints the same as source text; what a type means must be changed in both.

import { alignArena, type Arena } from './arena.ts'
import { getHandle, handleFault, putHandle, takeHandle } from './handle-value.ts'
import { integerAccess, type IntegerKind, integerRange, isInteger } from './integer.ts'
import { isObject, writeBytes } from './parameter.ts'
import { getText, putReference } from './reference.ts'
import { clear, isClear, reservedBytes } from './reserved-bytes.ts'
import { writeText } from './text.ts'
import type { Type, TypeKind } from './type.ts'
import { isChecked, type ValueCodec } from './value-codec.ts'

type AnyValueCodec = ValueCodec<unknown>

/** Makes the value codec of `type`, and those of all types that it is made of. */
export function closureValueCodec(type: Type<unknown>): AnyValueCodec {
  const { kind } = type
  return isInteger(kind) ? integerCodec(kind) : makers[kind](type)
}

const makers: {
  readonly [K in Exclude<TypeKind, IntegerKind>]: (type: Type<unknown>) => AnyValueCodec
} = {
  string: stringCodec,
  bytes: bytesCodec,
  handle: handleCodec,
  struct: structCodec,
  union: unionCodec,
  array: arrayCodec,
  sequence: sequenceCodec,
}

const asGiven = (given: unknown): unknown => given
const neverFaulty = (): null => null

function integerCodec(kind: IntegerKind): AnyValueCodec {
  const [min, max] = integerRange(kind)
  const access = integerAccess[kind]
  const isBig = access === 'BigInt64' || access === 'BigUint64'
  const fits = (value: unknown): boolean =>
    isBig
      ? typeof value === 'bigint' && value >= min && value <= max
      : Number.isInteger(value) && (value as number) >= min && (value as number) <= max
  return {
    take: asGiven,
    put(taken, view, at, _arena, _data, used) {
      if (!fits(taken)) return -1
      view[`set${access}`](at, taken as never, true)
      return used
    },
    get: (view, at) => view[`get${access}`](at, true),
    check: neverFaulty,
  }
}

function stringCodec({ limit }: Type<unknown>): AnyValueCodec {
  return {
    take: asGiven,
    put(taken, view, at, arena, _data, used) {
      const size = writeText(taken, arena, used, limit)
      if (size < 0) return -1
      putReference(view, at, used, size)
      return used + size
    },
    get: getText,
    check: (view, at, segments) => segments.textFault(view, at, limit),
  }
}

function bytesCodec({ limit }: Type<unknown>): AnyValueCodec {
  return {
    take: asGiven,
    put(taken, view, at, arena, _data, used) {
      const size = writeBytes(taken, arena, used, limit)
      if (size < 0) return -1
      putReference(view, at, used, size)
      return used + size
    },
    get: (view, at, arena, _data, _handles, bytes) => bytes(view, at, arena),
    check: (view, at, segments) => segments.bytesFault(view, at, limit),
  }
}

function handleCodec({ target }: Type<unknown>): AnyValueCodec {
  return {
    take: (given, writer) => takeHandle(given, writer, target),
    put: (taken, view, at, _arena, _data, used) => (putHandle(taken, view, at) ? used : -1),
    get: (view, at, _arena, _data, handles) => getHandle(view, at, handles, target ?? undefined),
    check: handleFault,
  }
}

interface Member {
  readonly name: string
  /** Bytes from the start of the struct or union. */
  readonly offset: number
  readonly size: number
  readonly codec: AnyValueCodec
}

function membersOf(type: Type<unknown>): readonly Member[] {
  return type.fields.map(({ name, offset, type }) => ({
    name,
    offset,
    size: type.size,
    codec: closureValueCodec(type),
  }))
}

function structCodec(type: Type<unknown>): AnyValueCodec {
  const { gaps } = type
  const members = membersOf(type)
  return {
    take(given, writer) {
      if (!isObject(given)) return null
      const values = given as Record<string, unknown>
      return members.map(({ name, codec }) => codec.take(values[name], writer))
    },
    put(taken, view, at, arena, data, before) {
      if (taken === null) return -1
      let used = before
      for (const [i, { offset, codec }] of members.entries()) {
        used = codec.put((taken as unknown[])[i], view, at + offset, arena, data, used)
        if (used < 0) return -1
      }
      for (const gap of gaps) clear(view, at + gap.offset, gap.size)
      return used
    },
    get: (view, at, ...rest) =>
      Object.fromEntries(
        members.map(({ name, offset, codec }) => [name, codec.get(view, at + offset, ...rest)]),
      ),
    check(view, at, segments) {
      if (!gaps.every((gap) => isClear(view, at + gap.offset, gap.size))) return reservedBytes
      for (const { name, offset, codec } of members) {
        const fault = codec.check(view, at + offset, segments)
        if (fault !== null) return `.${name}${fault}`
      }
      return null
    },
  }
}

function unionCodec(type: Type<unknown>): AnyValueCodec {
  const { size } = type
  const members = membersOf(type)
  return {
    take(given, writer) {
      if (!isObject(given)) return null
      const { tag, value } = given as Record<string, unknown>
      const index = members.findIndex(({ name }) => name === tag)
      return index < 0 ? null : { index, value: members[index]!.codec.take(value, writer) }
    },
    put(taken, view, at, arena, data, used) {
      if (taken === null) return -1
      const { index, value } = taken as { readonly index: number; readonly value: unknown }
      clear(view, at, size)
      view.setUint32(at, index, true)
      const { offset, codec } = members[index]!
      return codec.put(value, view, at + offset, arena, data, used)
    },
    get(view, at, ...rest) {
      // Buffers that changed after they were checked may hold any tag.
      const { name, offset, codec } = members[view.getUint32(at, true)] ?? members.at(-1)!
      return { tag: name, value: codec.get(view, at + offset, ...rest) }
    },
    check: (view, at, segments) => unionFault(size, members, view, at, segments),
  }
}

function unionFault(
  size: number,
  members: readonly Member[],
  view: DataView,
  at: number,
  segments: Arena,
): string | null {
  const { offset } = members[0]!
  if (!isClear(view, at + 4, offset - 4)) return reservedBytes
  const member = members[view.getUint32(at, true)]
  if (member === undefined) return ' has an unknown tag'
  const end = offset + member.size
  if (!isClear(view, at + end, size - end)) return reservedBytes
  const fault = member.codec.check(view, at + offset, segments)
  return fault === null ? null : `.${member.name}${fault}`
}

function arrayCodec(type: Type<unknown>): AnyValueCodec {
  const { limit, size } = type
  const elements = elementsCodec(type.element!)
  return {
    take: (given, writer) => elements.take(given, writer, (count) => count === limit),
    put(taken, view, at, arena, data, used) {
      return taken === null ? -1 : elements.put(taken as unknown[], view, at, arena, data, used)
    },
    get: (view, at, ...rest) => elements.get(view, at, at + size, ...rest),
    check: (view, at, segments) => elements.check(view, at, at + size, segments),
  }
}

function sequenceCodec(type: Type<unknown>): AnyValueCodec {
  const { limit } = type
  const { size: stride, alignment } = type.element!
  const elements = elementsCodec(type.element!)
  const range = (view: DataView, at: number): readonly [start: number, end: number] => {
    const start = view.getUint32(at, true)
    return [start, start + view.getUint32(at + 4, true)]
  }
  return {
    take: (given, writer) => elements.take(given, writer, (count) => count <= limit),
    put(taken, view, at, arena, data, before) {
      if (taken === null) return -1
      const list = taken as unknown[]
      const start = list.length > 0 ? alignArena(arena, before, alignment) : before
      const end = start + list.length * stride
      if (end > arena.length) return -1
      const used = elements.put(list, data, start, arena, data, end)
      if (used < 0) return -1
      putReference(view, at, start, end - start)
      return used
    },
    get(view, at, arena, data, ...rest) {
      const [start, end] = range(view, at)
      return elements.get(data, start, end, arena, data, ...rest)
    },
    check(view, at, segments) {
      const fault = segments.sequenceFault(view, at, limit, stride, alignment)
      if (fault !== null) return fault
      const [start, end] = range(view, at)
      return start === end ? null : elements.check(segments.data, start, end, segments)
    },
  }
}

type Writer = Parameters<AnyValueCodec['take']>[1]
type GetRest = Parameters<AnyValueCodec['get']> extends [unknown, unknown, ...infer R] ? R : never

/** The elements of an array or a sequence, one after the other from `start` up to `end`. */
function elementsCodec(element: Type<unknown>) {
  const { size: stride } = element
  const codec = closureValueCodec(element)
  return {
    take(given: unknown, writer: Writer, fits: (count: number) => boolean): unknown {
      if (!Array.isArray(given)) return null
      // Asked once: a hostile array may answer another length each time.
      const count = given.length
      if (!fits(count)) return null
      return Array.from({ length: count }, (_, i) => codec.take(given[i], writer))
    },
    put(
      list: readonly unknown[],
      view: DataView,
      start: number,
      arena: Uint8Array,
      data: DataView,
      before: number,
    ): number {
      let used = before
      for (let i = 0; i < list.length && used >= 0; i++)
        used = codec.put(list[i], view, start + i * stride, arena, data, used)
      return used
    },
    get(view: DataView, start: number, end: number, ...rest: GetRest): unknown[] {
      const list: unknown[] = []
      for (let at = start; at < end; at += stride) list.push(codec.get(view, at, ...rest))
      return list
    },
    check(view: DataView, start: number, end: number, segments: Arena): string | null {
      if (!isChecked(element)) return null
      for (let at = start; at < end; at += stride) {
        const fault = codec.check(view, at, segments)
        if (fault !== null) return `[]${fault}`
      }
      return null
    },
  }
}
