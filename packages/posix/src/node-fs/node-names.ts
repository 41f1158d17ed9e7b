// Names and targets of links on the host, which are bytes. Those that are no UTF-8 have no name here.

import { EILSEQ } from '../errno.ts'
import { nameFault } from '../fs/file-name.ts'
import { textOfUtf8, utf8Of } from '../text/utf8.ts'
import { attempt } from './node-errno.ts'
import { bufferOptions, type NodeFs } from './node-fs.ts'

/** What Node has in place of bytes that are no character. */
const replacement = '\ufffd'

/** The names in a directory, without those that cannot be names; or a negated error number. */
export function readNames(fs: NodeFs, path: string): string[] | number {
  const names = attempt(() => fs.readdirSync(path))
  if (typeof names === 'number') return names
  if (!names.some((name) => name.includes(replacement))) return names.filter(isName)
  const all = attempt(() => fs.readdirSync(path, bufferOptions))
  if (typeof all === 'number') return all
  return all.map(textOf).filter((name) => name !== null && isName(name)) as string[]
}

/** The target of a symbolic link; or a negated error number: EILSEQ if it is no text. */
export function readTarget(fs: NodeFs, path: string): string | number {
  const target = attempt(() => fs.readlinkSync(path))
  if (typeof target === 'number' || !target.includes(replacement)) return target
  const bytes = attempt(() => fs.readlinkSync(path, bufferOptions))
  return typeof bytes === 'number' ? bytes : (textOf(bytes) ?? -EILSEQ)
}

function isName(name: string): boolean {
  return nameFault(name) === 0
}

/** The text that has these bytes; null if none has. */
function textOf(bytes: Uint8Array): string | null {
  const text = textOfUtf8(bytes)
  const back = utf8Of(text)
  const isSame = back.length === bytes.length && back.every((byte, at) => byte === bytes[at])
  return isSame ? text : null
}
