// The values that parameters of messages have where a test leaves them out: zeros, empty texts and
// lists, and composites of these.

import type { Field, Fields, Method, Type, TypeKind } from '@kos/idl'
import { parameterPart, type SecurityEventType } from '../event.ts'

/** The parameters that the message of an event of this type has. */
export function messageFields({ spec }: Method, type: SecurityEventType): Fields {
  return spec[parameterPart(type)] ?? {}
}

/** The value of a type of IDL that is left out. A union is its first member. */
export function defaultValue(type: Type<unknown>): unknown {
  return (defaults[type.kind] ?? (() => 0))(type)
}

/** The defaults of kinds of types; all others are 0. */
const defaults: Partial<Record<TypeKind, (type: Type<unknown>) => unknown>> = {
  uint64: () => 0n,
  sint64: () => 0n,
  string: () => '',
  bytes: () => new Uint8Array(),
  handle: () => handleValue(0, 0),
  struct: ({ fields }) =>
    Object.fromEntries(fields.map(({ name, type }) => [name, defaultValue(type)])),
  union({ fields }) {
    const { name, type } = fields[0] as Field
    return { tag: name, value: defaultValue(type) }
  },
  array: ({ element, limit }) =>
    Array.from({ length: limit }, () => defaultValue(element as Type<unknown>)),
  sequence: () => [],
}

/** A handle as rules see it: in place of the handle there is a security id. */
export function handleValue(sid: number, rights: number): object {
  return { handle: sid, rights, badge: undefined, dereferenced: false }
}
