// Arbitrary files of the languages as texts: every legal spelling of white space and comments, and
// what they say.

import * as fc from 'fast-check'
import type { Expression, SyntaxFile, TypeNode } from '../src/index.ts'

/** Words and signs of a file, which may stand apart by anything. */
export type Words = readonly string[]

const keywords = [
  'package',
  'import',
  'const',
  'typedef',
  'struct',
  'union',
  'interface',
  'in',
  'out',
  'error',
  'bytes',
  'string',
].concat(
  'sequence',
  'array',
  'handle',
  'Handle',
  'security',
  'endpoints',
  'components',
  'component',
  'entity',
  'task',
  'class',
)
const name = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9]{0,5}$/)
  .filter((name) => !keywords.includes(name))
const dotted = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'))
const number = fc.oneof(
  fc.nat().map(String),
  fc.nat().map((n) => `0x${n.toString(16)}`),
  fc.nat().map((n) => `0o${n.toString(8)}`),
)

const expression: fc.Arbitrary<Words> = fc.letrec<{ expression: Words }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    number.map((text): Words => [text]),
    dotted.map(words),
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '*', '**', '<<'), tie('expression'))
      .map(([a, sign, b]): Words => [...a, sign, ...b]),
    tie('expression').map((inner): Words => ['(', ...inner, ')']),
    tie('expression').map((inner): Words => ['-', '(', ...inner, ')']),
  ),
})).expression

const type: fc.Arbitrary<Words> = fc.letrec<{ type: Words }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    dotted.map(words),
    fc
      .tuple(fc.constantFrom('bytes', 'string'), expression)
      .map(([kind, size]): Words => [kind, '<', ...size, '>']),
    fc
      .tuple(fc.constantFrom('sequence', 'array'), tie('type'), expression)
      .map(([kind, element, size]): Words => [kind, '<', ...element, ',', ...size, '>']),
    fc.constant<Words>(['Handle']),
    dotted.map((target): Words => ['handle', '<', ...words(target), '>']),
  ),
})).type

const field = fc.tuple(type, name).map(([type, name]): Words => [...type, name, ';'])
const parameter = fc
  .tuple(fc.constantFrom('in', 'out', 'error'), type, name)
  .map(([direction, type, name]): Words => [direction, ...type, name])
const method = fc
  .tuple(name, fc.array(parameter, { maxLength: 4 }))
  .map(([name, parameters]): Words => [name, '(', ...joined(parameters, ','), ')', ';'])

const declaration: fc.Arbitrary<Words> = fc.oneof(
  fc
    .tuple(name, name, expression)
    .map(([type, name, value]): Words => ['const', type, name, '=', ...value, ';']),
  fc.tuple(type, name).map(([type, name]): Words => ['typedef', ...type, name, ';']),
  fc
    .tuple(fc.constantFrom('struct', 'union'), name, fc.array(field, { maxLength: 4 }))
    .map(([kind, name, fields]): Words => [kind, name, '{', ...fields.flat(), '}']),
)

/** An IDL file. */
export const idlWords: fc.Arbitrary<Words> = fc
  .tuple(
    dotted,
    fc.array(dotted, { maxLength: 3 }),
    fc.array(declaration, { maxLength: 5 }),
    fc.option(fc.array(method, { maxLength: 4 })),
  )
  .map(([name, imports, declarations, methods]): Words => [
    'package',
    ...words(name),
    ...imports.flatMap((each) => ['import', ...words(each)]),
    ...declarations.flat(),
    ...(methods === null ? [] : ['interface', '{', ...methods.flat(), '}']),
  ])

const entries = fc
  .array(fc.tuple(name, dotted), { maxLength: 4 })
  .map((list) => list.flatMap(([name, type]) => [name, ':', ...words(type)]))
const section = fc
  .tuple(fc.constantFrom('endpoints', 'components'), entries)
  .map(([kind, list]): Words => [kind, '{', ...list, '}'])

/** A CDL or EDL file; both spellings of EDL. */
export const componentWords: fc.Arbitrary<readonly ['cdl' | 'edl', Words]> = fc
  .tuple(
    fc.constantFrom<readonly string[]>(['component'], ['entity'], ['task', 'class']),
    dotted,
    fc.option(dotted),
    fc.array(section, { maxLength: 3 }),
  )
  .map(([head, name, security, sections]) => [
    head[0] === 'component' ? 'cdl' : 'edl',
    [
      ...head,
      ...words(name),
      ...(security === null ? [] : ['security', ...words(security)]),
      ...sections.flat(),
    ],
  ])

const comment = fc.stringMatching(/^[a-zA-Z0-9 .*]{0,12}$/).map((text) => text.trim())
const space = fc.oneof(
  { weight: 6, arbitrary: fc.constant(' ') },
  { weight: 2, arbitrary: fc.constantFrom('\n', '\r\n', '\t', '\n\n\n', ' \r\n\r\n ') },
  { weight: 1, arbitrary: comment.map((text) => ` // ${text}\n`) },
  { weight: 1, arbitrary: comment.map((text) => `\n// ${text}\r\n`) },
  { weight: 1, arbitrary: comment.map((text) => ` /* ${text} */ `) },
  { weight: 1, arbitrary: comment.map((text) => `\n/* ${text}\n * ${text}\r\n */\n`) },
  { weight: 1, arbitrary: comment.map((text) => ` /* ${text}\n   ${text} */ `) },
)

/** A text that says `words`, with anything between them, and at its ends. */
export function textOf(words: Words): fc.Arbitrary<string> {
  const count = words.length + 1
  return fc
    .array(space, { minLength: count, maxLength: count })
    .map(
      (spaces) =>
        words.map((word, i) => `${spaces[i]}${word}`).join('') +
        (spaces.at(-1) === ' ' ? '' : spaces.at(-1)),
    )
}

/** The words of a dotted name. */
function words(name: string): Words {
  return joined(
    name.split('.').map((part) => [part]),
    '.',
  )
}

function joined(list: readonly Words[], sign: string): Words {
  return list.flatMap((each, i) => (i === 0 ? each : [sign, ...each]))
}

/**
 * What a file says, without places: the words of its tree, put together anew. Parentheses are where
 * the tree needs them.
 */
export function said(file: SyntaxFile): unknown {
  if (file.kind !== 'idl') {
    const sections = file.sections.map(({ kind, entries }) => [
      kind,
      entries.map(({ name, type }) => [name.text, type.text]),
    ])
    return [file.kind, file.name.text, file.security?.text ?? null, sections]
  }
  const declarations = file.declarations.map((node) => {
    if (node.kind === 'const')
      return [node.kind, node.type.text, node.name.text, saidExpression(node.value)]
    if (node.kind === 'typedef') return [node.kind, saidType(node.type), node.name.text]
    return [
      node.kind,
      node.name.text,
      node.fields.map(({ type, name }) => [saidType(type), name.text]),
    ]
  })
  const methods = file.interface?.methods.map(({ name, parameters }) => [
    name.text,
    parameters.map(({ direction, type, name }) => [direction, saidType(type), name.text]),
  ])
  return [file.name.text, file.imports.map(({ text }) => text), declarations, methods ?? null]
}

/** What an expression says. */
export function saidExpression(node: Expression): unknown {
  if (node.kind === 'literal') return node.value
  if (node.kind === 'reference') return node.name.text
  if (node.kind === 'negation') return ['-', saidExpression(node.operand)]
  return [node.operator, saidExpression(node.left), saidExpression(node.right)]
}

function saidType(node: TypeNode): unknown {
  if (node.kind === 'named') return node.name.text
  if (node.kind === 'handle') return ['handle', node.target?.text ?? null]
  if ('element' in node) return [node.kind, saidType(node.element), saidExpression(node.size)]
  return [node.kind, saidExpression(node.size)]
}
