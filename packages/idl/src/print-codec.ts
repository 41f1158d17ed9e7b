// Prints the straight code of a codec: as JavaScript for the Function constructor, or with type
// annotations for a TypeScript file.
//
// Each parameter becomes a statement or two with constant offsets; there is no loop over
// parameters. Types made of others have codecs of their own, printed by `print-type.ts`. What all
// codecs share is in `printed.ts`. Into the source go only checked names, numbers, and texts
// quoted.

import { isIdentifier } from './name.ts'
import type { Layout } from './layout.ts'
import type { Field } from './place.ts'
import {
  type CodeNames,
  isComposite,
  localsOf,
  placeOf,
  printMethod,
  printTakes,
  sizesOf,
} from './print-place.ts'
import {
  isChecked,
  printClearGap,
  printGapTest,
  printGet,
  printPut,
  printTake,
} from './print-value.ts'

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
export function printCodec(layout: Layout, className: string, names: CodeNames): CodecCode {
  const fields = layout.fields.map(checked)
  const locals = localsOf(fields)
  const lazy = lazyMembers(fields, names)
  const members = [
    ...printEncode(layout, fields, locals, names),
    ...printDecode(fields, names),
    ...printMethod(
      'lazy',
      ['view', 'arena', 'handles'],
      [`return new ${className}(${lazy.map(([name]) => name).join(', ')})`],
    ),
    ...printValidate(layout, fields, locals, names),
  ]
  return { lazy: printLazy(fields, className, lazy, names), members }
}

function checked(field: Field): Field {
  if (!isIdentifier(field.name))
    throw new TypeError(`printCodec: ${JSON.stringify(field.name)} is not an IDL name`)
  if (!Number.isSafeInteger(field.offset))
    throw new TypeError(`printCodec: ${field.name} has no place`)
  return field
}

/** Whether any of the fields has segments with a structure of their own. */
function needsData(fields: readonly Field[]): boolean {
  return fields.some((field) => isComposite(field.type))
}

function hasReferences(fields: readonly Field[]): boolean {
  return fields.some((field) => field.type.growth[0] !== 0)
}

function printEncode(
  layout: Layout,
  fields: readonly Field[],
  locals: readonly string[],
  names: CodeNames,
): string[] {
  // All values are read before anything is written: only these statements may run foreign code.
  const takes = printTakes(fields, locals, 'value', (field) =>
    printTake(field.type, `value.${field.name}`, names),
  )
  const sizes = sizesOf(locals)
  const puts = fields.flatMap((field, i) =>
    printPut(field.type, placeOf(field, ''), locals[i]!, sizes[i]!, names),
  )
  const usesArena = hasReferences(fields) || needsData(fields)
  const body = ['if (!isObject(value)) return -1', ...takes]
    .concat(
      needsData(fields) ? ['const data = arenaView(arena)'] : [],
      usesArena ? ['let used = 0'] : [],
    )
    .concat(puts, ['putHeader(layout, view, riid)'])
    .concat(layout.gaps.map(({ offset, size }) => printClearGap(String(offset), size)))
    .concat(`return ${usesArena ? 'used' : '0'}`)
  return printMethod('encode', ['value', 'riid', 'view', 'arena', 'writer'], body)
}

function printDecode(fields: readonly Field[], names: CodeNames): string[] {
  const members = fields.map(
    (field) =>
      `${field.name}: ${printGet(field.type, placeOf(field, ''), 'getBytes', 'data', names)},`,
  )
  const data = needsData(fields) ? ['const data = arenaView(arena)'] : []
  return printMethod('decode', ['view', 'arena', 'handles'], [...data, 'return {', ...members, '}'])
}

type LazyMember = readonly [name: string, type: string]

const allLazyMembers: readonly LazyMember[] = [
  ['view', 'DataView'],
  ['arena', 'Uint8Array'],
  ['handles', 'HandleReader'],
]

/** What a lazy form keeps of what it reads from. */
function lazyMembers(fields: readonly Field[], names: CodeNames): readonly LazyMember[] {
  const all = fields.map((field) => lazyGet(field, names)).join('\n')
  return allLazyMembers.filter(([name]) => all.includes(`this.#${name}`))
}

function lazyGet(field: Field, names: CodeNames): string {
  const text = printGet(
    field.type,
    { ...placeOf(field, ''), view: 'this.#view' },
    'viewBytes',
    'arenaView(arena)',
    names,
  )
  return text.replaceAll(/(?<=[(, ])(arena|handles)(?=[,)])/g, 'this.#$1')
}

function printLazy(
  fields: readonly Field[],
  className: string,
  members: readonly LazyMember[],
  names: CodeNames,
): string[] {
  const { types } = names
  const note = (text: string): string => (types === null ? '' : `: ${text}`)
  // A class may have no getter spelt `constructor`, except by a computed name.
  const getters = fields.flatMap((field) => {
    const type = types === null ? '' : note(types.received(field.type))
    const name = field.name === 'constructor' ? `['constructor']` : field.name
    return ['', `get ${name}()${type} {`, `return ${lazyGet(field, names)}`, '}']
  })
  return [
    `class ${className} {`,
    ...members.map(([name, type]) => `${types === null ? '' : 'readonly '}#${name}${note(type)}`),
    '',
    `constructor(${members.map(([name, type]) => `${name}${note(type)}`).join(', ')}) {`,
    ...members.map(([name]) => `this.#${name} = ${name}`),
    '}',
    ...getters,
    '}',
  ]
}

function printValidate(
  layout: Layout,
  fields: readonly Field[],
  locals: readonly string[],
  names: CodeNames,
): string[] {
  const isDeep = fields.some(({ type }) => isComposite(type) && isChecked(type))
  const gaps = layout.gaps.map(
    ({ offset, size }) =>
      `if (${printGapTest(String(offset), size)}) return reservedFault(layout, ${offset})`,
  )
  const checks = fields.flatMap((field, i) => printCheck(field, locals[i]!, isDeep, names))
  const head = ['const fault = messageFault(layout, view, size, arena, arenaSize)']
  const isBare = gaps.length + checks.length === 0
  const body = isBare
    ? ['return messageFault(layout, view, size, arena, arenaSize)']
    : [...head, 'if (fault !== null) return fault', ...gaps]
        .concat(isDeep ? ['const segments = new Arena(arena, arenaSize)'] : [])
        .concat(checks, printOverlap(fields, isDeep))
  return printMethod('validate', ['view', 'size', 'arena', 'arenaSize'], body)
}

function printCheck(
  { name, type, offset }: Field,
  local: string,
  isDeep: boolean,
  names: CodeNames,
): string[] {
  if (!isChecked(type)) return []
  const refused = `if (${local} !== null) return faultOf(layout, '${name}', ${local})`
  const { kind, limit } = type
  if (isComposite(type))
    return [`const ${local} = ${names.codec(type)}.check(view, ${offset}, segments)`, refused]
  if (kind === 'handle') return [`const ${local} = handleFault(view, ${offset})`, refused]
  const call =
    kind === 'string'
      ? `textFault(view, ${offset}, ${limit}, arena, arenaSize)`
      : `bytesFault(view, ${offset}, ${limit}, arenaSize)`
  return [
    `const ${local} = ${call}`,
    refused,
    ...(isDeep ? [`segments.pass(view, ${offset})`] : []),
  ]
}

// References that follow each other share nothing; only what is in another order is looked at more
// closely.
function printOverlap(fields: readonly Field[], isDeep: boolean): string[] {
  const overlap = 'overlaps(layout, view, arena) ? overlapFault(layout) : null'
  if (isDeep)
    return [hasReferences(fields) ? `return segments.isMixed && ${overlap}` : 'return null']
  const at = fields.filter(({ type }) => type.growth[0] !== 0).map(({ offset }) => offset)
  const pairs = at.slice(1).map((offset, i) => `follows(view, ${offset}, ${at[i]})`)
  if (pairs.length === 0) return ['return null']
  return [`const isInOrder = ${pairs.join(' && ')}`, `return !isInOrder && ${overlap}`]
}
