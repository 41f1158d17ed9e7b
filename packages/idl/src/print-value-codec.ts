// Prints the `ValueCodec` of a struct, union, array or sequence: an object of four functions,
// printed once for each type.
//
// What a type means must be changed in `closure-value-codec.ts` as well.

import { FunctionScope, localsOf, printMethod, sizesOf, type CodeScope } from './print-scope.ts'
import {
  inValue,
  type Location,
  printCheck,
  printClearGap,
  printGapTest,
  printGet,
  printPut,
  printTake,
  printTakes,
  sum,
} from './print-value.ts'
import { reservedBytes } from './reserved-bytes.ts'
import type { Type } from './type.ts'
import { isChecked } from './value-codec.ts'

/** The members of the object, by lines. */
export function printValueCodec(type: Type<unknown>, code: CodeScope): string[] {
  return [
    ...printTakeMethod(type, new FunctionScope(code)),
    ...printPutMethod(type, new FunctionScope(code)),
    ...printGetMethod(type, new FunctionScope(code)),
    ...printCheckMethod(type, new FunctionScope(code)),
  ]
}

function printTakeMethod(type: Type<unknown>, scope: FunctionScope): string[] {
  const nothing = scope.code.types === null ? 'null' : 'null as never'
  const body =
    type.element !== null
      ? takeElements(type, type.element, nothing, scope)
      : [
          `if (!${scope.helper('isObject')}(${scope.use('given')})) return ${nothing}`,
          ...(type.kind === 'struct' ? takeStruct(type, scope) : takeUnion(type, nothing, scope)),
        ]
  return printMethod('take', ['given', 'writer'], scope, body)
}

function takeStruct({ fields }: Type<unknown>, scope: FunctionScope): string[] {
  const locals = localsOf(fields)
  const members = fields.map(({ name }, i) => (name === locals[i] ? name : `${name}: ${locals[i]}`))
  const takes = printTakes(fields, locals, 'given', ({ name, type }) =>
    printTake(type, `given.${name}`, scope),
  )
  return [...takes, `return { ${members.join(', ')} }`]
}

function takeUnion({ fields }: Type<unknown>, nothing: string, scope: FunctionScope): string[] {
  const cases = fields.flatMap(({ name, type }) => {
    const taken = printTake(type, 'value', scope)
    return [
      `case '${name}':`,
      `  return ${taken === null ? '{ tag, value }' : `{ tag, value: ${taken} }`}`,
    ]
  })
  return [
    'const { tag, value } = given',
    'switch (tag) {',
    ...cases,
    'default:',
    `  return ${nothing}`,
    '}',
  ]
}

function takeElements(
  type: Type<unknown>,
  element: Type<unknown>,
  nothing: string,
  scope: FunctionScope,
): string[] {
  const { types } = scope.code
  const given = scope.use('given')
  const misfit = type.kind === 'array' ? `count !== ${type.limit}` : `count > ${type.limit}`
  const [annotation, assertion] =
    types === null ? ['', ''] : [`: ${arrayOf(types.sent(element))}`, '!']
  const item = `${given}[i]${assertion}`
  return [
    `if (!Array.isArray(${given})) return ${nothing}`,
    `const count = ${given}.length`,
    `if (${misfit}) return ${nothing}`,
    `const list${annotation} = []`,
    `for (let i = 0; i < count; i++) list.push(${printTake(element, item, scope) ?? item})`,
    'return list',
  ]
}

function printPutMethod(type: Type<unknown>, scope: FunctionScope): string[] {
  const [taken, used] = [scope.use('taken'), scope.use('used')]
  const body = [`if (${taken} === null) return -1`, ...putBody(type, scope), `return ${used}`]
  return printMethod('put', ['taken', 'view', 'at', 'arena', 'data', 'used'], scope, body)
}

function putBody(type: Type<unknown>, scope: FunctionScope): string[] {
  const { kind, element, limit } = type
  if (kind === 'struct') return putStruct(type, scope)
  if (kind === 'union') return putUnion(type, scope)
  const [view, at] = [scope.use('view'), scope.use('at')]
  if (kind === 'array') return putElements(element!, view, at, String(limit), scope)
  const [arena, used] = [scope.use('arena'), scope.use('used')]
  const { alignment, size } = element!
  const aligned = `${scope.helper('alignArena')}(${arena}, ${used}, ${alignment})`
  return [
    'const count = taken.length',
    `const start = count > 0 ? ${aligned} : ${used}`,
    `${used} = start + count * ${size}`,
    `if (${used} > ${arena}.length) return -1`,
    ...putElements(element!, scope.use('data'), 'start', 'count', scope),
    `${view}.setUint32(${at}, start, true)`,
    `${view}.setUint32(${at} + 4, count * ${size}, true)`,
  ]
}

function putStruct({ fields, gaps }: Type<unknown>, scope: FunctionScope): string[] {
  const locals = localsOf(fields)
  const sizes = sizesOf(locals)
  const members = fields.flatMap((field, i) =>
    printPut(field.type, inValue(field, scope), locals[i]!, sizes[i]!, scope),
  )
  const zeros = gaps.map((gap) => printClearGap(inValue(gap, scope), gap.size))
  return [...printTakes(fields, locals, 'taken', () => null), ...members, ...zeros]
}

function putUnion({ fields, size }: Type<unknown>, scope: FunctionScope): string[] {
  const [view, at] = [scope.use('view'), scope.use('at')]
  const cases = fields.flatMap((field, i) => [
    `case '${field.name}': {`,
    `${view}.setUint32(${at}, ${i}, true)`,
    ...printPut(field.type, inValue(field, scope), 'taken.value', 'size', scope),
    'break',
    '}',
  ])
  return [
    `${scope.helper('clear')}(${view}, ${at}, ${size})`,
    'switch (taken.tag) {',
    ...cases,
    '}',
  ]
}

function putElements(
  element: Type<unknown>,
  view: string,
  start: string,
  count: string,
  scope: FunctionScope,
): string[] {
  return [
    `for (let i = 0, p = ${start}; i < ${count}; i++, p += ${element.size}) {`,
    `const element = taken[i]${scope.code.types === null ? '' : '!'}`,
    ...printPut(element, { view, at: 'p' }, 'element', 'elementSize', scope),
    '}',
  ]
}

function printGetMethod(type: Type<unknown>, scope: FunctionScope): string[] {
  const body =
    type.kind === 'struct'
      ? getStruct(type, scope)
      : type.kind === 'union'
        ? getUnion(type, scope)
        : getElements(type, type.element!, scope)
  return printMethod('get', ['view', 'at', 'arena', 'data', 'handles', 'bytes'], scope, body)
}

function getStruct({ fields }: Type<unknown>, scope: FunctionScope): string[] {
  const members = fields.map(
    (field) => `${field.name}: ${printGet(field.type, inValue(field, scope), scope)},`,
  )
  return ['return {', ...members, '}']
}

function getUnion({ fields }: Type<unknown>, scope: FunctionScope): string[] {
  const cases = fields.flatMap((field, i) => {
    const value = printGet(field.type, inValue(field, scope), scope)
    // Buffers that changed after they were checked may hold any tag.
    const label = i === fields.length - 1 ? 'default:' : `case ${i}:`
    return [label, `  return { tag: '${field.name}', value: ${value} }`]
  })
  return [`switch (${scope.use('view')}.getUint32(${scope.use('at')}, true)) {`, ...cases, '}']
}

function getElements(type: Type<unknown>, element: Type<unknown>, scope: FunctionScope): string[] {
  const { types } = scope.code
  const annotation = types === null ? '' : `: ${arrayOf(types.received(element))}`
  const item = printGet(element, { view: scope.use(elementsView(type)), at: 'p' }, scope)
  return [
    `const list${annotation} = []`,
    ...printRange(type, scope),
    `for (let p = start; p < end; p += ${element.size}) list.push(${item})`,
    'return list',
  ]
}

function elementsView({ kind }: Type<unknown>): 'view' | 'data' {
  return kind === 'array' ? 'view' : 'data'
}

/** Where the elements of an array or a sequence lie. */
function printRange({ kind, size }: Type<unknown>, scope: FunctionScope): string[] {
  const at = scope.use('at')
  if (kind === 'array') return [`const start = ${at}`, `const end = ${at} + ${size}`]
  const view = scope.use('view')
  return [
    `const start = ${view}.getUint32(${at}, true)`,
    `const end = start + ${view}.getUint32(${at} + 4, true)`,
  ]
}

function printCheckMethod(type: Type<unknown>, scope: FunctionScope): string[] {
  const body =
    type.kind === 'struct'
      ? checkStruct(type, scope)
      : type.kind === 'union'
        ? checkUnion(type, scope)
        : checkElements(type, type.element!, scope)
  return printMethod('check', ['view', 'at', 'segments'], scope, body)
}

function checkStruct({ fields, gaps }: Type<unknown>, scope: FunctionScope): string[] {
  const locals = localsOf(fields)
  const tests = gaps.map(
    (gap) => `if (${printGapTest(inValue(gap, scope), gap.size)}) return '${reservedBytes}'`,
  )
  const members = fields.flatMap((field, i) =>
    isChecked(field.type)
      ? printCheck(field.type, inValue(field, scope), `.${field.name}`, locals[i]!, scope)
      : [],
  )
  return [...tests, ...members, 'return null']
}

function checkUnion({ fields, size }: Type<unknown>, scope: FunctionScope): string[] {
  const [view, at] = [scope.use('view'), scope.use('at')]
  const testOf = (offset: number, length: number): string[] =>
    length === 0
      ? []
      : [
          `if (!${scope.helper('isClear')}(${view}, ${sum(at, offset)}, ${length})) ` +
            `return '${reservedBytes}'`,
        ]
  const cases = fields.flatMap((field, i) => {
    const end = field.offset + field.type.size
    const location = inValue(field, scope)
    const value = printCheck(field.type, location, `.${field.name}`, 'fault', scope)
    return [`case ${i}: {`, ...testOf(end, size - end), ...value, 'return null', '}']
  })
  return [
    ...testOf(4, fields[0]!.offset - 4),
    `switch (${view}.getUint32(${at}, true)) {`,
    ...cases,
    'default:',
    `  return ' has an unknown tag'`,
    '}',
  ]
}

function checkElements(
  type: Type<unknown>,
  element: Type<unknown>,
  scope: FunctionScope,
): string[] {
  const loop = isChecked(element) ? checkLoop(type, element, scope) : []
  if (type.kind === 'array') return [...loop, 'return null']
  const [view, at, segments] = [scope.use('view'), scope.use('at'), scope.use('segments')]
  const facts = `${type.limit}, ${element.size}, ${element.alignment}`
  return [
    `const misfit = ${segments}.sequenceFault(${view}, ${at}, ${facts})`,
    'if (misfit !== null) return misfit',
    ...loop,
    'return null',
  ]
}

function checkLoop(type: Type<unknown>, element: Type<unknown>, scope: FunctionScope): string[] {
  const view = type.kind === 'array' ? scope.use('view') : `${scope.use('segments')}.data`
  const location: Location = { view, at: 'p' }
  return [
    ...printRange(type, scope),
    `for (let p = start; p < end; p += ${element.size}) {`,
    ...printCheck(element, location, '[]', 'fault', scope),
    '}',
  ]
}

function arrayOf(type: string): string {
  return /[ |]/.test(type) ? `(${type})[]` : `${type}[]`
}
