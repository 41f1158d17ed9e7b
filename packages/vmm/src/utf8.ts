// UTF-8, as text in memory is: plain loops over bytes, since there is no encoder that exists
// wherever this package runs.

const REPLACEMENT = 0xfffd

/** Bytes of a text. Half a surrogate pair counts as the replacement character, three bytes. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(3 * text.length)
  let at = 0
  for (const character of text) {
    const code = character.codePointAt(0) as number
    at = encodeCharacter(bytes, at, code >= 0xd800 && code <= 0xdfff ? REPLACEMENT : code)
  }
  return bytes.subarray(0, at)
}

function encodeCharacter(bytes: Uint8Array, start: number, code: number): number {
  let at = start
  if (code < 0x80) {
    bytes[at++] = code
    return at
  }
  if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6)
  else {
    if (code < 0x1_0000) bytes[at++] = 0xe0 | (code >> 12)
    else {
      bytes[at++] = 0xf0 | (code >> 18)
      bytes[at++] = 0x80 | ((code >> 12) & 0x3f)
    }
    bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
  }
  bytes[at++] = 0x80 | (code & 0x3f)
  return at
}

/** The text of some bytes. What is not UTF-8 becomes replacement characters. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const length = lengthOf(bytes, at)
    const code = length === 0 ? REPLACEMENT : codeOf(bytes, at, length)
    text += String.fromCodePoint(code)
    at += Math.max(length, 1)
  }
  return text
}

/** Bytes of the character that begins at a byte; 0 if none does. */
function lengthOf(bytes: Uint8Array, at: number): number {
  const head = bytes[at] as number
  if (head < 0x80) return 1
  const length = head < 0xc2 ? 0 : head < 0xe0 ? 2 : head < 0xf0 ? 3 : head < 0xf5 ? 4 : 0
  for (let next = 1; next < length; next++)
    if (((bytes[at + next] as number) & 0xc0) !== 0x80) return 0
  if (length < 3 || at + length > bytes.length) return at + length > bytes.length ? 0 : length
  const code = codeOf(bytes, at, length)
  const isLegal =
    length === 3
      ? code >= 0x800 && (code < 0xd800 || code > 0xdfff)
      : code >= 0x1_0000 && code <= 0x10_ffff
  return isLegal ? length : 0
}

function codeOf(bytes: Uint8Array, at: number, length: number): number {
  if (length === 1) return bytes[at] as number
  let code = (bytes[at] as number) & (0x7f >> length)
  for (let next = 1; next < length; next++)
    code = (code << 6) | ((bytes[at + next] as number) & 0x3f)
  return code
}
