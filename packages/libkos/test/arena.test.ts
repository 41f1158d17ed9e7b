// Arenas that ported C code fills by hand: segments, references, alignment, and everything that
// does not fit.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  NK_ARENA_INITIALIZER,
  nk_arena_alloc,
  nk_arena_get,
  nk_arena_init,
  nk_arena_reset,
  nk_arena_store,
  nk_char_t,
  NK_EINVAL,
  NK_ENOMEM,
  NK_EOK,
  nk_sint16_t,
  nk_sint32_t,
  nk_sint64_t,
  nk_sint8_t,
  nk_uint16_t,
  nk_uint32_t,
  nk_uint64_t,
  nk_uint8_t,
  NkKosCopyStringToArena,
  stringInArena,
} from '../src/index.ts'

const ptr = (): { offset: number; size: number } => ({ offset: 0, size: 0 })

describe('an arena', () => {
  test('gives segments one after the other, aligned to their elements', () => {
    const arena = NK_ARENA_INITIALIZER(new Uint8Array(64))
    const types = [
      nk_uint8_t,
      nk_sint8_t,
      nk_uint16_t,
      nk_sint16_t,
      nk_uint32_t,
      nk_sint32_t,
      nk_char_t,
      nk_uint64_t,
      nk_sint64_t,
    ]
    const offsets = types.map((type) => {
      const at = ptr()
      expect(nk_arena_alloc(type as typeof nk_uint8_t, arena, at, 1)).toHaveLength(1)
      return at.offset
    })
    expect([offsets, arena.used]).toEqual([[0, 1, 2, 4, 8, 12, 16, 24, 32], 40])
  })

  test('has as much room as its buffer, and not one element more', () => {
    const arena = NK_ARENA_INITIALIZER(new Uint8Array(16))
    const at = ptr()
    expect([nk_arena_alloc(nk_uint32_t, arena, at, 5), at, arena.used]).toEqual([null, ptr(), 0])
    expect(nk_arena_alloc(nk_uint32_t, arena, at, 4)).toHaveLength(4)
    expect(nk_arena_alloc(nk_uint8_t, arena, at, 1)).toBeNull()
    expect(nk_arena_alloc(nk_uint8_t, arena, at, 0)).toHaveLength(0)
    for (const count of [-1, 0.5, Number.NaN, Infinity])
      expect(nk_arena_alloc(nk_uint8_t, arena, at, count)).toBeNull()
    nk_arena_reset(arena)
    expect(nk_arena_store(nk_uint64_t, arena, at, BigUint64Array.of(1n, 2n))).toBe(NK_EOK)
    expect(nk_arena_store(nk_uint64_t, arena, at, BigUint64Array.of(1n))).toBe(NK_ENOMEM)
    nk_arena_init(arena, new Uint8Array(24))
    expect([
      arena.used,
      nk_arena_store(nk_uint64_t, arena, at, BigUint64Array.of(1n, 2n, 3n)),
    ]).toEqual([0, NK_EOK])
  })

  test('shows only what was put or received, and only whole elements', () => {
    const arena = NK_ARENA_INITIALIZER(new Uint8Array(16))
    arena.used = 8
    const at = (offset: number, size: number): { offset: number; size: number } => ({
      offset,
      size,
    })
    expect(nk_arena_get(nk_uint16_t, arena, at(2, 6))).toHaveLength(3)
    for (const wrong of [at(2, 8), at(-1, 2), at(0, -2), at(0, 3), at(9, 0), at(0, 0xffff_fffe)]) {
      expect(nk_arena_get(nk_uint16_t, arena, wrong)).toBeNull()
    }
    arena.buffer.set([1, 2, 3, 4])
    expect(nk_arena_get(nk_uint16_t, arena, at(1, 2))).toEqual(Uint16Array.of(0x0302))
    const shifted = NK_ARENA_INITIALIZER(new Uint8Array(new ArrayBuffer(9), 1))
    expect(nk_arena_alloc(nk_uint16_t, shifted, ptr(), 1)).toBeNull()
  })

  test('takes texts with their zero, and gives them back', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .filter((each) => !each.includes('\0') && !/\p{Surrogate}/u.test(each))
    fc.assert(
      fc.property(text, (given) => {
        const arena = NK_ARENA_INITIALIZER(new Uint8Array(512))
        const at = ptr()
        expect(NkKosCopyStringToArena(arena, at, given)).toBe(NK_EOK)
        expect([stringInArena(arena, at), arena.buffer[at.size - 1]]).toEqual([given, 0])
      }),
    )
  })

  test('refuses texts that do not fit, have a zero inside, or are none', () => {
    const arena = NK_ARENA_INITIALIZER(new Uint8Array(4))
    const at = ptr()
    const codes = ['abcd', 'ü€', 'a\0b', 5 as never].map((text) =>
      NkKosCopyStringToArena(arena, at, text),
    )
    expect([codes, at, arena.used]).toEqual([
      [NK_ENOMEM, NK_ENOMEM, NK_EINVAL, NK_EINVAL],
      ptr(),
      0,
    ])
    expect(NkKosCopyStringToArena(arena, at, 'abc')).toBe(NK_EOK)
    expect(stringInArena(arena, { offset: 0, size: 3 })).toBeNull()
    expect(stringInArena(arena, { offset: 0, size: 0 })).toBeNull()
  })
})
