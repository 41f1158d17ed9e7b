import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  array,
  bytes,
  type Codec,
  compileCodec,
  defineInterface,
  handle,
  layoutMessage,
  plainHandles,
  string,
  struct,
} from '../src/index.ts'
import type { Handle, HandleDesc, HandleReader } from '../src/index.ts'
import {
  sint16,
  sint32,
  sint64,
  sint8,
  type Type,
  uint16,
  uint32,
  uint64,
  uint8,
} from '../src/index.ts'
import { write } from './arbitrary.ts'

const forms = ['code', 'closures'] as const

function codecOf(form: (typeof forms)[number], type: Type<unknown>): Codec<unknown> {
  return compileCodec(layoutMessage('demo.Any.M', 0, 'in', { value: type }), form)
}

describe.each(forms)('a codec as %s', (form) => {
  const sent = (type: Type<unknown>, value: unknown): number =>
    write(codecOf(form, type), { value }).arenaSize

  test.each([
    [sint8, -128, 127],
    [sint16, -32768, 32767],
    [sint32, -(2 ** 31), 2 ** 31 - 1],
    [uint8, 0, 255],
    [uint16, 0, 65535],
    [uint32, 0, 2 ** 32 - 1],
  ])('takes integers within the range of $kind only', (type, least, most) => {
    expect([least, most, 1, -0].map((value) => sent(type, value))).toEqual([0, 0, 0, 0])
    const wrong = [
      least - 1,
      most + 1,
      0.5,
      NaN,
      Infinity,
      -Infinity,
      '1',
      1n,
      null,
      undefined,
      true,
      {},
      [],
      Symbol('x'),
      () => 1,
    ]
    expect(wrong.map((value) => sent(type, value))).toEqual(wrong.map(() => -1))
  })

  test.each([
    [sint64, -(2n ** 63n), 2n ** 63n - 1n],
    [uint64, 0n, 2n ** 64n - 1n],
  ])('takes bigints within the range of $kind only', (type, least, most) => {
    expect([least, most, 1n].map((value) => sent(type, value))).toEqual([0, 0, 0])
    const wrong = [least - 1n, most + 1n, 0, '1', null, undefined, Object(1n)]
    expect(wrong.map((value) => sent(type, value))).toEqual(wrong.map(() => -1))
  })

  test('counts the limit of a string in UTF-8 bytes, the terminating zero apart', () => {
    expect(['', 'abcd', 'äö', '€', '😀'].map((value) => sent(string(4), value))).toEqual([
      1, 5, 5, 4, 5,
    ])
    expect(['abcde', 'äöa', '€€', '😀a'].map((value) => sent(string(4), value))).toEqual([
      -1, -1, -1, -1,
    ])
    const long = 'x'.repeat(199)
    expect([`${long}x`, `${long}ä`, long].map((value) => sent(string(200), value))).toEqual([
      201, -1, 200,
    ])
  })

  test('refuses text that would not come back the same, and what is no string', () => {
    const filler = 'x'.repeat(150)
    const wrong = [
      'a\0',
      '\0',
      '\ud800',
      'a\udc00',
      '\ud800a',
      `${filler}\0`,
      `${filler}\ud800`,
      1,
      null,
      undefined,
      Object('a'),
    ]
    expect(wrong.map((value) => sent(string(200), value))).toEqual(wrong.map(() => -1))
  })

  test('keeps a byte order mark and control characters', () => {
    const codec = codecOf(form, string(300))
    for (const value of [
      '\ufeffa',
      '\u007f\u0001',
      `\ufeff${'y'.repeat(140)}`,
      `${'z'.repeat(40)}\u0080\uffff\u{10ffff}`,
    ]) {
      const { view, arena } = write(codec, { value })
      expect(codec.decode(view, arena, plainHandles)).toEqual({ value })
    }
  })

  test('takes bytes up to the limit from true Uint8Arrays only', () => {
    const fake = Object.create(Uint8Array.prototype) as unknown
    class Lying extends Uint8Array {
      override get length(): number {
        return 1
      }
    }
    expect(
      [new Uint8Array(4), new Uint8Array(), Buffer.from('abc'), new Lying(3)].map((value) =>
        sent(bytes(4), value),
      ),
    ).toEqual([4, 0, 3, 3])
    const wrong = [
      new Uint8Array(5),
      new Lying(5),
      fake,
      [1],
      new Int8Array(1),
      new ArrayBuffer(1),
      'a',
      null,
      undefined,
      1,
    ]
    expect(wrong.map((value) => sent(bytes(4), value))).toEqual(wrong.map(() => -1))
  })

  test('takes a handle as a number or with rights and badge; masks may be negative', () => {
    const codec = codecOf(form, handle)
    const words = (value: unknown): number[] => {
      const { view, arenaSize } = write(codec, { value })
      expect(arenaSize).toBe(0)
      return [16, 20, 24, 28].map((at) => view.getUint32(at, true))
    }
    expect(words(7)).toEqual([7, 0, 0, 2])
    expect(words({ handle: 7 })).toEqual([7, 0, 0, 2])
    expect(words({ handle: 7, rights: undefined, badge: undefined })).toEqual([7, 0, 0, 2])
    expect(words({ handle: 7, rights: 0 })).toEqual([7, 0, 0, 0])
    expect(words({ handle: 7, rights: 1 << 31, badge: 9 })).toEqual([7, 0x8000_0000, 9, 0])
    const wrong = [
      -1,
      0.5,
      2 ** 32,
      '7',
      7n,
      null,
      undefined,
      {},
      { handle: '7' },
      { handle: 7, rights: 2 ** 32 },
      { handle: 7, badge: -1 },
    ]
    expect(wrong.map((value) => sent(handle, value))).toEqual(wrong.map(() => -1))
  })

  test('refuses what is no object, and needs none where there are no parameters', () => {
    const codec = codecOf(form, uint8)
    expect([null, undefined, 1, 'a', {}].map((value) => write(codec, value).arenaSize)).toEqual([
      -1, -1, -1, -1, -1,
    ])
    const empty = compileCodec(layoutMessage('demo.Any.M', 0, 'in', {}), form)
    expect([undefined, {}].map((value) => write(empty, value).arenaSize)).toEqual([0, 0])
  })

  test('reads every value once and before it writes; what a getter throws comes out', () => {
    const codec = compileCodec(
      layoutMessage('demo.Any.M', 1, 'in', { a: uint8, text: string(8), h: handle, b: uint8 }),
      form,
    )
    const view = new DataView(new ArrayBuffer(codec.size))
    const arena = new Uint8Array(codec.arenaSize)
    const reads: string[] = []
    const note = <T>(name: string, value: T): T => {
      reads.push(name)
      expect(new Uint8Array(view.buffer).every((byte) => byte === 0)).toBe(true)
      expect(arena.every((byte) => byte === 0)).toBe(true)
      return value
    }
    const hostile = {
      get a() {
        return note('a', 1)
      },
      get text() {
        return note('text', 'hi')
      },
      get h() {
        return note('h', 5)
      },
      get b() {
        return note('b', 2)
      },
    }
    expect(codec.encode(hostile, 0, view, arena)).toBe(3)
    expect(reads).toEqual(['a', 'text', 'h', 'b'])
    const angry = {
      get a(): number {
        throw new Error('mine')
      },
    }
    expect(() => codec.encode(angry, 0, view, arena)).toThrow('mine')
  })

  test('says -1 when the arena is too small', () => {
    const codec = compileCodec(
      layoutMessage('demo.Any.M', 1, 'in', { a: string(200), b: bytes(99) }),
      form,
    )
    const view = new DataView(new ArrayBuffer(codec.size))
    const used = (text: string, room: number): number =>
      codec.encode({ a: text, b: new Uint8Array(2) }, 0, view, new Uint8Array(room))
    expect([used('abc', 6), used('abc', 5), used('abc', 3), used('äa', 6), used('äa', 3)]).toEqual([
      6, -1, -1, 6, -1,
    ])
    const alone = codecOf(form, string(200))
    const room = (text: string, size: number): number =>
      alone.encode({ value: text }, 0, view, new Uint8Array(size))
    expect([room('abc', 4), room('abc', 3), room('ä', 3), room('ä', 2)]).toEqual([4, -1, 3, -1])
    expect([room('ä'.repeat(99), 199), room('ä'.repeat(99), 198)]).toEqual([199, -1])
    expect([
      used('ä'.repeat(99), 201),
      used('ä'.repeat(99), 200),
      used('ä'.repeat(99), 150),
    ]).toEqual([201, -1, -1])
  })

  test('hands out copies eagerly and views lazily', () => {
    const codec = codecOf(form, bytes(64))
    for (const length of [3, 40]) {
      const { view, arena } = write(codec, { value: new Uint8Array(length) })
      const [copy, window] = [
        codec.decode(view, arena, plainHandles),
        codec.lazy(view, arena, plainHandles),
      ] as {
        value: Uint8Array
      }[]
      const seen = window!.value
      arena.fill(9)
      expect([copy!.value[0], seen[0], seen.length]).toEqual([0, 9, length])
      expect(seen.buffer).toBe(arena.buffer)
    }
  })

  test('sends a handle that arrived on as it is, without the context of where it came from', () => {
    const codec = codecOf(form, handle)
    const arrived: HandleDesc = { handle: 4 as Handle, rights: 3, badge: 77, dereferenced: true }
    const { view, arena } = write(codec, { value: arrived })
    expect(codec.decode(view, arena, plainHandles)).toEqual({
      value: { handle: 4, rights: 3, badge: 0, dereferenced: false },
    })
  })

  test('shows a handle through the reader it is given', () => {
    const codec = codecOf(form, handle)
    const { view, arena } = write(codec, { value: { handle: 4, rights: 3, badge: 2 } })
    const context = { of: 'provider' }
    const handles: HandleReader = {
      read: (handle, rights) => ({
        handle: handle as Handle,
        rights,
        badge: context,
        dereferenced: true,
      }),
    }
    const wanted = { value: { handle: 4, rights: 3, badge: context, dereferenced: true } }
    expect(codec.decode(view, arena, handles)).toEqual(wanted)
    expect((codec.lazy(view, arena, handles) as { readonly value: HandleDesc }).value.badge).toBe(
      context,
    )
  })

  test('serves names that objects have of their own', () => {
    const fields = {
      constructor: uint8,
      toString: string(4),
      valueOf: uint8,
      arguments: uint8,
      eval: uint8,
      class: uint8,
      view: uint8,
    }
    const codec = compileCodec(layoutMessage('demo.Any.M', 0, 'in', fields), form)
    const value = {
      constructor: 1,
      toString: 'a',
      valueOf: 2,
      arguments: 3,
      eval: 4,
      class: 5,
      view: 6,
    }
    const { view, arena } = write(codec, value)
    expect(codec.decode(view, arena, plainHandles)).toEqual(value)
    expect((codec.lazy(view, arena, plainHandles) as typeof value).constructor).toBe(1)
    expect(write(codec, {}).arenaSize).toBe(-1)
  })
})

function forbidCode(): void {
  vi.stubGlobal('Function', function () {
    throw new EvalError('forbidden')
  })
}

describe('without a form', () => {
  afterEach(() => vi.unstubAllGlobals())

  test('a codec is closures where code generation is forbidden', () => {
    const Mode = (): { Set: { request: Codec<{ value: number }> } } =>
      defineInterface('demo.Mode', { Set: { in: { value: uint32 } } })
    expect(String(Mode().Set.request.decode)).toContain('view.getUint32(16')
    forbidCode()
    const codec = Mode().Set.request
    expect(String(codec.decode)).not.toContain('view.getUint32(16')
    const view = new DataView(new ArrayBuffer(codec.size))
    expect(codec.encode({ value: 5 }, 0, view, new Uint8Array())).toBe(0)
    expect(codec.decode(view, new Uint8Array(), plainHandles)).toEqual({ value: 5 })
  })

  test('a codec is made when it is first used, once', () => {
    const Mode = defineInterface('demo.Mode', { Set: { in: { value: uint32 } } })
    forbidCode()
    expect(String(Mode.Set.request.decode)).not.toContain('view.getUint32(16')
    vi.unstubAllGlobals()
    expect(Mode.Set.request).toBe(Mode.Set.request)
    expect(Mode.Set.error).toBeNull()
  })
})

test.each(forms)(
  'parameters and members may be called what printed code calls its own things: %s',
  (form) => {
    const names =
      'view arena data used layout value riid writer handles fault segments taken at View Cause DataView targets interfaceOfA codec0 helpers lazy'
    const list = `${names} view_ isUint32 putText Arena arena_ class new constructor`.split(' ')
    const fields = Object.fromEntries(list.map((name) => [name, string(4)]))
    const codec = compileCodec(
      layoutMessage('demo.Any.M', 0, 'in', { ...fields, inside: struct(fields) }),
      form,
    )
    const texts = Object.fromEntries(list.map((name, i) => [name, `t${i}`]))
    const value = { ...texts, inside: texts }
    const { view, arena, arenaSize } = write(codec, value)
    expect(codec.validate(view, codec.size, arena, arenaSize)).toBeNull()
    expect(codec.decode(view, arena, plainHandles)).toEqual(value)
    const lazy = codec.lazy(view, arena, plainHandles) as typeof value
    expect([...list.map((name) => (lazy as Record<string, unknown>)[name]), lazy.inside]).toEqual([
      ...list.map((name) => texts[name]),
      texts,
    ])
  },
)

test.each(forms)(
  'an array that answers another length each time is refused or written whole: %s',
  (form) => {
    const codec = codecOf(form, array(uint8, 2))
    let asked = 0
    const hostile = new Proxy([1, 2, 3], {
      get: (target, key) => (key === 'length' ? 2 + (asked++ % 2) : Reflect.get(target, key)),
    })
    const { view } = write(codec, { value: hostile })
    expect([view.getUint8(16), view.getUint8(17), view.getUint8(18), asked]).toEqual([1, 2, 0, 1])
  },
)
