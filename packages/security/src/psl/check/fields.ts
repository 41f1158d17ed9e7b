// Fields of values: `message.item.name`.

import { nearest } from '@kos/idl-compiler/text'
import type { SecurityEventType } from '../../event.ts'
import { anyType } from '../../models/type.ts'
import { formatType, handleType, isUnion } from '../types.ts'
import type { TypingScope } from './expression-checker.ts'
import { fieldNamed } from './message-type.ts'
import type { Misfit } from './misfit.ts'
import { hintOf } from '../name-hint.ts'
import type { FieldExpression, TypedExpression } from './typed-expression.ts'

/** A field of a value; null if there is none. */
export function fieldOf(object: TypedExpression, name: string): FieldExpression | null {
  const { type } = object
  if (type.kind === 'any')
    return { kind: 'field', type: anyType, object, field: name, isOfUnion: false }
  if (type.kind !== 'record') return null
  const field = fieldNamed(name, type)
  if (field === null) return null
  const found = type.fields[field] ?? anyType
  return { kind: 'field', type: found, object, field, isOfUnion: isUnion(type) }
}

const parameters: Readonly<Record<SecurityEventType, string>> = {
  execute: 'parameter',
  request: 'in parameter',
  response: 'out parameter',
  error: 'error parameter',
  security: 'parameter',
}

/** Why a value has no such field. */
export function missingField(
  { kind, type }: TypedExpression,
  name: string,
  { event, method, methodCount = 1 }: TypingScope,
): Misfit {
  if (type.kind !== 'record') return { message: `${formatType(type)} has no fields` }
  const names = Object.keys(type.fields)
  const several = `the rule selects ${methodCount} methods: match method=... narrows it`
  const isWide = methodCount > 1 && nearest(name, names) === null
  const hint = isWide ? several : hintOf(name, names, 'it has')
  const more = hint === undefined ? {} : { hint }
  if (kind === 'context' && event !== null && method !== '')
    return { message: `${method} has no ${parameters[event]} ${name}`, ...more }
  const what = type === handleType ? 'a Handle' : `a value with the fields ${names.join(', ')}`
  return { message: `${what} has no field ${name}`, ...more }
}
