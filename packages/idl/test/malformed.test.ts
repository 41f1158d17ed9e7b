import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bytes,
  type Codec,
  type CodecForm,
  compileCodec,
  handle,
  layoutMessage,
  plainHandles,
  sequence,
  string,
  struct,
} from '../src/index.ts'
import { uint32, uint8 } from '../src/index.ts'
import { fieldsAndValue, type Message, write } from './arbitrary.ts'

const forms = ['code', 'closures'] as const

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 500)
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

/** What happens to a message on the way: bits flipped, sizes changed. */
const damage = fc.record({
  flips: fc.array(fc.tuple(fc.boolean(), fc.nat(), fc.nat(7)), { maxLength: 3 }),
  bySize: fc.integer({ min: -9, max: 9 }),
  byArena: fc.integer({ min: -9, max: 9 }),
})

function harm(
  message: Message,
  { flips, bySize, byArena }: typeof damage extends fc.Arbitrary<infer D> ? D : never,
): Message {
  const { view, arena } = message
  for (const [inArena, place, bit] of flips) {
    const target = inArena ? arena : new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    if (target.length > 0) target[place % target.length]! ^= 1 << bit
  }
  return { view, arena, size: message.size + bySize, arenaSize: message.arenaSize + byArena }
}

/** The arena outside the message is made different, which must not be noticed. */
function spoil({ arena, arenaSize }: Message): void {
  arena.fill(0x55, Math.max(0, Math.min(arenaSize, arena.length)))
}

describe.each(forms)('a codec as %s', (form) => {
  test('refuses a damaged message or reads a valid value from it, within its bounds', () => {
    fc.assert(
      fc.property(fieldsAndValue, damage, ([fields, value], how) => {
        const codec = compileCodec(layoutMessage('demo.Any.M', 5, 'in', fields), form)
        const message = harm(write(codec, value), how)
        const { view, arena, size, arenaSize } = message
        const fault = codec.validate(view, size, arena, arenaSize)
        if (fault !== null) {
          expect(fault).toMatch(/^demo\.Any\.M request: /)
          return
        }
        const before = codec.decode(view, arena, plainHandles)
        spoil(message)
        expect(codec.validate(view, size, arena, arenaSize)).toBeNull()
        expect(codec.decode(view, arena, plainHandles)).toStrictEqual(before)
        expect(write(codec, before).arenaSize).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: RUNS, seed: SEED },
    )
  })

  test('says what is wrong', () => {
    expect(reasons(form)).toMatchInlineSnapshot(`
      [
        "demo.Any.M request: the MID is 6, not 5",
        "demo.Any.M request: it carries 2 handles, not 1",
        "demo.Any.M request: position 0 of the handles is 24, not 16",
        "demo.Any.M request: position 1 of the handles is 24, not 0",
        "demo.Any.M request: it carries error parameters",
        "demo.Any.M request: unknown header flags are set",
        "demo.Any.M request: peer has unknown flags",
        "demo.Any.M request: blob lies outside the arena",
        "demo.Any.M request: blob is over its limit",
        "demo.Any.M request: name lies outside the arena",
        "demo.Any.M request: name is not UTF-8 text with one zero at its end",
        "demo.Any.M request: name is over its limit",
        "demo.Any.M request: name is not UTF-8 text with one zero at its end",
        "demo.Any.M request: name is not UTF-8 text with one zero at its end",
        "demo.Any.M request: name is not UTF-8 text with one zero at its end",
        "demo.Any.M request: name is not UTF-8 text with one zero at its end",
        "demo.Any.M request: reserved bytes at 50 are not zero",
        "demo.Any.M request: the constant part has 48 bytes, not 56",
        "demo.Any.M request: the constant part has 64 bytes, not 56",
        "demo.Any.M request: name lies outside the arena",
        "demo.Any.M request: the buffer is shorter than the arena",
      ]
    `)
  })

  test('accepts references in any order as long as they share no bytes', () => {
    const { codec, view, arena } = sample(form)
    arena.set([65, 0, 9, 9])
    const refer = (at: number, offset: number, size: number): void => {
      view.setUint32(at, offset, true)
      view.setUint32(at + 4, size, true)
    }
    refer(32, 2, 2)
    refer(40, 0, 2)
    expect(codec.validate(view, codec.size, arena, 4)).toBeNull()
    refer(32, 1, 2)
    expect(codec.validate(view, codec.size, arena, 4)).toContain('overlap')
    refer(32, 1, 0)
    expect(codec.validate(view, codec.size, arena, 4)).toBeNull()
  })
})

describe.each(forms)('a codec as %s, after the message was changed behind its back', (form) => {
  test('reads nothing outside the buffers', () => {
    const fields = { text: string(100), blob: bytes(100) }
    const codec = compileCodec(layoutMessage('demo.Any.M', 5, 'in', fields), form)
    const { view } = write(codec, { text: '', blob: new Uint8Array() })
    const memory = new Uint8Array(1000).fill(0x53)
    const arena = memory.subarray(100, 200).fill(0x41)
    const uint32s = fc.oneof(fc.nat(1000), fc.nat(0xffff_ffff))
    fc.assert(
      fc.property(uint32s, uint32s, (at, size) => {
        for (const offset of [16, 24]) {
          view.setUint32(offset, at, true)
          view.setUint32(offset + 4, size, true)
        }
        for (const read of [codec.decode, codec.lazy]) {
          for (const name of ['text', 'blob']) {
            expect(
              attempt(() => (read(view, arena, plainHandles) as Record<string, unknown>)[name]),
            ).not.toContain('S')
          }
        }
      }),
      { numRuns: 1000 },
    )
  })
})

function attempt(read: () => unknown): string {
  try {
    const value = read()
    return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError)
    return ''
  }
}

test.each(forms)('a detached arena is refused or empty, and never throws: %s', (form) => {
  const fields = { list: sequence(struct({ id: uint32, name: string(4) }), 4) }
  const codec = compileCodec(layoutMessage('demo.Any.M', 0, 'in', fields), form)
  const { view, size, arena, arenaSize } = write(codec, { list: [{ id: 1, name: 'a' }] })
  const empty = write(codec, { list: [] })
  for (const { buffer } of [arena, empty.arena])
    structuredClone(buffer, { transfer: [buffer as ArrayBuffer] })
  expect(codec.validate(view, size, arena, arenaSize)).toBe(
    'demo.Any.M request: the buffer is shorter than the arena',
  )
  expect(codec.validate(view, size, arena, 0)).toBe(
    'demo.Any.M request: list lies outside the arena',
  )
  expect(codec.validate(empty.view, size, empty.arena, 0)).toBeNull()
})

test('both forms give the same reason', () => {
  fc.assert(
    fc.property(fieldsAndValue, damage, ([fields, value], how) => {
      const layout = layoutMessage('demo.Any.M', 5, 'in', fields)
      const codec = compileCodec(layout, 'code')
      const { view, arena, size, arenaSize } = harm(write(codec, value), how)
      const other = compileCodec(layout, 'closures').validate(view, size, arena, arenaSize)
      expect(codec.validate(view, size, arena, arenaSize)).toBe(other)
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

test('truth about text is what TextDecoder says', () => {
  const codec = compileCodec(layoutMessage('demo.Any.M', 0, 'in', { text: string(8) }), 'code')
  const { view } = write(codec, { text: 'a' })
  const byte = fc.constantFrom(
    0x41,
    0x7f,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc1,
    0xc2,
    0xdf,
    0xe0,
    0xed,
    0xef,
    0xf0,
    0xf4,
    0xf5,
    0xff,
  )
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 8 }), (list) => {
      view.setUint32(20, list.length + 1, true)
      const arena = new Uint8Array([...list, 0])
      const fault = codec.validate(view, codec.size, arena, arena.length)
      expect(fault === null).toBe(isUtf8(new Uint8Array(list)))
      const read = codec.decode(view, arena, plainHandles)
      if (fault === null)
        expect(read).toEqual({
          text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(new Uint8Array(list)),
        })
    }),
    { numRuns: 3000 },
  )
})

function isUtf8(list: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(list)
    return true
  } catch {
    return false
  }
}

function sample(form: CodecForm): Message & { readonly codec: Codec<unknown> } {
  const fields = { peer: handle, blob: bytes(4), name: string(4), flag: uint8, id: uint32 }
  const codec = compileCodec(layoutMessage('demo.Any.M', 5, 'in', fields), form)
  const value = { flag: 1, id: 2, peer: 9, blob: new Uint8Array([1]), name: 'lamp' }
  return { codec, ...write(codec, value) }
}

function reasons(form: CodecForm): (string | null)[] {
  const spoilers: ((view: DataView, arena: Uint8Array) => void)[] = [
    (view) => view.setUint16(4, 6, true),
    (view) => view.setUint16(6, 2, true),
    (view) => view.setUint8(8, 3),
    (view) => view.setUint8(9, 3),
    (view) => view.setUint8(15, 1),
    (view) => view.setUint8(15, 2),
    (view) => view.setUint8(28, 4),
    (view) => view.setUint32(32, 6, true),
    (view) => view.setUint32(36, 5, true),
    (view) => view.setUint32(40, 2, true),
    (view) => view.setUint32(40, 0, true),
    (view) => view.setUint32(44, 6, true),
    (view) => view.setUint32(44, 0, true),
    (_view, arena) => arena.fill(65, 5, 6),
    (_view, arena) => arena.fill(0, 3, 4),
    (_view, arena) => arena.fill(0xff, 3, 4),
    (view) => view.setUint8(50, 1),
  ]
  const sizes = [
    [-8, 0],
    [8, 0],
    [0, -1],
    [0, 100],
  ] as const
  return [
    ...spoilers.map((spoiler) => {
      const { codec, view, arena, size, arenaSize } = sample(form)
      spoiler(view, arena)
      return codec.validate(view, size, arena, arenaSize)
    }),
    ...sizes.map(([bySize, byArena]) => {
      const { codec, view, arena, size, arenaSize } = sample(form)
      return codec.validate(view, size + bySize, arena, arenaSize + byArena)
    }),
  ]
}
