// Machinery of text front ends that knows nothing of a language: table of contents of
// @kos/idl-compiler/text.
//
// A front end gives its `LexicalGrammar`, reads tokens with a `TokenReader` into a tree of its own,
// and formats by a `FormatPlan`.

// Files and diagnostics
export { type Position, SourceFile, type Span } from './source.ts'
export {
  type Diagnostic,
  type DiagnosticPart,
  Diagnostics,
  formatDiagnostic,
  paintDiagnostic,
} from './diagnostic.ts'
export { didYouMean, nearest } from '@kos/idl/nearest'

// Tokens
export {
  type Comment,
  LexicalGrammar,
  type LexicalRules,
  numberValue,
  type Token,
  tokenize,
} from './lexer.ts'
export { type NameNode, quoted, TokenReader } from './token-reader.ts'
export { declarationSpan } from './doc-comment.ts'

// Formatting
export { type FormatPlan, formatTokens, type LineStart } from './token-formatter.ts'
