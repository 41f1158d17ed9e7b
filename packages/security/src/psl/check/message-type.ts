// The types of messages: the parameters of methods in IDL as types of values in policies.

import type { Method, Type } from '@kos/idl'
import { reservedWords, resultNames } from '@kos/idl/printer'
import { parameterPart, type SecurityEventType } from '../../event.ts'
import { integerTypeNamed } from '../../models/integer-range.ts'
import type { RecordType, ValueType } from '../../models/type.ts'
import { handleType, type UnionValueType } from '../types.ts'

const noMessage: RecordType = { kind: 'record', fields: {} }

/** The types of the messages of methods, each made once. */
export class MessageTypes {
  readonly #types: Map<string, Map<Method, RecordType>> = new Map()

  /** The type of `message` in an event about a method. */
  of(method: Method, event: SecurityEventType): RecordType {
    const part = parameterPart(event)
    let types = this.#types.get(part)
    if (types === undefined) this.#types.set(part, (types = new Map()))
    let type = types.get(method)
    if (type === undefined) types.set(method, (type = messageType(method, part)))
    return type
  }
}

function messageType({ spec }: Method, part: ReturnType<typeof parameterPart>): RecordType {
  const fields = spec[part]
  if (fields === undefined) return noMessage
  return recordOf(Object.entries(fields))
}

function recordOf(members: readonly (readonly [string, Type<unknown>])[]): RecordType {
  const fields = members.map(([name, type]) => [name, valueType(type)] as const)
  return { kind: 'record', fields: Object.fromEntries(fields) }
}

function unionOf(record: RecordType): UnionValueType {
  return { ...record, isUnion: true }
}

function valueType({ kind, fields, element }: Type<unknown>): ValueType {
  switch (kind) {
    case 'string':
      return { kind: 'text' }
    case 'bytes':
      return { kind: 'bytes' }
    case 'handle':
      return handleType
    case 'struct':
      return recordOf(fields.map(({ name, type }) => [name, type]))
    case 'union':
      return unionOf(recordOf(fields.map(({ name, type }) => [name, type])))
    case 'array':
    case 'sequence':
      return { kind: 'list', element: element === null ? { kind: 'any' } : valueType(element) }
    case 'sint8':
    case 'sint16':
    case 'sint32':
    case 'sint64':
    case 'uint8':
    case 'uint16':
    case 'uint32':
    case 'uint64':
    default:
      return integerTypeNamed(kind)
  }
}

/**
 * The name that a field has in values; null if there is none. IDL may call a parameter `class`,
 * which values have as `class_`.
 */
export function fieldNamed(name: string, { fields }: RecordType): string | null {
  if (Object.hasOwn(fields, name)) return name
  if (!reservedWords.has(name) && !resultNames.has(name)) return null
  return Object.hasOwn(fields, `${name}_`) ? `${name}_` : null
}
