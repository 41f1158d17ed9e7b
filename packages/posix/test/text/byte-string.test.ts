// Strings as bytes: UTF-8, and every other byte by itself.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  byteCharacter,
  byteLength,
  cutBytes,
  fromBytes,
  isCharacter,
  textOfUnits,
  toBytes,
  unitsOf,
} from '../../src/text/byte-string.ts'

const seed = { seed: 20_261_130 }
const anyBytes = fc.uint8Array({ maxLength: 40 })
const anyText = fc.string({ unit: 'binary', maxLength: 20 })

test('any bytes come back as they were', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const text = fromBytes(bytes)
      expect([...toBytes(text)]).toEqual([...bytes])
      expect(byteLength(text)).toBe(bytes.length)
    }),
    seed,
  )
})

test('text is UTF-8, as a host encodes it', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const bytes = new TextEncoder().encode(text)
      expect([...toBytes(text)]).toEqual([...bytes])
      expect(byteLength(text)).toBe(bytes.length)
      expect(fromBytes(bytes)).toBe(text)
    }),
    seed,
  )
})

test('what is no UTF-8 is one unit for each byte', () => {
  expect(fromBytes(Uint8Array.of(0xff, 0x61, 0xc3))).toBe('\udcffa\udcc3')
  // Too long, a surrogate, too large, cut.
  expect(fromBytes(Uint8Array.of(0xc0, 0x80))).toBe('\udcc0\udc80')
  expect(fromBytes(Uint8Array.of(0xed, 0xa0, 0x80))).toBe('\udced\udca0\udc80')
  expect(fromBytes(Uint8Array.of(0xf4, 0x90, 0x80, 0x80))).toBe('\udcf4\udc90\udc80\udc80')
  expect(fromBytes(Uint8Array.of(0xe2, 0x82))).toBe('\udce2\udc82')
  expect([byteCharacter(0x41), byteCharacter(0xff)]).toEqual(['A', '\udcff'])
})

test('the second half of a pair is no byte, and other halves are written as U+FFFD', () => {
  expect([...toBytes('\u{1f480}')]).toEqual([0xf0, 0x9f, 0x92, 0x80])
  expect(fromBytes(toBytes('a\ud800b\udc00'))).toBe('a\ufffdb\ufffd')
})

test('long text is read whole', () => {
  const text = 'aä€𝄞'.repeat(5000)
  expect(fromBytes(toBytes(text))).toBe(text)
  expect(textOfUnits(unitsOf(text))).toBe(text)
})

describe('cutBytes', () => {
  test('takes as much as there is room for, and cuts no character', () => {
    fc.assert(
      fc.property(anyText, fc.nat(30), (text, max) => {
        const cut = cutBytes(text, max)
        expect(text.startsWith(cut)).toBe(true)
        expect(byteLength(cut)).toBeLessThanOrEqual(max)
        const next = String.fromCodePoint(text.codePointAt(cut.length) ?? 0)
        if (cut !== text) expect(byteLength(cut + next)).toBeGreaterThan(max)
      }),
      seed,
    )
    expect(cutBytes('\udcff\udcfe', 1)).toBe('\udcff')
  })
})

test('units are bytes, and a character may be found among them', () => {
  expect(unitsOf('aä')).toBe('a\u00c3\u00a4')
  expect(textOfUnits('a\u00c3\u00a4\u00ff')).toBe('aä\udcff')
  expect([isCharacter('\u00c3\u00a4'), isCharacter('a'), isCharacter('\u00c3')]).toEqual([
    true,
    true,
    false,
  ])
  expect([isCharacter('ab'), isCharacter('\u00ff')]).toEqual([false, false])
})
