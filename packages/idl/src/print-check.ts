// Prints how one value of a received message is checked.
//
// What the code answers is the rest of a sentence that starts with the name of the parameter, so that a type can be used in many places.

import { isComposite, isInteger, type Place, sum } from './print-place.ts'
import type { Type } from './type.ts'

/** An expression that calls the checking function of a type. */
export type PrintCall = (type: Type<unknown>, place: Place) => string

/** Whether a message can be malformed in a value of the type. */
export function isChecked(type: Type<unknown>): boolean {
  if (type.kind === 'array') return type.element !== null && isChecked(type.element)
  if (type.kind === 'struct') return type.gaps.length > 0 || type.fields.some((field) => isChecked(field.type))
  return !isInteger(type.kind)
}

/** The body of the checking function of a struct, union, array or sequence. */
export function printCheckBody(type: Type<unknown>, call: PrintCall): string[] {
  if (type.kind === 'struct') {
    const place = (n: number): Place => ({ view: 'view', at: (m) => sum('at', n + m) })
    const gaps = type.gaps.map(
      (gap) =>
        `if (view.getUint${gap.size * 8}(${sum('at', gap.offset)}${gap.size > 1 ? ', true' : ''}) !== 0) return ' has reserved bytes that are not zero'`,
    )
    const members = type.fields.flatMap((field) => printCheckValue(call, field.type, place(field.offset), `.${field.name}`))
    return [...gaps, ...members, 'return null']
  }
  if (type.kind === 'union') return printCheckUnion(type, call)
  const element = type.element!
  if (type.kind === 'array') return [...printCheckElements(call, element, 'view', 'at', sum('at', type.size)), 'return null']
  return ['const start = view.getUint32(at, true), n = view.getUint32(at + 4, true)']
    .concat(`if (n > ${element.size * type.limit}) return ' is over its limit'`)
    .concat(element.size > 1 ? `if (n % ${element.size} !== 0) return ' is not a whole number of elements'` : [])
    .concat(`if (start + n > arenaSize) return ' lies outside the arena'`)
    .concat(element.alignment > 1 ? `if (n > 0 && start % ${element.alignment} !== 0) return ' is not aligned'` : [])
    .concat(printCount('start', 'n', ''))
    .concat(isChecked(element) ? printCheckElements(call, element, 'data', 'start', 'start + n') : [], 'return null')
}

function printCheckUnion(type: Type<unknown>, call: PrintCall): string[] {
  const first = type.fields[0]!.offset
  const cases = type.fields.flatMap((field, i) => {
    const end = field.offset + field.type.size
    const rest = type.size - end
    const value = printCheckValue(call, field.type, { view: 'view', at: (n) => sum('at', field.offset + n) }, `.${field.name}`)
    const tail = rest > 0 ? [`if (!isClear(view, at + ${end}, ${rest})) return ' has reserved bytes that are not zero'`] : []
    return [`case ${i}: {`, ...tail, ...value, 'return null', '}']
  })
  const gap = first > 4 ? [`if (!isClear(view, at + 4, ${first - 4})) return ' has reserved bytes that are not zero'`] : []
  return [...gap, 'switch (view.getUint32(at, true)) {', ...cases, `default: return ' has an unknown tag'`, '}']
}

function printCheckElements(call: PrintCall, element: Type<unknown>, view: string, from: string, to: string): string[] {
  const value = printCheckValue(call, element, { view, at: (n) => sum('p', n) }, '[]')
  return [`for (let p = ${from}, q = ${to}; p < q; p += ${element.size}) {`, ...value, '}']
}

function printCheckValue(call: PrintCall, type: Type<unknown>, place: Place, path: string): string[] {
  if (!isChecked(type)) return []
  if (isComposite(type)) {
    return ['{', `const f = ${call(type, place)}`, `if (f !== null) return '${path}' + f`, '}']
  }
  const { view, at } = place
  if (type.kind === 'handle') return [`if (${view}.getUint32(${at(12)}, true) > 3) return '${path} has unknown flags'`]
  const text = `if (isBadText(arena, s, n)) return '${path} is not UTF-8 text with one zero at its end'`
  return (
    ['{', `const s = ${view}.getUint32(${at(0)}, true), n = ${view}.getUint32(${at(4)}, true)`]
      .concat(`if (n > ${type.arenaSize}) return '${path} is over its limit'`)
      .concat(`if (s + n > arenaSize) return '${path} lies outside the arena'`)
      // Counted before the text is looked at: a message of many references to the same bytes must not take long.
      .concat(printCount('s', 'n', path), type.kind === 'string' ? text : [], '}')
  )
}

/** More bytes referred to than there are must overlap. */
function printCount(start: string, size: string, path: string): string[] {
  return [`if ((total += ${size}) > arenaSize) return '${path} shares bytes of the arena'`].concat(
    `if (${start} < end) mixed = true`,
    `end = ${start} + ${size}`,
  )
}
