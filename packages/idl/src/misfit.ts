// Why values do not fit their types, in words. A codec only says that they do not; this walks over
// the values again, and is for reports of mistakes alone.

import type { Codec } from './codec.ts'
import type { Field } from './field-layout.ts'
import { integerRange, isInteger } from './integer.ts'
import { isMask, isUint32 } from './parameter.ts'
import type { Type } from './type.ts'

/**
 * The first parameter of `values` that does not fit, and why: `name has 300 bytes; a string(256)
 * takes 256`. For values that `codec.encode` refused with -1. What a getter of them throws comes
 * out.
 */
export function misfit(codec: Pick<Codec<never>, 'fields' | 'arenaSize'>, values: unknown): string {
  return (
    misfitOfFields('', codec.fields, values) ??
    `together the values take more than the ${codec.arenaSize} bytes of the arena`
  )
}

function misfitOfFields(path: string, fields: readonly Field[], values: unknown): string | null {
  if (typeof values !== 'object' || values === null)
    return `${path || 'the argument'} is ${shown(values)}; it takes an object with ${namesOf(fields)}`
  for (const { name, type } of fields) {
    const inner = path === '' ? name : `${path}.${name}`
    const found = misfitOf(inner, type, (values as Record<string, unknown>)[name])
    if (found !== null) return found
  }
  return null
}

function misfitOf(path: string, type: Type<unknown>, value: unknown): string | null {
  const { kind, limit, fields, element } = type
  if (isInteger(kind)) {
    const [min, max] = integerRange(kind)
    const wanted = kind.endsWith('64') ? 'bigint' : 'number'
    const isWhole = typeof value === 'bigint' || Number.isInteger(value)
    const fits =
      typeof value === wanted && isWhole && (value as number) >= min && (value as number) <= max
    if (fits) return null
    const what = wanted === 'bigint' ? 'bigint' : 'whole number'
    return `${path} is ${shown(value)}; a ${kind} is a ${what} from ${min} to ${max}`
  }
  if (kind === 'string') return misfitOfText(path, limit, value)
  if (kind === 'bytes') {
    if (!(value instanceof Uint8Array)) return `${path} is ${shown(value)}; it takes a Uint8Array`
    return tooMany(path, value.length, 'bytes', limit)
  }
  if (kind === 'handle') return misfitOfHandle(path, type, value)
  if (kind === 'struct') return misfitOfFields(path, fields, value)
  if (kind === 'union') return misfitOfUnion(path, fields, value)
  if (!Array.isArray(value)) return `${path} is ${shown(value)}; it takes an array`
  if (kind === 'array' && value.length !== limit)
    return `${path} has ${value.length} elements; it takes ${limit}`
  const long = tooMany(path, value.length, 'elements', limit)
  if (long !== null) return long
  for (const [index, item] of value.entries()) {
    const found = misfitOf(`${path}[${index}]`, element as Type<unknown>, item)
    if (found !== null) return found
  }
  return null
}

function misfitOfText(path: string, limit: number, value: unknown): string | null {
  if (typeof value !== 'string') return `${path} is ${shown(value)}; it takes a string`
  if (value.includes('\0')) return `${path} has a zero character, which ends text in a message`
  let size = 0
  for (const character of value) {
    const point = character.codePointAt(0) as number
    if (point >= 0xd800 && point <= 0xdfff)
      return `${path} has half a surrogate pair, which UTF-8 can't express`
    size += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return tooMany(path, size, 'bytes', limit)
}

function misfitOfHandle(path: string, { target }: Type<unknown>, value: unknown): string | null {
  const name = target === null ? '' : ` of ${target().$name}`
  const wanted = `it takes a handle${name}`
  if (typeof value !== 'object' || value === null)
    return isUint32(value) ? null : `${path} is ${shown(value)}; ${wanted}`
  const { handle, rights, badge = 0 } = value as Record<string, unknown>
  if (!isUint32(handle)) return `${path} has no handle; ${wanted}`
  if (rights !== undefined && !isMask(rights))
    return `${path}.rights is ${shown(rights)}; it takes a mask of 32 bits`
  return typeof badge === 'object' || isUint32(badge)
    ? null
    : `${path}.badge is ${shown(badge)}; it takes the handle of a badge`
}

function misfitOfUnion(path: string, fields: readonly Field[], value: unknown): string | null {
  const { tag, value: inner } = Object(value) as Record<string, unknown>
  const member = fields.find(({ name }) => name === tag)
  if (member !== undefined) return misfitOf(`${path}.${member.name}`, member.type, inner)
  return `${path} has the tag ${shown(tag)}; it takes { tag, value } with the tag ${namesOf(fields)}`
}

function tooMany(path: string, count: number, what: string, limit: number): string | null {
  return count > limit ? `${path} has ${count} ${what}; it takes at most ${limit}` : null
}

function namesOf(fields: readonly Field[]): string {
  return fields.map(({ name }) => name).join(', ') || 'nothing in it'
}

/** Most characters of a value that is shown. */
const maxShown = 40

function shown(value: unknown): string {
  if (typeof value === 'string') {
    const text = JSON.stringify(value.slice(0, maxShown))
    return value.length > maxShown ? `${text.slice(0, -1)}…"` : text
  }
  if (typeof value === 'bigint') return `the bigint ${value}`
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'an array' : 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}
