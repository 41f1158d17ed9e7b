// Text as bytes in UTF-8, for buffers that functions fill with paths.

/**
 * Writes a text in UTF-8 to the start of a buffer, cut where that ends, and answers how many bytes.
 * Half of a surrogate pair becomes U+FFFD.
 */
export function writeUtf8(text: string, into: Uint8Array): number {
  let at = 0
  for (const character of text) {
    const point = character.codePointAt(0) as number
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point
    const more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3
    for (let left = more; left >= 0 && at < into.length; left--)
      into[at++] = left === more ? leadByte(code, more) : 0x80 | ((code >> (6 * left)) & 0x3f)
  }
  return at
}

/** The first of `more` + 1 bytes. */
function leadByte(code: number, more: number): number {
  return more === 0 ? code : ((0xff00 >> (more + 1)) & 0xff) | (code >> (6 * more))
}
