// Names that the kernel answers: UTF-16, little endian, in a buffer of this process.

/** Most UTF-16 units of a name. */
const nameLength = 1024

/** A buffer for any name. */
export function nameBuffer(): Uint8Array {
  return new Uint8Array(2 * nameLength)
}

/** The name of `length` units in a buffer. */
export function nameIn(bytes: Uint8Array, length: number): string {
  let text = ''
  for (let i = 0; i < length; i++)
    text += String.fromCharCode((bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8))
  return text
}
