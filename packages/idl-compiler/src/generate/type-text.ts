// Types as TypeScript: the types of values, and the expressions that make descriptors.

import { hasHandles, type Type } from '@kos/idl'
import { freeName } from '@kos/idl/printer'
import type { NameNode } from '../text/index.ts'
import type { Expression, TypeNode } from '../syntax.ts'
import type { CheckedInterface, Module } from '../module.ts'
import type { ModuleText } from './module-text.ts'
import type { ExportNames } from './names.ts'
import { integerText } from './typescript.ts'

/** Whether values arrive or are sent; it makes a difference for handles. */
export type ValueSide = 'received' | 'sent'

/** Writes types for one module. */
export class TypeText {
  readonly #module: Module
  readonly #names: ExportNames
  readonly #text: ModuleText
  readonly #pathOf: (module: Module) => string
  readonly #moduleOf: (definition: CheckedInterface['definition']) => Module
  readonly #locals: Map<string, string> = new Map()

  constructor(
    module: Module,
    names: ExportNames,
    text: ModuleText,
    pathOf: (module: Module) => string,
    moduleOf: (definition: CheckedInterface['definition']) => Module,
  ) {
    this.#module = module
    this.#names = names
    this.#text = text
    this.#pathOf = pathOf
    this.#moduleOf = moduleOf
  }

  /** The type of a value: by its name if it has one, else written out. */
  value(type: Type<unknown>, side: ValueSide): string {
    const named = this.#names.named(type)
    if (named === null) return this.structure(type, side)
    const isInit = side === 'sent' && hasHandles(type)
    return this.#export(named.module, isInit ? initName(named.name) : named.name)
  }

  /** The type of a value written out, whatever it is called. */
  structure(type: Type<unknown>, side: ValueSide): string {
    const { kind, element, fields } = type
    if (kind === 'string') return 'string'
    if (kind === 'bytes') return 'Uint8Array'
    if (kind === 'handle') return this.#handle(type, side)
    if (kind === 'struct') {
      const members = fields.map(
        (field) => `readonly ${field.name}: ${this.value(field.type, side)}`,
      )
      return `{ ${members.join('; ')} }`
    }
    if (kind === 'union') {
      const variants = fields.map(
        (field) =>
          `{ readonly tag: '${field.name}'; readonly value: ${this.value(field.type, side)} }`,
      )
      return variants.join(' | ')
    }
    if (element !== null) {
      const each = this.value(element, side)
      return `readonly ${/[ |]/.test(each) ? `(${each})` : each}[]`
    }
    return kind.endsWith('64') ? 'bigint' : 'number'
  }

  /** `Type<...>` of a parameter. */
  descriptor(type: Type<unknown>): string {
    const [received, sent] = [this.value(type, 'received'), this.value(type, 'sent')]
    return `${this.#text.type('Type')}<${received === sent ? received : `${received}, ${sent}`}>`
  }

  /**
   * The same inside of another expression. A call says there that it has no effects: bundlers leave
   * out what is made of calls only if each of them says so.
   */
  part(node: TypeNode, type: Type<unknown>): string {
    const expression = this.expression(node, type)
    return expression.endsWith(')') ? `/* @__PURE__ */ ${expression}` : expression
  }

  /** The expression that makes a type where it is used. */
  expression(node: TypeNode, type: Type<unknown>): string {
    switch (node.kind) {
      case 'named':
        return this.#named(node.name, type)
      case 'bytes':
      case 'string':
        return `${this.#text.value(node.kind)}(${this.#size(node.size, type.limit)})`
      case 'handle':
        return type.target === null
          ? this.#text.value('handle')
          : `${this.#text.value('handleOf')}(() => ${this.interface(type)})`
      case 'sequence':
      case 'array':
      default: {
        const make = this.#text.value(node.kind)
        const element = this.part(node.element, type.element!)
        return `${make}(${element}, ${this.#size(node.size, type.limit)})`
      }
    }
  }

  /** The interface that a handle is for. */
  interface(type: Type<unknown>): string {
    const module = this.#moduleOf(type.target!())
    return this.#export(module, this.#names.interface(module))
  }

  /** The codec of a declared type; null if it is not declared. */
  codec(type: Type<unknown>): string | null {
    const named = this.#names.named(type)
    return named === null ? null : this.#export(named.module, this.#names.codec(type))
  }

  #named(name: NameNode, type: Type<unknown>): string {
    const found = this.#find(name.text, (module) => module.types)
    return found === null
      ? this.#text.value(type.kind)
      : this.#export(found.module, this.#names.declared(found.module, found.name))
  }

  // A reference to a constant that is a number stays a reference; other expressions become values.
  #size(expression: Expression, value: number): string {
    if (expression.kind !== 'reference') return integerText(expression, BigInt(value), false)
    const found = this.#find(expression.name.text, (module) => module.constants)
    if (found === null || found.module.constants.get(found.name)!.type.endsWith('64'))
      return String(value)
    return this.#export(found.module, this.#names.declared(found.module, found.name))
  }

  // Looks in the order of `lookUp`, which found the name when it was checked.
  #find(
    name: string,
    of: (module: Module) => ReadonlyMap<string, unknown>,
  ): { module: Module; name: string } | null {
    const dot = name.lastIndexOf('.')
    const plain = name.slice(dot + 1)
    const all = [this.#module, ...this.#module.imports]
    const prefix = name.slice(0, Math.max(0, dot))
    const owners =
      dot < 0 ? all : all.filter((each) => each.name === prefix || each.name.endsWith(`.${prefix}`))
    const module = owners.find((each) => of(each).has(plain))
    return module === undefined ? null : { module, name: plain }
  }

  #handle(type: Type<unknown>, side: ValueSide): string {
    if (type.target === null)
      return this.#text.type(side === 'received' ? 'HandleDesc' : 'HandleLike')
    const name = side === 'received' ? 'Capability' : 'CapabilityLike'
    return `${this.#text.type(name)}<${this.interface(type)}>`
  }

  #export(module: Module, name: string): string {
    if (module === this.#module) return name
    const path = this.#pathOf(module)
    const key = `${path}:${name}`
    const taken = new Set(this.#locals.values())
    const local =
      this.#locals.get(key) ??
      freeName(this.#names.free(this.#module, name), (each) => taken.has(each))
    this.#locals.set(key, local)
    return this.#text.from(path, name, local)
  }
}

/** The name of the type of values to send. */
export function initName(name: string): string {
  return `${name}Init`
}
