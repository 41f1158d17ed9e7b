// The parser of IDL files: tokens into syntax trees. There is a tree for every file: statements
// with errors are reported and left out.

import {
  declarationSpan,
  type NameNode,
  nearest,
  type Token,
  type TokenReader,
} from './text/index.ts'
import type {
  ConstNode,
  DeclarationNode,
  FieldNode,
  IdlFile,
  InterfaceNode,
  RecordNode,
  TypedefNode,
} from './syntax.ts'
import { parseExpression } from './parse-expression.ts'
import { parseMethod } from './parse-method.ts'
import { parseType } from './parse-type.ts'
import { nameOfPath } from './paths.ts'

const keywords = ['package', 'import', 'const', 'typedef', 'struct', 'union', 'interface'] as const
type Keyword = (typeof keywords)[number]

/** Parses an IDL file. */
export function parseIdl(reader: TokenReader): IdlFile {
  return new IdlParser(reader).parse()
}

class IdlParser {
  readonly #reader: TokenReader
  readonly #imports: NameNode[] = []
  readonly #declarations: DeclarationNode[] = []
  #package: NameNode | null = null
  #doc = ''
  #interface: InterfaceNode | null = null
  #isPartial = false

  constructor(reader: TokenReader) {
    this.#reader = reader
  }

  parse(): IdlFile {
    const reader = this.#reader
    if (!reader.isAt('package')) this.#missingPackage()
    while (!reader.isAtEnd) {
      this.#statement()
      this.#recover()
      reader.skipRedundant([';'])
    }
    const { source, tokens, redundant } = reader
    const name = this.#package ?? { text: '', start: 0, end: 0 }
    const lists = { imports: this.#imports, declarations: this.#declarations }
    return {
      kind: 'idl',
      source,
      tokens,
      redundant,
      name,
      doc: this.#doc,
      ...lists,
      interface: this.#interface,
      isPartial: this.#isPartial,
    }
  }

  #missingPackage(): void {
    const { source, diagnostics, next } = this.#reader
    const hint = 'begin with: package demo.Store, which is the path of the file'
    diagnostics.error(
      source,
      { start: next.start, end: next.start },
      'the file does not begin with its package',
      hint,
    )
  }

  #recover(): void {
    const reader = this.#reader
    const wasLost = reader.hasFailed
    reader.recover((token) => this.#beginsStatement(token))
    if (!wasLost) return
    this.#isPartial = true
    // The end of a block that could not be parsed.
    reader.take('}')
  }

  /** Whether a keyword of a statement begins a line. */
  #beginsStatement(token: Token): boolean {
    return keywords.includes(token.text as Keyword) && this.#isFirstOnLine(token)
  }

  #isFirstOnLine(token: Token): boolean {
    const { source } = this.#reader
    return /^\s*$/.test(
      source.lineText(source.lineOf(token.start)).slice(0, source.position(token.start).column - 1),
    )
  }

  #statement(): void {
    const reader = this.#reader
    const before = reader.next === reader.tokens[0] ? null : reader.previous
    const first = reader.next
    switch (first.text as Keyword) {
      case 'package':
        return this.#parsePackage(before, first)
      case 'import':
        return this.#parseImport()
      case 'const':
        return this.#add(this.#parseConst(before, first))
      case 'typedef':
        return this.#add(this.#parseTypedef(before, first))
      case 'struct':
      case 'union':
        return this.#add(this.#parseRecord(before, first))
      case 'interface':
        return this.#parseInterface(before, first)
      default:
        return this.#unknownStatement(first)
    }
  }

  #unknownStatement(first: Token): void {
    const meant = nearest(first.text, keywords)
    const hint = meant === null ? undefined : `did you mean ${meant}?`
    const reader = this.#reader
    if (reader.isAt('}')) {
      reader.diagnostics.error(reader.source, first, 'this } closes nothing', 'remove the }')
      reader.advance()
      return
    }
    reader.fail('expected import, const, typedef, struct, union or interface', hint)
    // A block follows the word that was meant: its inside is skipped, or each line would be an
    // error.
    reader.advance()
    if (meant === null || (meant !== 'interface' && meant !== 'struct' && meant !== 'union')) return
    while (!reader.isAtEnd && !reader.isAt('}') && !reader.isAt('{')) reader.advance()
    while (!reader.isAtEnd && !reader.isAt('}')) reader.advance()
  }

  #add(declaration: DeclarationNode): void {
    if (!this.#reader.hasFailed) this.#declarations.push(declaration)
  }

  #parsePackage(before: Token | null, first: Token): void {
    const reader = this.#reader
    reader.advance()
    const name = reader.expectDottedName('the name of the package')
    if (this.#package !== null) {
      reader.diagnostics.error(
        reader.source,
        first,
        'a file has one package',
        `it is ${this.#package.text} already`,
      )
      return
    }
    if (before !== null && !reader.hasFailed) {
      reader.diagnostics.error(
        reader.source,
        first,
        'the package comes first in a file',
        'move it up',
      )
    }
    this.#package = name
    this.#doc = declarationSpan(reader, before, first).doc
  }

  #parseImport(): void {
    const reader = this.#reader
    const first = reader.advance()
    const name = reader.expectDottedName('the name of a package', importHint(reader.next))
    if (reader.hasFailed) return
    if (this.#declarations.length > 0 || this.#interface !== null) {
      reader.diagnostics.error(
        reader.source,
        { start: first.start, end: name.end },
        'imports come before declarations',
        'move it up',
      )
    }
    this.#imports.push(name)
  }

  #parseConst(before: Token | null, first: Token): ConstNode {
    const reader = this.#reader
    reader.advance()
    const type = reader.expectDottedName(
      'an integer type',
      'write for example: const UInt32 Max = 8;',
    )
    const name = reader.expectName('the name of the constant')
    reader.expect('=', `after const ${name.text}`)
    const value = parseExpression(reader)
    reader.expectSemicolon(`after const ${name.text}`)
    return { kind: 'const', type, name, value, ...declarationSpan(reader, before, first) }
  }

  #parseTypedef(before: Token | null, first: Token): TypedefNode {
    const reader = this.#reader
    reader.advance()
    const type = parseType(reader)
    const name = reader.expectName(
      'the new name of the type',
      'write for example: typedef UInt32 Id;',
    )
    reader.expectSemicolon(`after typedef ${name.text}`)
    return { kind: 'typedef', type, name, ...declarationSpan(reader, before, first) }
  }

  #parseRecord(before: Token | null, first: Token): RecordNode {
    const reader = this.#reader
    const kind = reader.advance().text as 'struct' | 'union'
    const name = reader.expectName(`the name of the ${kind}`)
    reader.expect('{', `after ${kind} ${name.text}`)
    const fields = this.#parseList(`${kind} ${name.text}`, (before, first) =>
      this.#parseField(before, first),
    )
    return { kind, name, fields, ...declarationSpan(reader, before, first) }
  }

  #parseField(before: Token | null, first: Token): FieldNode {
    const reader = this.#reader
    const type = parseType(reader)
    const name = reader.expectName('the name of the field')
    reader.expectSemicolon(`after ${name.text}`)
    return { type, name, ...declarationSpan(reader, before, first) }
  }

  #parseInterface(before: Token | null, first: Token): void {
    const reader = this.#reader
    reader.advance()
    if (reader.next.kind === 'name') {
      reader.diagnostics.error(
        reader.source,
        reader.next,
        'an interface has no name of its own',
        'its name is that of the package: interface { ... }',
      )
      reader.expectDottedName('')
    }
    reader.expect('{', 'after interface')
    const methods = this.#parseList('interface', (before, first) =>
      parseMethod(reader, before, first),
    )
    if (this.#interface !== null) {
      reader.diagnostics.error(
        reader.source,
        first,
        'a file has one interface',
        'put the other one into a file of its own',
      )
      return
    }
    this.#interface = { methods, ...declarationSpan(reader, before, first) }
  }

  /** The members between `{`, which was taken, and `}`. */
  #parseList<T>(what: string, parse: (before: Token, first: Token) => T): T[] {
    const reader = this.#reader
    const list: T[] = []
    const open = reader.previous
    while (!reader.hasFailed && !reader.isAtEnd && !reader.isAt('}')) {
      if (this.#isNextStatement()) break
      const each = parse(reader.previous, reader.next)
      if (!reader.hasFailed) list.push(each)
      reader.recover((token) => this.#beginsStatement(token))
      reader.skipRedundant([';'])
    }
    reader.expectClosing(open, what)
    return list
  }

  // A keyword begins a line where a field or method should: the } of the block is missing.
  #isNextStatement(): boolean {
    const { next, second } = this.#reader
    if (!this.#beginsStatement(next)) return false
    return next.text === 'interface'
      ? second.text === '{'
      : second.kind === 'name' && next.text !== 'union'
  }
}

/** The hint for an import: a path in quotes is rewritten as the name of a package. */
function importHint({ kind, text }: Token): string {
  const name = nameOfPath(text.slice(1, -1))
  const isPath = kind === 'string' && /^[\w.]+$/.test(name)
  return isPath ? `write: import ${name}` : 'write for example: import demo.Types'
}
