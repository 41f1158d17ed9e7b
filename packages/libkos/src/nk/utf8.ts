// Text as UTF-8, for arenas that are filled by hand. Codecs of messages have their own
// (`@kos/idl`).

/** The bytes of a text, without a terminating zero. A lone surrogate becomes U+FFFD. */
export function utf8Of(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    append(bytes, code >= 0xd800 && code <= 0xdfff ? 0xfffd : code)
  }
  return Uint8Array.from(bytes)
}

function append(bytes: number[], code: number): void {
  if (code < 0x80) bytes.push(code)
  else if (code < 0x800) bytes.push(0xc0 | (code >> 6), continuation(code))
  else if (code < 0x10000)
    bytes.push(0xe0 | (code >> 12), continuation(code >> 6), continuation(code))
  else
    bytes.push(
      0xf0 | (code >> 18),
      continuation(code >> 12),
      continuation(code >> 6),
      continuation(code),
    )
}

function continuation(bits: number): number {
  return 0x80 | (bits & 0x3f)
}

/** The text in bytes that are well-formed UTF-8; a broken one becomes U+FFFD. */
export function textOfUtf8(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0
    const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    let code = size === 1 ? first : first & (0xff >> (size + 1))
    for (let i = 1; i < size; i++) code = (code << 6) | ((bytes[at + i] ?? 0) & 0x3f)
    text += code > 0x10ffff || at + size > bytes.length ? '\ufffd' : String.fromCodePoint(code)
    at += size
  }
  return text
}
