// Prints the codec of a message as straight-line code: JavaScript for the Function constructor, or
// with type annotations for a TypeScript file.
//
// Each parameter becomes a statement or two with constant offsets; there is no loop over
// parameters. Into the source go only checked names, numbers, and texts quoted. What all codecs
// share is in `codec-runtime.ts`.

import type { Field } from './field-layout.ts'
import type { Layout } from './layout.ts'
import { isIdentifier } from './names.ts'
import { type CodeScope, FunctionScope, localsOf, printMethod, sizesOf } from './print-scope.ts'
import {
  inMessage,
  printClearGap,
  printGapTest,
  printGet,
  printPut,
  printTake,
  printTakes,
} from './print-value.ts'
import { isComposite } from './type.ts'
import { isChecked } from './value-codec.ts'

/** The code of a codec, by lines. */
export interface CodecCode {
  /** The class of what `lazy` answers. */
  readonly lazy: readonly string[]
  /** The members of the object that `PrintedCodec` answers; they use `layout`, and the class. */
  readonly members: readonly string[]
}

/**
 * Prints the codec of a message that has parameters; `className` is what the class of its lazy form
 * is called.
 */
export function printCodec(layout: Layout, className: string, code: CodeScope): CodecCode {
  for (const field of layout.fields) checkField(field)
  const getters = new FunctionScope(code, 'this.#', {
    data: (scope) => `${scope.helper('arenaView')}(${scope.use('arena')})`,
    bytes: (scope) => scope.helper('viewBytes'),
  })
  const gets = layout.fields.map((field) => printGetter(field, getters))
  const members = lazyMembers.filter(([name]) => getters.isUsed(name))
  return {
    lazy: printLazyClass(className, members, gets.flat(), code),
    members: [
      ...printEncode(layout, new FunctionScope(code)),
      ...printDecode(layout, code),
      ...printLazy(className, members, new FunctionScope(code)),
      ...printValidate(layout, new FunctionScope(code)),
    ],
  }
}

function checkField({ name, offset }: Field): void {
  if (!isIdentifier(name))
    throw new TypeError(`printCodec: ${JSON.stringify(name)} is not an IDL name`)
  if (!Number.isSafeInteger(offset)) throw new TypeError(`printCodec: ${name} has no offset`)
}

function printEncode(layout: Layout, scope: FunctionScope): string[] {
  const { fields, gaps } = layout
  const locals = localsOf(fields)
  const sizes = sizesOf(locals)
  const value = scope.use('value')
  // All values are read before anything is written: only these statements may run foreign code.
  const takes = printTakes(fields, locals, value, ({ name, type }) =>
    printTake(type, `${value}.${name}`, scope),
  )
  const puts = fields.flatMap((field, i) =>
    printPut(field.type, inMessage(field, scope), locals[i]!, sizes[i]!, scope),
  )
  const usesArena = scope.isUsed('used')
  const body = [
    `if (!${scope.helper('isObject')}(${value})) return -1`,
    ...takes,
    ...printData(scope),
    ...(usesArena ? ['let used = 0'] : []),
    ...puts,
    `${scope.helper('putHeader')}(layout, ${scope.use('view')}, ${scope.use('riid')})`,
    ...gaps.map((gap) => printClearGap(inMessage(gap, scope), gap.size)),
    `return ${usesArena ? 'used' : '0'}`,
  ]
  return printMethod('encode', ['value', 'riid', 'view', 'arena', 'writer'], scope, body)
}

function printDecode({ fields }: Layout, code: CodeScope): string[] {
  const scope = new FunctionScope(code, '', { bytes: (each) => each.helper('getBytes') })
  const members = fields.map(
    (field) => `${field.name}: ${printGet(field.type, inMessage(field, scope), scope)},`,
  )
  const body = [...printData(scope), 'return {', ...members, '}']
  return printMethod('decode', ['view', 'arena', 'handles'], scope, body)
}

/** The declaration of `data`, if it is used. */
function printData(scope: FunctionScope): string[] {
  if (!scope.isUsed('data')) return []
  return [`const data = ${scope.helper('arenaView')}(${scope.use('arena')})`]
}

/** What an object of the lazy class may keep of what it reads from. */
const lazyMembers = [
  ['view', 'DataView'],
  ['arena', 'Uint8Array'],
  ['handles', 'HandleReader'],
] as const
type LazyMember = (typeof lazyMembers)[number]

function printGetter(field: Field, scope: FunctionScope): string[] {
  const { types } = scope.code
  const annotation = types === null ? '' : `: ${types.received(field.type)}`
  // A class may have no getter spelt `constructor`, except by a computed name.
  const name = field.name === 'constructor' ? `['constructor']` : field.name
  const value = printGet(field.type, inMessage(field, scope), scope)
  return ['', `get ${name}()${annotation} {`, `return ${value}`, '}']
}

function printLazyClass(
  className: string,
  members: readonly LazyMember[],
  getters: readonly string[],
  { types }: CodeScope,
): string[] {
  const declarations = members.map(([name, type]) => {
    if (types === null) return name
    return `${name}: ${type === 'HandleReader' ? types.helperType(type) : type}`
  })
  return [
    `class ${className} {`,
    ...declarations.map((each) => `${types === null ? '' : 'readonly '}#${each}`),
    '',
    `constructor(${declarations.join(', ')}) {`,
    ...members.map(([name]) => `this.#${name} = ${name}`),
    '}',
    ...getters,
    '}',
  ]
}

function printLazy(
  className: string,
  members: readonly LazyMember[],
  scope: FunctionScope,
): string[] {
  const list = members.map(([name]) => scope.use(name)).join(', ')
  return printMethod('lazy', ['view', 'arena', 'handles'], scope, [
    `return new ${className}(${list})`,
  ])
}

function printValidate(layout: Layout, scope: FunctionScope): string[] {
  const { fields, gaps } = layout
  const locals = localsOf(fields)
  const isDeep = fields.some(({ type }) => isComposite(type) && isChecked(type))
  const tests = gaps.map((gap) => {
    const test = printGapTest(inMessage(gap, scope), gap.size)
    return `if (${test}) return ${scope.helper('reservedFault')}(layout, ${gap.offset})`
  })
  const checks = fields.flatMap((field, i) => printParameterCheck(field, locals[i]!, isDeep, scope))
  const [view, size, arena] = [scope.use('view'), scope.use('size'), scope.use('arena')]
  const facts = `layout, ${view}, ${size}, ${arena}, ${scope.use('arenaSize')}`
  const fault = `${scope.helper('messageFault')}(${facts})`
  const body =
    tests.length + checks.length === 0
      ? [`return ${fault}`]
      : [
          `const fault = ${fault}`,
          'if (fault !== null) return fault',
          ...tests,
          ...(isDeep ? [`const segments = new ${scope.helper('Arena')}(arena, arenaSize)`] : []),
          ...checks,
          ...printOverlap(fields, isDeep, scope),
        ]
  return printMethod('validate', ['view', 'size', 'arena', 'arenaSize'], scope, body)
}

function printParameterCheck(
  field: Field,
  local: string,
  isDeep: boolean,
  scope: FunctionScope,
): string[] {
  const { name, type } = field
  if (!isChecked(type)) return []
  const { view, at } = inMessage(field, scope)
  const isReference = type.kind === 'string' || type.kind === 'bytes'
  return [
    `const ${local} = ${printParameterFault(field, `${view}, ${at}`, scope)}`,
    `if (${local} !== null) return ${scope.helper('faultOf')}(layout, '${name}', ${local})`,
    ...(isDeep && isReference ? [`segments.pass(${view}, ${at})`] : []),
  ]
}

function printParameterFault({ type }: Field, location: string, scope: FunctionScope): string {
  const { kind, limit } = type
  if (isComposite(type))
    return `${scope.code.codec(type)}.check(${location}, ${scope.use('segments')})`
  if (kind === 'handle') return `${scope.helper('handleFault')}(${location})`
  const arenaSize = scope.use('arenaSize')
  return kind === 'string'
    ? `${scope.helper('textFault')}(${location}, ${limit}, ${scope.use('arena')}, ${arenaSize})`
    : `${scope.helper('bytesFault')}(${location}, ${limit}, ${arenaSize})`
}

// References that follow each other share nothing; only a message that has them in another order is
// looked at more closely.
function printOverlap(fields: readonly Field[], isDeep: boolean, scope: FunctionScope): string[] {
  const references = fields.filter(({ type }) => type.growth[0] !== 0)
  if (references.length === 0 || (!isDeep && references.length === 1)) return ['return null']
  const overlaps = `${scope.helper('overlaps')}(layout, view, arena)`
  const fault = `${overlaps} ? ${scope.helper('overlapFault')}(layout) : null`
  if (isDeep) return [`return segments.isMixed && ${fault}`]
  const pairs = references
    .slice(1)
    .map(({ offset }, i) => `${scope.helper('follows')}(view, ${offset}, ${references[i]!.offset})`)
  return [`const isInOrder = ${pairs.join(' && ')}`, `return !isInOrder && ${fault}`]
}
