// Makes functions of checked expressions. A function reads what it needs of the context of an
// event, each part of the message once, and throws EvaluationError where the expression has no
// value.

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
import { type AuditedCall, noting } from './audited-call.ts'
import { compileOperator } from './compile-operator.ts'
import { checkOf, misread } from './values.ts'

/** The value of an expression in an event. */
export type Evaluate = (context: RuleContext) => unknown

/** The instance of a policy object in one monitor. */
export type ObjectOf = (definition: PolicyObjectDefinition) => object | undefined

/** What the functions of the expressions of a rule are made with. */
export interface ExpressionEnvironment {
  readonly objectOf: ObjectOf
  /** What audits call a call in the rule; null if the profile of the rule does not ask for it. */
  readonly auditedCall: (call: ModelCall) => AuditedCall | null
}

/** Makes the function of an expression. */
export function compileExpression(
  expression: TypedExpression,
  environment: ExpressionEnvironment,
): Evaluate {
  switch (expression.kind) {
    case 'constant': {
      const { value } = expression
      return () => value
    }
    case 'context':
      return compileContext(expression)
    case 'field':
      return compileField(expression, environment)
    case 'element':
      return compileElement(expression, environment)
    case 'call':
      return compileCall(expression, environment)
    case 'operator':
      return compileOperator(
        expression,
        compileExpression(expression.left, environment),
        compileExpression(expression.right, environment),
      )
    case 'record':
      return compileRecord(expression, environment)
    case 'list':
      return compileList(expression, environment)
    case 'map':
    default:
      return compileMap(expression, environment)
  }
}

function compileContext({ name }: ContextExpression): Evaluate {
  if (name === 'src_sid') return (context) => context.sourceSid
  if (name === 'dst_sid') return (context) => context.destinationSid
  return (context) => context.message ?? misread('message', undefined, { kind: 'any' })
}

function compileField(expression: FieldExpression, environment: ExpressionEnvironment): Evaluate {
  const { field, type, object, isOfUnion } = expression
  const read = compileExpression(object, environment)
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

function compileElement(
  expression: ElementExpression,
  environment: ExpressionEnvironment,
): Evaluate {
  const { type } = expression
  const object = compileExpression(expression.object, environment)
  const index = compileExpression(expression.index, environment)
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

function compileCall(call: ModelCall, environment: ExpressionEnvironment): Evaluate {
  const { object, expression, argument } = call
  const isOfBooleans = object.model === boolModel && argument.kind === 'list'
  const evaluate = isOfBooleans
    ? compileBooleans(call, argument, environment)
    : compileApplication(call, environment)
  const audited = environment.auditedCall(call)
  const isOfChoice = expression.selects !== undefined
  return audited === null || isOfChoice ? evaluate : noting(evaluate, audited)
}

function compileApplication(
  { object, expression, argument, type }: ModelCall,
  environment: ExpressionEnvironment,
): Evaluate {
  const instance = environment.objectOf(object.definition) as never
  const { evaluate } = expression
  const read = compileExpression(argument, environment)
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
  environment: ExpressionEnvironment,
): Evaluate {
  const parts = elements.map((element) => compileExpression(element, environment))
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

function compileRecord({ fields }: RecordExpression, environment: ExpressionEnvironment): Evaluate {
  // Has each field, so that assignments reach one that is called `__proto__`.
  const template: Record<string, unknown> = Object.fromEntries(
    fields.map(([name, field]) => [name, field.kind === 'constant' ? field.value : undefined]),
  )
  const names: string[] = []
  const values: Evaluate[] = []
  for (const [name, field] of fields) {
    if (field.kind === 'constant') continue
    names.push(name)
    values.push(compileExpression(field, environment))
  }
  return (context) => {
    const record = { ...template }
    for (let i = 0; i < names.length; i++)
      record[names[i] as string] = (values[i] as Evaluate)(context)
    return record
  }
}

function compileList({ elements }: ListExpression, environment: ExpressionEnvironment): Evaluate {
  const parts = elements.map((element) => compileExpression(element, environment))
  return (context) => parts.map((part) => part(context))
}

function compileMap({ entries }: MapExpression, environment: ExpressionEnvironment): Evaluate {
  const parts = entries.map(([key, value]) => [key, compileExpression(value, environment)] as const)
  return (context) => new Map(parts.map(([key, part]) => [key, part(context)]))
}
