// Checks expressions: what names mean, and whether types fit.
//
// `check` takes an expression where a type is expected, `infer` finds the type. Both answer null
// for an expression with an error, which is reported. Dictionaries and lists are checked against
// what is expected (`collection-checker.ts`), so that a mistake is reported where it is.

import type { SourceFile, Span } from '@kos/idl-compiler/text'
import type { SecurityEventType } from '../../event.ts'
import { EvaluationError } from '../../models/model.ts'
import type { ValueType } from '../../models/type.ts'
import { anyType, numberType, sidType } from '../../models/type.ts'
import type {
  AccessNode,
  BinaryNode,
  CallNode,
  ExpressionNode,
  IndexNode,
  ReferenceNode,
  UnaryNode,
} from '../syntax.ts'
import { fits, formatType } from '../types.ts'
import { CollectionChecker } from './collection-checker.ts'
import { checkComparison } from './comparisons.ts'
import { constant, folded, isConstant, literal } from './constants.ts'
import { fieldOf, missingField } from './fields.ts'
import { findExpression, findOperator } from './find-expression.ts'
import type { FoundExpression, KnownObjects } from './known-objects.ts'
import { misfitOf } from './misfit.ts'
import { checkPattern } from './patterns.ts'
import { hintOf } from '../name-hint.ts'
import type { CheckReport } from './check-report.ts'
import type { TypedExpression } from './typed-expression.ts'

/** What an expression is checked against. */
export interface TypingScope {
  readonly source: SourceFile
  /** The event; null where only constants may stand. */
  readonly event: SecurityEventType | null
  /** The type of the message; null if the event has none. */
  readonly message: ValueType | null
  /** The method that the message is of; empty if it is not known. */
  readonly method: string
  /** How many methods the rule selects. */
  readonly methodCount?: number
}

/** Checks expressions. */
export class ExpressionChecker {
  readonly #objects: KnownObjects
  readonly #report: CheckReport
  readonly #collections: CollectionChecker

  constructor(objects: KnownObjects, report: CheckReport) {
    this.#objects = objects
    this.#report = report
    this.#collections = new CollectionChecker(this, report)
  }

  /** Checks an expression where a value of a type is expected. */
  check(node: ExpressionNode, expected: ValueType, scope: TypingScope): TypedExpression | null {
    if (node.kind === 'dictionary') return this.#collections.dictionary(node, expected, scope)
    if (node.kind === 'list') return this.#collections.list(node, expected, scope)
    const typed = this.infer(node, scope)
    if (typed === null || fits(typed.type, expected)) return typed
    const text = scope.source.text.slice(node.start, node.end)
    const { message, hint } = misfitOf(typed.type, expected, text)
    return this.#report.error(scope.source, node, message, hint)
  }

  /** Checks an expression where only a constant of a type may stand. */
  constant(node: ExpressionNode, expected: ValueType, scope: TypingScope): TypedExpression | null {
    const typed = this.check(node, expected, { ...scope, event: null, message: null })
    if (typed === null || isConstant(typed)) return typed
    return this.#report.error(scope.source, node, 'expected a constant')
  }

  /** Checks an expression, and finds its type. */
  infer(node: ExpressionNode, scope: TypingScope): TypedExpression | null {
    switch (node.kind) {
      case 'integer':
        return this.#integer(node.value, node, scope)
      case 'text':
      case 'boolean':
        return literal(node.value)
      case 'unit':
        return constant(undefined, { kind: 'unit' })
      case 'reference':
        return this.#reference(node, scope)
      case 'access':
        return this.#access(node, scope)
      case 'index':
        return this.#index(node, scope)
      case 'call':
        return this.#call(node, scope)
      case 'unary':
        return this.#unary(node, scope)
      case 'binary':
        return this.#binary(node, scope)
      case 'dictionary':
        return this.#collections.dictionary(node, anyType, scope)
      case 'list':
      default:
        return this.#collections.list(node, anyType, scope)
    }
  }

  /** The constant that an expression is, if it is one; else the expression. */
  fold(
    expression: Parameters<typeof folded>[0],
    span: Span,
    scope: TypingScope,
  ): TypedExpression | null {
    try {
      return folded(expression)
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error
      return this.#report.error(scope.source, span, `this has no value: ${error.message}`)
    }
  }

  #integer(value: bigint, node: Span, { source }: TypingScope): TypedExpression | null {
    if (value < 2n ** 64n && value >= -(2n ** 63n)) return literal(value)
    return this.#report.error(source, node, `${value} does not fit in any integer type`)
  }

  #reference(node: ReferenceNode, scope: TypingScope): TypedExpression | null {
    const { text } = node.name
    const { source, event } = scope
    if (text !== 'message' && text !== 'src_sid' && text !== 'dst_sid')
      return this.#unknownName(node, scope)
    if (event === null) return this.#report.error(source, node, `${text} is not known here`)
    if (text === 'message') {
      if (scope.message !== null) return { kind: 'context', type: scope.message, name: text }
      return this.#report.error(source, node, `${event} events have no message`)
    }
    if (text === 'src_sid' || event !== 'security')
      return { kind: 'context', type: sidType, name: text }
    return this.#report.error(source, node, 'security events have no recipient, so no dst_sid')
  }

  #unknownName({ name }: ReferenceNode, { source }: TypingScope): null {
    const objects = this.#objects
    if (objects.isBroken(name.text)) return null
    const { definition } = objects.of(name.text) ?? {}
    if (definition === undefined) {
      const hint = hintOf(name.text, ['message', 'src_sid', 'dst_sid', ...objects.names])
      return this.#report.error(source, name, `there is no ${name.text}`, hint)
    }
    const expressions = Object.keys(definition.expressions)
    const hint = expressions.length === 0 ? undefined : `it has ${expressions.join(', ')}`
    return this.#report.error(source, name, `${name.text} is a policy object, not a value`, hint)
  }

  #access(node: AccessNode, scope: TypingScope): TypedExpression | null {
    const { object, field } = node
    if (object.kind === 'reference' && this.#lacksArgument(object, node, scope)) return null
    const typed = this.infer(object, scope)
    if (typed === null) return null
    const found = fieldOf(typed, field.text)
    if (found !== null) return found
    const { message, hint } = missingField(typed, field.text, scope)
    return this.#report.error(scope.source, field, message, hint)
  }

  // `session.query` without what it is asked about.
  #lacksArgument({ name }: ReferenceNode, node: AccessNode, { source }: TypingScope): boolean {
    const expressions = this.#objects.of(name.text)?.definition.expressions
    const { text } = node.field
    if (expressions === undefined || !Object.hasOwn(expressions, text)) return false
    const expression = `${name.text}.${text}`
    const type = expressions[text]?.parameter
    const hint = type === undefined ? undefined : `it takes ${formatType(type)}`
    this.#report.error(source, node, `${expression} has no argument`, hint)
    return true
  }

  #index(node: IndexNode, scope: TypingScope): TypedExpression | null {
    const object = this.infer(node.object, scope)
    if (object === null) return null
    const { type } = object
    const isMap = type.kind === 'map'
    const index = this.check(node.index, isMap ? type.key : numberType, scope)
    if (index === null) return null
    if (isMap) return { kind: 'element', type: type.value, object, index }
    if (type.kind === 'list' || type.kind === 'any') {
      const element = type.kind === 'list' ? type.element : anyType
      return { kind: 'element', type: element, object, index }
    }
    const message = `${formatType(type)} has no elements by index`
    return this.#report.error(scope.source, node, message)
  }

  #call(node: CallNode, scope: TypingScope): TypedExpression | null {
    const found = findExpression(node, this.#objects, scope.source, this.#report)
    return found === null ? null : this.#apply(found, node.argument, node, scope)
  }

  #apply(
    { object, expression }: FoundExpression,
    argumentNode: ExpressionNode,
    span: Span,
    scope: TypingScope,
  ): TypedExpression | null {
    const argument = this.check(argumentNode, expression.parameter, scope)
    if (argument === null) return null
    if (!checkPattern(object, argument, argumentNode, scope.source, this.#report)) return null
    const type =
      typeof expression.result === 'function' ? expression.result(argument.type) : expression.result
    return this.fold({ kind: 'call', type, object, expression, argument, span }, span, scope)
  }

  #unary(node: UnaryNode, scope: TypingScope): TypedExpression | null {
    const { operator, operand } = node
    if (operator === '-' && operand.kind === 'integer')
      return this.#integer(-operand.value, node, scope)
    const name = operator === '-' ? 'neg' : operator
    const span = { start: node.start, end: node.start + operator.length }
    const found = findOperator(name, span, this.#objects, scope.source, this.#report)
    return found === null ? null : this.#apply(found, operand, node, scope)
  }

  #binary(node: BinaryNode, scope: TypingScope): TypedExpression | null {
    const { operator, at } = node
    const found = findOperator(operator, at, this.#objects, scope.source, this.#report)
    if (found === null) return null
    const { expression } = found
    const [first = anyType, second = anyType] =
      expression.parameter.kind === 'tuple' ? expression.parameter.types : []
    // Both sides are checked, also if one has an error.
    const left = this.check(node.left, first, scope)
    const right = this.check(node.right, second, scope)
    if (left === null || right === null) return null
    const argument: ValueType = { kind: 'tuple', types: [left.type, right.type] }
    const type =
      typeof expression.result === 'function' ? expression.result(argument) : expression.result
    const typed = { kind: 'operator', type, operator, expression, left, right } as const
    if (!checkComparison(typed, node, scope.source, this.#report)) return null
    return this.fold(typed, node, scope)
  }
}
