// Checks types as they are written: `type State = "open" | "closed"`.

import type { SourceFile } from '@kos/idl-compiler/text'
import { maxTypeParts } from '../../limits.ts'
import { integerType } from '../../models/integer-range.ts'
import type { IntegerType, ValueType } from '../../models/type.ts'
import {
  anyType,
  booleanType,
  numberType,
  scalarType,
  sidType,
  signedType,
  textType,
  unitType,
} from '../../models/type.ts'
import type { RecordTypeNode, TypeExpression, TypeReferenceNode } from '../type-syntax.ts'
import { handleType } from '../types.ts'
import { hintOf } from '../name-hint.ts'
import type { CheckReport } from './check-report.ts'

const widths: readonly IntegerType['bits'][] = [8, 16, 32, 64]

const namedTypes: ReadonlyMap<string, ValueType> = /* @__PURE__ */ makeNamedTypes()

function makeNamedTypes(): ReadonlyMap<string, ValueType> {
  return new Map<string, ValueType>([
    ...widths.map((bits): [string, ValueType] => [`UInt${bits}`, integerType(bits, false)]),
    ...widths.map((bits): [string, ValueType] => [`SInt${bits}`, integerType(bits, true)]),
    ['Boolean', booleanType],
    ['Text', textType],
    ['Bytes', { kind: 'bytes' }],
    ['Unit', unitType],
    ['Sid', sidType],
    ['Handle', handleType],
    ['Number', numberType],
    ['Signed', signedType],
    ['Unsigned', { kind: 'group', group: 'Unsigned' }],
    ['ScalarLiteral', scalarType],
  ])
}

/** How many types stand between the angle brackets of a type. */
const generics: Readonly<Record<string, number>> = { List: 1, Set: 1, Array: 1, Map: 2 }

/** Checks types. */
export class ValueTypeChecker {
  readonly #source: SourceFile
  readonly #report: CheckReport
  /** Types that have a name, which those after them may use. */
  readonly #aliases: Map<string, ValueType> = new Map()
  /** How many types a type is made of. */
  readonly #parts: WeakMap<ValueType, number> = new WeakMap()

  constructor(source: SourceFile, report: CheckReport) {
    this.#source = source
    this.#report = report
  }

  /** Gives a type a name. */
  name(name: string, type: ValueType): void {
    this.#aliases.set(name, type)
  }

  /** The type that is written; `Any` after an error, which is reported. */
  type(node: TypeExpression): ValueType {
    const type = this.#written(node)
    if (this.#partsOf(type) <= maxTypeParts) return type
    return this.#error(node, `the type has more than ${maxTypeParts} parts`)
  }

  // Those of types that have a name were counted.
  #partsOf(type: ValueType): number {
    let parts = this.#parts.get(type)
    if (parts !== undefined) return parts
    parts = 1
    for (const inner of typesIn(type)) parts += this.#partsOf(inner)
    this.#parts.set(type, parts)
    return parts
  }

  #written(node: TypeExpression): ValueType {
    switch (node.kind) {
      case 'unit':
        return unitType
      case 'literal':
        return { kind: 'literal', value: node.value }
      case 'variant':
        return { kind: 'variant', types: node.types.map((type) => this.type(type)) }
      case 'tuple':
        return { kind: 'tuple', types: node.types.map((type) => this.type(type)) }
      case 'record':
        return this.#record(node)
      case 'named':
      default:
        return this.#named(node)
    }
  }

  #record({ fields }: RecordTypeNode): ValueType {
    const seen = new Set<string>()
    for (const { name } of fields) {
      if (seen.has(name.text)) this.#error(name, `${name.text} comes up twice`)
      seen.add(name.text)
    }
    const types = fields.map(({ name, type }) => [name.text, this.type(type)] as const)
    return { kind: 'record', fields: Object.fromEntries(types) }
  }

  #named(node: TypeReferenceNode): ValueType {
    const { name, parameters } = node
    const { text } = name
    const count = Object.hasOwn(generics, text) ? (generics[text] as number) : 0
    if (count === 0 && parameters.length === 0) return this.#plain(node)
    if (count !== parameters.length) {
      const message = `${text} takes ${['no types', 'one type', 'two types'][count]}`
      return this.#error(node, message, count === 1 ? `write ${text}<Text>` : undefined)
    }
    const [first = anyType, second = anyType] = parameters.map((type) => this.type(type))
    if (text === 'Map') return { kind: 'map', key: first, value: second }
    return { kind: text === 'Set' ? 'set' : 'list', element: first }
  }

  #plain({ name }: TypeReferenceNode): ValueType {
    const found = this.#aliases.get(name.text) ?? namedTypes.get(name.text)
    if (found !== undefined) return found
    const names = [...this.#aliases.keys(), ...namedTypes.keys(), ...Object.keys(generics)]
    return this.#error(name, `there is no type ${name.text}`, hintOf(name.text, names))
  }

  #error(
    span: TypeExpression | TypeReferenceNode['name'],
    message: string,
    hint?: string,
  ): ValueType {
    this.#report.error(this.#source, span, message, hint)
    return anyType
  }
}

/** The types that a type is made of. */
function typesIn(type: ValueType): readonly ValueType[] {
  if (type.kind === 'variant' || type.kind === 'tuple') return type.types
  if (type.kind === 'record') return Object.values(type.fields)
  if (type.kind === 'list' || type.kind === 'set') return [type.element]
  return type.kind === 'map' ? [type.key, type.value] : []
}
