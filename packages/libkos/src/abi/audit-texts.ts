// Audit records that a system call answers: texts in an `out` buffer, one after the other. The
// number of texts is a result of the call.
//
// A text is its length, an unsigned 16-bit integer, and so many UTF-16 units; all little endian.

const unitSize = 2

/** Bytes of a text in a buffer. */
export function auditTextSize(text: string): number {
  return unitSize * (1 + text.length)
}

/** Writes a text at `at` into a buffer that has room for it. Returns where the next one begins. */
export function writeAuditText(bytes: Uint8Array, at: number, text: string): number {
  writeUnit(bytes, at, text.length)
  for (let i = 0; i < text.length; i++)
    writeUnit(bytes, at + unitSize * (i + 1), text.charCodeAt(i))
  return at + auditTextSize(text)
}

/** The first `count` texts of a buffer. */
export function readAuditTexts(bytes: Uint8Array, count: number): readonly string[] {
  const texts: string[] = []
  for (let at = 0; texts.length < count;) {
    const text = readAuditText(bytes, at)
    texts.push(text)
    at += auditTextSize(text)
  }
  return texts
}

function readAuditText(bytes: Uint8Array, at: number): string {
  const length = readUnit(bytes, at)
  let text = ''
  for (let i = 1; i <= length; i++) text += String.fromCharCode(readUnit(bytes, at + unitSize * i))
  return text
}

// Assignments to indices that an array does not have do nothing; a DataView would throw.
function writeUnit(bytes: Uint8Array, at: number, unit: number): void {
  bytes[at] = unit
  bytes[at + 1] = unit >>> 8
}

function readUnit(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
}
