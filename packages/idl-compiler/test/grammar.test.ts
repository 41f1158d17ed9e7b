// Grammar by property: what is printed is read the same, however it is spelt, and formatting
// changes nothing of it.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Diagnostics, type FileKind, formatText, parseFile, type SyntaxFile } from '../src/index.ts'
import { componentWords, idlWords, said, textOf, type Words } from './texts.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 300)
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

const anyWords: fc.Arbitrary<readonly [FileKind, Words]> = fc.oneof(
  idlWords.map((words) => ['idl', words] as const),
  componentWords,
)
const spelt = anyWords.chain(([kind, words]) =>
  fc.tuple(fc.constant(kind), fc.constant(words), textOf(words), textOf(words)),
)

function parse(kind: FileKind, text: string): SyntaxFile {
  const diagnostics = new Diagnostics()
  const file = parseFile(`demo/Any.${kind}`, text, kind, diagnostics)
  expect(diagnostics.list).toEqual([])
  return file
}

function comments(kind: FileKind, text: string): string[] {
  const all = parse(kind, text).tokens.flatMap((token) => token.comments)
  return all.map((comment) => comment.text.replaceAll(/\s+/g, ' '))
}

describe('a file', () => {
  test('says the same however it is spelt', () => {
    const property = fc.property(spelt, ([kind, words, one, other]) => {
      const plain = said(parse(kind, words.join(' ')))
      expect(said(parse(kind, one))).toEqual(plain)
      expect(said(parse(kind, other))).toEqual(plain)
    })
    fc.assert(property, { numRuns: RUNS, seed: SEED })
  })

  test('says the same after it was formatted, with the same comments in the same order', () => {
    const property = fc.property(spelt, ([kind, , text]) => {
      const formatted = formatText(`demo/Any.${kind}`, text, kind).text!
      expect(said(parse(kind, formatted))).toEqual(said(parse(kind, text)))
      expect(comments(kind, formatted)).toEqual(comments(kind, text))
    })
    fc.assert(property, { numRuns: RUNS, seed: SEED })
  })

  test('is not changed by formatting it a second time', () => {
    const property = fc.property(spelt, ([kind, , text]) => {
      const once = formatText(`demo/Any.${kind}`, text, kind).text!
      expect(formatText(`demo/Any.${kind}`, once, kind).text).toBe(once)
      expect(once).toMatch(/[^\n]\n$/)
      expect(once).not.toMatch(/[ \t\r]$|\n\n\n/m)
    })
    fc.assert(property, { numRuns: RUNS, seed: SEED })
  })

  test('is read to its end whatever is in it, and every error has a place in it', () => {
    const rubbish = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            ...'package import interface struct { } ( ) < > ; , : in out Put UInt32 7 /* // . = << const'.split(
              ' ',
            ),
          ),
        )
        .map((list) => list.join(' ')),
      spelt.chain(([, , text]) => fc.nat(text.length).map((at) => text.slice(0, at))),
      spelt.chain(([, , text]) =>
        fc
          .tuple(fc.nat(text.length), fc.nat(9))
          .map(([at, count]) => text.slice(0, at) + text.slice(at + count)),
      ),
    )
    const property = fc.property(
      fc.constantFrom<FileKind>('idl', 'cdl', 'edl'),
      rubbish,
      (kind, text) => {
        const diagnostics = new Diagnostics()
        const file = parseFile('demo/Any.idl', text, kind, diagnostics)
        expect(file.tokens.at(-1)!.kind).toBe('end')
        const lines = text.split(/\r\n|\n|\r/)
        for (const { line, column, length, text } of diagnostics.list) {
          expect(text).toBe(lines[line - 1])
          expect(column).toBeGreaterThanOrEqual(1)
          expect(column - 1 + length).toBeLessThanOrEqual(text.length)
        }
      },
    )
    fc.assert(property, { numRuns: 2 * RUNS, seed: SEED })
  })
})
