// Text of a file into its syntax tree; the ending of its path says which language it is in.

import { Diagnostics, SourceFile, tokenize, TokenReader } from './text/index.ts'
import type { SyntaxFile } from './syntax.ts'
import { idlGrammar } from './grammar.ts'
import { parseComponent } from './parse-component.ts'
import { parseIdl } from './parse-idl.ts'

/** The kinds of files, by the ending of their path. */
export type FileKind = SyntaxFile['kind']

/** The kind of a file; null if its path ends in none of .idl, .cdl, .edl. */
export function fileKind(path: string): FileKind | null {
  return (/\.(idl|cdl|edl)$/.exec(path)?.[1] as FileKind | undefined) ?? null
}

/**
 * Parses a file. Errors are added to `diagnostics`; the tree holds all that was parsed without
 * one.
 */
export function parseFile(
  path: string,
  text: string,
  kind: FileKind,
  diagnostics: Diagnostics,
): SyntaxFile {
  const source = new SourceFile(path, text)
  const reader = new TokenReader(source, tokenize(source, idlGrammar, diagnostics), diagnostics)
  return kind === 'idl' ? parseIdl(reader) : parseComponent(reader, kind)
}
