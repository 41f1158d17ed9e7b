// Text of a file into its syntax tree, by the ending of its path.

import { Diagnostics } from './diagnostic.ts'
import { tokenize } from './lexer.ts'
import { parseComponent } from './parse-component.ts'
import { parseIdl } from './parse-idl.ts'
import { Source } from './source.ts'
import type { SyntaxFile } from './syntax.ts'
import { TokenReader } from './token-reader.ts'

/** The kinds of files, by the ending of their path. */
export type FileKind = SyntaxFile['kind']

/** The kind of a file; null if its path ends in none of .idl, .cdl, .edl. */
export function fileKind(path: string): FileKind | null {
  return (/\.(idl|cdl|edl)$/.exec(path)?.[1] as FileKind | undefined) ?? null
}

/**
 * Parses a file. Everything that makes no sense is in `diagnostics` afterwards, and the tree holds
 * the rest.
 */
export function parseFile(
  path: string,
  text: string,
  kind: FileKind,
  diagnostics: Diagnostics,
): SyntaxFile {
  const source = new Source(path, text)
  const reader = new TokenReader(source, tokenize(source, diagnostics), diagnostics)
  return kind === 'idl' ? parseIdl(reader) : parseComponent(reader, kind)
}
