// The canonical format of PSL files: `formatPsl`. Formatting a formatted text changes nothing, and
// no comment is lost.
//
// `format-plan.ts` says where lines begin, `format-spaces.ts` where spaces stand; `formatTokens`
// puts out tokens and comments.

import { formatTokens } from '@kos/idl-compiler/text'
import { planPsl } from './format-plan.ts'
import type { PslFile } from './syntax.ts'

/** Formats a file. One with syntax errors stays as it is. */
export function formatPsl(file: PslFile): string {
  if (file.isPartial) return file.source.text
  const { plan, tokens } = planPsl(file)
  const text = formatTokens(file.source, tokens.all, plan)
  return text.trim() === '' ? '' : text
}
