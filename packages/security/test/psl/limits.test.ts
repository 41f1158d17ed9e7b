// Limits of the parser of PSL: at each, and one past it; and texts that are made to exhaust it.
import { expect, test } from 'vitest'
import { Diagnostics } from '@kos/idl-compiler/text'
import { maxNesting } from '../../src/limits.ts'
import { expandTemplate, formatPsl, parsePsl } from '../../src/psl/index.ts'

declare const process: { readonly cpuUsage: () => { readonly user: number } }

function complaints(text: string): readonly string[] {
  const diagnostics = new Diagnostics()
  const file = parsePsl('any.psl', text, diagnostics)
  // What is deep enough for the parser is not too deep for what reads its trees.
  expect(formatPsl(file)).not.toBe('')
  return diagnostics.list.map(({ message }) => message)
}

function repeated(part: string, count: number, end: string = ''): string {
  return part.repeat(count) + end.repeat(count)
}

const rule = (expression: string): string => `request { a.b (${expression}) }`
const type = (text: string): string => `policy object a : B { type T = ${text} }`
const inner = maxNesting - 1

test.each([
  ['parentheses', (n: number) => rule(`${repeated('(', n)}1${repeated(')', n)}`)],
  ['lists', (n: number) => rule(repeated('[', n, ']'))],
  ['dictionaries', (n: number) => rule(`${repeated('{a:', n)}1${repeated('}', n)}`)],
  ['calls', (n: number) => rule(`${repeated('f(', n / 2)}1${repeated(')', n / 2)}`)],
  ['signs', (n: number) => rule(`${repeated('-', n)}1`)],
  ['indexes', (n: number) => rule(`message${repeated('[1]', n)}`)],
  ['fields', (n: number) => rule(`message${repeated('.a', n)}`)],
  ['fields of other names', (n: number) => rule(`a${repeated('.a', n)}`)],
  ['operators in a row', (n: number) => rule(`1${repeated('+1', n)}`)],
])('expressions are nested as deep as the limit, no deeper: %s', (what, make) => {
  // The argument in parentheses is one deep already.
  const most = what === 'calls' ? inner - 1 : inner
  expect(complaints(make(most))).toEqual([])
  const [first] = complaints(make(most + (what === 'calls' ? 2 : 1)))
  expect(first).toMatch(/^expected a simpler expression, found /)
})

test.each([
  ['parentheses', (n: number) => type(`${repeated('(', n)}A${repeated(')', n)}`)],
  ['parameters', (n: number) => type(`${repeated('A<', n)}A${repeated('>', n)}`)],
  ['tuples', (n: number) => type(repeated('[', n, ']'))],
  ['dictionaries', (n: number) => type(`${repeated('{a:', n)}A${repeated('}', n)}`)],
])('types are nested as deep as the limit, no deeper: %s', (what, make) => {
  const most = what === 'tuples' ? maxNesting + 1 : maxNesting
  expect(complaints(make(most))).toEqual([])
  const [first] = complaints(make(most + 1))
  expect(first).toMatch(/^expected a type that is nested less deep, found /)
})

test.each([
  ['match', (n: number) => repeated('match src=A {', n, '}')],
  ['choice', (n: number) => repeated('choice (1) { 1 : ', n, '}').replace(': }', ': grant () }')],
])('sections are nested as deep as the limit, no deeper: %s', (_, make) => {
  expect(complaints(`request { ${make(maxNesting)} }`)).toEqual([])
  const beyond = complaints(`request { ${make(maxNesting + 1)} }`)
  expect(beyond).toEqual([expect.stringMatching(/^expected a section that is nested less deep, /)])
})

test('alternatives, rules and elements in a row are not limited', () => {
  expect(complaints(type(`A${repeated(' | A', 5000)}`))).toEqual([])
  expect(complaints(rule(`[${repeated('1, ', 5000)}1]`))).toEqual([])
  expect(complaints(`request { ${repeated('grant () ', 5000)} }`)).toEqual([])
})

const megabyte = 2 ** 20

test.each([
  ['parentheses', 'request { assert ', '('],
  ['sections', '', 'match x {'],
  ['sections in a binding', 'request { ', 'match src=x {\n'],
  ['choices', 'request { ', 'choice (1) { 1 : '],
  ['dictionaries', 'request { a.b ', '{a:'],
  ['quotes', '', '"'],
  ['quotes of both kinds', '"', `'"`],
  ['comments', '', '/*'],
  ['comments without end', '', '/* '],
  ['names', 'use ', 'a.'],
  ['types', 'policy object a : B { type T = ', 'A<'],
  ['tests', 'assert "x" { ', 'setup {'],
])('a megabyte of %s has few errors', (_, head, part) => {
  const list = complaints(head + repeated(part, Math.ceil(megabyte / part.length)))
  expect(list.length).toBeGreaterThan(0)
  expect(list.length).toBeLessThan(4)
})

/**
 * The processor time of `run` with four times the size, in times of that with the size; the least of
 * several. Linear is 4, quadratic 16. A time that is too short to compare counts as linear: what is
 * quadratic takes seconds.
 */
function growth(run: (size: number) => void): number {
  const size = 2 ** 16
  const least = [Infinity, Infinity]
  let ratio = Infinity
  for (let round = 0; round < 12 && ratio >= mostGrowth; round++) {
    for (const [i, count] of [size, 4 * size].entries()) {
      const start = process.cpuUsage().user
      run(count)
      least[i] = Math.min(least[i] as number, process.cpuUsage().user - start)
    }
    ratio = (least[1] as number) < 20_000 ? 4 : (least[1] as number) / (least[0] as number)
  }
  return ratio
}

const mostGrowth = 8

test.each([
  ['errors on one line', '', '#'],
  ['braces that close nothing', '', '}'],
  ['errors on many lines', '', 'request { ) }\n'],
  ['rules with errors', 'request { ', 'match '],
  ['bindings', '', 'request src=A dst=B { grant () }\n'],
  ['rules', 'request { ', 'a.b {c : message.d}; '],
  ['comments of separators', '', ';/**/'],
  ['comments', '', '/**/'],
  ['long names', 'execute : a', '.a'],
  ['selectors', 'request ', 'src=A '],
  ['elements', 'audit profile a = {b : [1', ', 1'],
])('four times as many %s take four times the time', { timeout: 60_000 }, (_, head, part) => {
  const ratio = growth((size) => {
    const text = head + repeated(part, Math.ceil(size / part.length))
    const close = head.endsWith('[1') ? ']}' : ''
    const end = /^request [{]/.test(head) ? '}' : head.startsWith('request') ? '{}' : close
    formatPsl(parsePsl('any.psl', text + end, new Diagnostics()))
  })
  expect(ratio).toBeLessThan(mostGrowth)
})

test.each([
  '{% if A %}',
  '{% endif %}',
  '{%',
  '{{',
  '@A@',
  '{{ A }} ',
  '{% if not not A %}',
  '"',
  '/* ',
])('four times as many %s in a template take four times the time', { timeout: 60_000 }, (part) => {
  const values = { externalEntities: [], variables: { A: '1' } }
  const ratio = growth((size) => {
    const text = repeated(part, Math.ceil(size / part.length))
    expandTemplate('any.psl.in', text, values, new Diagnostics())
  })
  expect(ratio).toBeLessThan(mostGrowth)
})
