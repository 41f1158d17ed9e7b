// Prints the straight code of a codec: as JavaScript for the Function constructor, or with type annotations for a TypeScript file.
//
// Each parameter becomes a few statements with constant offsets; there is no loop over parameters and no call for numbers. Types made of
// others become functions, printed by `print-type.ts`. Into the source go only checked names, numbers, and texts quoted by
// JSON.stringify.

import type { Layout } from './layout.ts'
import { isIdentifier } from './name.ts'
import type { Field } from './place.ts'
import { isChecked } from './print-check.ts'
import { isComposite, isInteger } from './print-place.ts'
import { TypePrinter } from './print-type.ts'
import type { Type } from './type.ts'

/** What types are called in TypeScript. */
export interface TypeNames {
  readonly sent: (type: Type<unknown>) => string
  readonly received: (type: Type<unknown>) => string
}

/**
 * The body of a function that takes `tools` and returns the functions of a codec. With `names` it is TypeScript that a strict compiler
 * accepts as the body of a `PrintedCodec`.
 */
export function printCodec(layout: Layout, names: TypeNames | null): string {
  const fields = layout.fields.map(checked)
  const printer = new TypePrinter(targetsOf(layout), names)
  const members = [printEncode(layout, fields, printer), printDecode(fields, printer), printLazyMaker(fields)]
  const lazy = printLazy(fields, printer)
  const validate = printValidate(layout, fields, printer)
  const all = [...printer.functions, ...lazy, 'return {', ...members, ...validate, '}'].join('\n')
  return [...printTools(all), ...printState(fields), all].join('\n')
}

/** The interfaces that handles in messages of `layout` are for, in the order of their first use. */
export function targetsOf(layout: Layout): (() => never)[] {
  const found = new Set<Type<unknown>['target']>()
  const look = (type: Type<unknown>): void => {
    if (type.target !== null) found.add(type.target)
    if (type.element !== null) look(type.element)
    for (const field of type.fields) look(field.type)
  }
  for (const field of layout.fields) look(field.type)
  return [...found] as (() => never)[]
}

const toolNames = [
  'layout',
  'targets',
  'text',
  'alignArena',
  'arenaView',
  'clear',
  'copyBytes',
  'isBadText',
  'isClear',
  'isMask',
].concat('isUint32', 'layoutFault', 'overlaps', 'part', 'putHandle', 'takeHandle', 'writeBytes')

function printTools(code: string): string[] {
  const used = toolNames.filter((name) => new RegExp(`(?<![.\\w"])${name}\\b`).test(code))
  return [`const { ${used.join(', ')} } = tools`]
}

/** Checking functions share what they know of the arena so far; no foreign code runs while they do. */
function printState(fields: readonly Field[]): string[] {
  return sharesState(fields) ? ['let end = 0, total = 0, mixed = false'] : []
}

function hasChecks(fields: readonly Field[]): boolean {
  return fields.some((field) => isComposite(field.type) && isChecked(field.type))
}

function sharesState(fields: readonly Field[]): boolean {
  return fields.some((field) => isComposite(field.type) && field.type.growth[0] !== 0)
}

function checked(field: Field): Field {
  if (!isIdentifier(field.name)) throw new TypeError(`printCodec: ${JSON.stringify(field.name)} is not an IDL name`)
  if (!Number.isSafeInteger(field.offset)) throw new TypeError(`printCodec: ${field.name} has no place`)
  return field
}

function isPlainHandle(type: Type<unknown>): boolean {
  return type.kind === 'handle' && type.target === null
}

function printEncode(layout: Layout, fields: readonly Field[], printer: TypePrinter): string {
  const { handles, mid, flags } = layout
  const [low, high] = positionWords(layout)
  const object = fields.length > 0 ? [`if (typeof value !== 'object' || value === null) return -1`] : []
  const data = needsData(fields) ? ['const data = arenaView(arena)'] : []
  const body = [...object, ...fields.map((field, i) => printTake(field, i, printer)), ...data, 'let used = 0']
    .concat(fields.flatMap((field, i) => printPut(field, i, printer)))
    .concat(`view.setUint32(0, riid, true)`, `view.setUint32(4, ${(mid | (handles.length << 16)) >>> 0}, true)`)
    .concat(`view.setUint32(8, ${low}, true)`, `view.setUint32(12, ${(high | (flags << 24)) >>> 0}, true)`)
    .concat(layout.gaps.map((gap) => `view.setUint${gap.size * 8}(${gap.offset}, 0${gap.size > 1 ? ', true' : ''})`))
    .concat('return used')
  const writer = body.some((line) => /\bwriter\b/.test(line)) ? ', writer' : ''
  return printMethod('encode', `value, riid, view, arena${writer}`, body)
}

function printMethod(name: string, parameters: string, body: readonly string[]): string {
  const text = body.join('\n')
  const list = parameters
    .split(', ')
    .map((parameter) => (new RegExp(`\\b${parameter}\\b`).test(text) ? parameter : `_${parameter}`))
  return `${name}(${list.join(', ')}) {\n${text}\n},`
}

/** Whether any of the fields has segments with a structure of their own. */
function needsData(fields: readonly Field[]): boolean {
  return fields.some((field) => isComposite(field.type))
}

function positionWords(layout: Layout): readonly [low: number, high: number] {
  const word = (from: number): number =>
    layout.handles.slice(from, from + 4).reduce((sum, at, i) => sum + ((at >>> 3) << (8 * i)) * 1, 0) >>> 0
  return [word(0), word(4)]
}

/** Reads a value into locals: the only statements that may run foreign code. */
function printTake(field: Field, i: number, printer: TypePrinter): string {
  if (!isPlainHandle(field.type)) return `const v${i} = ${printer.take(field.type, `value.${field.name}`)}`
  const note = (text: string): string => printer.annotation(text)
  const locals = `let v${i}${note(': HandleLike')} = value.${field.name}, r${i}${note(': number | undefined')}, b${i}${note(': unknown')}`
  const badge = `b${i} = typeof v${i}.dereferenced === 'boolean' ? undefined : v${i}.badge`
  return `${locals}\nif (typeof v${i} === 'object' && v${i} !== null) { r${i} = v${i}.rights; ${badge}; v${i} = v${i}.handle }`
}

function printPut(field: Field, i: number, printer: TypePrinter): string[] {
  if (isPlainHandle(field.type)) return printPutHandle(field.offset, i)
  return printer.put(field.type, { view: 'view', at: (n) => String(field.offset + n) }, `v${i}`, String(i))
}

function printPutHandle(offset: number, i: number): string[] {
  return [
    `if (!isUint32(v${i}) || r${i} !== undefined && !isMask(r${i}) || b${i} !== undefined && !isUint32(b${i})) return -1`,
    `view.setUint32(${offset}, v${i}, true)`,
    `view.setUint32(${offset + 4}, r${i} === undefined ? 0 : r${i}, true)`,
    `view.setUint32(${offset + 8}, b${i} === undefined ? 0 : b${i}, true)`,
    `view.setUint32(${offset + 12}, r${i} === undefined ? 2 : 0, true)`,
  ]
}

function printDecode(fields: readonly Field[], printer: TypePrinter): string {
  const data = needsData(fields) ? ['const data = arenaView(arena)'] : []
  const members = fields.map((field) => `${field.name}: ${printGet(field, printer, 'copyBytes')}`)
  return printMethod('decode', 'view, arena, handles', [
    ...data,
    members.length === 0 ? 'return {}' : `return { ${members.join(',\n')} }`,
  ])
}

function printGet(field: Field, printer: TypePrinter, bytes: 'copyBytes' | 'part'): string {
  return printer.get(field.type, { view: 'view', at: (n) => String(field.offset + n) }, bytes)
}

function printLazyMaker(fields: readonly Field[]): string {
  return fields.length === 0 ? 'lazy() { return {} },' : 'lazy(view, arena, handles) { return new Lazy(view, arena, handles) },'
}

function printLazy(fields: readonly Field[], printer: TypePrinter): string[] {
  if (fields.length === 0) return []
  // A class may have no getter spelt `constructor`, except by a computed name.
  const getters = fields.map((field) => {
    const get = printGet(field, printer, 'part')
    const used = ['view', 'arena', 'handles'].filter((name) => new RegExp(`\\b${name}\\b`).test(get))
    const data = isComposite(field.type) ? ', data = arenaView(this.#arena)' : ''
    const type = printer.received(field.type)
    return `get ${field.name === 'constructor' ? `['constructor']` : field.name}()${type} { const ${used.map((name) => `${name} = this.#${name}`).join(', ')}${data}
return ${get} }`
  })
  const note = (text: string): string => printer.annotation(text)
  const all = getters.join('\n')
  const members = lazyMembers.filter(([name]) => all.includes(`this.#${name}`))
  return [
    'class Lazy {',
    ...members.map(([name, type]) => `#${name}${note(`: ${type}`)}`),
    `constructor(${lazyMembers.map(([name, type]) => `${members.some(([used]) => used === name) ? '' : '_'}${name}${note(`: ${type}`)}`).join(', ')}) {`,
    ...members.map(([name]) => `this.#${name} = ${name}`),
    '}',
    all,
    '}',
  ]
}

const lazyMembers = [
  ['view', 'DataView'],
  ['arena', 'Uint8Array'],
  ['handles', 'HandleReader'],
] as const

function printValidate(layout: Layout, fields: readonly Field[], printer: TypePrinter): string[] {
  const { size, handles, mid, flags, name } = layout
  const [low, high] = positionWords(layout)
  const reason = (text: string): string => JSON.stringify(`${name}: ${text}`)
  const header = `size !== ${size} || size > view.byteLength || view.getUint32(4, true) !== ${(mid | (handles.length << 16)) >>> 0}
|| view.getUint32(8, true) !== ${low} || view.getUint32(12, true) !== ${(high | (flags << 24)) >>> 0}`
  const hasReferences = fields.some((field) => field.type.growth[0] !== 0)
  const body = [`if (${header}) return layoutFault(layout, view, size)`]
    .concat(`if (arenaSize > arena.length) return ${reason('the buffer is shorter than the arena')}`)
    .concat(layout.gaps.map((gap) => printGapCheck(gap.offset, gap.size, reason)))
    .concat(printCheckState(fields, hasReferences))
    .concat(fields.flatMap((field) => printCheck(field, reason, printer)))
  const overlap = `mixed && overlaps(layout, view, arena) ? ${reason('parameters overlap in the arena')} : null`
  return [printMethod('validate', 'view, size, arena, arenaSize', [...body, `return ${hasReferences ? overlap : 'null'}`])]
}

function printCheckState(fields: readonly Field[], hasReferences: boolean): string[] {
  const data = hasChecks(fields) ? ['const data = arenaView(arena)'] : []
  const words = fields.some(({ type }) => type.kind === 'string' || type.kind === 'bytes') ? ['let at = 0, n = 0'] : []
  if (sharesState(fields)) return [...data, ...words, 'end = total = 0', 'mixed = false']
  return hasReferences ? [...data, ...words, 'let end = 0, mixed = false'] : data
}

function printGapCheck(offset: number, size: number, reason: (text: string) => string): string {
  const read = size > 1 ? `view.getUint${size * 8}(${offset}, true)` : `view.getUint8(${offset})`
  return `if (${read} !== 0) return ${reason(`reserved bytes at ${offset} are not zero`)}`
}

function printCheck(field: Field, reason: (text: string) => string, printer: TypePrinter): string[] {
  const { name, offset, type } = field
  if (type.kind === 'handle') {
    return [`if (view.getUint32(${offset + 12}, true) > 3) return ${reason(`${name} has unknown flags`)}`]
  }
  if (isComposite(type)) {
    if (!isChecked(type)) return []
    const call = printer.check(type, { view: 'view', at: (n) => String(offset + n) })
    return [`const f${offset} = ${call}`, `if (f${offset} !== null) return ${reason(name)} + f${offset}`]
  }
  if (isInteger(type.kind)) return []
  const text = `if (isBadText(arena, at, n)) return ${reason(`${name} is not UTF-8 text with one zero at its end`)}`
  return [`at = view.getUint32(${offset}, true)`, `n = view.getUint32(${offset + 4}, true)`]
    .concat(`if (n > ${type.arenaSize}) return ${reason(`${name} is over its limit`)}`)
    .concat(`if (at + n > arenaSize) return ${reason(`${name} lies outside the arena`)}`)
    .concat(type.kind === 'string' ? text : [])
    .concat('if (at < end) mixed = true', 'end = at + n')
}
