// Arbitrary PSL files: what they say, and the words that say it in any legal spelling.

import * as fc from 'fast-check'
import { Diagnostics } from '@kos/idl-compiler/text'
import { parsePsl, type PslFile } from '../../src/psl/index.ts'

/** Words and signs, which may stand apart by anything. */
export type Words = readonly string[]

/** Words, and what the tree of them says. */
interface Piece {
  readonly words: Words
  readonly said: unknown
}

/** An expression, and how strong what is outermost in it binds. */
interface Term extends Piece {
  readonly strength: number
}

const reserved = new Set(
  (
    'match choice audit grant assert deny set_level true false message src_sid dst_sid execute ' +
    'request response error security use task policy and or EDL type config setup sequence ' +
    'finally any base profile default'
  ).split(' '),
)
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,4}$/).filter((text) => !reserved.has(text))
const dotted = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'))
const text = fc.oneof(
  fc.stringMatching(/^[a-zа-я \\.*/-]{0,8}$/).map((text) => [`"${text}"`, text] as const),
  fc.stringMatching(/^[a-z"]{0,4}$/).map((text) => [`'${text}'`, text] as const),
)
const integer = fc
  .tuple(fc.nat(), fc.boolean())
  .map(([n, isHex]) => [isHex ? `0x${n.toString(16)}` : String(n), `${n}n`] as const)

const atom = 10
const strengths: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '&': 4,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '+': 6,
  '-': 6,
  '*': 7,
}

function inParentheses({ words, said }: Piece): Term {
  return { words: ['(', ...words, ')'], said, strength: atom }
}

/** In parentheses if it binds less than `least`. */
function bound(term: Term, least: number): Term {
  return term.strength >= least ? term : inParentheses(term)
}

/** In parentheses if it begins with a name that is no value. */
function opened(term: Term): Term {
  const [first = ''] = term.words
  const isValue = /^(true|false|message|src_sid|dst_sid)$/.test(first)
  return /^[A-Za-z_]/.test(first) && !isValue ? inParentheses(term) : term
}

/** The words of a dotted name. */
function wordsOf(name: string): Words {
  return name.split(/(\.)/)
}

function separated(list: readonly Words[], sign: string): Words {
  return list.flatMap((each, i) => (i === 0 ? each : [sign, ...each]))
}

/** Maybe a comma after it. */
function withCommas(list: readonly Words[], commas: readonly boolean[], isNeeded: boolean): Words {
  return list.flatMap((each, i) => {
    const isLast = i === list.length - 1
    return (isNeeded && !isLast) || commas[i] === true ? [...each, ','] : each
  })
}

const commas = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 })
const valueWord = fc.constantFrom('message', 'src_sid', 'dst_sid')

const literal: fc.Arbitrary<Term> = fc.oneof(
  integer.map(([word, value]) => ({
    words: [word],
    said: { kind: 'integer', value },
    strength: atom,
  })),
  text.map(([word, value]) => ({ words: [word], said: { kind: 'text', value }, strength: atom })),
  fc.boolean().map((value) => ({
    words: [String(value)],
    said: { kind: 'boolean', value },
    strength: atom,
  })),
  fc.constant({ words: ['(', ')'], said: { kind: 'unit' }, strength: atom }),
  fc.oneof(name, valueWord).map((name) => ({
    words: [name],
    said: { kind: 'reference', name },
    strength: atom,
  })),
)

type Terms = {
  readonly term: Term
  readonly dictionary: Term
}

const terms = fc.letrec<Terms>((tie) => ({
  dictionary: fc
    .tuple(fc.array(fc.tuple(key(), tie('term')), { maxLength: 3 }), commas)
    .map(([entries, commas]) => ({
      words: [
        '{',
        ...withCommas(
          entries.map(([key, value]) => [...key.words, ':', ...value.words]),
          commas,
          false,
        ),
        '}',
      ],
      said: {
        kind: 'dictionary',
        entries: entries.map(([key, value]) => ({ ...(key.said as object), value: value.said })),
      },
      strength: atom,
    })),
  term: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    literal,
    tie('dictionary'),
    fc
      .tuple(fc.array(tie('term'), { maxLength: 3 }), fc.boolean())
      .map(([elements, hasComma]): Term => ({
        words: [
          '[',
          ...separated(
            elements.map(({ words }) => words),
            ',',
          ),
          ...(hasComma && elements.length > 0 ? [','] : []),
          ']',
        ],
        said: { kind: 'list', elements: elements.map(({ said }) => said) },
        strength: atom,
      })),
    fc
      .tuple(tie('term'), fc.constantFrom(...Object.keys(strengths)), tie('term'))
      .map(([left, operator, right]): Term => {
        const strength = strengths[operator] as number
        const [a, b] = [bound(left, strength), bound(right, strength + 1)]
        return {
          words: [...a.words, operator, ...b.words],
          said: { kind: 'binary', operator, left: a.said, right: b.said },
          strength,
        }
      }),
    fc.tuple(fc.constantFrom('!', '-', '~'), tie('term')).map(([operator, term]): Term => {
      const operand = bound(term, 8)
      return {
        words: [operator, ...operand.words],
        said: { kind: 'unary', operator, operand: operand.said },
        strength: 8,
      }
    }),
    fc.tuple(dotted, tie('term')).map(([path, term]): Term => {
      const argument = opened(bound(term, atom))
      const { object, name } = pathOf(path)
      return {
        words: [...wordsOf(path), ...argument.words],
        said: { kind: 'call', object, name, argument: argument.said },
        strength: 9,
      }
    }),
    fc
      .tuple(valueWord, fc.oneof(name, valueWord), tie('term'))
      .map(([root, field, term]): Term => ({
        words: [root, '.', field, '[', ...term.words, ']'],
        said: {
          kind: 'index',
          object: { kind: 'access', object: { kind: 'reference', name: root }, field },
          index: term.said,
        },
        strength: atom,
      })),
    fc.tuple(tie('term'), name).map(([term, field]): Term => ({
      words: ['(', ...term.words, ')', '.', field],
      said: { kind: 'access', object: term.said, field },
      strength: atom,
    })),
  ),
}))

function key(): fc.Arbitrary<Piece> {
  return fc.oneof(
    fc.oneof(name, valueWord).map((key) => ({ words: [key], said: { key, keyKind: 'name' } })),
    text.map(([word, key]) => ({ words: [word], said: { key, keyKind: 'text' } })),
    integer.map(([word, value]) => ({
      words: [word],
      said: { key: value.slice(0, -1), keyKind: 'integer' },
    })),
  )
}

function pathOf(path: string): { readonly object: string | null; readonly name: string } {
  const at = path.lastIndexOf('.')
  return { object: at < 0 ? null : path.slice(0, at), name: path.slice(at + 1) }
}

const selectors: fc.Arbitrary<Piece> = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.constantFrom('src', 'dst', 'interface', 'component', 'endpoint', 'method'),
        dotted,
      ),
      { maxLength: 4 },
    ),
    commas,
  )
  .map(([list, commas]) => ({
    words: withCommas(
      list.map(([key, value]) => [key, '=', ...wordsOf(value)]),
      commas,
      false,
    ),
    said: list.map(([key, value]) => ({ key, value })),
  }))

const rule: fc.Arbitrary<Piece> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('grant', 'base.grant'),
      fc.constantFrom('assert', 'deny', 'base.assert', 'set_level'),
      fc.tuple(dotted, name).map((parts) => parts.join('.')),
    ),
    fc.option(terms.term),
    fc.boolean(),
  )
  .map(([path, term, hasEnd]) => {
    const { object, name } = pathOf(path)
    const isCondition = /^(base\.)?(assert|deny|set_level)$/.test(path)
    const given =
      term ?? (isCondition ? { words: ['(', ')'], said: { kind: 'unit' }, strength: atom } : null)
    const argument = given === null || isCondition ? given : opened(given)
    return {
      words: [...wordsOf(path), ...(argument?.words ?? []), ...(hasEnd ? [';'] : [])],
      said: { kind: 'rule', object, name, argument: argument?.said ?? null },
    }
  })

type Items = {
  readonly item: Piece
  readonly section: Piece
}

const items = fc.letrec<Items>((tie) => ({
  section: fc
    .tuple(fc.array(tie('item'), { maxLength: 3 }), fc.option(dotted))
    .map(([items, audit]) => ({
      words: [
        '{',
        ...(audit === null ? [] : ['audit', ...wordsOf(audit)]),
        ...items.flatMap(({ words }) => words),
        '}',
      ],
      said: { audit, items: items.map(({ said }) => said) },
    })),
  item: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    rule,
    fc
      .tuple(
        selectors.filter(({ words }) => words.length > 0),
        tie('section'),
      )
      .map(([selectors, section]) => ({
        words: ['match', ...selectors.words, ...section.words],
        said: { kind: 'match', selectors: selectors.said, section: section.said },
      })),
    fc
      .tuple(terms.term, fc.array(fc.tuple(caseValue(), caseBody(tie)), { maxLength: 3 }))
      .map(([subject, cases]) => ({
        words: [
          'choice',
          ...inParentheses(subject).words,
          '{',
          ...cases.flatMap(([value, body]) => [...value.words, ':', ...body.words]),
          '}',
        ],
        said: {
          kind: 'choice',
          subject: subject.said,
          cases: cases.map(([value, body]) => ({ value: value.said, section: body.said })),
        },
      })),
  ),
}))

function caseValue(): fc.Arbitrary<Piece> {
  return fc.oneof(
    fc.constant({ words: ['_'], said: null }),
    text.map(([word, value]) => ({ words: [word], said: { kind: 'text', value } })),
    integer.map(([word, value]) => ({ words: [word], said: { kind: 'integer', value } })),
    integer.map(([word, value]) => ({
      words: ['-', word],
      said: { kind: 'unary', operator: '-', operand: { kind: 'integer', value } },
    })),
  )
}

function caseBody(
  tie: <K extends keyof Items>(key: K) => fc.Arbitrary<Items[K]>,
): fc.Arbitrary<Piece> {
  const alone = tie('item').map(({ words, said }) => ({
    words,
    said: { audit: null, items: [said] },
  }))
  return fc.oneof(tie('section'), alone)
}

const type: fc.Arbitrary<Piece> = fc.letrec<{ type: Piece; single: Piece }>((tie) => ({
  single: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    dotted.map((name) => ({
      words: wordsOf(name),
      said: { kind: 'named', name, parameters: [] },
    })),
    text.map(([word, value]) => ({ words: [word], said: { kind: 'literal', value } })),
    integer.map(([word, value]) => ({
      words: ['-', word],
      said: { kind: 'literal', value: value === '0n' ? value : `-${value}` },
    })),
    fc.constant({ words: ['(', ')'], said: { kind: 'unit' } }),
    fc
      .tuple(name, fc.array(tie('type'), { minLength: 1, maxLength: 2 }))
      .map(([name, parameters]) => ({
        words: [
          name,
          '<',
          ...separated(
            parameters.map(({ words }) => words),
            ',',
          ),
          '>',
        ],
        said: { kind: 'named', name, parameters: parameters.map(({ said }) => said) },
      })),
    fc
      .tuple(fc.array(fc.tuple(name, tie('type')), { maxLength: 3 }), commas)
      .map(([fields, commas]) => ({
        words: [
          '{',
          ...withCommas(
            fields.map(([name, type]) => [name, ':', ...type.words]),
            commas,
            false,
          ),
          '}',
        ],
        said: {
          kind: 'record',
          fields: fields.map(([name, type]) => ({ name, type: type.said })),
        },
      })),
    fc.tuple(fc.array(tie('type'), { maxLength: 3 }), commas).map(([types, commas]) => ({
      words: [
        '[',
        ...withCommas(
          types.map(({ words }) => words),
          commas,
          true,
        ),
        ']',
      ],
      said: { kind: 'tuple', types: types.map(({ said }) => said) },
    })),
    tie('type').map(({ words, said }) => ({ words: ['(', ...words, ')'], said })),
  ),
  type: fc.array(tie('single'), { minLength: 1, maxLength: 3 }).map((types) =>
    types.length === 1
      ? (types[0] as Piece)
      : {
          words: separated(
            types.map(({ words }) => words),
            '|',
          ),
          said: { kind: 'variant', types: types.map(({ said }) => said) },
        },
  ),
})).type

const event = fc.constantFrom('execute', 'request', 'response', 'error', 'security')

const testCase: fc.Arbitrary<Piece> = fc
  .tuple(
    fc.option(fc.constantFrom('grant', 'deny', 'any')),
    fc.option(text),
    fc.option(name),
    event,
    selectors,
    fc.option(terms.dictionary),
    fc.option(fc.tuple(dotted, dotted, dotted)),
  )
  .map(([expected, label, stored, event, selectors, message, short]) => {
    const given = short === null ? null : shortForm(short)
    return {
      words: [
        ...(expected === null ? [] : [expected]),
        ...(label === null ? [] : [label[0]]),
        ...(stored === null ? [] : [stored, '<', '-']),
        ...(given?.words ?? [event, ...selectors.words]),
        ...(message?.words ?? []),
      ],
      said: {
        expected: expected ?? 'grant',
        label: label?.[1] ?? null,
        stored,
        event: given === null ? event : 'request',
        selectors: given?.said ?? selectors.said,
        message: message?.said ?? null,
      },
    }
  })

function shortForm([src, dst, path]: readonly [string, string, string]): Piece {
  const { object, name } = pathOf(path)
  const endpoint = object === null ? [] : [{ key: 'endpoint', value: object }]
  return {
    words: [...wordsOf(src), '~>', ...wordsOf(dst), ':', ...wordsOf(path)],
    said: [
      { key: 'src', value: src },
      { key: 'dst', value: dst },
      ...endpoint,
      { key: 'method', value: name },
    ],
  }
}

const cases = fc.array(testCase, { maxLength: 3 })

const declaration: fc.Arbitrary<Piece> = fc.oneof(
  dotted.map((name) => ({
    words: ['execute', ':', ...wordsOf(name)],
    said: { kind: 'execute-interface', name },
  })),
  dotted.map((name) => ({
    words: ['use', ...wordsOf(name), '.', '_'],
    said: { kind: 'use-psl', name },
  })),
  dotted.map((name) => ({
    words: ['use', 'EDL', ...wordsOf(name)],
    said: { kind: 'use-edl', name },
  })),
  fc.tuple(dotted, dotted).map(([name, edl]) => ({
    words: ['task', 'class', ...wordsOf(name), ':', ...wordsOf(edl)],
    said: { kind: 'task-class', name, edl },
  })),
  fc
    .tuple(
      name,
      dotted,
      fc.array(fc.tuple(name, type), { maxLength: 3 }),
      fc.option(terms.dictionary),
    )
    .map(([name, model, types, config]) => ({
      words: [
        'policy',
        'object',
        name,
        ':',
        ...wordsOf(model),
        '{',
        ...types.flatMap(([name, type]) => ['type', name, '=', ...type.words]),
        ...(config === null ? [] : ['config', '=', ...config.words]),
        '}',
      ],
      said: {
        kind: 'object',
        name,
        model,
        types: types.map(([name, type]) => ({ name, type: type.said })),
        config: config?.said ?? null,
      },
    })),
  fc.tuple(dotted, integer).map(([profile, [word, value]]) => ({
    words: ['audit', 'default', '=', ...wordsOf(profile), word],
    said: { kind: 'audit-default', profile, level: { kind: 'integer', value } },
  })),
  fc.tuple(name, terms.dictionary).map(([name, levels]) => ({
    words: ['audit', 'profile', name, '=', ...levels.words],
    said: { kind: 'audit-profile', name, levels: levels.said },
  })),
  fc.tuple(event, selectors, items.section).map(([event, selectors, section]) => ({
    words: [event, ...selectors.words, ...section.words],
    said: { kind: 'binding', event, selectors: selectors.said, section: section.said },
  })),
  fc
    .tuple(
      text,
      fc.option(cases),
      fc.array(fc.tuple(text, cases), { maxLength: 2 }),
      fc.option(cases),
    )
    .map(([label, setup, sequences, final]) => ({
      words: [
        'assert',
        label[0],
        '{',
        ...(setup === null ? [] : block(['setup'], setup)),
        ...sequences.flatMap(([label, cases]) => block(['sequence', label[0]], cases)),
        ...(final === null ? [] : block(['finally'], final)),
        '}',
      ],
      said: {
        kind: 'tests',
        label: label[1],
        setup: (setup ?? []).map(({ said }) => said),
        sequences: sequences.map(([label, cases]) => ({
          label: label[1],
          cases: cases.map(({ said }) => said),
        })),
        final: (final ?? []).map(({ said }) => said),
      },
    })),
)

function block(head: Words, pieces: readonly Piece[]): Words {
  return [...head, '{', ...pieces.flatMap(({ words }) => words), '}']
}

/** A file: its words, and what it says. */
export const anyFile: fc.Arbitrary<Piece> = fc.array(declaration, { maxLength: 4 }).map((list) => ({
  words: list.flatMap(({ words }) => words),
  said: list.map(({ said }) => said),
}))

const comment = fc.stringMatching(/^[a-zA-Zа-я0-9 .*]{0,12}$/).map((text) => text.trim())
const space = fc.oneof(
  { weight: 6, arbitrary: fc.constant(' ') },
  { weight: 2, arbitrary: fc.constantFrom('\n', '\r\n', '\t', '\n\n\n', ' \r\n\r\n ') },
  { weight: 1, arbitrary: comment.map((text) => ` // ${text}\n`) },
  { weight: 1, arbitrary: comment.map((text) => `\n// ${text}\r\n`) },
  { weight: 1, arbitrary: comment.map((text) => ` /* ${text} */ `) },
  { weight: 1, arbitrary: comment.map((text) => `\n/* ${text}\n * ${text}\r\n */\n`) },
)

/** A text that says `words`, with anything between them, and at its ends. */
export function textOf(words: Words): fc.Arbitrary<string> {
  const count = words.length + 1
  return fc
    .array(space, { minLength: count, maxLength: count })
    .map((spaces) => spaces.map((each, i) => each + (words[i] ?? '')).join(''))
}

/** Parses a text that has no errors. */
export function parsed(text: string): PslFile {
  const diagnostics = new Diagnostics()
  const file = parsePsl('any.psl', text, diagnostics)
  if (diagnostics.list.length > 0 || file.isPartial)
    throw new Error(diagnostics.list.map(({ message }) => message).join('\n'))
  return file
}

/** What a file says, without places: names are texts, integers have an n. */
export function said(file: PslFile): unknown {
  return plain(file.declarations)
}

/** What a part of a tree says. */
export function plain(node: unknown): unknown {
  if (typeof node === 'bigint') return `${node}n`
  if (Array.isArray(node)) return node.map(plain)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).filter(([key]) => !['start', 'end', 'at'].includes(key))
  if (entries.length === 1 && entries[0]?.[0] === 'text') return entries[0][1]
  return Object.fromEntries(entries.map(([key, value]) => [key, plain(value)]))
}
