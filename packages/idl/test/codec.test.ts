import { describe, expect, test } from 'vitest'
import { bytes, compileCodec, defineInterface, handle, plainHandles, string, uint32, uint64, uint8 } from '../src/index.ts'

describe.each(['code', 'closures'] as const)('a codec as %s', (form) => {
  const Store = defineInterface(
    'demo.Store',
    {
      Put: {
        in: { flag: uint8, id: uint32, name: string(8), big: uint64, blob: bytes(4), peer: handle },
        out: { index: uint32 },
      },
    },
    { form },
  )
  const codec = Store.Put.request
  const value = { flag: 1, id: 7, name: 'zwölf', big: 2n ** 63n, blob: new Uint8Array([1, 2]), peer: { handle: 9, rights: 3 } }

  test('writes a message that passes its own check and reads back', () => {
    const view = new DataView(new ArrayBuffer(codec.size))
    const arena = new Uint8Array(codec.arenaSize)
    const used = codec.encode(value, 5, view, arena)
    expect(used).toBe(9)
    expect(codec.validate(view, codec.size, arena, used)).toBeNull()
    const back = codec.decode(view, arena, plainHandles)
    expect(back).toEqual({ ...value, peer: { handle: 9, rights: 3, badge: 0, dereferenced: false } })
    const lazy = codec.lazy(view, arena, plainHandles)
    expect(lazy.name).toBe('zwölf')
    expect(lazy.blob).toEqual(value.blob)
    expect(lazy.big).toBe(value.big)
  })
  test('is compiled once', () => {
    expect(Store.Put.request).toBe(codec)
    expect(compileCodec).toBeTypeOf('function')
  })
})
