// The machinery for text front ends, by a language that is none of IDL, CDL and EDL.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  Diagnostics,
  didYouMean,
  formatDiagnostic,
  formatTokens,
  LexicalGrammar,
  type LineStart,
  SourceFile,
  type Token,
  tokenize,
  TokenReader,
} from '../src/text/index.ts'

const grammar = new LexicalGrammar({
  symbols: ['=', '==', '=>', '>', '{', '}', ';'],
  hints: { '@': 'names begin with a letter' },
})

function tokensOf(text: string): { tokens: readonly Token[]; diagnostics: Diagnostics } {
  const diagnostics = new Diagnostics()
  const tokens = tokenize(new SourceFile('any.psl', text), grammar, diagnostics)
  return { tokens, diagnostics }
}

test('the longest symbol of the grammar is a token', () => {
  const { tokens, diagnostics } = tokensOf('a===>b=>"c" > 0x1F ==')
  expect(tokens.map(({ kind, text }) => `${kind} ${text}`.trim())).toEqual(
    ['name a', 'symbol ==', 'symbol =>', 'name b', 'symbol =>', 'string "c"'].concat([
      'symbol >',
      'number 0x1F',
      'symbol ==',
      'end',
    ]),
  )
  expect(diagnostics.list).toEqual([])
})

test('a character that begins no token is reported with the hint of the grammar', () => {
  const { diagnostics } = tokensOf('a @b < c')
  expect(diagnostics.list.map(formatDiagnostic).join('\n')).toBe(
    [
      'any.psl:1:3: error: unexpected character @',
      '  1 | a @b < c',
      '    |   ^',
      '    = names begin with a letter',
      'any.psl:1:6: error: unexpected character <',
      '  1 | a @b < c',
      '    |      ^',
    ].join('\n'),
  )
})

test('after an unexpected token nothing is reported until the next statement', () => {
  const source = new SourceFile('any.psl', 'a = ; b = 2;')
  const diagnostics = new Diagnostics()
  const reader = new TokenReader(source, tokenize(source, grammar, diagnostics), diagnostics)
  reader.expectName('a name')
  reader.expect('=', 'after the name')
  reader.expectName('a value')
  reader.expectSemicolon('after the value')
  reader.recover(() => false)
  expect(reader.expectName('a name').text).toBe('b')
  expect(diagnostics.list.map(({ message }) => message)).toEqual(['expected a value, found ;'])
})

test('of nested blocks without an end the innermost is reported', () => {
  const source = new SourceFile('any.psl', 'a { b { c { }')
  const diagnostics = new Diagnostics()
  const reader = new TokenReader(source, tokenize(source, grammar, diagnostics), diagnostics)
  const blocks = ['a', 'b', 'c'].map((name) => {
    reader.expectName(name)
    reader.expect('{', `after ${name}`)
    return [reader.previous, name] as const
  })
  expect(reader.index).toBe(6)
  for (const [open, name] of blocks.toReversed()) reader.expectClosing(open, name)
  expect(diagnostics.list.map(({ column, message }) => [column, message])).toEqual([
    [7, 'b has no closing }'],
  ])
})

test('errors are counted, warnings are not', () => {
  const source = new SourceFile('any.psl', 'a')
  const diagnostics = new Diagnostics()
  diagnostics.warning(source, { start: 0, end: 1 }, 'odd')
  expect([diagnostics.errorCount, diagnostics.hasErrors]).toEqual([0, false])
  diagnostics.error(source, { start: 0, end: 1 }, 'wrong')
  diagnostics.missing('b.psl', 'missing')
  expect([diagnostics.errorCount, diagnostics.hasErrors]).toEqual([2, true])
})

test('the text of a line has no line end, of whatever kind', () => {
  const source = new SourceFile('any.psl', 'a\r\n\r\nb\rc\n\n')
  expect([1, 2, 3, 4, 5, 6, 7].map((line) => source.lineText(line))).toEqual(
    ['a', '', 'b', 'c'].concat(['', '', '']),
  )
})

test('a megabyte on one line is formatted, and so are the comments of as many separators', () => {
  const hasSpace = (): boolean => true
  const of = (text: string, redundantText: string): string => {
    const { tokens } = tokensOf(text)
    const redundant = new Set(tokens.filter((token) => token.text === redundantText))
    const source = new SourceFile('any.psl', text)
    return formatTokens(source, tokens, { lineStarts: new Map(), redundant, hasSpace })
  }
  expect(of('a='.repeat(2 ** 19), ';')).toHaveLength(2 ** 21)
  expect(of(`${';/**/'.repeat(2 ** 18)}a`, ';')).toHaveLength(2 ** 18 * 5 + 2)
})

test('tokens are formatted by a plan', () => {
  const text = 'rule  { // why\n a=1;;b   = 2; }'
  const { tokens } = tokensOf(text)
  const depthOf = (index: number): number => (index > 1 && tokens[index]!.text !== '}' ? 1 : 0)
  const redundant = new Set(
    tokens.filter((token, i) => token.text === ';' && tokens[i - 1]!.text === ';'),
  )
  const begins = (index: number): boolean => index === 0 || /^[a-z}]$/.test(tokens[index]!.text)
  const lineStarts = new Map<number, LineStart>(
    tokens.flatMap(({ start }, i) => {
      const depth = depthOf(i)
      const line = { depth, commentDepth: 1, isBlock: false, isHead: false, isFirst: i === 2 }
      return begins(i) ? [[start, line] as const] : []
    }),
  )
  const hasSpace = (_left: Token, right: Token): boolean => right.text !== ';'
  expect(
    formatTokens(new SourceFile('any.psl', text), tokens, { lineStarts, redundant, hasSpace }),
  ).toBe('rule { // why\n    a = 1;\n    b = 2;\n}\n')
})

test('names that were meant are found', () => {
  expect(didYouMean('excute', ['execute', 'request'])).toBe('; did you mean "execute"?')
})

test('no file of it imports anything of IDL', () => {
  const folder = new URL('../src/text/', import.meta.url)
  for (const name of readdirSync(folder)) {
    const text = readFileSync(new URL(name, folder), 'utf8')
    const imported = Array.from(text.matchAll(/from '([^']+)'/g), ([, from]) => from!)
    expect(
      imported.filter((from) => from !== '@kos/idl/nearest' && !/^\.\/[a-z-]+\.ts$/.test(from)),
    ).toEqual([])
  }
})

test('of nested blocks the one that is not closed is told by the indentation', () => {
  const hintOf = (text: string): string | undefined => {
    const source = new SourceFile('any.psl', text)
    const diagnostics = new Diagnostics()
    const reader = new TokenReader(source, tokenize(source, grammar, diagnostics), diagnostics)
    reader.expectName('a name')
    reader.expect('{', 'after the name')
    const open = reader.previous
    while (!reader.isAtEnd) reader.advance()
    reader.expectClosing(open, 'a')
    return diagnostics.list[0]?.hint
  }
  const inLine3 = 'as the lines are indented, it is the { in line 3 that has none'
  expect(hintOf('a {\n  b {\n    c {\n      d\n  }\n}')).toBe(inLine3)
  expect(hintOf('a {\n  b { }\n  c {\n    d { }\n}')).toBe(inLine3)
  const unknown = 'add a } where it ends'
  for (const text of [
    'a {',
    'a {\n  b {\n  }',
    'a {\n  b {\n    c }',
    'a {\n b\n {\n }',
    'a { b {\n}',
  ])
    expect(hintOf(text)).toBe(unknown)
})
