// Prints what straight code does with one value: read it from its sender, write it, get it, check
// it.
//
// Simple values are an expression or two in place. For a struct, union, array or sequence there is
// a `ValueCodec`, printed by `print-type.ts`; what checks answer is the rest of a sentence that
// starts with the name of the parameter, so that it serves in many places.

import { type CodeNames, integers, isComposite, isInteger, type Place } from './print-place.ts'
import type { IntegerKind, Type } from './type.ts'

/** An expression that reads what a sender passed; null if it is taken as it is. */
export function printTake(type: Type<unknown>, given: string, names: CodeNames): string | null {
  if (isComposite(type)) return `${names.codec(type)}.take(${given}, writer)`
  if (type.kind !== 'handle') return null
  return type.target === null
    ? `takeHandle(${given})`
    : `takeHandle(${given}, writer, ${names.target(type)})`
}

/**
 * Statements that write what was taken into `v`; `used` is the size of the arena. `size` is a name
 * for a local.
 */
export function printPut(
  type: Type<unknown>,
  { view, at }: Place,
  v: string,
  size: string,
  names: CodeNames,
): string[] {
  const { kind, limit } = type
  if (isComposite(type)) {
    return [
      `used = ${names.codec(type)}.put(${v}, ${view}, ${at(0)}, arena, data, used)`,
      'if (used < 0) return -1',
    ]
  }
  if (kind === 'handle') return [`if (!putHandle(${v}, ${view}, ${at(0)})) return -1`]
  if (kind === 'bytes' || kind === 'string') {
    const write = kind === 'bytes' ? 'writeBytes' : 'writeText'
    return [
      `const ${size} = ${write}(${v}, arena, used, ${limit})`,
      `if (${size} < 0) return -1`,
    ].concat(`putReference(${view}, ${at(0)}, used, ${size})`, `used += ${size}`)
  }
  const [access, misfit] = integers[kind as IntegerKind]
  return [
    `if (${misfit.replaceAll('$', v)}) return -1`,
    `${view}.set${access}(${at(0)}, ${v}${order(access)})`,
  ]
}

/**
 * An expression that reads a checked value; `bytes` is the function that bytes are read with,
 * `data` shows the arena.
 */
export function printGet(
  type: Type<unknown>,
  { view, at }: Place,
  bytes: string,
  data: string,
  names: CodeNames,
): string {
  const { kind } = type
  if (isComposite(type))
    return `${names.codec(type)}.get(${view}, ${at(0)}, arena, ${data}, handles, ${bytes})`
  if (kind === 'string') return `getText(${view}, ${at(0)}, arena)`
  if (kind === 'bytes') return `${bytes}(${view}, ${at(0)}, arena)`
  if (kind === 'handle')
    return `getHandle(${view}, ${at(0)}, handles${type.target === null ? '' : `, ${names.target(type)}`})`
  const [access] = integers[kind as IntegerKind]
  return `${view}.get${access}(${at(0)}${order(access)})`
}

/** Whether a message can be malformed in a value of the type. */
export function isChecked(type: Type<unknown>): boolean {
  if (type.kind === 'array') return type.element !== null && isChecked(type.element)
  if (type.kind === 'struct')
    return type.gaps.length > 0 || type.fields.some((field) => isChecked(field.type))
  return !isInteger(type.kind)
}

/** The setter of a gap. */
export function printClearGap(at: string, size: number): string {
  return `view.setUint${size * 8}(${at}, 0${size > 1 ? ', true' : ''})`
}

/** The test that a gap is not zero. */
export function printGapTest(at: string, size: number): string {
  return `view.getUint${size * 8}(${at}${size > 1 ? ', true' : ''}) !== 0`
}

function order(access: string): string {
  return access.endsWith('t8') ? '' : ', true'
}
