// Closures for types made of others: struct, union, array and sequence.

import { alignArena, clear, isClear } from './references.ts'
import type { Type } from './type.ts'
import type { Arena } from './arena.ts'
import type { Values } from './closure-values.ts'

type Make = (type: Type<unknown>) => Values

interface Member {
  readonly name: string
  readonly offset: number
  readonly size: number
  readonly values: Values
}

const reservedBytes = ' has reserved bytes that are not zero'

/** Closures for values of `type`, with those that `make` answers for what it is made of. */
export function compositeClosures(type: Type<unknown>, make: Make): Values {
  if (type.kind === 'struct') return structClosures(type, membersOf(type, make))
  if (type.kind === 'union') return unionClosures(type, membersOf(type, make))
  const element = make(type.element!)
  return type.kind === 'array' ? arrayClosures(type, element) : sequenceClosures(type, element)
}

function membersOf(type: Type<unknown>, make: Make): readonly Member[] {
  return type.fields.map(({ name, offset, type }) => ({
    name,
    offset,
    size: type.size,
    values: make(type),
  }))
}

function take(
  values: Values,
  given: unknown,
  writer: Parameters<NonNullable<Values['take']>>[1],
): unknown {
  return values.take === null ? given : values.take(given, writer)
}

function structClosures(type: Type<unknown>, members: readonly Member[]): Values {
  const { gaps } = type
  const checked = members.filter(({ values }) => values.fault !== null)
  return {
    hasSegments: true,
    take(given, writer) {
      if (typeof given !== 'object' || given === null) return null
      return members.map(({ name, values }) =>
        take(values, (given as Record<string, unknown>)[name], writer),
      )
    },
    put(taken, view, at, arena, data, before) {
      if (taken === null) return -1
      let used = before
      for (let i = 0; i < members.length; i++) {
        const { offset, values } = members[i]!
        used = values.put((taken as unknown[])[i], view, at + offset, arena, data, used)
        if (used < 0) return -1
      }
      for (const gap of gaps) clear(view, at + gap.offset, gap.size)
      return used
    },
    get(view, at, arena, data, handles, lazy) {
      const value: Record<string, unknown> = {}
      for (const { name, offset, values } of members)
        value[name] = values.get(view, at + offset, arena, data, handles, lazy)
      return value
    },
    fault:
      gaps.length === 0 && checked.length === 0
        ? null
        : (view, at, arena) => {
            for (const gap of gaps)
              if (!isClear(view, at + gap.offset, gap.size)) return reservedBytes
            for (const member of checked) {
              const fault = member.values.fault!(view, at + member.offset, arena, true)
              if (fault !== null) return `.${member.name}${fault}`
            }
            return null
          },
  }
}

function unionClosures(type: Type<unknown>, members: readonly Member[]): Values {
  const { size } = type
  const indexes = new Map(members.map(({ name }, index) => [name, index]))
  return {
    hasSegments: true,
    take(given, writer) {
      if (typeof given !== 'object' || given === null) return null
      const { tag, value } = given as Record<string, unknown>
      const index = indexes.get(tag as string)
      return index === undefined
        ? null
        : { index, value: take(members[index]!.values, value, writer) }
    },
    put(taken, view, at, arena, data, used) {
      if (taken === null) return -1
      const { index, value } = taken as { index: number; value: unknown }
      clear(view, at, size)
      view.setUint32(at, index, true)
      const { offset, values } = members[index]!
      return values.put(value, view, at + offset, arena, data, used)
    },
    get(view, at, arena, data, handles, lazy) {
      // Buffers that changed after they were checked may hold any tag.
      const { name, offset, values } = members[view.getUint32(at, true)] ?? members.at(-1)!
      return { tag: name, value: values.get(view, at + offset, arena, data, handles, lazy) }
    },
    fault: (view, at, arena) => unionFault(size, members, view, at, arena),
  }
}

function unionFault(
  size: number,
  members: readonly Member[],
  view: DataView,
  at: number,
  arena: Arena,
): string | null {
  const { offset } = members[0]!
  if (!isClear(view, at + 4, offset - 4)) return reservedBytes
  const member = members[view.getUint32(at, true)]
  if (member === undefined) return ' has an unknown tag'
  const end = offset + member.size
  if (!isClear(view, at + end, size - end)) return reservedBytes
  const fault = member.values.fault?.(view, at + offset, arena, true) ?? null
  return fault === null ? null : `.${member.name}${fault}`
}

function takeElements(
  element: Values,
  isMisfit: (count: number) => boolean,
): NonNullable<Values['take']> {
  return (given, writer) => {
    if (!Array.isArray(given)) return null
    const count = given.length
    if (isMisfit(count)) return null
    const list: unknown[] = []
    for (let i = 0; i < count; i++) list.push(take(element, given[i], writer))
    return list
  }
}

function arrayClosures(type: Type<unknown>, element: Values): Values {
  const { limit, size } = type
  const stride = type.element!.size
  const { fault } = element
  return {
    hasSegments: true,
    take: takeElements(element, (count) => count !== limit),
    put(taken, view, at, arena, data, before) {
      if (taken === null) return -1
      let used = before
      for (let i = 0; i < limit && used >= 0; i++) {
        used = element.put((taken as unknown[])[i], view, at + i * stride, arena, data, used)
      }
      return used
    },
    get(view, at, arena, data, handles, lazy) {
      const list: unknown[] = []
      for (let p = at; p < at + size; p += stride)
        list.push(element.get(view, p, arena, data, handles, lazy))
      return list
    },
    fault:
      fault === null
        ? null
        : (view, at, arena) => elementsFault(fault, view, at, at + size, stride, arena),
  }
}

function sequenceClosures(type: Type<unknown>, element: Values): Values {
  const { limit } = type
  const { size: stride, alignment } = type.element!
  const { fault } = element
  return {
    hasSegments: true,
    take: takeElements(element, (count) => count > limit),
    put(taken, view, at, arena, data, before) {
      if (taken === null) return -1
      const list = taken as unknown[]
      const start = list.length > 0 ? alignArena(arena, before, alignment) : before
      let used = start + list.length * stride
      if (used > arena.length) return -1
      for (let i = 0; i < list.length && used >= 0; i++) {
        used = element.put(list[i], data, start + i * stride, arena, data, used)
      }
      if (used < 0) return -1
      view.setUint32(at, start, true)
      view.setUint32(at + 4, list.length * stride, true)
      return used
    },
    get(view, at, arena, data, handles, lazy) {
      const list: unknown[] = []
      const start = view.getUint32(at, true)
      const end = start + view.getUint32(at + 4, true)
      for (let p = start; p < end; p += stride)
        list.push(element.get(data, p, arena, data, handles, lazy))
      return list
    },
    fault(view, at, arena) {
      const wrong = arena.sequenceFault(view, at, limit, stride, alignment)
      if (wrong !== null || fault === null) return wrong
      const start = view.getUint32(at, true)
      return elementsFault(
        fault,
        arena.data,
        start,
        start + view.getUint32(at + 4, true),
        stride,
        arena,
      )
    },
  }
}

function elementsFault(
  fault: NonNullable<Values['fault']>,
  view: DataView,
  from: number,
  to: number,
  stride: number,
  arena: Arena,
): string | null {
  for (let p = from; p < to; p += stride) {
    const found = fault(view, p, arena, true)
    if (found !== null) return `[]${found}`
  }
  return null
}
