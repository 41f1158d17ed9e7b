// The codecs of a module as straight-line code: those of its messages, and those of the structs,
// unions, arrays and sequences that they are made of.
//
// A declared type has one codec, in the module of its package, which others import. The codec of a
// type without a name is called after the declaration or parameter that it is written in.

import { isComposite, type Type } from '@kos/idl'
import { type CodeScope, printCodec, printValueCodec, type TypeScope } from '@kos/idl/printer'
import type { Message } from './messages.ts'
import type { ModuleText } from './module-text.ts'
import { indentCode } from './typescript.ts'
import type { TypeText } from './type-text.ts'

/** Writes the codecs of one module. */
export class CodecWriter {
  readonly #text: ModuleText
  readonly #types: TypeText
  readonly #free: (name: string) => string
  readonly #ownName: (type: Type<unknown>) => string | null
  readonly #messages: Message[] = []
  readonly #declared: Set<Type<unknown>> = new Set()
  /** Types without a name, and the names of their codecs. */
  readonly #unnamed: Map<Type<unknown>, string> = new Map()
  /** Interfaces of handles, and the names of the functions that answer them. */
  readonly #targets: Map<string, string> = new Map()
  readonly #typeScope: TypeScope
  readonly #scope: CodeScope

  /**
   * `free` makes names that nothing in the module has; `ownName` answers the name of a type that
   * the module declares, else null.
   */
  constructor(
    text: ModuleText,
    types: TypeText,
    free: (name: string) => string,
    ownName: (type: Type<unknown>) => string | null,
  ) {
    this.#text = text
    this.#types = types
    this.#free = free
    this.#ownName = ownName
    this.#typeScope = {
      sent: (type) => types.value(type, 'sent'),
      received: (type) => types.value(type, 'received'),
      helperType: (name) => text.helperType(name),
    }
    this.#scope = {
      codec: (type) => this.#unnamed.get(type) ?? types.codec(type)!,
      target: (type) => this.#target(types.interface(type)),
      helper: (name) => text.helper(name),
      types: this.#typeScope,
    }
  }

  /** Adds a type that the module declares. */
  declared(type: Type<unknown>): void {
    const name = this.#ownName(type)
    if (name === null || !isComposite(type) || this.#declared.has(type)) return
    this.#declared.add(type)
    this.#nameParts(type, name)
  }

  /** Adds a message of the interface. */
  message(message: Message): void {
    if (message.parameters.length === 0) return
    this.#messages.push(message)
    for (const { name, type } of message.layout.fields)
      this.#nameType(type, message.method.name + capital(name))
  }

  /** Writes the codecs of all that was added. */
  write(): void {
    const values = [
      ...[...this.#declared].flatMap((type) =>
        this.#value(type, this.#types.codec(type)!, 'export const'),
      ),
      ...[...this.#unnamed].flatMap(([type, name]) => this.#value(type, name, 'const')),
    ]
    const messages = this.#messages.flatMap((message) => this.#message(message))
    const targets = [...this.#targets].flatMap(([name, target]) => [
      '',
      `function ${target}(): ${name} {`,
      `  return ${name}`,
      '}',
    ])
    // One by one: as arguments, the lines of a large module would exhaust the stack.
    for (const line of [targets, values, messages].flat()) this.#text.add(line)
  }

  #value(type: Type<unknown>, name: string, keyword: string): string[] {
    const [received, sent] = [this.#typeScope.received(type), this.#typeScope.sent(type)]
    const both = received === sent ? received : `${received}, ${sent}`
    const head = `${keyword} ${name}: ${this.#text.helperType('ValueCodec')}<${both}> = {`
    const code = [head, ...printValueCodec(type, this.#scope), '}']
    return ['', ...indentCode(code.join('\n'), 0)]
  }

  #message({ layout, codec, received, sent }: Message): string[] {
    const className = this.#free(`${received}View`)
    const { lazy, members } = printCodec(layout, className, this.#scope)
    const result = `${this.#text.helperType('CodecFunctions')}<${sent}, ${received}>`
    const head = `function ${codec}(layout: ${this.#text.helperType('Layout')}): ${result} {`
    const code = [...lazy, '', head, 'return {', ...members, '}', '}']
    return ['', ...indentCode(code.join('\n'), 0)]
  }

  #nameType(type: Type<unknown>, name: string): void {
    if (!isComposite(type) || this.#types.codec(type) !== null || this.#unnamed.has(type)) return
    this.#unnamed.set(type, this.#free(`${name}Codec`))
    this.#nameParts(type, name)
  }

  #nameParts(type: Type<unknown>, name: string): void {
    if (type.element !== null) this.#nameType(type.element, `${name}Element`)
    for (const field of type.fields) this.#nameType(field.type, name + capital(field.name))
  }

  #target(name: string): string {
    const target = this.#targets.get(name) ?? this.#free(`interfaceOf${capital(name)}`)
    this.#targets.set(name, target)
    return target
  }
}

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1)
}
