// The canonical format of IDL, CDL and EDL files: `formatText`. Formatting a formatted text changes
// nothing, and no comment is lost.
//
// `format-plan.ts` says where lines begin; `text/token-formatter.ts` puts out tokens and comments.

import { planFormat } from './format-plan.ts'
import { type FileKind, parseFile } from './parse.ts'
import type { SyntaxFile } from './syntax.ts'
import { type Diagnostic, Diagnostics, formatTokens } from './text/index.ts'

/** A formatted text, or null and the syntax errors. */
export interface Formatted {
  readonly text: string | null
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Formats a text of the given kind; `path` is for diagnostics. A text with syntax errors is not
 * formatted.
 */
export function formatText(path: string, text: string, kind: FileKind): Formatted {
  const diagnostics = new Diagnostics()
  const file = parseFile(path, text, kind, diagnostics)
  const formatted = diagnostics.hasErrors ? null : formatFile(file)
  return { text: formatted, diagnostics: diagnostics.list }
}

/** Formats a file that has no syntax errors. */
export function formatFile(file: SyntaxFile): string {
  return formatTokens(file.source, file.tokens, planFormat(file))
}
