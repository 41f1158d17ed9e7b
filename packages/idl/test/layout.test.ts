import { expect, test } from 'vitest'
import {
  bytes,
  defineInterface,
  handle,
  string,
  uint16,
  uint32,
  uint64,
  uint8,
} from '../src/index.ts'

test('arena sizes are the sums of the maxima, a string taking one more than its limit', () => {
  const File = defineInterface('demo.File', {
    Append: {
      in: { name: string(48), at: uint32, tag: string(8), flag: uint8 },
      out: { status: uint8 },
    },
    Export: { in: { id: uint16 }, out: { text: string(128) } },
  })
  expect([File.Append.request.arenaSize, File.Append.response.arenaSize]).toEqual([58, 0])
  expect(File.Export.response.arenaSize).toBe(129)
  expect(File.$sizes).toEqual({ request: 40, requestArena: 58, response: 24, responseArena: 129 })
})

test('parameters lie in declaration order with natural alignment', () => {
  const { M } = defineInterface('demo.Any', {
    M: { in: { a: uint8, b: uint16, c: uint64, d: bytes(3), e: uint8, f: handle, g: uint8 } },
  })
  expect(M.request.fields.map((field) => [field.name, field.offset])).toEqual([
    ['a', 16],
    ['b', 18],
    ['c', 24],
    ['d', 32],
    ['e', 40],
    ['f', 48],
    ['g', 64],
  ])
  expect(M.request.size).toBe(72)
  expect(M.request.handles).toEqual([48])
})

test('the bytes on the wire are these', () => {
  const { Put } = defineInterface('demo.Store', {
    Get: {},
    Put: { in: { id: uint16, name: string(8), peer: handle } },
  })
  const view = new DataView(new ArrayBuffer(Put.request.size))
  const arena = new Uint8Array(9)
  expect(
    Put.request.encode(
      { id: 0x1234, name: 'ab', peer: { handle: 5, rights: 6, badge: 7 } },
      2,
      view,
      arena,
    ),
  ).toBe(3)
  expect([...new Uint8Array(view.buffer)]).toEqual(
    [
      [2, 0, 0, 0],
      [1, 0, 1, 0],
      [4, 0, 0, 0],
      [0, 0, 0, 0],
    ]
      .concat([
        [0x34, 0x12, 0, 0],
        [0, 0, 0, 0],
        [3, 0, 0, 0],
        [0, 0, 0, 0],
      ])
      .concat([
        [5, 0, 0, 0],
        [6, 0, 0, 0],
        [7, 0, 0, 0],
        [0, 0, 0, 0],
      ])
      .flat(),
  )
  expect([...arena.subarray(0, 3)]).toEqual([97, 98, 0])
})

test('the index of a method is its MID', () => {
  const Mode = defineInterface('Mode', {
    Get: {},
    Set: { in: { value: uint32 }, error: { status: uint16 } },
  })
  expect(Mode.$methods).toEqual([Mode.Get, Mode.Set])
  expect([Mode.Set.mid, Mode.Set.name, Mode.Set.interfaceName, Mode.$name]).toEqual([
    1,
    'Set',
    'Mode',
    'Mode',
  ])
})

test('an error response is marked, and the codecs tell the two apart', () => {
  const { M } = defineInterface('demo.Any', {
    M: { out: { value: uint16 }, error: { status: uint16 } },
  })
  const view = new DataView(new ArrayBuffer(24))
  const none = new Uint8Array()
  expect(M.error!.encode({ status: 3 }, 0, view, none)).toBe(0)
  expect(M.error!.validate(view, 24, none, 0)).toBeNull()
  expect(M.response.validate(view, 24, none, 0)).toBe(
    'demo.Any.M response: it carries error parameters',
  )
  M.response.encode({ value: 3 }, 0, view, none)
  expect(M.error!.validate(view, 24, none, 0)).toBe(
    'demo.Any.M error response: it carries no error parameters',
  )
})
