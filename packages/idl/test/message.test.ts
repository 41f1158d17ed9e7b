import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compileCodec,
  descriptorBadge,
  descriptorFlags,
  descriptorHandle,
  descriptorRights,
  layoutMessage,
} from '../src/index.ts'
import {
  handle,
  handlePosition,
  headerFault,
  isErrorResponse,
  messageHandleCount,
  messageMid,
  messageRiid,
} from '../src/index.ts'
import { uint8, writeDescriptor, writeHeader } from '../src/index.ts'
import { fieldsAndValue, write } from './arbitrary.ts'

test('the readers see what a codec wrote, and writeHeader writes the same', () => {
  fc.assert(
    fc.property(
      fieldsAndValue,
      fc.nat(0xffff_ffff),
      fc.nat(0xffff),
      fc.boolean(),
      ([fields, value], riid, mid, error) => {
        const codec = compileCodec(
          layoutMessage('demo.Any.M', mid, error ? 'error' : 'out', fields),
        )
        const { view, size } = write(codec, value, riid)
        const bytes = new Uint8Array(view.buffer, view.byteOffset, size)
        expect(headerFault(bytes, size)).toBeNull()
        expect([messageRiid(bytes), messageMid(bytes), isErrorResponse(bytes)]).toEqual([
          riid,
          mid,
          error,
        ])
        expect(codec.handles.map((_at, i) => handlePosition(bytes, i))).toEqual(codec.handles)
        expect(messageHandleCount(bytes)).toBe(codec.handles.length)
        const header = new Uint8Array(16).fill(0xaa)
        writeHeader(header, riid, mid, codec.handles, error ? 1 : 0)
        expect(header).toEqual(bytes.slice(0, 16))
      },
    ),
  )
})

test('a descriptor reads back as written', () => {
  const bytes = new Uint8Array(24)
  writeDescriptor(bytes, 8, 0xffff_fff0, 0x8000_0001, 7, 2)
  const read = [descriptorHandle, descriptorRights, descriptorBadge, descriptorFlags].map((read) =>
    read(bytes, 8),
  )
  expect(read).toEqual([0xffff_fff0, 0x8000_0001, 7, 2])
  expect(bytes.subarray(0, 8).every((byte) => byte === 0)).toBe(true)
})

test('headerFault says what is wrong with a header', () => {
  const codec = compileCodec(
    layoutMessage('demo.Any.M', 5, 'in', { a: handle, b: handle, c: uint8 }),
  )
  const faultOf = (spoil: (bytes: Uint8Array) => void, size = codec.size): string | null => {
    const { view } = write(codec, { a: 1, b: 2, c: 3 })
    const bytes = new Uint8Array(view.buffer, view.byteOffset, codec.size)
    spoil(bytes)
    return headerFault(bytes, size)
  }
  const put = (at: number, value: number) => (bytes: Uint8Array) => void (bytes[at] = value)
  expect(faultOf(() => {})).toBeNull()
  expect([
    faultOf(() => {}, 8),
    faultOf(() => {}, codec.size + 8),
    faultOf(() => {}, 23),
    faultOf(put(15, 2)),
    faultOf(put(6, 8)),
    faultOf(put(7, 1)),
    faultOf(put(6, 1)),
    faultOf(put(8, 1)),
    faultOf(put(9, 3)),
    faultOf(put(9, 6)),
  ]).toMatchInlineSnapshot(`
    [
      "the constant part is shorter than its header or its size",
      "the constant part is shorter than its header or its size",
      "the size of the constant part is not a multiple of 8",
      "unknown header flags are set",
      "it carries more than 7 handles",
      "it carries more than 7 handles",
      "an unused handle position is not zero",
      "handle positions are not in order or overlap",
      "handle positions are not in order or overlap",
      "a handle position lies outside the constant part",
    ]
  `)
})

test('after headerFault accepted a header, every handle is inside the message and apart from the others', () => {
  const header = fc.uint8Array({ minLength: 16, maxLength: 16 })
  const likely = fc
    .tuple(fc.nat(8), fc.array(fc.nat(12), { minLength: 7, maxLength: 7 }))
    .map(([count, positions]) => {
      const list = positions.sort((a, b) => a - b).map((at, i) => (i < count ? at : 0))
      return new Uint8Array([0, 0, 0, 0, 0, 0, count, 0, ...list, 0])
    })
  fc.assert(
    fc.property(fc.oneof(header, likely), fc.nat(128), (header, size) => {
      const bytes = new Uint8Array(128)
      bytes.set(header)
      if (headerFault(bytes, size) !== null) return
      const places = Array.from({ length: messageHandleCount(bytes) }, (_, i) =>
        handlePosition(bytes, i),
      )
      expect(
        places.every((at, i) => at >= (i === 0 ? 16 : places[i - 1]! + 16) && at + 16 <= size),
      ).toBe(true)
    }),
    { numRuns: 2000 },
  )
})
