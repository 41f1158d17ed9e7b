// Prints what straight code does with one value: read it from its sender, write it, get it, check it.
//
// Simple values are statements in place. A struct, union, array or sequence becomes four functions, printed once for each type. What
// checking functions answer is the rest of a sentence that starts with the name of the parameter, so that a type can be used in many places.

import type { TypeNames } from './print-codec.ts'
import { printCheckBody } from './print-check.ts'
import { integers, isComposite, type Place, sum } from './print-place.ts'
import type { IntegerKind, Type } from './type.ts'

type Parameters = readonly (readonly [name: string, type: string])[]

/** A function, with annotations if there are names. A parameter that its body does not use gets an underscore. */
function printFunction(
  names: TypeNames | null,
  name: string,
  parameters: Parameters,
  result: string,
  body: readonly string[],
): string[] {
  const text = body.join('\n')
  const list = parameters.map(([name, type]) => {
    const used = new RegExp(`(?<![.\\w])${name}\\b`).test(text) ? name : `_${name}`
    return names === null ? used : `${used}: ${type}`
  })
  return [`function ${name}(${list.join(', ')})${names === null ? '' : `: ${result}`} {`, ...body, '}']
}

/** Prints expressions and statements, and collects the functions that they call. */
export class TypePrinter {
  readonly functions: string[] = []
  readonly #targets: readonly (() => unknown)[]
  readonly #names: TypeNames | null
  readonly #numbers: Map<string, string> = new Map()
  readonly #ids: Map<Type<unknown>, number> = new Map()

  constructor(targets: readonly (() => unknown)[], names: TypeNames | null) {
    this.#targets = targets
    this.#names = names
  }

  /** Text that only TypeScript has. */
  annotation(text: string): string {
    return this.#names === null ? '' : text
  }

  /** The annotation of what arrives. */
  received(type: Type<unknown>): string {
    return this.#names === null ? '' : `: ${this.#names.received(type)}`
  }

  /** An expression that reads what a sender passed. */
  take(type: Type<unknown>, given: string): string {
    if (isComposite(type)) return `${this.#function('take', type)}(${given}, writer)`
    if (type.kind !== 'handle') return given
    return type.target === null
      ? `takeHandle(${given}, undefined, null)`
      : `takeHandle(${given}, writer, ${this.#target(type)})`
  }

  /** Statements that write what was taken into local `v`; `used` is the size of the arena. `id` makes names unique. */
  put(type: Type<unknown>, place: Place, v: string, id: string): string[] {
    const { kind, limit } = type
    const { view, at } = place
    if (isComposite(type)) {
      return [`used = ${this.#function('put', type)}(${v}, ${view}, ${at(0)}, arena, data, used)`, `if (used < 0) return -1`]
    }
    if (kind === 'handle') return [`if (!putHandle(${v}, ${view}, ${at(0)})) return -1`]
    if (kind === 'bytes') return printSegment(place, `writeBytes(${v}, arena, used, ${limit})`, id)
    if (kind === 'string') {
      return [`if (typeof ${v} !== 'string') return -1`, ...printSegment(place, `text.write(${v}, arena, used, ${limit})`, id)]
    }
    const [access, misfit] = integers[kind as IntegerKind]
    return [`if (${misfit.replaceAll('$', v)}) return -1`, `${view}.set${access}(${at(0)}, ${v}${order(access)})`]
  }

  /** An expression that reads a checked value; `bytes` is the function that bytes are read with. */
  get(type: Type<unknown>, { view, at }: Place, bytes: string): string {
    const word = (n: number): string => `${view}.getUint32(${at(n)}, true)`
    const { kind } = type
    if (isComposite(type)) return `${this.#function('get', type)}(${view}, ${at(0)}, arena, data, handles, ${bytes})`
    if (kind === 'string') return `text.read(arena, ${word(0)}, ${word(4)} - 1)`
    if (kind === 'bytes') return `${bytes}(arena, ${word(0)}, ${word(4)})`
    if (kind === 'handle') {
      const descriptor = `${word(0)}, ${word(4)}, ${word(8)}, ${word(12)}`
      if (type.target === null) return `handles.read(${descriptor})`
      // What the reader makes of it is known at run time only.
      const cast = this.annotation(` as ${this.#names?.received(type)}`)
      return `handles.read(${descriptor}, ${this.#target(type)})${cast}`
    }
    const [access] = integers[kind as IntegerKind]
    return `${view}.get${access}(${at(0)}${order(access)})`
  }

  /** An expression for what is wrong with a value that has a structure: text or null. */
  check(type: Type<unknown>, { view, at }: Place): string {
    return `${this.#function('check', type)}(${view}, ${at(0)}, data, arena, arenaSize)`
  }

  #target(type: Type<unknown>): string {
    return `targets[${this.#targets.indexOf(type.target as () => unknown)}]${this.annotation('!')}`
  }

  #function(role: Role, type: Type<unknown>): string {
    const id = this.#ids.get(type) ?? this.#ids.size
    this.#ids.set(type, id)
    const name = `${role}${id}`
    if (this.#numbers.has(name)) return name
    this.#numbers.set(name, name)
    this.functions.push(...this.#print(role, name, type))
    return name
  }

  #print(role: Role, name: string, type: Type<unknown>): string[] {
    const names = this.#names
    if (role === 'take') {
      const sent = names?.sent(type) ?? ''
      const writer = 'HandleWriter | undefined'
      return printFunction(
        names,
        name,
        [
          ['given', sent],
          ['writer', writer],
        ],
        sent,
        this.#takeBody(type),
      )
    }
    if (role === 'put')
      return printFunction(names, name, [['v', names?.sent(type) ?? ''], ...putParameters], 'number', this.#putBody(type))
    if (role === 'get') return printFunction(names, name, getParameters, names?.received(type) ?? '', this.#getBody(type))
    return printFunction(
      names,
      name,
      checkParameters,
      'string | null',
      printCheckBody(type, (inner, place) => this.check(inner, place)),
    )
  }

  #takeBody(type: Type<unknown>): string[] {
    const none = `null${this.annotation(' as never')}`
    if (type.element !== null) return this.#takeElements(type, type.element, none)
    const isObject = `if (typeof given !== 'object' || given === null) return ${none}`
    if (type.kind === 'struct') {
      const members = type.fields.map((field) => `${field.name}: ${this.take(field.type, `given.${field.name}`)}`)
      return [isObject, `return { ${members.join(', ')} }`]
    }
    const cases = type.fields.map((field) => `case '${field.name}': return { tag, value: ${this.take(field.type, 'value')} }`)
    return [isObject, 'const { tag, value } = given', 'switch (tag) {', ...cases, `default: return ${none}`, '}']
  }

  #takeElements(type: Type<unknown>, element: Type<unknown>, none: string): string[] {
    const misfit = type.kind === 'array' ? `n !== ${type.limit}` : `n > ${type.limit}`
    const list = `const list${this.annotation(`: ${this.#names?.sent(element)}[]`)} = []`
    return [
      `if (!Array.isArray(given)) return ${none}`,
      'const n = given.length',
      `if (${misfit}) return ${none}`,
      list,
    ].concat(`for (let i = 0; i < n; i++) list.push(${this.take(element, `given[i]${this.annotation('!')}`)})`, 'return list')
  }

  #putBody(type: Type<unknown>): string[] {
    const start = 'if (v === null) return -1'
    if (type.kind === 'struct') return [start, ...this.#putStruct(type), 'return used']
    if (type.kind === 'union') return [start, ...this.#putUnion(type), 'return used']
    if (type.kind === 'array') return [start, ...this.#putElements(type.element!, 'view', 'at', type.limit), 'return used']
    const element = type.element!
    return [start, 'const n = v.length', `const start = n > 0 ? alignArena(arena, used, ${element.alignment}) : used`]
      .concat(`used = start + n * ${element.size}`, 'if (used > arena.length) return -1')
      .concat(this.#putElements(element, 'data', 'start', null))
      .concat('view.setUint32(at, start, true)', `view.setUint32(at + 4, n * ${element.size}, true)`, 'return used')
  }

  #putStruct(type: Type<unknown>): string[] {
    const members = type.fields.flatMap((field, i) => {
      const place: Place = { view: 'view', at: (n) => sum('at', field.offset + n) }
      return [`const m${i} = v.${field.name}`, ...this.put(field.type, place, `m${i}`, String(i))]
    })
    const gaps = type.gaps.map(
      (gap) => `view.setUint${gap.size * 8}(${sum('at', gap.offset)}, 0${gap.size > 1 ? ', true' : ''})`,
    )
    return [...members, ...gaps]
  }

  #putUnion(type: Type<unknown>): string[] {
    const cases = type.fields.flatMap((field, i) => {
      const place: Place = { view: 'view', at: (n) => sum('at', field.offset + n) }
      const statements = this.put(field.type, place, `m${i}`, String(i))
      return [`case '${field.name}': {`, `view.setUint32(at, ${i}, true)`, `const m${i} = v.value`, ...statements, 'break', '}']
    })
    return [`clear(view, at, ${type.size})`, 'switch (v.tag) {', ...cases, '}']
  }

  #putElements(element: Type<unknown>, view: string, from: string, count: number | null): string[] {
    const place: Place = { view, at: (n) => sum('p', n) }
    const loop = `for (let i = 0, p = ${from}; i < ${count ?? 'n'}; i++, p += ${element.size}) {`
    return [loop, `const m = v[i]${this.annotation('!')}`, ...this.put(element, place, 'm', ''), '}']
  }

  #getBody(type: Type<unknown>): string[] {
    const place = (n: number): Place => ({ view: 'view', at: (m) => sum('at', n + m) })
    if (type.kind === 'struct') {
      const members = type.fields.map((field) => `${field.name}: ${this.get(field.type, place(field.offset), 'bytes')}`)
      return [`return { ${members.join(',\n')} }`]
    }
    if (type.kind === 'union') {
      const cases = type.fields.map((field, i) => {
        const start = i === type.fields.length - 1 ? 'default:' : `case ${i}:`
        return `${start} return { tag: '${field.name}', value: ${this.get(field.type, place(field.offset), 'bytes')} }`
      })
      return ['switch (view.getUint32(at, true)) {', ...cases, '}']
    }
    return this.#getElements(type, type.element!)
  }

  #getElements(type: Type<unknown>, element: Type<unknown>): string[] {
    const list = `const list${this.annotation(`: ${this.#names?.received(element)}[]`)} = []`
    const isArray = type.kind === 'array'
    const from = isArray ? 'at' : 'start'
    const end = isArray ? sum('at', type.size) : 'start + view.getUint32(at + 4, true)'
    const place: Place = { view: isArray ? 'view' : 'data', at: (n) => sum('p', n) }
    return [list, ...(isArray ? [] : ['const start = view.getUint32(at, true)'])]
      .concat(
        `for (let p = ${from}, end = ${end}; p < end; p += ${element.size}) list.push(${this.get(element, place, 'bytes')})`,
      )
      .concat('return list')
  }
}

type Role = 'take' | 'put' | 'get' | 'check'

const putParameters: Parameters = [
  ['view', 'DataView'],
  ['at', 'number'],
  ['arena', 'Uint8Array'],
  ['data', 'DataView'],
  ['used', 'number'],
]
const getParameters: Parameters = [
  ['view', 'DataView'],
  ['at', 'number'],
  ['arena', 'Uint8Array'],
  ['data', 'DataView'],
  ['handles', 'HandleReader'],
  ['bytes', 'ReadBytes'],
]
const checkParameters: Parameters = [
  ['view', 'DataView'],
  ['at', 'number'],
  ['data', 'DataView'],
  ['arena', 'Uint8Array'],
  ['arenaSize', 'number'],
]

function printSegment({ view, at }: Place, write: string, id: string): string[] {
  return [`const n${id} = ${write}`, `if (n${id} < 0) return -1`].concat(
    `${view}.setUint32(${at(0)}, used, true)`,
    `${view}.setUint32(${at(4)}, n${id}, true)`,
    `used += n${id}`,
  )
}

function order(access: string): string {
  return access.endsWith('t8') ? '' : ', true'
}
