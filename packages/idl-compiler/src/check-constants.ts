// Constants of packages, and the sizes in types. They are evaluated on demand, whichever package
// they are in, so that their order does not matter.

import { type IntegerKind, integerRange, maxLimit } from '@kos/idl'
import { builtinTypes } from './builtin-types.ts'
import { evaluate } from './evaluate.ts'
import { lookUp, type ModuleDraft } from './symbols.ts'
import type { ConstNode, Expression } from './syntax.ts'
import type { Diagnostics, Span } from './text/index.ts'

/** Checks constants. */
export class ConstantChecker {
  readonly #diagnostics: Diagnostics
  // Null: it has no value, which is reported. `pending`: it is being evaluated.
  readonly #values: Map<ConstNode, bigint | null | 'pending'> = new Map()

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics
  }

  /** The value of a constant; null if it has none. */
  value(node: ConstNode, module: ModuleDraft): bigint | null {
    const known = this.#values.get(node)
    if (known === 'pending')
      return this.#fail(module, node.name, `the value of ${node.name.text} depends on itself`)
    if (known !== undefined) return known
    this.#values.set(node, 'pending')
    const value = this.#evaluate(node, module)
    this.#values.set(node, value)
    return value
  }

  /** The kind of integer that a constant is; null if its type is none. */
  kind(node: ConstNode): IntegerKind | null {
    return (builtinTypes[node.type.text]?.kind as IntegerKind | undefined) ?? null
  }

  #evaluate(node: ConstNode, module: ModuleDraft): bigint | null {
    const kind = this.kind(node)
    if (kind === null) {
      const text = node.type.text
      const hint = `the types of constants are SInt8 .. SInt64 and UInt8 .. UInt64`
      return this.#fail(module, node.type, `${text} is no type of a constant`, hint)
    }
    const value = this.#value(node.value, module)
    if (value === null) return null
    const [min, max] = integerRange(kind)
    if (value >= min && value <= max) return value
    return this.#fail(
      module,
      node.value,
      `${value} is no ${node.type.text}`,
      `it goes from ${min} to ${max}`,
    )
  }

  /** The value of a size expression; null if it is no size. `what` names it in messages. */
  size(expression: Expression, module: ModuleDraft, what: string): number | null {
    const value = this.#value(expression, module)
    if (value === null) return null
    const size = Number(value)
    if (size >= 1 && size <= maxLimit) return size
    return this.#fail(module, expression, `${what} is ${value}`, `it goes from 1 to ${maxLimit}`)
  }

  #value(expression: Expression, module: ModuleDraft): bigint | null {
    return evaluate(expression, {
      source: module.file.source,
      diagnostics: this.#diagnostics,
      constant: ({ name }) => {
        const found = lookUp(name, module, 'constant', (node) => node.kind === 'const')
        if (found.kind === 'missing') return this.#fail(module, name, found.message, found.hint)
        if (found.kind === 'unknown') return null
        if (found.module !== module) module.needs.add(found.module)
        return this.value(found.node as ConstNode, found.module)
      },
    })
  }

  #fail(module: ModuleDraft, place: Span, message: string, hint?: string): null {
    this.#diagnostics.error(module.file.source, place, message, hint)
    return null
  }
}
