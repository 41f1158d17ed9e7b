// Checks types of packages, and makes their descriptors. They are resolved on demand, whichever
// package they are in, so that their order does not matter. Constants are in `check-constants.ts`.

import {
  type AnyInterface,
  array,
  bytes,
  handle,
  handleOf,
  hasHandles,
  maxLimit,
  type Members,
  sequence,
  string,
  struct,
  type Type,
  union,
} from '@kos/idl'
import { freeName, reservedWords } from '@kos/idl/printer'
import type { Diagnostics, NameNode, Span } from './text/index.ts'
import type {
  ConstNode,
  DeclarationNode,
  ElementsTypeNode,
  HandleTypeNode,
  RecordNode,
  SizedTypeNode,
  TypeNode,
} from './syntax.ts'
import { builtinNames, builtinTypes, foreignTypes } from './builtin-types.ts'
import type { ConstantChecker } from './check-constants.ts'
import { checkIdentifier, checkUnique } from './check-names.ts'
import { lookUp, type ModuleDraft } from './symbols.ts'

/** Checks types. */
export class TypeChecker {
  readonly #diagnostics: Diagnostics
  readonly #interfaceOf: (module: ModuleDraft) => AnyInterface | null
  readonly #constants: ConstantChecker
  // Null: it has errors, which are reported. `pending`: it is being resolved.
  readonly #types: Map<DeclarationNode, Type<unknown> | null | 'pending'> = new Map()
  readonly #names: Map<RecordNode, readonly string[]> = new Map()
  readonly #handles: Map<ModuleDraft, Type<unknown>> = new Map()

  /** `interfaceOf` answers the interface of a package once all are checked. */
  constructor(
    constants: ConstantChecker,
    diagnostics: Diagnostics,
    interfaceOf: (module: ModuleDraft) => AnyInterface | null,
  ) {
    this.#diagnostics = diagnostics
    this.#interfaceOf = interfaceOf
    this.#constants = constants
  }

  /** The descriptor of a declared type; null if it has errors. */
  declared(node: Exclude<DeclarationNode, ConstNode>, module: ModuleDraft): Type<unknown> | null {
    const known = this.#types.get(node)
    if (known === 'pending')
      return this.#fail(
        module,
        node.name,
        `${node.name.text} contains itself`,
        'types have a fixed largest size',
      )
    if (known !== undefined) return known
    this.#types.set(node, 'pending')
    const type =
      node.kind === 'typedef' ? this.resolve(node.type, module) : this.#record(node, module)
    this.#types.set(node, type)
    return type
  }

  /** The names of the members of a struct or union in TypeScript. */
  memberNames(node: RecordNode): readonly string[] {
    return this.#names.get(node) ?? []
  }

  /** The descriptor of a type where it is used; null if it has errors. */
  resolve(node: TypeNode, module: ModuleDraft): Type<unknown> | null {
    switch (node.kind) {
      case 'named':
        return this.#named(node.name, module)
      case 'bytes':
      case 'string':
        return this.#sized(node, module)
      case 'handle':
        return this.#handle(node, module)
      case 'sequence':
      case 'array':
      default:
        return this.#elements(node, module)
    }
  }

  #named(name: NameNode, module: ModuleDraft): Type<unknown> | null {
    const builtin = Object.hasOwn(builtinTypes, name.text) ? builtinTypes[name.text] : undefined
    if (builtin !== undefined) return builtin
    const found = lookUp(name, module, 'type', (node) => node.kind !== 'const', builtinNames)
    const foreign = Object.hasOwn(foreignTypes, name.text) ? foreignTypes[name.text] : undefined
    if (found.kind !== 'found' && foreign !== undefined) {
      return this.#fail(module, name, `there is no type ${name.text}`, foreign)
    }
    if (found.kind === 'missing') return this.#fail(module, name, found.message, found.hint)
    if (found.kind === 'unknown') return null
    if (found.module !== module) module.needs.add(found.module)
    return this.declared(found.node as Exclude<DeclarationNode, ConstNode>, found.module)
  }

  #sized(node: SizedTypeNode, module: ModuleDraft): Type<unknown> | null {
    const size = this.#constants.size(node.size, module, `the size of ${node.kind}`)
    if (size === null) return null
    return node.kind === 'bytes' ? bytes(size) : string(size)
  }

  #elements(node: ElementsTypeNode, module: ModuleDraft): Type<unknown> | null {
    const element = this.resolve(node.element, module)
    const count = this.#constants.size(node.size, module, `the size of ${node.kind}`)
    if (element === null || count === null) return null
    if (element.size * count > maxLimit) {
      return this.#fail(
        module,
        node,
        `the elements take ${element.size * count} bytes, more than the largest message holds`,
        `lower ${count}`,
      )
    }
    if (node.kind === 'array') return array(element, count)
    if (hasHandles(element))
      return this.#fail(
        module,
        node.element,
        'the elements of a sequence hold no handles',
        handlesHint,
      )
    return sequence(element, count)
  }

  #handle({ target }: HandleTypeNode, module: ModuleDraft): Type<unknown> | null {
    if (target === null) return handle
    const all = [module, ...module.imports]
    const found =
      all.find(({ file }) => file.name.text === target.text) ??
      all.find(({ file }) => file.name.text.endsWith(`.${target.text}`))
    if (found === undefined) {
      // The import has an error, which is reported: its file was not found.
      if (
        module.file.imports.some(
          ({ text }) => text === target.text || text.endsWith(`.${target.text}`),
        )
      )
        return null
      const isDotted = target.text.includes('.')
      return this.#fail(
        module,
        target,
        `there is no interface ${target.text}`,
        isDotted ? `add: import ${target.text}` : undefined,
      )
    }
    if (found.file.interface === null) {
      return found.isBroken
        ? null
        : this.#fail(module, target, `${found.file.name.text} has no interface`)
    }
    return this.#handleOf(found)
  }

  // One descriptor for each interface, so that equal types are the same object.
  #handleOf(module: ModuleDraft): Type<unknown> {
    const known = this.#handles.get(module)
    if (known !== undefined) return known
    const type = handleOf(() => this.#interfaceOf(module) as AnyInterface)
    this.#handles.set(module, type)
    return type
  }

  #record(node: RecordNode, module: ModuleDraft): Type<unknown> | null {
    const { fields, kind, name } = node
    if (fields.length === 0) {
      return this.#fail(
        module,
        name,
        `${kind} ${name.text} is empty`,
        'give it a field: UInt32 id;',
      )
    }
    checkUnique(fields, `in ${kind} ${name.text}`, module.file.source, this.#diagnostics)
    const names = memberNames(fields, module, this.#diagnostics)
    this.#names.set(node, names)
    const types = fields.map((field) => this.resolve(field.type, module))
    if (types.includes(null)) return null
    const members = Object.fromEntries(names.map((name, i) => [name, types[i]!]))
    const holder = kind === 'union' ? fields.findIndex((_field, i) => hasHandles(types[i]!)) : -1
    if (holder >= 0)
      return this.#fail(
        module,
        fields[holder]!.type,
        'the members of a union hold no handles',
        handlesHint,
      )
    return this.#make(kind, members, module, name)
  }

  #make(
    kind: 'struct' | 'union',
    members: Members,
    module: ModuleDraft,
    place: Span,
  ): Type<unknown> | null {
    try {
      return kind === 'struct' ? struct(members) : union(members)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      return this.#fail(module, place, error.message)
    }
  }

  #fail(module: ModuleDraft, place: Span, message: string, hint?: string): null {
    this.#diagnostics.error(module.file.source, place, message, hint)
    return null
  }
}

/** The names of fields in TypeScript; a warning says which differ from IDL. */
function memberNames(
  fields: RecordNode['fields'],
  module: ModuleDraft,
  diagnostics: Diagnostics,
): string[] {
  const names = new Set(fields.map(({ name }) => name.text))
  return fields.map(({ name }) => {
    checkIdentifier(name, 'a field', module.file.source, diagnostics)
    if (!reservedWords.has(name.text)) return name.text
    const free = freeName(name.text, (each) => reservedWords.has(each) || names.has(each))
    diagnostics.warning(
      module.file.source,
      name,
      `${name.text} is a word of TypeScript; there it is called ${free}`,
    )
    return free
  })
}

const handlesHint =
  'the header of a message says where its handles lie: ' +
  'they are parameters, or in structs and arrays'
