// Makes functions of checked expressions. A function reads what it needs of the context of an event,
// each part of the message once, and throws EvaluationError where the expression has no value.

import type { RuleContext } from '../../condition.ts'
import { boolModel } from '../../models/bool.ts'
import { EvaluationError, type PolicyObjectDefinition } from '../../models/model.ts'
import type { ValueType } from '../../models/type.ts'
import type {
  ContextExpression,
  ElementExpression,
  FieldExpression,
  ListExpression,
  MapExpression,
  ModelCall,
  RecordExpression,
  TypedExpression,
} from '../check/typed-expression.ts'
import { compileOperator } from './compile-operator.ts'
import { checkOf, misread } from './values.ts'

/** The value of an expression in an event. */
export type Evaluate = (context: RuleContext) => unknown

/** The instance of a policy object in one monitor. */
export type ObjectOf = (definition: PolicyObjectDefinition) => object | undefined

/** Makes the function of an expression. */
export function compileExpression(expression: TypedExpression, objectOf: ObjectOf): Evaluate {
  switch (expression.kind) {
    case 'constant': {
      const { value } = expression
      return () => value
    }
    case 'context':
      return compileContext(expression)
    case 'field':
      return compileField(expression, objectOf)
    case 'element':
      return compileElement(expression, objectOf)
    case 'call':
      return compileCall(expression, objectOf)
    case 'operator':
      return compileOperator(
        expression,
        compileExpression(expression.left, objectOf),
        compileExpression(expression.right, objectOf),
      )
    case 'record':
      return compileRecord(expression, objectOf)
    case 'list':
      return compileList(expression, objectOf)
    case 'map':
    default:
      return compileMap(expression, objectOf)
  }
}

function compileContext({ name }: ContextExpression): Evaluate {
  if (name === 'src_sid') return (context) => context.sourceSid
  if (name === 'dst_sid') return (context) => context.destinationSid
  return (context) => context.message ?? misread('message', undefined, { kind: 'any' })
}

function compileField(expression: FieldExpression, objectOf: ObjectOf): Evaluate {
  const { field, type, object, isOfUnion } = expression
  const read = compileExpression(object, objectOf)
  const check = checkOf(type)
  if (isOfUnion) return (context) => readMember(read(context), field)
  return (context) => {
    const owner = read(context)
    const value = (owner as Readonly<Record<string, unknown>>)[field]
    return check(value) ? value : misread(field, value, type)
  }
}

/** The member of a union that is called so. */
function readMember(value: unknown, name: string): unknown {
  const { tag, value: member } = value as { readonly tag: unknown; readonly value: unknown }
  if (tag === name) return member
  throw new EvaluationError(`the union holds ${String(tag)}, not ${name}`)
}

function compileElement(expression: ElementExpression, objectOf: ObjectOf): Evaluate {
  const { type } = expression
  const object = compileExpression(expression.object, objectOf)
  const index = compileExpression(expression.index, objectOf)
  const check = checkOf(type)
  return (context) => {
    const key = index(context)
    const value = elementOf(object(context), key)
    return check(value) ? value : misread(`element ${String(key)}`, value, type)
  }
}

function elementOf(value: unknown, key: unknown): unknown {
  if (value instanceof Map) return value.get(key)
  if (Array.isArray(value) || value instanceof Uint8Array)
    return (value as readonly unknown[])[Number(key)]
  throw new EvaluationError('a value has no elements')
}

function compileCall(call: ModelCall, objectOf: ObjectOf): Evaluate {
  const { object, expression, argument, type } = call
  if (object.model === boolModel && argument.kind === 'list')
    return compileBooleans(call, argument, objectOf)
  const instance = objectOf(object.definition) as never
  const { evaluate } = expression
  const read = compileExpression(argument, objectOf)
  const check = checkOf(type)
  return (context) => {
    const value = evaluate(read(context) as never, instance, type)
    return check(value) ? value : misread(`value of ${object.name}`, value, type)
  }
}

// `bool.any` and `bool.all`: without a list of their values. All of these are evaluated.
function compileBooleans(
  { expression, object }: ModelCall,
  { elements }: ListExpression,
  objectOf: ObjectOf,
): Evaluate {
  const parts = elements.map((element) => compileExpression(element, objectOf))
  const types = elements.map(({ type }) => type)
  const sought = expression === object.definition.expressions['any']
  return (context) => {
    let isFound = false
    for (let i = 0; i < parts.length; i++) {
      const value = (parts[i] as Evaluate)(context)
      if (typeof value !== 'boolean') misread('element', value, types[i] as ValueType)
      if (value === sought) isFound = true
    }
    return isFound === sought
  }
}

function compileRecord({ fields }: RecordExpression, objectOf: ObjectOf): Evaluate {
  const template: Record<string, unknown> = {}
  const names: string[] = []
  const values: Evaluate[] = []
  for (const [name, field] of fields) {
    template[name] = field.kind === 'constant' ? field.value : undefined
    if (field.kind === 'constant') continue
    names.push(name)
    values.push(compileExpression(field, objectOf))
  }
  return (context) => {
    const record = { ...template }
    for (let i = 0; i < names.length; i++)
      record[names[i] as string] = (values[i] as Evaluate)(context)
    return record
  }
}

function compileList({ elements }: ListExpression, objectOf: ObjectOf): Evaluate {
  const parts = elements.map((element) => compileExpression(element, objectOf))
  return (context) => parts.map((part) => part(context))
}

function compileMap({ entries }: MapExpression, objectOf: ObjectOf): Evaluate {
  const parts = entries.map(([key, value]) => [key, compileExpression(value, objectOf)] as const)
  return (context) => new Map(parts.map(([key, part]) => [key, part(context)]))
}
