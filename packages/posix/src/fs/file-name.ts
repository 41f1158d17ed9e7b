// Names of files as bytes: how long a string is in UTF-8, and whether it can be a name.

import { EILSEQ, EINVAL, ENAMETOOLONG, ENOENT } from '../errno.ts'
import { NAME_MAX } from '../limits.ts'

/** Bytes of a text in UTF-8; -1 if it has half of a surrogate pair, which is no character. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    bytes += unit < 0x800 ? 1 : 2
    if (unit < 0xd800 || unit > 0xdfff) continue
    const low = text.charCodeAt(i + 1)
    if (unit > 0xdbff || !(low >= 0xdc00 && low <= 0xdfff)) return -1
    // Four bytes for two units: each unit has been counted, two are missing.
    i++
  }
  return bytes
}

/** Whether a text has more bytes than `max`. Counts only if that is in doubt. */
export function isLongerThan(text: string, max: number): boolean {
  if (3 * text.length <= max) return false
  return text.length > max || utf8Length(text) > max
}

/** Whether it is the name of a directory itself or of its parent. */
export function isDot(name: string): boolean {
  return name === '.' || name === '..'
}

/**
 * What is wrong with the name of a new entry: 0, or negated ENOENT (empty), ENAMETOOLONG, EILSEQ
 * (half of a surrogate pair), EINVAL (a slash or a null byte).
 */
export function nameFault(name: string): number {
  if (name === '') return -ENOENT
  if (isLongerThan(name, NAME_MAX)) return -ENAMETOOLONG
  if (utf8Length(name) < 0) return -EILSEQ
  return name.includes('/') || name.includes('\0') ? -EINVAL : 0
}
