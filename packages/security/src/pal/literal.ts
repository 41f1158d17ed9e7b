// Literals in messages of tests: what all readers of them share, and those whose type is not known.
//
// A message may hold security ids of processes that the test starts, which have none before it
// runs. So reading a literal gives a function that makes its value of these ids. Literals of types
// of IDL are in `test-message.ts`.

import type { Type, TypeKind } from '@kos/idl'
import type { Diagnostics, NameNode, SourceFile } from '@kos/idl-compiler/text'
import { integerTypeName, integerTypeNamed } from '../models/integer-range.ts'
import type { ExpressionNode } from '../psl/syntax.ts'
import { hintOf } from '../psl/name-hint.ts'

/** The security id of a started process, by the name that the test gives it. */
export type SidOf = (name: string) => number

/** Makes a value when the test runs. */
export type ValueMaker = (sidOf: SidOf) => unknown

/** What literals are read with. */
export interface LiteralContext {
  readonly source: SourceFile
  readonly diagnostics: Diagnostics
  /** Names of started processes. */
  readonly processes: ReadonlyMap<string, unknown>
  /** Takes the names of processes that the literals have. */
  readonly used: Set<string>
}

/** A value that no test changes. */
export function constant(value: unknown): ValueMaker {
  return () => value
}

/** The value of `12` or `-12`; null for anything else. */
export function integerOf(node: ExpressionNode): bigint | null {
  if (node.kind === 'integer') return node.value
  if (node.kind !== 'unary' || node.operator !== '-') return null
  return node.operand.kind === 'integer' ? -node.operand.value : null
}

/** Reads the name of a started process: its security id. */
export function readProcess(
  { text, start, end }: NameNode,
  { source, diagnostics, processes, used }: LiteralContext,
): ValueMaker {
  if (processes.has(text)) {
    used.add(text)
    return (sidOf) => sidOf(text)
  }
  const hint = hintOf(text, processes.keys()) ?? `to start one: ${text} <- execute dst=Class`
  diagnostics.error(source, { start, end }, `no process is called ${text}`, hint)
  return constant(0)
}

/** Reads a literal whose type is not known: it is taken as it is written. */
export function readUntyped(node: ExpressionNode, context: LiteralContext): ValueMaker {
  if (node.kind === 'text' || node.kind === 'boolean') return constant(node.value)
  if (node.kind === 'reference') return readProcess(node.name, context)
  if (node.kind === 'list') {
    const makers = node.elements.map((element) => readUntyped(element, context))
    return (sidOf) => makers.map((make) => make(sidOf))
  }
  if (node.kind !== 'dictionary') return readUntypedInteger(node, context)
  const makers = node.entries.map(
    ({ key, value }) => [key.text, readUntyped(value, context)] as const,
  )
  return (sidOf) => Object.fromEntries(makers.map(([name, make]) => [name, make(sidOf)]))
}

function readUntypedInteger(node: ExpressionNode, context: LiteralContext): ValueMaker {
  const value = integerOf(node)
  if (value === null) {
    context.diagnostics.error(context.source, node, `a message holds no ${nodeWords[node.kind]}`)
    return constant(undefined)
  }
  const isSafe = value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER
  return constant(isSafe ? Number(value) : value)
}

/** Reports a literal of another type than that of `name`. */
export function reportMisfit(
  node: ExpressionNode,
  name: string,
  type: Type<unknown>,
  { source, diagnostics }: LiteralContext,
): ValueMaker {
  const message = `${name} takes ${typeWords(type)}, and this is ${article(nodeWords[node.kind])}`
  diagnostics.error(source, node, message)
  return constant(undefined)
}

/** What kinds of expressions are called. */
const nodeWords: Readonly<Record<ExpressionNode['kind'], string>> = {
  integer: 'number',
  text: 'text',
  boolean: 'Boolean',
  unit: 'unit',
  reference: 'name',
  access: 'field',
  index: 'element',
  call: 'call',
  unary: 'expression',
  binary: 'expression',
  dictionary: 'dictionary',
  list: 'list',
}

function article(word: string): string {
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`
}

/** A type of IDL in words, as in `a UInt8` or `a text of at most 32 bytes`. */
export function typeWords(type: Type<unknown>): string {
  return words[type.kind]?.(type) ?? article(integerTypeName(integerTypeNamed(type.kind)))
}

/** The words of kinds of types; all others are integers. */
const words: Partial<Record<TypeKind, (type: Type<unknown>) => string>> = {
  string: ({ limit }) => `a text of at most ${limit} bytes`,
  bytes: ({ limit }) => `at most ${limit} bytes, as a text or a list`,
  handle: () => 'a handle: the name of a process, a security id, or { handle, rights }',
  struct: () => 'a dictionary',
  union: () => 'a dictionary of one of its members',
  array: ({ limit }) => `a list of ${limit} elements`,
  sequence: ({ limit }) => `a list of at most ${limit} elements`,
}
