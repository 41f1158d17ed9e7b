// YAML in one way to write it: indented by two, lists inside their keys, one blank line at most.
//
// Comments, anchors, quotes and the order of keys stay. Long lines stay, too: folding would change
// what scalars of several lines look like.

import { Diagnostics, type Formatted } from '@kos/idl-compiler'
import { SourceFile } from '@kos/idl-compiler/text'
import { parseAllDocuments } from 'yaml'

const style = { indent: 2, indentSeq: true, lineWidth: 0, flowCollectionPadding: true } as const

/** The text of a YAML file, formatted; null, and why, if it has errors of syntax. */
export function formatYaml(path: string, text: string): Formatted {
  const source = new SourceFile(path, text)
  const diagnostics = new Diagnostics()
  const documents = parseAllDocuments(text, { prettyErrors: false, keepSourceTokens: true })
  for (const { errors } of documents)
    for (const { pos, message } of errors)
      diagnostics.error(source, { start: pos[0], end: pos[1] }, firstLetterLow(message))
  if (diagnostics.hasErrors) return { text: null, diagnostics: diagnostics.list }
  const formatted = documents.map((document) => document.toString(style)).join('')
  return { text: formatted, diagnostics: [] }
}

function firstLetterLow(message: string): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1)
}
