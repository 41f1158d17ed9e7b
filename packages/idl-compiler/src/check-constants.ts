// Constants of packages, and the sizes in types. They are evaluated on demand, whichever package
// they are in, so that their order does not matter.

import { type IntegerKind, integerRange, maxLimit } from '@kos/idl'
import { builtinTypes } from './builtin-types.ts'
import { evaluate } from './evaluate.ts'
import { lookUp, type ModuleDraft } from './symbols.ts'
import type {
  ConstNode,
  DeclarationNode,
  Expression,
  NamedTypeNode,
  TypedefNode,
} from './syntax.ts'
import type { Diagnostics, NameNode, Span } from './text/index.ts'

/** Checks constants. */
export class ConstantChecker {
  readonly #diagnostics: Diagnostics
  // Null: it has no value, which is reported. `pending`: it is being evaluated.
  readonly #values: Map<ConstNode, bigint | null | 'pending'> = new Map()

  readonly #kinds: Map<ConstNode, IntegerKind> = new Map()

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
    return this.#kinds.get(node) ?? null
  }

  #evaluate(node: ConstNode, module: ModuleDraft): bigint | null {
    const kind = this.#kind(node.type, module)
    if (kind === null) return null
    this.#kinds.set(node, kind)
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

  // The integer that a type is, itself or as a typedef over any number of steps.
  #kind(type: NameNode, module: ModuleDraft): IntegerKind | null {
    const seen = new Set<DeclarationNode>()
    for (let [name, scope] = [type, module]; ;) {
      const builtin = Object.hasOwn(builtinTypes, name.text) ? builtinTypes[name.text] : undefined
      if (builtin !== undefined) return builtin.kind as IntegerKind
      const found = lookUp(name, scope, 'type', (node) => node.kind !== 'const')
      if (found.kind === 'missing' && name === type) return this.#noType(type, module, found.hint)
      // What is wrong with a typedef is reported where it is declared.
      if (found.kind !== 'found' || seen.has(found.node)) return null
      if (!isAlias(found.node)) return this.#noType(type, module)
      seen.add(found.node)
      name = found.node.type.name
      scope = found.module
    }
  }

  #noType(type: NameNode, module: ModuleDraft, meant?: string): null {
    const hint = meant ?? 'the types of constants are SInt8 .. SInt64 and UInt8 .. UInt64'
    return this.#fail(module, type, `${type.text} is no type of a constant`, hint)
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

/** Whether a declaration gives another name to a type that has one. */
function isAlias(node: DeclarationNode): node is TypedefNode & { readonly type: NamedTypeNode } {
  return node.kind === 'typedef' && node.type.kind === 'named'
}
