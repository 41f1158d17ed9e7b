// Names of FAT: the short name of eight and three characters that every file has, and the long name
// that most have as well. Short names are strings of eleven characters here, one for each byte.
//
// Both are found without regard to case. Characters above U+FFFF and those whose other case is more
// than one unit are what they are.

import { EINVAL } from '../errno.ts'
import { isDot, nameFault, utf8Length } from '../fs/file-name.ts'
import { maxLongName } from './limits.ts'

/** What no name may have, besides control characters. */
const forbidden = /["*/:<>?\\|]/
/** What a short name may be of. Lower case is not in it, nor is anything but ASCII. */
const shortCharacters = /^[A-Z0-9!#$%&'()@^_`{}~-]*$/

/** The characters 0x80 to 0xff of code page 437, in which short names are read. */
const codePage437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀' +
  'αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

/** Whether a text has a character that no name may have. */
function isForbidden(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x20 || unit === 0x7f) return true
  }
  return forbidden.test(text)
}

/** The name under which names of other case are found, too. */
export function foldedName(name: string): string {
  if (utf8Length(name) === name.length) return name.toUpperCase()
  let folded = ''
  for (let i = 0; i < name.length; i++) {
    const unit = name.charAt(i)
    const upper = unit.toUpperCase()
    folded += upper.length === 1 ? upper : unit
  }
  return folded
}

/**
 * What is wrong with the name of a new file: 0, or what `nameFault` says; EINVAL for characters that
 * FAT has not, and for a dot or a blank at the end.
 */
export function fatNameFault(name: string): number {
  const fault = nameFault(name)
  if (fault !== 0) return fault
  if (isDot(name)) return 0
  return isForbidden(name) || /[. ]$/.test(name) ? -EINVAL : 0
}

/** Whether a long name that was read can be a name; else its short name is used. */
export function isUsableName(name: string): boolean {
  return name.length <= maxLongName && !isDot(name) && nameFaultOf(name) && !/[. ]$/.test(name)
}

/** Names of more bytes than NAME_MAX are there all the same; so the length does not count. */
function nameFaultOf(name: string): boolean {
  if (name === '' || isForbidden(name)) return false
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i)
    if (unit < 0xd800 || unit > 0xdfff) continue
    const low = name.charCodeAt(++i)
    if (unit > 0xdbff || !(low >= 0xdc00 && low <= 0xdfff)) return false
  }
  return true
}

/** The short name that a name is, if it is one as it stands; else null. */
export function exactShortName(name: string): string | null {
  const dot = name.indexOf('.')
  const [base, extension] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)]
  if (base === '' || base.length > 8 || extension.length > 3) return null
  if (dot >= 0 && extension === '') return null
  if (!shortCharacters.test(base) || !shortCharacters.test(extension)) return null
  return base.padEnd(8) + extension.padEnd(3)
}

/** How often numbers are tried before the name is hashed. */
const plainTails = 4

/** A short name for a long one, other than those that are taken. */
export function aliasOf(name: string, isTaken: (alias: string) => boolean): string {
  const trimmed = name.replace(/^[. ]+/, '')
  const dot = trimmed.lastIndexOf('.')
  const base = shortPart(dot < 0 ? trimmed : trimmed.slice(0, dot))
  const extension = shortPart(dot < 0 ? '' : trimmed.slice(dot + 1)).slice(0, 3)
  for (let number = 1; number <= plainTails; number++) {
    const alias = withTail(base, `~${number}`, extension)
    if (!isTaken(alias)) return alias
  }
  for (let hash = hashOf(name); ; hash = (hash + 1) & 0xffff) {
    const digits = hash.toString(16).toUpperCase().padStart(4, '0')
    for (let number = 1; number <= 9; number++) {
      const alias = withTail(base.slice(0, 2) + digits, `~${number}`, extension)
      if (!isTaken(alias)) return alias
    }
  }
}

function shortPart(part: string): string {
  const kept = part.toUpperCase().replace(/[ .]/g, '')
  return kept.replace(/[^A-Z0-9!#$%&'()@^_`{}~-]/gu, '_')
}

function withTail(base: string, tail: string, extension: string): string {
  return (base.slice(0, 8 - tail.length) + tail).padEnd(8) + extension.padEnd(3)
}

function hashOf(name: string): number {
  let hash = 0
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) & 0xffff
  return hash
}

/**
 * A short name as it is shown: with a dot, and in lower case where the flags say so (8: the base, 16:
 * the extension). What no name may have becomes `_`.
 */
export function shownShortName(short: string, caseFlags: number): string {
  let base = decoded(short.slice(0, 8)).trimEnd()
  let extension = decoded(short.slice(8)).trimEnd()
  if ((caseFlags & 8) !== 0) base = base.toLowerCase()
  if ((caseFlags & 16) !== 0) extension = extension.toLowerCase()
  const name = extension === '' ? base : `${base}.${extension}`
  return name === '' || isDot(name) ? '_' : name
}

function decoded(bytes: string): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes.charCodeAt(i)
    const character = byte < 0x80 ? bytes.charAt(i) : codePage437.charAt(byte - 0x80)
    text += isForbidden(character) ? '_' : character
  }
  return text
}

/** The checksum of a short name, by which parts of a long name belong to it. */
export function shortNameChecksum(short: string): number {
  let sum = 0
  for (let i = 0; i < 11; i++) sum = (((sum & 1) << 7) + (sum >> 1) + short.charCodeAt(i)) & 0xff
  return sum
}
