// The codecs of a module as straight code: those of its messages, and those of the structs, unions,
// arrays and sequences that they are made of.
//
// A declared type has one codec, in the module of its package, which others import. One that is
// written where it is used is called after that.

import { printCodec } from '../../print-codec.ts'
import { type CodeNames, isComposite, toolsIn } from '../../print-place.ts'
import { printValueCodec } from '../../print-type.ts'
import type { Type } from '../../type.ts'
import type { Message } from './generate-interface.ts'
import type { ModuleText } from './module-text.ts'
import { indentCode } from './text.ts'
import type { TypeText } from './type-text.ts'

/** Writes the codecs of one module. */
export class CodecWriter {
  readonly #text: ModuleText
  readonly #types: TypeText
  readonly #free: (name: string) => string
  readonly #ownName: (type: Type<unknown>) => string | null
  readonly #messages: Message[] = []
  readonly #declared: Set<Type<unknown>> = new Set()
  /** Types that are written where they are used, and what their codecs are called. */
  readonly #unnamed: Map<Type<unknown>, string> = new Map()
  /** Interfaces of handles, and the functions that answer them. */
  readonly #targets: Map<string, string> = new Map()
  readonly #names: CodeNames

  /**
   * `free` makes names that nothing in the module has; `ownName` answers what a type that the
   * module declares is called.
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
    this.#names = {
      codec: (type) => this.#unnamed.get(type) ?? types.codec(type)!,
      target: (type) => this.#target(types.interface(type)),
      types: {
        sent: (type) => types.value(type, 'sent'),
        received: (type) => types.value(type, 'received'),
      },
    }
  }

  /** Takes a type that the module declares. */
  declared(type: Type<unknown>): void {
    const name = this.#ownName(type)
    if (name === null || !isComposite(type) || this.#declared.has(type)) return
    this.#declared.add(type)
    this.#nameParts(type, name)
  }

  /** Takes a message of the interface. */
  message(message: Message): void {
    if (message.parameters.length === 0) return
    this.#messages.push(message)
    for (const { name, type } of message.layout.fields)
      this.#nameType(type, message.method.name + capital(name))
  }

  /** Writes all that was taken. */
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
    this.#text.add(...targets, ...values, ...messages)
    for (const name of toolsIn([...values, ...messages].join('\n'))) this.#text.tool(name)
  }

  #value(type: Type<unknown>, name: string, keyword: string): string[] {
    const { types } = this.#names
    const [received, sent] = [types!.received(type), types!.sent(type)]
    const note = `${this.#text.toolType('ValueCodec')}<${received === sent ? received : `${received}, ${sent}`}>`
    const code = [`${keyword} ${name}: ${note} = {`, ...printValueCodec(type, this.#names), '}']
    return ['', ...indentCode(code.join('\n'), 0)]
  }

  #message({ layout, codec, received, sent }: Message): string[] {
    const className = this.#free(`${received}View`)
    const { lazy, members } = printCodec(layout, className, this.#names)
    if (lazy.some((line) => line.includes('HandleReader'))) this.#text.toolType('HandleReader')
    const result = `${this.#text.toolType('CodecFunctions')}<${sent}, ${received}>`
    const head = `function ${codec}(layout: ${this.#text.toolType('Layout')}): ${result} {`
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
