// The parser of expressions.
//
// A name is applied to an argument without brackets or commas: `math.abs message.x`. So it must be
// known where an expression ends, for rules stand one after the other without separators. An
// argument of an expression begins with a bracket, a literal, or one of `message`, `src_sid` and
// `dst_sid`; any other name begins what comes next. What stands before a `:` is the next key or
// case. `message`, `src_sid` and `dst_sid` are never applied: a `[` after them is an index.
//
// Access binds stronger than application, and application stronger than operators, as in ML:
// `size message.items > 3` is `(size (message.items)) > 3`.

import { type NameNode, numberValue, type TokenReader } from '@kos/idl-compiler/text'
import { maxNesting } from '../limits.ts'
import { isBracket, isValueName, strengths, valueWords } from './grammar.ts'
import { ownerOf, parseParts } from './parse-name.ts'
import { isCase, isDeclaration, skipSeparators } from './recovery.ts'
import type { BinaryOperator, DictionaryEntry, DictionaryNode, ExpressionNode } from './syntax.ts'

/** Parses an expression that is nested `depth` deep. */
export function parseExpression(reader: TokenReader, depth: number): ExpressionNode {
  return new ExpressionParser(reader).expression(depth)
}

/** Parses a dictionary. */
export function parseDictionary(
  reader: TokenReader,
  depth: number,
  where: string,
): DictionaryNode | null {
  if (!reader.isAt('{')) reader.fail(`expected { ${where}`)
  return reader.hasFailed ? null : new ExpressionParser(reader).dictionary(depth)
}

/** Whether an argument of an expression begins at the next token. */
function beginsArgument(reader: TokenReader): boolean {
  const { kind, text } = reader.next
  if (isCase(reader)) return false
  if (kind === 'string' || kind === 'number' || isBracket(text)) return true
  return isValueName(text)
}

type Composite = Exclude<
  ExpressionNode,
  { readonly kind: 'integer' | 'text' | 'boolean' | 'unit' | 'reference' }
>

class ExpressionParser {
  readonly #reader: TokenReader
  /** How deep the trees below nodes are; nodes without one are leaves. */
  readonly #heights: WeakMap<ExpressionNode, number> = new WeakMap()

  constructor(reader: TokenReader) {
    this.#reader = reader
  }

  expression(depth: number): ExpressionNode {
    const expression = this.#binary(1, depth)
    if (this.#reader.isAt('=')) this.#reader.fail('expected an operator', this.#comparison())
    return expression
  }

  /** What `=` stands for, which is no operator: `=<` for `<=`, else `==`. */
  #comparison(): string {
    const { text } = this.#reader.second
    return `write ${text === '<' || text === '>' ? text : '='}= to compare`
  }

  dictionary(depth: number): DictionaryNode {
    const reader = this.#reader
    const open = reader.advance()
    const entries: DictionaryEntry[] = []
    while (!reader.hasFailed && !reader.isAt('}')) {
      entries.push(this.#entry(depth + 1))
      this.#separator('}')
    }
    reader.expect('}', 'after the dictionary')
    const values = entries.map(({ value }) => value)
    return this.#grown(
      { kind: 'dictionary', entries, start: open.start, end: reader.previous.end },
      depth,
      values,
    )
  }

  /** Operators that bind at least as strong as `least`, and their operands. */
  #binary(least: number, depth: number): ExpressionNode {
    const reader = this.#reader
    const { start } = reader.next
    let left = this.#unary(depth)
    while (!reader.hasFailed) {
      const strength = this.#strength()
      if (strength < least) break
      const at = reader.advance()
      const right = this.#binary(strength + 1, depth + 1)
      const operator = at.text as BinaryOperator
      const { end } = reader.previous
      left = this.#grown({ kind: 'binary', operator, at, left, right, start, end }, depth, [
        left,
        right,
      ])
    }
    return left
  }

  /** How strong the operator that comes next binds; 0 if none does. */
  #strength(): number {
    const { kind, text } = this.#reader.next
    if (kind !== 'symbol' || isCase(this.#reader)) return 0
    return Object.hasOwn(strengths, text) ? strengths[text as BinaryOperator] : 0
  }

  #unary(depth: number): ExpressionNode {
    const reader = this.#reader
    if (reader.hasFailed) return this.#nothing()
    if (depth > maxNesting) return this.#tooDeep()
    const { text, start } = reader.next
    if (text !== '!' && text !== '-' && text !== '~') return this.#operand(depth)
    reader.advance()
    const operand = this.#unary(depth + 1)
    const { end } = reader.previous
    return this.#grown({ kind: 'unary', operator: text, operand, start, end }, depth, [operand])
  }

  #operand(depth: number): ExpressionNode {
    const reader = this.#reader
    const { kind, text, start, end } = reader.next
    if (isDeclaration(reader)) return this.#nothing()
    if (kind === 'name') return this.#named(depth)
    if (text === '(') return this.#accesses(this.#parentheses(depth), depth, start)
    if (text === '[') return this.#list(depth)
    if (text === '{') return this.dictionary(depth)
    if (kind !== 'number' && kind !== 'string') return this.#nothing()
    reader.advance()
    if (kind === 'string') return { kind: 'text', value: text.slice(1, -1), start, end }
    return { kind: 'integer', value: numberValue(text) ?? 0n, start, end }
  }

  #parentheses(depth: number): ExpressionNode {
    const reader = this.#reader
    const { start } = reader.advance()
    if (reader.take(')')) return { kind: 'unit', start, end: reader.previous.end }
    const inner = this.expression(depth + 1)
    reader.expect(')', 'after the expression')
    return inner
  }

  #named(depth: number): ExpressionNode {
    const reader = this.#reader
    const { text, start } = reader.next
    if (text === 'true' || text === 'false') {
      return { kind: 'boolean', value: text === 'true', start, end: reader.advance().end }
    }
    if (valueWords.includes(text)) {
      const name = reader.expectName('')
      return this.#accesses({ kind: 'reference', name, start, end: name.end }, depth, start)
    }
    const parts = parseParts(reader, 'an expression')
    return !reader.hasFailed && beginsArgument(reader)
      ? this.#call(parts, depth)
      : this.#path(parts, depth)
  }

  #call(parts: readonly [NameNode, ...NameNode[]], depth: number): ExpressionNode {
    const { start } = parts[0]
    const name = parts.at(-1) as NameNode
    const argument = this.#operand(depth + 1)
    const { end } = this.#reader.previous
    return this.#grown(
      { kind: 'call', object: ownerOf(parts), name, argument, start, end },
      depth,
      [argument],
    )
  }

  /** A name that is no value known here, with its fields. */
  #path(parts: readonly [NameNode, ...NameNode[]], depth: number): ExpressionNode {
    const [first, ...fields] = parts
    let node: ExpressionNode = {
      kind: 'reference',
      name: first,
      start: first.start,
      end: first.end,
    }
    for (const field of fields) {
      node = this.#access(node, field, depth, first.start)
      if (this.#reader.hasFailed) break
    }
    return node
  }

  /** `.field` and `[index]` after a value. */
  #accesses(value: ExpressionNode, depth: number, start: number): ExpressionNode {
    const reader = this.#reader
    let node = value
    while (!reader.hasFailed) {
      if (reader.take('.')) {
        node = this.#access(node, reader.expectName('a field after the .'), depth, start)
      } else if (reader.take('[')) {
        const index = this.expression(depth + 1)
        reader.expect(']', 'after the index')
        const { end } = reader.previous
        node = this.#grown({ kind: 'index', object: node, index, start, end }, depth, [node, index])
      } else return node
    }
    return node
  }

  #access(object: ExpressionNode, field: NameNode, depth: number, start: number): ExpressionNode {
    return this.#grown({ kind: 'access', object, field, start, end: field.end }, depth, [object])
  }

  #list(depth: number): ExpressionNode {
    const reader = this.#reader
    const { start } = reader.advance()
    const elements: ExpressionNode[] = []
    while (!reader.hasFailed && !reader.isAt(']')) {
      elements.push(this.expression(depth + 1))
      if (!reader.hasFailed && !this.#separator(']')) this.#missingComma()
    }
    reader.expect(']', 'after the list')
    return this.#grown({ kind: 'list', elements, start, end: reader.previous.end }, depth, elements)
  }

  #entry(depth: number): DictionaryEntry {
    const reader = this.#reader
    const key = this.#key()
    const hint = reader.isAt('=') ? `write: ${key.text} : value` : undefined
    reader.expect(':', `after ${key.text}`, hint)
    const value = reader.hasFailed ? this.#nothing() : this.expression(depth)
    const { keyKind, text, start, end } = key
    return { key: { text, start, end }, keyKind, value, start, end: reader.previous.end }
  }

  #key(): NameNode & { readonly keyKind: DictionaryEntry['keyKind'] } {
    const reader = this.#reader
    const { kind, text, start, end } = reader.next
    if (isDeclaration(reader)) reader.fail('expected a key or } in the dictionary')
    if (kind !== 'string' && kind !== 'number') {
      return { ...reader.expectName('a key or } in the dictionary'), keyKind: 'name' }
    }
    reader.advance()
    if (kind === 'string') return { text: text.slice(1, -1), start, end, keyKind: 'text' }
    return { text: String(numberValue(text) ?? 0n), start, end, keyKind: 'integer' }
  }

  /** Takes a comma, also a last one before `close`. Whether nothing is missing. */
  #separator(close: '}' | ']'): boolean {
    const reader = this.#reader
    if (!reader.isAt(',')) return reader.isAt(close)
    if (reader.second.text === close) skipSeparators(reader, ',')
    else reader.advance()
    return true
  }

  // Where another element follows, only a comma can be meant, so parsing goes on.
  #missingComma(): void {
    const reader = this.#reader
    const { kind, text } = reader.next
    const isElement = kind === 'string' || kind === 'number' || isBracket(text) || isValueName(text)
    if (!isElement) return reader.fail('expected , or ] in the list')
    const { end } = reader.previous
    reader.diagnostics.error(
      reader.source,
      { start: end, end },
      'expected , between elements',
      'add a ,',
    )
  }

  /** Notes how deep the tree of a new node is, and fails if it is too deep. */
  #grown<Node extends Composite>(
    node: Node,
    depth: number,
    children: readonly ExpressionNode[],
  ): Node {
    let height = 0
    for (const child of children) height = Math.max(height, this.#heights.get(child) ?? 0)
    this.#heights.set(node, height + 1)
    if (depth + height + 1 > maxNesting) this.#tooDeep()
    return node
  }

  #tooDeep(): ExpressionNode {
    this.#reader.fail(
      'expected a simpler expression',
      'long conditions are written bool.any [...] or bool.all [...]',
    )
    return this.#nothing()
  }

  #nothing(): ExpressionNode {
    const { start } = this.#reader.next
    this.#reader.fail('expected an expression')
    return { kind: 'unit', start, end: start }
  }
}
