// Checks expressions against the messages of all methods that their rule selects.
//
// Methods may have parameters of one name and different types. So an expression is checked once for
// each method, and if it is not the same for all of them, the compiler has one for each.

import type { Method } from '@kos/idl'
import type { ValueType } from '../../models/type.ts'
import { anyType } from '../../models/type.ts'
import type { ExpressionNode } from '../syntax.ts'
import type { ExpressionChecker, TypingScope } from './expression-checker.ts'
import { MessageTypes } from './message-type.ts'
import type { SectionScope } from './section-checker.ts'
import type { Selection } from './selection.ts'
import { partsOf, type TypedExpression } from './typed-expression.ts'
import type { TypedByMethod, TypedForMethod } from './typed-rule.ts'
import { formatType } from '../types.ts'

type Check = (node: ExpressionNode, scope: TypingScope) => TypedExpression | null

/** Checks expressions of rules. */
export class MessageChecker {
  readonly expressions: ExpressionChecker
  readonly #types: MessageTypes = new MessageTypes()

  constructor(expressions: ExpressionChecker) {
    this.expressions = expressions
  }

  /** Checks an expression with `check` for each method; null if there is an error. */
  check(
    node: ExpressionNode,
    { source, selection }: SectionScope,
    check: Check,
  ): TypedByMethod | null {
    const { event } = selection
    const methods = usesMessage(node) ? distinctMethods(selection) : []
    if (methods.length === 0) {
      const message = event === 'execute' ? null : anyType
      const common = check(node, { source, event, message, method: '' })
      return common === null ? null : { common, others: [] }
    }
    const typed: TypedForMethod[] = []
    for (const method of methods) {
      const message: ValueType = this.#types.of(method, event)
      const name = `${method.interfaceName}.${method.name}`
      const methodCount = methods.length
      const expression = check(node, { source, event, message, method: name, methodCount })
      // The errors of one method are enough.
      if (expression === null) return null
      typed.push({ method, expression })
    }
    return this.#joined(typed, node, selection, source, check)
  }

  #joined(
    typed: readonly TypedForMethod[],
    node: ExpressionNode,
    { event }: Selection,
    source: TypingScope['source'],
    check: Check,
  ): TypedByMethod | null {
    const [first] = typed
    if (first === undefined) return null
    const key = typesIn(first.expression)
    if (typed.every(({ expression }) => typesIn(expression) === key))
      return { common: first.expression, others: [] }
    const common = check(node, { source, event, message: anyType, method: '' })
    return common === null ? null : { common, others: typed }
  }
}

/** Each method that is known once: endpoints may have the same interface. */
function distinctMethods({ methods }: Selection): readonly Method[] {
  return [...new Set(methods.map(({ method }) => method))].filter((method) => method !== null)
}

/** Whether an expression mentions the message. */
function usesMessage(node: ExpressionNode): boolean {
  switch (node.kind) {
    case 'reference':
      return node.name.text === 'message'
    case 'access':
      return usesMessage(node.object)
    case 'index':
      return usesMessage(node.object) || usesMessage(node.index)
    case 'call':
      return usesMessage(node.argument)
    case 'unary':
      return usesMessage(node.operand)
    case 'binary':
      return usesMessage(node.left) || usesMessage(node.right)
    case 'dictionary':
      return node.entries.some(({ value }) => usesMessage(value))
    case 'list':
      return node.elements.some(usesMessage)
    case 'integer':
    case 'text':
    case 'boolean':
    case 'unit':
    default:
      return false
  }
}

/** The types of all parts of an expression as a text; that of the message does not count. */
function typesIn(expression: TypedExpression): string {
  const own = expression.kind === 'context' ? '' : formatType(expression.type)
  const field = expression.kind === 'field' ? expression.field : ''
  return `${own} ${field}(${partsOf(expression).map(typesIn).join()})`
}
