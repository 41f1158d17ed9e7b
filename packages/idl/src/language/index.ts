// Table of contents of @kos/idl/language.

// Files and what they mean
export { loadProject, type Project } from './project.ts'
export type { FileAccess } from './files.ts'
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
  type EndpointRow,
  endpointsOf,
  securityOf,
  type SecurityRow,
} from './endpoints.ts'

// TypeScript made of them
export { generate, type Generated, type GenerateOptions } from './generate/generate.ts'
export type { GeneratedFile } from './generate/context.ts'

// Formatting
export { type Formatted, formatFile, formatText } from './format.ts'

// What is wrong with them
export { type Diagnostic, Diagnostics, formatDiagnostic } from './diagnostic.ts'

// Syntax
export { type FileKind, fileKind, parseFile } from './parse.ts'
export type { Comment, Token } from './lexer.ts'
export { type Position, Source, type Span } from './source.ts'
export type * from './syntax.ts'
export { maxExpressionBits, maxNesting } from './limits.ts'
