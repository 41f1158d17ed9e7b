// JSON in one way to write it: indented by two, an item a line.

import type { Diagnostic, Formatted } from '@kos/idl-compiler'
import { SourceFile } from '@kos/idl-compiler/text'

/** The text of a JSON file, formatted; null, and why, if it has errors of syntax. */
export function formatJson(path: string, text: string): Formatted {
  try {
    return { text: `${JSON.stringify(JSON.parse(text), null, 2)}\n`, diagnostics: [] }
  } catch (error) {
    return { text: null, diagnostics: [fault(new SourceFile(path, text), error as Error)] }
  }
}

// Where, engines say in words only, and not always: else it is about the file as a whole.
function fault(source: SourceFile, { message }: Error): Diagnostic {
  const said = /at position (\d+)/.exec(message)
  const short = message.replace(/(?: in JSON at position|, "|, \.\.\.).*/s, '')
  const about = { severity: 'error', file: source.path, length: 0 } as const
  if (said === null) return { ...about, line: 0, column: 0, text: '', message: `no JSON: ${short}` }
  const { line, column } = source.position(Number(said[1]))
  return { ...about, line, column, text: source.lineText(line), message: `no JSON: ${short}` }
}
