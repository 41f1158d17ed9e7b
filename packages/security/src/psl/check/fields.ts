// Fields of values: `message.item.name`.

import type { SecurityEventType } from '../../event.ts'
import { anyType } from '../../models/type.ts'
import { formatType, handleType, isUnion } from '../types.ts'
import type { TypingScope } from './expression-checker.ts'
import { fieldNamed } from './message-type.ts'
import type { Misfit } from './misfit.ts'
import { hintOf } from './check-report.ts'
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
  { event, method }: TypingScope,
): Misfit {
  if (type.kind !== 'record') return { message: `${formatType(type)} has no fields` }
  const hint = hintOf(name, Object.keys(type.fields), 'it has')
  const more = hint === undefined ? {} : { hint }
  if (kind === 'context' && event !== null && method !== '')
    return { message: `${method} has no ${parameters[event]} ${name}`, ...more }
  const what = type === handleType ? 'a Handle' : `a value with the fields ${namesIn(type.fields)}`
  return { message: `${what} has no field ${name}`, ...more }
}

function namesIn(fields: object): string {
  return Object.keys(fields).join(', ')
}
