// Structs, unions, arrays and sequences: their places, their arena, and what is refused.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  array,
  bytes,
  type Codec,
  compileCodec,
  defineInterface,
  handle,
  layoutMessage,
  maxLimit,
} from '../src/index.ts'
import {
  plainHandles,
  sequence,
  string,
  struct,
  type Type,
  uint16,
  uint32,
  uint64,
  uint8,
  union,
} from '../src/index.ts'
import { type as anyType, valueOf, write } from './arbitrary.ts'

const forms = ['code', 'closures'] as const

function codecOf(type: Type<unknown>, form?: (typeof forms)[number]): Codec<unknown> {
  return compileCodec(layoutMessage('demo.Any.M', 0, 'in', { value: type }), form)
}

test('members of a struct lie in declaration order with natural alignment', () => {
  const type = struct({ a: uint8, b: uint32, c: uint16 })
  expect([type.size, type.alignment, type.fields.map(({ offset }) => offset)]).toEqual([
    12,
    4,
    [0, 4, 8],
  ])
  const nested = struct({ flag: uint8, inner: type, id: uint64 })
  expect([nested.size, nested.alignment, nested.fields.map(({ offset }) => offset)]).toEqual([
    24,
    8,
    [0, 4, 16],
  ])
})

test('a union has a tag of 4 bytes, then room for its largest member', () => {
  const type = union({ small: uint8, large: uint64 })
  expect([type.size, type.alignment, type.fields.map(({ offset }) => offset)]).toEqual([
    16,
    8,
    [8, 8],
  ])
  const { view } = write(codecOf(type), { value: { tag: 'small', value: 7 } })
  expect([view.getUint32(16, true), view.getUint8(24)]).toEqual([0, 7])
  const message = write(codecOf(type), { value: { tag: 'large', value: 7n } })
  expect([message.view.getUint32(16, true), message.view.getBigUint64(24, true)]).toEqual([1, 7n])
})

test('elements of a sequence lie in an aligned segment of the arena, and skipped bytes are zero', () => {
  const layout = layoutMessage('demo.Any.M', 0, 'in', {
    name: string(8),
    list: sequence(uint32, 4),
  })
  const codec = compileCodec(layout)
  const { view, arena, arenaSize } = write(codec, { name: 'a', list: [1, 2] })
  expect([view.getUint32(24, true), view.getUint32(28, true), arenaSize]).toEqual([4, 8, 12])
  expect([...arena.subarray(0, 12)]).toEqual([97, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0])
  // A name of 9 bytes, 3 to align, 16 of numbers.
  expect(layout.arenaSize).toBe(28)
})

test('an array lies where it is declared, and its handles are found', () => {
  const { M } = defineInterface('demo.Any', {
    M: { in: { list: array(struct({ peer: handle, id: uint8 }), 2), last: handle } },
  })
  expect(M.request.handles).toEqual([16, 40, 64])
  expect([M.request.size, M.request.arenaSize]).toEqual([80, 0])
})

test('the size of the arena is exact: the longest values need all of it', () => {
  fc.assert(
    fc.property(fc.array(anyType, { minLength: 1, maxLength: 4 }), (types) => {
      const fields = Object.fromEntries(types.map((type, i) => [`p${i}`, type]))
      let layout
      try {
        layout = layoutMessage('demo.Any.M', 0, 'in', fields)
      } catch {
        return
      }
      const codec = compileCodec(layout, 'closures')
      const value = Object.fromEntries(types.map((type, i) => [`p${i}`, longest(type)]))
      const wanted = unionsLargest(types) ? codec.arenaSize : expect.any(Number)
      expect(write(codec, value).arenaSize).toEqual(wanted)
      expect(write(codec, value).arenaSize).toBeLessThanOrEqual(codec.arenaSize)
    }),
    { numRuns: 300, seed: 1 },
  )
})

/**
 * A value that takes as much arena as any; of a union the member that takes most when it comes
 * first.
 */
function longest(type: Type<unknown>): unknown {
  const { kind, limit, element, fields } = type
  if (kind === 'string') return 'x'.repeat(limit)
  if (kind === 'bytes') return new Uint8Array(limit)
  if (kind === 'handle') return 1
  if (kind === 'struct')
    return Object.fromEntries(fields.map(({ name, type }) => [name, longest(type)]))
  if (kind === 'union') {
    const most = fields.toSorted((a, b) => b.type.arenaSize - a.type.arenaSize)[0]!
    return { tag: most.name, value: longest(most.type) }
  }
  if (element !== null) return Array.from({ length: limit }, () => longest(element))
  return kind.endsWith('64') ? 1n : 1
}

/** Which member takes most may depend on where the arena ends; then `longest` does not know it. */
function unionsLargest(types: readonly Type<unknown>[]): boolean {
  return types.every(({ kind, fields, element }) => {
    if (kind === 'union') return false
    return (
      unionsLargest(fields.map(({ type }) => type)) &&
      (element === null || unionsLargest([element]))
    )
  })
}

test('repeats of an aligned element are counted exactly, however many', () => {
  const type = sequence(struct({ name: string(2), list: sequence(uint64, 1) }), 1000)
  const codec = codecOf(type, 'closures')
  const value = Array.from({ length: 1000 }, () => ({ name: 'ab', list: [1n] }))
  expect(write(codec, { value }).arenaSize).toBe(codec.arenaSize)
})

describe.each(forms)('a codec as %s', (form) => {
  const sent = (type: Type<unknown>, value: unknown): number =>
    write(codecOf(type, form), { value }).arenaSize

  test('takes what fits the type only', () => {
    const item = struct({ id: uint8, name: string(4) })
    const wrongItems = [
      null,
      undefined,
      1,
      'a',
      {},
      { id: 1 },
      { id: 256, name: '' },
      { id: 1, name: 'abcde' },
    ]
    expect(wrongItems.map((value) => sent(item, value))).toEqual(wrongItems.map(() => -1))
    const either = union({ id: uint8, name: string(4) })
    const wrongUnions = [
      null,
      1,
      {},
      { tag: 'id' },
      { tag: 'nil', value: 1 },
      { tag: 0, value: 1 },
      { tag: 'id', value: 'a' },
    ]
    expect(wrongUnions.map((value) => sent(either, value))).toEqual(wrongUnions.map(() => -1))
    const triple = array(uint8, 3)
    const wrongArrays = [
      null,
      [],
      [1, 2],
      [1, 2, 3, 4],
      [1, 2, 256],
      'abc',
      new Uint8Array(3),
      { length: 3, 0: 1, 1: 1, 2: 1 },
    ]
    expect(wrongArrays.map((value) => sent(triple, value))).toEqual(wrongArrays.map(() => -1))
    const some = sequence(uint8, 3)
    expect([[], [1], [1, 2, 3]].map((value) => sent(some, value))).toEqual([0, 1, 3])
    const wrongSequences = [
      null,
      [1, 2, 3, 4],
      Object.assign([], { 0: 1, 2: 3 }),
      Object.assign([], { length: 2 ** 32 - 1 }),
      'a',
    ]
    expect(wrongSequences.map((value) => sent(some, value))).toEqual(wrongSequences.map(() => -1))
  })

  test('reads every member once and before it writes', () => {
    const codec = codecOf(sequence(struct({ id: uint8, name: string(4) }), 2), form)
    const view = new DataView(new ArrayBuffer(codec.size))
    const arena = new Uint8Array(codec.arenaSize)
    const reads: string[] = []
    const hostile = (name: string): object => ({
      get id() {
        reads.push(`${name}.id`)
        expect(arena.every((byte) => byte === 0)).toBe(true)
        return 1
      },
      get name() {
        reads.push(`${name}.name`)
        return 'a'
      },
    })
    expect(codec.encode({ value: [hostile('first'), hostile('second')] }, 0, view, arena)).toBe(28)
    expect(reads).toEqual(['first.id', 'first.name', 'second.id', 'second.name'])
  })

  test('says -1 when the arena is too small', () => {
    const codec = codecOf(sequence(struct({ id: uint32, name: string(4) }), 2), form)
    const view = new DataView(new ArrayBuffer(codec.size))
    const used = (room: number): number =>
      codec.encode({ value: [{ id: 1, name: 'ab' }] }, 0, view, new Uint8Array(room))
    expect([used(15), used(14), used(12), used(11), used(0)]).toEqual([15, -1, -1, -1, -1])
  })

  test('says what is wrong inside a value', () => {
    const item = struct({ flag: uint8, id: uint16, name: string(4), blob: bytes(4) })
    const fields = {
      list: sequence(item, 2),
      pick: union({ small: uint8, text: string(4) }),
      pair: array(item, 2),
    }
    const codec = compileCodec(layoutMessage('demo.Any.M', 0, 'in', fields), form)
    const one = { flag: 1, id: 2, name: 'ab', blob: new Uint8Array(1) }
    const fault = (spoil: (view: DataView, data: DataView) => void): string | null => {
      const { view, arena, arenaSize } = write(codec, {
        list: [one],
        pick: { tag: 'small', value: 1 },
        pair: [one, one],
      })
      spoil(view, new DataView(arena.buffer))
      return codec.validate(view, codec.size, arena, arenaSize)
    }
    expect([
      fault(() => {}),
      fault((view) => view.setUint32(20, 60, true)),
      fault((view) => view.setUint32(20, 21, true)),
      fault((view) => view.setUint32(16, 30, true)),
      fault((view) => view.setUint32(16, 1, true)),
      fault((_view, data) => data.setUint8(1, 1)),
      fault((_view, data) => data.setUint32(8, 6, true)),
      fault((_view, data) => data.setUint32(4, 99, true)),
      fault((_view, data) => data.setUint8(22, 65)),
      fault((view) => view.setUint32(24, 2, true)),
      fault((view) => view.setUint8(29, 1)),
      fault((view) => view.setUint8(24, 1)),
      fault((view) => view.setUint8(37, 1)),
      fault((view) => view.setUint32(64, 9, true)),
      fault((_view, data) => data.setUint32(12, 20, true)),
    ]).toMatchSnapshot()
  })

  test('a message of many references to the same bytes is refused before they are read often', () => {
    const type = sequence(string(10_000), 10_000 / 8)
    const codec = codecOf(type, form)
    const { view } = write(codec, { value: [] })
    const arena = new Uint8Array(20_000)
    const data = new DataView(arena.buffer)
    arena.fill(65, 10_000, 19_999)
    for (let at = 0; at < 10_000; at += 8) {
      data.setUint32(at, 10_000, true)
      data.setUint32(at + 4, 10_000, true)
    }
    view.setUint32(16, 0, true)
    view.setUint32(20, 10_000, true)
    expect(codec.validate(view, codec.size, arena, 20_000)).toBe(
      'demo.Any.M request: value[] shares bytes of the arena',
    )
  })

  test('segments in another order than ours are fine as long as they share no bytes', () => {
    const codec = codecOf(sequence(string(4), 2), form)
    const { view, arena } = write(codec, { value: ['ab', 'c'] })
    const data = new DataView(arena.buffer)
    data.setUint32(0, 18, true)
    data.setUint32(8, 16, true)
    arena.set([99, 0, 97, 98, 0], 16)
    data.setUint32(12, 2, true)
    data.setUint32(4, 3, true)
    expect(codec.validate(view, codec.size, arena, 21)).toBeNull()
    expect(codec.decode(view, arena, plainHandles)).toEqual({ value: ['ab', 'c'] })
    data.setUint32(8, 19, true)
    expect(codec.validate(view, codec.size, arena, 21)).toContain('overlap')
  })

  test('bytes inside a value are copies eagerly and views lazily', () => {
    const codec = codecOf(struct({ blob: bytes(20) }), form)
    const { view, arena } = write(codec, { value: { blob: new Uint8Array(16) } })
    const [copy, window] = [
      codec.decode(view, arena, plainHandles),
      codec.lazy(view, arena, plainHandles),
    ] as {
      value: { blob: Uint8Array }
    }[]
    arena.fill(9)
    expect([copy!.value.blob[0], window!.value.blob[0]]).toEqual([0, 9])
  })
})

test('mistakes are told when a type is made', () => {
  const makers: (() => unknown)[] = [
    () => struct({}),
    () => struct(null as never),
    () => struct({ 'a;b': uint8 }),
    () => struct({ a: { ...uint8 } }),
    () => union({ a: handle }),
    () => union({}),
    () => sequence(handle, 2),
    () => sequence(struct({ peers: array(handle, 2) }), 2),
    () => sequence(uint8, 0),
    () => sequence(uint32, maxLimit / 4 + 1),
    () => array(uint8, 1.5),
    () => array('uint8' as never, 1),
    () => array(uint8, maxLimit + 1),
    () => struct({ a: array(uint8, maxLimit), b: uint8 }),
    () => union({ a: array(uint8, maxLimit) }),
    () => layoutMessage('demo.Any.M', 0, 'in', { a: array(uint8, maxLimit), b: bytes(17) }),
  ]
  expect(makers.map((make) => String(complaint(make)))).toMatchSnapshot()
})

test('the limits themselves are allowed', () => {
  expect(array(uint8, maxLimit).size).toBe(maxLimit)
  expect(sequence(uint32, maxLimit / 4).arenaSize).toBe(maxLimit)
  expect(
    layoutMessage('demo.Any.M', 0, 'in', { a: array(uint8, maxLimit - 8), b: bytes(16) }).size,
  ).toBe(maxLimit + 16)
})

function complaint(make: () => unknown): unknown {
  try {
    return make()
  } catch (error) {
    return error
  }
}

test('values of any type that fit are taken', () => {
  const property = fc.property(
    anyType.chain((type) => fc.tuple(fc.constant(type), valueOf(type))),
    ([type, value]) => {
      fc.pre(type.size < 2000 && complaint(() => codecOf(type)) instanceof Error === false)
      expect(write(codecOf(type), { value }).arenaSize).toBeGreaterThanOrEqual(0)
    },
  )
  fc.assert(property, { numRuns: 300, seed: 1 })
})
