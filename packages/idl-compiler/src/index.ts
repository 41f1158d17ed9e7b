// Table of contents of @kos/idl-compiler.

// Files and what they mean
export { loadProject, type Project } from './project.ts'
export { soundPart } from './sound-part.ts'
export { type FileAccess, missingFile, type SystemFiles } from './files.ts'
export { findProcessFile, notPublic, type ProcessFile } from './process-file.ts'
export { inFolder, lastPart, pathOfName, searchFolders } from './paths.ts'
export type {
  CheckedInterface,
  CheckedMethod,
  CheckedParameter,
  Component,
  ComponentEntry,
} from './module.ts'
export type { Constant, DeclaredType, Module } from './module.ts'
export {
  endpointInterfaces,
  type ComponentEndpoint,
  endpointsOf,
  securityOf,
  type SecurityInterface,
} from './endpoints.ts'

// TypeScript made of them
export { generate, type Generated, type GenerateOptions } from './generate/generate.ts'
export type { GeneratedFile } from './generate/module-text.ts'

// Formatting
export { type Formatted, formatFile, formatText } from './format.ts'

// Syntax
export { type FileKind, fileKind, parseFile } from './parse.ts'
export type * from './syntax.ts'
export { maxExpressionBits, maxNesting } from './limits.ts'

// Text: files, diagnostics, tokens; the rest is in @kos/idl-compiler/text
export {
  type Diagnostic,
  type DiagnosticPart,
  Diagnostics,
  formatDiagnostic,
  paintDiagnostic,
} from './text/index.ts'
export type { Comment, NameNode, Position, SourceFile, Span, Token } from './text/index.ts'
