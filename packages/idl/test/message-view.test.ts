// Views of messages: they read on access, show the same as a decoded message, and are over with it.
import { describe, expect, test } from 'vitest'
import {
  array,
  bytes,
  defineInterface,
  handle,
  type HandleReader,
  MessageView,
  plainHandles,
  sequence,
  sint16,
  sint32,
  sint64,
  sint8,
  string,
  struct,
  uint16,
  uint32,
  uint64,
  uint8,
  union,
} from '../src/index.ts'

const Point = struct({ x: uint32, y: sint8, inner: struct({ name: string(8), deep: uint64 }) })
const Shapes = defineInterface('demo.Shapes', {
  Draw: {
    in: {
      a: uint8,
      b: sint8,
      c: uint16,
      d: sint16,
      e: uint32,
      f: sint32,
      g: uint64,
      h: sint64,
      name: string(16),
      blob: bytes(16),
      gift: handle,
      point: Point,
      constructor: uint8,
      points: sequence(Point, 4),
      pair: array(uint16, 2),
      either: union({ one: uint32, two: string(4) }),
    },
  },
  Nothing: {},
})
const { request } = Shapes.Draw
const point = { x: 7, y: -8, inner: { name: 'in', deep: 9n } }
const values = {
  a: 200,
  b: -100,
  c: 60_000,
  d: -30_000,
  e: 4_000_000_000,
  f: -2_000_000_000,
  g: 2n ** 63n,
  h: -(2n ** 62n),
  name: 'name',
  blob: new Uint8Array([1, 2, 3]),
  gift: { handle: 5, rights: 3 },
  point,
  constructor: 1,
  points: [point, point],
  pair: [1, 2],
  either: { tag: 'two', value: 'abc' },
} as const

function encoded(): { view: DataView; arena: Uint8Array } {
  const view = new DataView(new ArrayBuffer(request.size))
  const arena = new Uint8Array(request.arenaSize)
  const used = request.encode(values, 0, view, arena)
  expect(used).toBeGreaterThan(0)
  return { view, arena: arena.subarray(0, used) }
}

type Opened = typeof values & { readonly [name: string]: unknown }

describe('a view of a message', () => {
  test('shows what decode answers', () => {
    const { view, arena } = encoded()
    const message = new MessageView(request.fields).open(view, arena, plainHandles)
    expect(structuredClone(message)).toEqual(request.decode(view, arena, plainHandles))
    expect({ ...message }).toHaveProperty('name', 'name')
  })

  test('decodes what is read, and nothing else', () => {
    const { view, arena } = encoded()
    const read: string[] = []
    const watched = new Proxy(view, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...args: unknown[]) => unknown
        return (...args: unknown[]) => {
          read.push(`${String(name)} ${String(args[0])}`)
          return method.apply(target, args)
        }
      },
    })
    const offsetOf = (name: string): number =>
      request.fields.find((field) => field.name === name)?.offset ?? -1
    const handles: HandleReader = {
      read: () => {
        throw new Error('no handle is asked for')
      },
    }
    const message = new MessageView(request.fields).open(watched, arena, handles) as Opened
    expect(read).toEqual([])
    expect(message.e).toBe(4_000_000_000)
    expect(read).toEqual([`getUint32 ${offsetOf('e')}`])
    read.length = 0
    expect(message.point.inner.deep).toBe(9n)
    expect(read).toEqual([`getBigUint64 ${offsetOf('point') + 16}`])
  })

  test('hands out copies of bytes, and nothing that can be changed', () => {
    const { view, arena } = encoded()
    const message = new MessageView(request.fields).open(view, arena, plainHandles) as Opened
    message.blob.fill(9)
    expect(message.blob).toEqual(new Uint8Array([1, 2, 3]))
    expect(Reflect.set(message, 'a', 1)).toBe(false)
    expect(Reflect.set(message.point, 'x', 1)).toBe(false)
    expect(Reflect.set(message, 'more', 1)).toBe(false)
  })

  test('is over with the message, and shows the next one', () => {
    const { view, arena } = encoded()
    const shown = new MessageView(request.fields)
    const message = shown.open(view, arena, plainHandles) as Opened
    const { point: kept } = message
    shown.close()
    for (const name of Object.keys(values)) {
      if (name !== 'point') expect(() => message[name], name).toThrow(TypeError)
    }
    expect(() => kept.x).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: this message is over: it can be read during the call only; keep structuredClone(message)]`,
    )
    view.setUint8(request.fields[0]!.offset, 1)
    expect(shown.open(view, arena, plainHandles)).toBe(message)
    expect([message.a, kept.x]).toEqual([1, 7])
  })

  test('of no parameters is empty', () => {
    expect(new MessageView(Shapes.Nothing.request.fields).parameters).toEqual({})
  })
})
