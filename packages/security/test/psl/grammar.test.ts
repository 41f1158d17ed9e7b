// The grammar by property: what is printed is read the same, however it is spelt, and formatting
// changes nothing of it. Whatever a text has in it, it is read to its end.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Diagnostics } from '@kos/idl-compiler/text'
import { formatPsl, parsePsl } from '../../src/psl/index.ts'
import { anyFile, parsed, said, textOf } from './texts.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 300)
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

const spelt = anyFile.chain(({ words, said }) => fc.tuple(fc.constant(said), textOf(words)))

function comments(text: string): string[] {
  const all = parsed(text).tokens.flatMap((token) => token.comments)
  return all.map((comment) => comment.text.replaceAll(/\s+/g, ' '))
}

describe('a file', () => {
  test('says what was printed, however it is spelt', () => {
    const property = fc.property(spelt, ([wanted, text]) => {
      expect(said(parsed(text))).toEqual(wanted)
    })
    fc.assert(property, { numRuns: RUNS, seed: SEED })
  })

  test('says the same after it was formatted, with the same comments in the same order', () => {
    const property = fc.property(spelt, ([wanted, text]) => {
      const formatted = formatPsl(parsed(text))
      expect(said(parsed(formatted))).toEqual(wanted)
      expect(comments(formatted)).toEqual(comments(text))
    })
    fc.assert(property, { numRuns: RUNS, seed: SEED })
  })

  test('is not changed by formatting it a second time', () => {
    const property = fc.property(spelt, ([, text]) => {
      const once = formatPsl(parsed(text))
      expect(formatPsl(parsed(once))).toBe(once)
      if (once !== '') expect(once).toMatch(/[^\n]\n$/)
      expect(once).not.toMatch(/[ \t\r]$|\n\n\n/m)
    })
    fc.assert(property, { numRuns: RUNS, seed: SEED })
  })
})

const words =
  'execute request response error security use EDL task class policy object type config audit ' +
  'profile default assert match choice grant deny setup sequence finally src dst method message ' +
  '{ { { } } } ( ) [ ] < > , ; : . = + - * ! ~ | & || && == != <= >= ~> _ A a.b 7 0x "a" ' +
  '/* // \n \n'

const rubbish = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...words.split(' ')), { maxLength: 80 }).map((list) => list.join(' ')),
  spelt.chain(([, text]) => fc.nat(text.length).map((at) => text.slice(0, at))),
  spelt.chain(([, text]) =>
    fc
      .tuple(fc.nat(text.length), fc.nat(9), fc.constantFrom('', ...words.split(' ')))
      .map(([at, count, put]) => `${text.slice(0, at)}${put}${text.slice(at + count)}`),
  ),
)

test('any text is read to its end, and every error has a place in it', () => {
  const property = fc.property(rubbish, (text) => {
    const diagnostics = new Diagnostics()
    const file = parsePsl('any.psl', text, diagnostics)
    expect(file.tokens.at(-1)?.kind).toBe('end')
    expect(file.isPartial).toBe(diagnostics.list.length > 0)
    const lines = text.split(/\r\n|\n|\r/)
    for (const { line, column, length, text } of diagnostics.list) {
      expect(text).toBe(lines[line - 1])
      expect(column).toBeGreaterThanOrEqual(1)
      expect(column - 1 + length).toBeLessThanOrEqual(text.length)
    }
    if (file.isPartial) expect(formatPsl(file)).toBe(text)
    else expect(formatPsl(parsed(formatPsl(file)))).toBe(formatPsl(file))
  })
  fc.assert(property, { numRuns: 2 * RUNS, seed: SEED })
})
