// A file that comes over standard input: `-` on the command line. What it declares says of which
// kind it is, and what it is called.

import { Diagnostics, type FileKind, lastPart, parseFile } from '@kos/idl-compiler'
import { UsageError } from './inputs.ts'

/** What standard input is called in messages. */
export const stdinName = '<stdin>'

/** Whether `paths` are standard input. Throws UsageError for files beside it. */
export function isStdin(paths: readonly string[]): boolean {
  if (!paths.includes('-')) return false
  if (paths.length === 1) return true
  throw new UsageError('- is standard input, and stands alone; name files without it')
}

const policyWord = /^(?:execute|request|response|error|security|use|audit|policy|assert)\b/
// An EDL file may begin with `task class`, too.
const taskClass = /^task\s+class\s+[\w.]+\s*:/

/** Whether a text is a policy in PSL, by its first words. */
export function isPolicyText(text: string): boolean {
  const start = withoutComments(text)
  return policyWord.test(start) || taskClass.test(start)
}

/** The kind of a file, by its first word; that of an IDL file if it is none. */
export function kindOfText(text: string): FileKind {
  const start = withoutComments(text)
  if (/^component\b/.test(start)) return 'cdl'
  return /^(?:entity|task)\b/.test(start) ? 'edl' : 'idl'
}

function withoutComments(text: string): string {
  return text.replace(/^(?:\s+|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)*/, '')
}

/**
 * The path under which a file of standard input is one of a project: in a folder that is not there,
 * so that it finds others from where the command runs.
 */
export function stdinPath(text: string): string {
  const kind = kindOfText(text)
  const { name } = parseFile(stdinName, text, kind, new Diagnostics())
  const last = lastPart(name.text)
  return `${stdinName}/${last === '' ? 'input' : last}.${kind}`
}
