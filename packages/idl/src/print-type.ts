// Prints the `ValueCodec` of a struct, union, array or sequence: an object of four functions,
// printed once for each type.

import {
  type CodeNames,
  isComposite,
  localsOf,
  type Place,
  placeOf,
  printMethod,
  printTakes,
  sizesOf,
  sum,
} from './print-place.ts'
import {
  isChecked,
  printClearGap,
  printGapTest,
  printGet,
  printPut,
  printTake,
} from './print-value.ts'
import type { Type } from './type.ts'

const reserved = `return ' has reserved bytes that are not zero'`

/** The members of the object, by lines. */
export function printValueCodec(type: Type<unknown>, names: CodeNames): string[] {
  return [
    ...printMethod('take', ['given', 'writer'], takeBody(type, names)),
    ...printMethod(
      'put',
      ['taken', 'view', 'at', 'arena', 'data', 'used'],
      ['if (taken === null) return -1', ...putBody(type, names), 'return used'],
    ),
    ...printMethod(
      'get',
      ['view', 'at', 'arena', 'data', 'handles', 'bytes'],
      getBody(type, names),
    ),
    ...printMethod('check', ['view', 'at', 'segments'], checkBody(type, names)),
  ]
}

function takeBody(type: Type<unknown>, names: CodeNames): string[] {
  const none = names.types === null ? 'null' : 'null as never'
  if (type.element !== null) return takeElements(type, type.element, none, names)
  const isObject = `if (!isObject(given)) return ${none}`
  const { fields } = type
  if (type.kind === 'struct') {
    const locals = localsOf(fields)
    const members = fields.map(({ name }, i) =>
      name === locals[i] ? name : `${name}: ${locals[i]}`,
    )
    const takes = printTakes(fields, locals, 'given', (field) =>
      printTake(field.type, `given.${field.name}`, names),
    )
    return [isObject, ...takes, `return { ${members.join(', ')} }`]
  }
  const cases = fields.flatMap(({ name, type: inner }) => {
    const taken = printTake(inner, 'value', names)
    return [
      `case '${name}':`,
      `  return ${taken === null ? '{ tag, value }' : `{ tag, value: ${taken} }`}`,
    ]
  })
  return [
    isObject,
    'const { tag, value } = given',
    'switch (tag) {',
    ...cases,
    'default:',
    `  return ${none}`,
    '}',
  ]
}

function takeElements(
  type: Type<unknown>,
  element: Type<unknown>,
  none: string,
  { types, ...names }: CodeNames,
): string[] {
  const misfit = type.kind === 'array' ? `count !== ${type.limit}` : `count > ${type.limit}`
  const [note, sure] = types === null ? ['', ''] : [`: ${arrayOf(types.sent(element))}`, '!']
  const each = printTake(element, `given[i]${sure}`, { types, ...names }) ?? `given[i]${sure}`
  return [
    `if (!Array.isArray(given)) return ${none}`,
    'const count = given.length',
    `if (${misfit}) return ${none}`,
    `const list${note} = []`,
    `for (let i = 0; i < count; i++) list.push(${each})`,
    'return list',
  ]
}

function putBody(type: Type<unknown>, names: CodeNames): string[] {
  if (type.kind === 'struct') return putStruct(type, names)
  if (type.kind === 'union') return putUnion(type, names)
  const element = type.element!
  if (type.kind === 'array') return putElements(element, 'view', 'at', String(type.limit), names)
  return [
    'const count = taken.length',
    `const start = count > 0 ? alignArena(arena, used, ${element.alignment}) : used`,
    `used = start + count * ${element.size}`,
    'if (used > arena.length) return -1',
    ...putElements(element, 'data', 'start', 'count', names),
    'view.setUint32(at, start, true)',
    `view.setUint32(at + 4, count * ${element.size}, true)`,
  ]
}

function putStruct({ fields, gaps }: Type<unknown>, names: CodeNames): string[] {
  const locals = localsOf(fields)
  const sizes = sizesOf(locals)
  const members = fields.flatMap((field, i) =>
    printPut(field.type, placeOf(field, 'at'), locals[i]!, sizes[i]!, names),
  )
  const zeros = gaps.map(({ offset, size }) => printClearGap(sum('at', offset), size))
  return [...printTakes(fields, locals, 'taken', () => null), ...members, ...zeros]
}

function putUnion({ fields, size }: Type<unknown>, names: CodeNames): string[] {
  const cases = fields.flatMap((field, i) => [
    `case '${field.name}': {`,
    `view.setUint32(at, ${i}, true)`,
    ...printPut(field.type, placeOf(field, 'at'), 'taken.value', 'size', names),
    'break',
    '}',
  ])
  return [`clear(view, at, ${size})`, 'switch (taken.tag) {', ...cases, '}']
}

function putElements(
  element: Type<unknown>,
  view: string,
  from: string,
  count: string,
  names: CodeNames,
): string[] {
  const place: Place = { view, at: (n) => sum('p', n) }
  return [
    `for (let i = 0, p = ${from}; i < ${count}; i++, p += ${element.size}) {`,
    `const element = taken[i]${names.types === null ? '' : '!'}`,
    ...printPut(element, place, 'element', 'elementSize', names),
    '}',
  ]
}

function getBody(type: Type<unknown>, names: CodeNames): string[] {
  if (type.kind === 'struct') {
    const members = type.fields.map(
      (field) =>
        `${field.name}: ${printGet(field.type, placeOf(field, 'at'), 'bytes', 'data', names)},`,
    )
    return ['return {', ...members, '}']
  }
  if (type.kind === 'union') {
    const cases = type.fields.flatMap((field, i) => {
      // Buffers that changed after they were checked may hold any tag.
      const start = i === type.fields.length - 1 ? 'default:' : `case ${i}:`
      return [
        start,
        `  return { tag: '${field.name}', value: ${printGet(field.type, placeOf(field, 'at'), 'bytes', 'data', names)} }`,
      ]
    })
    return ['switch (view.getUint32(at, true)) {', ...cases, '}']
  }
  return getElements(type, type.element!, names)
}

function getElements(type: Type<unknown>, element: Type<unknown>, names: CodeNames): string[] {
  const note = names.types === null ? '' : `: ${arrayOf(names.types.received(element))}`
  const view = type.kind === 'array' ? 'view' : 'data'
  const each = printGet(element, { view, at: (n) => sum('p', n) }, 'bytes', 'data', names)
  return [
    `const list${note} = []`,
    ...printRange(type),
    `for (let p = start; p < end; p += ${element.size}) list.push(${each})`,
    'return list',
  ]
}

/** Where the elements of an array or a sequence lie. */
function printRange(type: Type<unknown>): string[] {
  if (type.kind === 'array') return ['const start = at', `const end = at + ${type.size}`]
  return [
    'const start = view.getUint32(at, true)',
    'const end = start + view.getUint32(at + 4, true)',
  ]
}

function checkBody(type: Type<unknown>, names: CodeNames): string[] {
  if (type.kind === 'struct') {
    const gaps = type.gaps.map(
      ({ offset, size }) => `if (${printGapTest(sum('at', offset), size)}) ${reserved}`,
    )
    const locals = localsOf(type.fields)
    const members = type.fields.flatMap((field, i) =>
      checkValue(field.type, placeOf(field, 'at'), `.${field.name}`, locals[i]!, names),
    )
    return [...gaps, ...members, 'return null']
  }
  if (type.kind === 'union') return checkUnion(type, names)
  const element = type.element!
  const value = checkValue(
    element,
    { view: type.kind === 'array' ? 'view' : 'segments.data', at: (n) => sum('p', n) },
    '[]',
    'fault',
    names,
  )
  const loop =
    value.length === 0
      ? []
      : [...printRange(type), `for (let p = start; p < end; p += ${element.size}) {`, ...value, '}']
  if (type.kind === 'array') return [...loop, 'return null']
  return [
    `const misfit = segments.sequenceFault(view, at, ${type.limit}, ${element.size}, ${element.alignment})`,
    'if (misfit !== null) return misfit',
    ...loop,
    'return null',
  ]
}

function checkUnion({ fields, size }: Type<unknown>, names: CodeNames): string[] {
  const first = fields[0]!.offset
  const gap = first > 4 ? [`if (!isClear(view, at + 4, ${first - 4})) ${reserved}`] : []
  const cases = fields.flatMap((field, i) => {
    const end = field.offset + field.type.size
    const tail = size > end ? [`if (!isClear(view, at + ${end}, ${size - end})) ${reserved}`] : []
    const value = checkValue(field.type, placeOf(field, 'at'), `.${field.name}`, 'fault', names)
    return [`case ${i}: {`, ...tail, ...value, 'return null', '}']
  })
  return [
    ...gap,
    'switch (view.getUint32(at, true)) {',
    ...cases,
    'default:',
    `  return ' has an unknown tag'`,
    '}',
  ]
}

function checkValue(
  type: Type<unknown>,
  { view, at }: Place,
  path: string,
  local: string,
  names: CodeNames,
): string[] {
  if (!isChecked(type)) return []
  const call = isComposite(type)
    ? `${names.codec(type)}.check(${view}, ${at(0)}, segments)`
    : type.kind === 'handle'
      ? `handleFault(${view}, ${at(0)})`
      : `segments.${type.kind === 'string' ? 'textFault' : 'bytesFault'}(${view}, ${at(0)}, ${type.limit})`
  return [`const ${local} = ${call}`, `if (${local} !== null) return '${path}' + ${local}`]
}

function arrayOf(type: string): string {
  return /[ |]/.test(type) ? `(${type})[]` : `${type}[]`
}
