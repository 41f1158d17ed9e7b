// Entries of fstab(5), which say what is mounted where: `<device> <mount point> <type> <options>`, and
// two numbers that mean nothing here. What the types are is not known here: see vfs-program.ts.

import { isPlainPath } from './plain-path.ts'

/** One file system and its place. */
export interface FstabEntry {
  /** The entry as it was written, for messages. */
  readonly text: string
  readonly device: string
  /** An absolute path. */
  readonly mountPoint: string
  readonly type: string
  readonly readOnly: boolean
}

/** Options that change nothing. `0` is what documented entries have for none. */
const plainOptions: ReadonlySet<string> = /* @__PURE__ */ new Set(['0', 'defaults', 'rw'])

/** Reads one entry; answers what is wrong with it. */
export function parseFstabEntry(line: string): FstabEntry | string {
  const text = line.trim()
  const [device, mountPoint, type, options = 'defaults', ...numbers] = text
    .split(/\s+/)
    .map(unescaped)
  if (type === undefined || numbers.length > 2)
    return `${text}: an entry is <device> <mount point> <type> <options>`
  const isPath = mountPoint !== undefined && isPlainPath(mountPoint)
  if (device === undefined || !isPath) return `${text}: the mount point is no absolute path`
  const all = options.split(',')
  const unknown = all.find((option) => option !== 'ro' && !plainOptions.has(option))
  if (unknown !== undefined) return `${text}: there is no option ${unknown}`
  const number = numbers.find((each) => !/^\d$/.test(each))
  if (number !== undefined) return `${text}: ${number} is no number of an entry`
  return { text, device, mountPoint, type, readOnly: all.includes('ro') }
}

/** Reads a file of entries, without empty lines and comments; answers what is wrong with one. */
export function parseFstab(text: string): readonly FstabEntry[] | string {
  const entries: FstabEntry[] = []
  for (const line of text.split('\n')) {
    if (/^\s*(#|$)/.test(line)) continue
    const entry = parseFstabEntry(line)
    if (typeof entry === 'string') return entry
    entries.push(entry)
  }
  return entries
}

/** A blank in a field is written as `\040`. */
function unescaped(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}
