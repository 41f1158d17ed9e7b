// UTF-8: as the platform has it.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { textOfUtf8, utf8Of } from '../../src/text/utf8.ts'

test('a text has the bytes that the platform gives it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, half) => {
      const all = `${text}${half}\ud800`
      expect(utf8Of(all)).toEqual(new Uint8Array(Buffer.from(all)))
      expect(textOfUtf8(utf8Of(text))).toBe(text)
    }),
  )
})

test('a byte that is no part of a character is replaced, and no other', () => {
  const broken = Uint8Array.of(0x61, 0xff, 0xc3, 0x62, 0xe2, 0x82, 0x63, 0xc0, 0x80)
  expect(textOfUtf8(broken)).toBe('a\ufffd\ufffdb\ufffd\ufffdc\ufffd\ufffd')
  expect(textOfUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toBe('\ufffd\ufffd\ufffd')
  expect(textOfUtf8(Uint8Array.of(0xf4, 0x90, 0x80, 0x80))).toBe('\ufffd'.repeat(4))
  const long = 'h\u00e4\u20ac\u{1f600}'.repeat(3000)
  expect(textOfUtf8(utf8Of(long))).toBe(long)
  expect(textOfUtf8(utf8Of('abcdef'), 2, 4)).toBe('cd')
})
