// The names that declarations have in generated modules; they are the same in every module.
//
// A name that means something else in TypeScript gets an underscore behind it, and a warning.

import { isComposite, type Type } from '@kos/idl'
import { freeName, isHelper, reservedWords } from '@kos/idl/printer'
import type { Diagnostics } from '../text/index.ts'
import type { DeclaredType, Module } from '../module.ts'
import { lastPart } from '../paths.ts'

/** Names that a module made of a package may import or use, beside the helpers of codecs. */
const usedNames: ReadonlySet<string> = /* @__PURE__ */ new Set(
  (
    'array bytes Capability CapabilityLike CodecFunctions DataView defineInterface handle ' +
    'HandleDesc HandleLike handleOf HandleReader Implementation Interface Layout Proxy sequence ' +
    'sint16 sint32 sint64 sint8 string struct Type uint16 uint32 uint64 uint8 Uint8Array union ' +
    'ValueCodec number bigint unknown never object boolean symbol any Array Object String BigInt ' +
    // Words around types: as the name of a type they mean something else.
    'as asserts infer intrinsic is keyof readonly satisfies unique'
  ).split(' '),
)

/** The declaration of a type in a generated module. */
export interface ExportedType {
  readonly module: Module
  readonly name: string
}

/** The names of all packages of a project. */
export class ExportNames {
  readonly #names: Map<Module, ReadonlyMap<string, string>> = new Map()
  readonly #interfaces: Map<Module, string> = new Map()
  readonly #codecs: Map<Type<unknown>, string> = new Map()
  readonly #types: Map<Type<unknown>, ExportedType> = new Map()
  /** The names of all that a module declares. */
  readonly #taken: Map<Module, Set<string>> = new Map()

  constructor(modules: readonly Module[], diagnostics: Diagnostics) {
    for (const module of modules) this.#addModule(module, diagnostics)
    // Records first: an alias of one is another name for the same type.
    for (const isRecord of [true, false]) {
      for (const module of modules) {
        for (const declared of module.types.values()) this.#addType(declared, isRecord)
      }
    }
    for (const [type, { module, name }] of this.#types) {
      if (isComposite(type)) this.#addCodec(type, module, name)
    }
  }

  /** The name of a constant or type of a package. */
  declared(module: Module, name: string): string {
    return this.#names.get(module)?.get(name) ?? name
  }

  /** The name of the interface of a package. */
  interface(module: Module): string {
    return this.#interfaces.get(module) ?? lastPart(module.name)
  }

  /** The declaration of a type; null if it has none. */
  named(type: Type<unknown>): ExportedType | null {
    return this.#types.get(type) ?? null
  }

  /** The name of the value codec of a declared composite type. */
  codec(type: Type<unknown>): string {
    return this.#codecs.get(type)!
  }

  /** A name that no declaration of a module has. */
  free(module: Module, name: string): string {
    const taken = this.#taken.get(module)
    return freeName(name, (each) => isReserved(each) || taken?.has(each) === true)
  }

  #addModule(module: Module, diagnostics: Diagnostics): void {
    const names = new Map<string, string>()
    const own = lastPart(module.name)
    const isTaken = (name: string): boolean =>
      isReserved(name) ||
      [...names.values()].includes(name) ||
      module.constants.has(name) ||
      module.types.has(name)
    const called = module.interface !== null && isReserved(own) ? freeName(own, isTaken) : own
    const { source } = module.file
    if (called !== own) {
      diagnostics.warning(
        source,
        module.file.name,
        `${own} has another meaning in TypeScript; there it is called ${called}`,
      )
    }
    this.#interfaces.set(module, called)
    for (const { node } of [...module.constants.values(), ...module.types.values()]) {
      const name = node.name.text
      const isClash = isReserved(name) || (module.interface !== null && name === called)
      const free = isClash ? freeName(`${name}_`, (each) => isTaken(each) || each === called) : name
      names.set(name, free)
      if (isClash)
        diagnostics.warning(
          source,
          node.name,
          `${name} has another meaning in TypeScript; there it is called ${free}`,
        )
    }
    this.#names.set(module, names)
    this.#taken.set(module, new Set([...names.values(), called]))
  }

  #addCodec(type: Type<unknown>, module: Module, name: string): void {
    const codec = this.free(module, `${name}Codec`)
    this.#codecs.set(type, codec)
    this.#taken.get(module)?.add(codec)
  }

  #addType({ module, node, type }: DeclaredType, isRecord: boolean): void {
    if ((node.kind !== 'typedef') !== isRecord || this.#types.has(type)) return
    // Numbers and handles have one descriptor wherever they are used: it says no name.
    const isShared = type.limit === 0 && type.fields.length === 0
    if (!isShared) this.#types.set(type, { module, name: this.declared(module, node.name.text) })
  }
}

function isReserved(name: string): boolean {
  return reservedWords.has(name) || usedNames.has(name) || isHelper(name)
}
