// The parser of CDL and EDL files: tokens into syntax trees.

import {
  declarationSpan,
  type NameNode,
  nearest,
  quoted,
  type Token,
  type TokenReader,
} from './text/index.ts'
import type { ComponentEntryNode, ComponentFile, SectionNode } from './syntax.ts'

const sectionWords = ['security', 'endpoints', 'components'] as const
type SectionWord = (typeof sectionWords)[number]

/** Parses a CDL or EDL file. */
export function parseComponent(reader: TokenReader, kind: 'cdl' | 'edl'): ComponentFile {
  return new ComponentParser(reader, kind).parse()
}

class ComponentParser {
  readonly #reader: TokenReader
  readonly #kind: 'cdl' | 'edl'
  readonly #sections: SectionNode[] = []
  #security: NameNode | null = null

  constructor(reader: TokenReader, kind: 'cdl' | 'edl') {
    this.#reader = reader
    this.#kind = kind
  }

  parse(): ComponentFile {
    const reader = this.#reader
    const first = reader.next
    const name = this.#parseHead()
    const { doc } = declarationSpan(reader, null, first)
    reader.recover((token) => sectionWords.includes(token.text as SectionWord))
    while (!reader.isAtEnd) {
      this.#parseSection()
      if (reader.hasFailed) {
        reader.recover((token) => sectionWords.includes(token.text as SectionWord))
        reader.take('}')
      }
      reader.skipRedundant([';', ','])
    }
    const { source, tokens, redundant } = reader
    return {
      kind: this.#kind,
      source,
      tokens,
      redundant,
      name,
      doc,
      security: this.#security,
      sections: this.#sections,
    }
  }

  #parseHead(): NameNode {
    const reader = this.#reader
    const what = this.#kind === 'cdl' ? 'component' : 'entity'
    if (this.#kind === 'edl' && reader.isAt('task')) {
      reader.advance()
      reader.expect('class', 'after task', 'write: task class demo.Server')
    } else if (!reader.take(what)) {
      this.#missingHead(what)
      if (sectionWords.includes(reader.next.text as SectionWord))
        return { text: '', start: 0, end: 0 }
    }
    const name = reader.expectDottedName(
      this.#kind === 'cdl' ? 'the name of the component' : 'the class of the process',
    )
    reader.skipRedundant([';'])
    return name
  }

  #missingHead(what: string): void {
    const reader = this.#reader
    const { text, start } = reader.next
    if (this.#kind === 'cdl' && (text === 'entity' || text === 'task')) {
      return reader.fail('expected component', 'what describes a process is an .edl file')
    }
    if (this.#kind === 'edl' && text === 'component') {
      return reader.fail('expected entity', 'what describes a component is a .cdl file')
    }
    const meant = nearest(text, [what, 'task'])
    if (meant !== null && reader.second.kind === 'name') {
      reader.diagnostics.error(
        reader.source,
        reader.next,
        `expected ${what}, found ${quoted(text)}`,
        `did you mean ${meant}?`,
      )
      reader.advance()
      if (reader.isAt('class')) reader.advance()
      return
    }
    const example = `begin with: ${what} demo.${this.#kind === 'cdl' ? 'Storage' : 'Server'}`
    reader.diagnostics.error(
      reader.source,
      { start, end: start },
      `the file does not begin with ${what}`,
      example,
    )
  }

  #parseSection(): void {
    const reader = this.#reader
    const { text } = reader.next
    if (text === 'security') return this.#parseSecurity()
    if (text === 'endpoints' || text === 'components') return this.#parseEntries(text)
    if (text === '}') {
      reader.diagnostics.error(
        reader.source,
        reader.advance(),
        'this } closes nothing',
        'remove the }',
      )
      return
    }
    const meant = nearest(text, sectionWords)
    reader.fail(
      'expected security, endpoints or components',
      meant === null ? undefined : `did you mean ${meant}?`,
    )
    reader.advance()
    if (meant !== null && reader.isAt('{'))
      while (!reader.isAtEnd && !reader.isAt('}')) reader.advance()
  }

  #parseSecurity(): void {
    const reader = this.#reader
    const first = reader.advance()
    const name = reader.expectDottedName('the security interface')
    if (reader.hasFailed) return
    if (this.#security !== null) {
      reader.diagnostics.error(
        reader.source,
        first,
        'there is one security interface',
        `it is ${this.#security.text} already`,
      )
    }
    this.#security = name
  }

  #parseEntries(kind: SectionNode['kind']): void {
    const reader = this.#reader
    const { start } = reader.advance()
    reader.expect('{', `after ${kind}`)
    const open = reader.previous
    const entries: ComponentEntryNode[] = []
    while (!reader.hasFailed && !reader.isAtEnd && !reader.isAt('}')) {
      const entry = this.#parseEntry(kind, reader.previous, reader.next)
      if (!reader.hasFailed) entries.push(entry)
      reader.skipRedundant([',', ';'])
    }
    reader.expectClosing(open, kind)
    this.#sections.push({ kind, entries, start, end: reader.previous.end })
  }

  #parseEntry(kind: SectionNode['kind'], before: Token, first: Token): ComponentEntryNode {
    const reader = this.#reader
    const name = reader.expectName(
      kind === 'endpoints' ? 'the name of an endpoint' : 'the name of a component',
    )
    reader.expect(
      ':',
      `after ${quoted(name.text)}`,
      `entries are written name : demo.${kind === 'endpoints' ? 'Store' : 'Storage'}`,
    )
    const type = reader.expectDottedName(
      kind === 'endpoints' ? 'the interface of the endpoint' : 'the type of the component',
    )
    return { name, type, ...declarationSpan(reader, before, first) }
  }
}
