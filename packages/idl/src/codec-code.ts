// The fast form of a codec: straight code for one layout, printed as source and compiled with the Function constructor.
//
// Each parameter becomes a few statements with constant offsets; there is no loop over parameters and no call for numbers.
// Into the source go only checked names, numbers, and texts quoted by JSON.stringify. `codec-closures.ts` is the same without
// code generation; what a parameter means must be changed in both, and one test suite holds them together.

import type { CodecFunctions } from './codec.ts'
import type { Field, Layout } from './layout.ts'
import { isIdentifier } from './name.ts'
import { copyBytes, isMask, isUint32, layoutFault, overlaps, writeBytes } from './parameter.ts'
import { isBadText, mostUnrolled, part, TextCoder } from './text.ts'
import type { IntegerKind } from './type.ts'

/** Compiles straight code for `layout`. Throws what the platform throws where code generation is forbidden. */
export function codeCodec(layout: Layout): CodecFunctions<unknown, unknown> {
  const text = new TextCoder()
  const tools = { layout, text, copyBytes, isBadText, isMask, isUint32, layoutFault, overlaps, part, writeBytes }
  const make = Reflect.construct(Function, [...Object.keys(tools), printCodec(layout)]) as (
    ...tools: readonly unknown[]
  ) => CodecFunctions<unknown, unknown>
  return make(...Object.values(tools))
}

/** The body of a function that takes the tools above by name and returns the functions of a codec. */
export function printCodec(layout: Layout): string {
  const fields = layout.fields.map(checked)
  const reader = printReadText(fields)
  return [`'use strict'`, reader, printLazy(fields), 'return {', printEncode(layout, fields), printDecode(fields)]
    .concat('lazy(view, arena, handles) { return new Lazy(view, arena, handles) },', printValidate(layout, fields), '}')
    .join('\n')
}

/** Setter and getter suffix, and the test that `$` is not a value of the kind. */
const integers: { readonly [K in IntegerKind]: readonly [access: string, misfit: string] } = {
  sint8: ['Int8', `typeof $ !== 'number' || $ << 24 >> 24 !== $`],
  sint16: ['Int16', `typeof $ !== 'number' || $ << 16 >> 16 !== $`],
  sint32: ['Int32', `typeof $ !== 'number' || ($ | 0) !== $`],
  sint64: ['BigInt64', `typeof $ !== 'bigint' || BigInt.asIntN(64, $) !== $`],
  uint8: ['Uint8', `typeof $ !== 'number' || ($ & 0xff) !== $`],
  uint16: ['Uint16', `typeof $ !== 'number' || ($ & 0xffff) !== $`],
  uint32: ['Uint32', `typeof $ !== 'number' || $ >>> 0 !== $`],
  uint64: ['BigUint64', `typeof $ !== 'bigint' || BigInt.asUintN(64, $) !== $`],
}

function checked(field: Field): Field {
  if (!isIdentifier(field.name)) throw new TypeError(`printCodec: ${JSON.stringify(field.name)} is not an IDL name`)
  if (!Number.isSafeInteger(field.offset)) throw new TypeError(`printCodec: ${field.name} has no place`)
  return field
}

function printEncode(layout: Layout, fields: readonly Field[]): string {
  const { size, handles, mid, flags } = layout
  const [low, high] = positionWords(layout)
  const object = fields.length > 0 ? [`if (typeof value !== 'object' || value === null) return -1`] : []
  return ['encode(value, riid, view, arena) {', ...object, ...fields.map(printTake), 'let used = 0']
    .concat(fields.flatMap(printPut))
    .concat(`view.setUint32(0, riid, true)`, `view.setUint32(4, ${(mid | (handles.length << 16)) >>> 0}, true)`)
    .concat(`view.setUint32(8, ${low}, true)`, `view.setUint32(12, ${high | (flags << 24)}, true)`)
    .concat(layout.gaps.map((gap) => `view.setUint${gap.size * 8}(${gap.offset}, 0, true)`))
    .concat('return used', `}, // ${size} bytes`)
    .join('\n')
}

function positionWords(layout: Layout): readonly [low: number, high: number] {
  const word = (from: number): number =>
    layout.handles.slice(from, from + 4).reduce((sum, at, i) => sum + ((at >>> 3) << (8 * i)) * 1, 0) >>> 0
  return [word(0), word(4)]
}

/** Reads a value into locals: the only statements that may run foreign code. */
function printTake(field: Field, i: number): string {
  const value = `v${i} = value.${field.name}`
  if (field.type.kind !== 'handle') return `const ${value}`
  return `let ${value}, r${i}, b${i}
if (typeof v${i} === 'object' && v${i} !== null) { r${i} = v${i}.rights; b${i} = v${i}.badge; if (typeof v${i}.dereferenced === 'boolean') b${i} = undefined; v${i} = v${i}.handle }`
}

function printPut(field: Field, i: number): string[] {
  const { offset } = field
  const { kind, limit } = field.type
  if (kind === 'handle') return printPutHandle(offset, i)
  if (kind === 'bytes') return printSegment(offset, `writeBytes(v${i}, arena, used, ${limit})`, i)
  if (kind === 'string') {
    return [`if (typeof v${i} !== 'string') return -1`, ...printSegment(offset, `text.write(v${i}, arena, used, ${limit})`, i)]
  }
  const [access, misfit] = integers[kind]
  return [`if (${misfit.replaceAll('$', `v${i}`)}) return -1`, `view.set${access}(${offset}, v${i}, true)`]
}

function printSegment(offset: number, write: string, i: number): string[] {
  return [
    `const n${i} = ${write}`,
    `if (n${i} < 0) return -1`,
    `view.setUint32(${offset}, used, true)`,
    `view.setUint32(${offset + 4}, n${i}, true)`,
    `used += n${i}`,
  ]
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

/** ASCII text in one call with as many arguments as it has characters, which takes half the time of joining pieces. */
function printReadText(fields: readonly Field[]): string {
  const limits = fields.filter((field) => field.type.kind === 'string').map((field) => field.type.limit)
  if (limits.length === 0) return ''
  const cases: string[] = []
  const most = Math.min(mostUnrolled, Math.max(...limits))
  for (let n = 0, list = ''; n <= most; n++) {
    cases.push(`case ${n}: return String.fromCharCode(${list})`)
    list += `${n > 0 ? ', ' : ''}arena[at + ${n}]`
  }
  return `function readText(arena, at, n) {
if (n > ${most}) return text.read(arena, at, n)
let seen = 0
for (let i = at, end = at + n; i < end; i++) seen |= arena[i]
if (seen > 127) return text.read(arena, at, n)
switch (n) {
${cases.join('\n')}
default: return ''
}
}`
}

function printDecode(fields: readonly Field[]): string {
  const members = fields.map((field) => `${field.name}: ${printGet(field, 'copyBytes')}`)
  return `decode(view, arena, handles) { return { ${members.join(',\n')} } },`
}

function printLazy(fields: readonly Field[]): string {
  // Computed names, because a class may have no getter spelt `constructor`.
  const getters = fields.map(
    (field) => `get [${JSON.stringify(field.name)}]() { const view = this.#view, arena = this.#arena, handles = this.#handles
return ${printGet(field, 'part')} }`,
  )
  return `class Lazy {
#view; #arena; #handles
constructor(view, arena, handles) { this.#view = view; this.#arena = arena; this.#handles = handles }
${getters.join('\n')}
}`
}

function printGet(field: Field, bytes: 'copyBytes' | 'part'): string {
  const { offset } = field
  const word = (at: number): string => `view.getUint32(${offset + at}, true)`
  const { kind } = field.type
  if (kind === 'string') return `readText(arena, ${word(0)}, ${word(4)} - 1)`
  if (kind === 'bytes') return `${bytes}(arena, ${word(0)}, ${word(4)})`
  if (kind === 'handle') return `handles.read(${word(0)}, ${word(4)}, ${word(8)}, ${word(12)})`
  return `view.get${integers[kind][0]}(${offset}, true)`
}

function printValidate(layout: Layout, fields: readonly Field[]): string {
  const { size, handles, mid, flags, name } = layout
  const [low, high] = positionWords(layout)
  const reason = (text: string): string => JSON.stringify(`${name}: ${text}`)
  const references = fields.filter((field) => field.type.limit > 0).map((field) => field.offset)
  const header = `size !== ${size} || size > view.byteLength || view.getUint32(4, true) !== ${(mid | (handles.length << 16)) >>> 0}
|| view.getUint32(8, true) !== ${low} || view.getUint32(12, true) !== ${(high | (flags << 24)) >>> 0}`
  return ['validate(view, size, arena, arenaSize) {', `if (${header}) return layoutFault(layout, view, size)`]
    .concat(`if (arenaSize > arena.length) return ${reason('the buffer is shorter than the arena')}`)
    .concat(layout.gaps.map((gap) => printGapCheck(gap.offset, gap.size, reason)))
    .concat('let at = 0, n = 0, end = 0, mixed = false')
    .concat(fields.flatMap((field) => printCheck(field, reason)))
    .concat(`return mixed && overlaps(view, [${references.join(', ')}]) ? ${reason('parameters overlap in the arena')} : null`)
    .concat('},')
    .join('\n')
}

function printGapCheck(offset: number, size: number, reason: (text: string) => string): string {
  return `if (view.getUint${size * 8}(${offset}, true) !== 0) return ${reason(`reserved bytes at ${offset} are not zero`)}`
}

function printCheck(field: Field, reason: (text: string) => string): string[] {
  const { name, offset } = field
  const { kind, arenaSize } = field.type
  if (kind === 'handle') {
    return [`if (view.getUint32(${offset + 12}, true) > 3) return ${reason(`${name} has unknown flags`)}`]
  }
  if (arenaSize === 0) return []
  const text = `if (isBadText(arena, at, n)) return ${reason(`${name} is not UTF-8 text with one zero at its end`)}`
  return [`at = view.getUint32(${offset}, true)`, `n = view.getUint32(${offset + 4}, true)`]
    .concat(`if (n > ${arenaSize}) return ${reason(`${name} is over its limit`)}`)
    .concat(`if (at + n > arenaSize) return ${reason(`${name} lies outside the arena`)}`)
    .concat(kind === 'string' ? text : [])
    .concat('if (at < end) mixed = true', 'end = at + n')
}
