// The module of a package: constants, types, the messages of each method, the interface, and its
// codecs as straight-line code.

import { hasHandles, type Type } from '@kos/idl'
import type { TypeNode } from '../syntax.ts'
import type {
  CheckedInterface,
  CheckedParameter,
  Constant,
  DeclaredType,
  Module,
} from '../module.ts'
import { lastPart, pathOfName } from '../paths.ts'
import { CodecWriter } from './generate-codecs.ts'
import { type Message, messagesOf } from './messages.ts'
import { type GenerateContext, type GeneratedFile, modulePath, ModuleText } from './module-text.ts'
import { docLines, integerText, noLint } from './typescript.ts'
import { initName, TypeText } from './type-text.ts'

/** Generates the module of a package. */
export function generateInterface(module: Module, context: GenerateContext): GeneratedFile {
  return new InterfaceWriter(module, context).write()
}

class InterfaceWriter {
  readonly #module: Module
  readonly #context: GenerateContext
  readonly #text: ModuleText
  readonly #types: TypeText
  readonly #codecs: CodecWriter
  readonly #written: Set<string> = new Set()
  readonly #given: Set<string> = new Set()

  constructor(module: Module, context: GenerateContext) {
    this.#module = module
    this.#context = context
    this.#text = new ModuleText(modulePath(module), context.imports)
    const moduleOf = (definition: CheckedInterface['definition']): Module =>
      context.modules.find((each) => each.interface?.definition === definition)!
    this.#types = new TypeText(module, context.names, this.#text, modulePath, moduleOf)
    const ownName = (type: Type<unknown>): string | null => {
      const named = context.names.named(type)
      return named?.module === module ? named.name : null
    }
    this.#codecs = new CodecWriter(this.#text, this.#types, (name) => this.#free(name), ownName)
  }

  write(): GeneratedFile {
    const { name, constants, types, file } = this.#module
    for (const constant of constants.values()) this.#constant(constant)
    for (const type of types.values()) this.#type(type)
    if (this.#module.interface !== null) this.#interface(this.#module.interface)
    for (const declared of types.values()) this.#codecs.declared(declared.type)
    this.#codecs.write()
    const head = `// Made by \`kos gen\` from ${pathOfName(name, 'idl')}. Do not edit.`
    const doc = file.doc === '' ? [] : ['//', ...file.doc.split('\n').map((line) => `// ${line}`)]
    return {
      path: this.#text.path,
      text: this.#text.text([head, ...doc.map((line) => line.trimEnd()), noLint]),
    }
  }

  #constant({ node, type, value }: Constant): void {
    const name = this.#context.names.declared(this.#module, node.name.text)
    this.#text.add(
      '',
      ...docLines(node.doc),
      `export const ${name} = ${integerText(node.value, value, type.endsWith('64'))}`,
    )
  }

  // The types of this package that it is made of come first, whatever their order in IDL.
  #type(declared: DeclaredType): void {
    const { node, type } = declared
    const plain = node.name.text
    if (this.#written.has(plain)) return
    this.#written.add(plain)
    for (const needed of neededTypes(declared)) {
      const own = this.#module.types.get(needed)
      if (own !== undefined) this.#type(own)
    }
    const name = this.#context.names.declared(this.#module, plain)
    const init = hasHandles(type) ? initName(name) : null
    this.#typeDeclaration(declared, name, 'received')
    if (init !== null) this.#typeDeclaration(declared, init, 'sent')
    const descriptor = `${this.#text.type('Type')}<${init === null ? name : `${name}, ${init}`}>`
    const expression = this.#typeExpression(declared)
    const pure = expression.endsWith(')') ? '/* @__PURE__ */ ' : ''
    this.#text.add(`export const ${name}: ${descriptor} = ${pure}${expression}`)
  }

  #typeDeclaration({ node, type }: DeclaredType, name: string, side: 'received' | 'sent'): void {
    const note =
      side === 'sent' ? `${node.doc}${node.doc === '' ? '' : '\n\n'}As it is sent.` : node.doc
    this.#text.add('', ...docLines(note))
    if (node.kind === 'struct') {
      this.#text.add(`export interface ${name} {`)
      type.fields.forEach((field, i) => {
        this.#text.add(
          ...docLines(node.fields[i]!.doc, 1),
          `  readonly ${field.name}: ${this.#types.value(field.type, side)}`,
        )
      })
      this.#text.add('}')
      return
    }
    if (node.kind === 'typedef') {
      const isAlias =
        this.#context.names.named(type)?.name !==
        this.#context.names.declared(this.#module, node.name.text)
      const text = isAlias ? this.#types.value(type, side) : this.#types.structure(type, side)
      this.#text.add(`export type ${name} = ${text}`)
      return
    }
    this.#text.add(`export type ${name} =`)
    type.fields.forEach((field, i) => {
      this.#text.add(...docLines(node.fields[i]!.doc, 1))
      const value = this.#types.value(field.type, side)
      this.#text.add(`  | { readonly tag: '${field.name}'; readonly value: ${value} }`)
    })
  }

  #typeExpression({ node, type }: DeclaredType): string {
    if (node.kind === 'typedef') return this.#types.expression(node.type, type)
    const members = type.fields.map(
      (field, i) => `${field.name}: ${this.#types.part(node.fields[i]!.type, field.type)}`,
    )
    return `${this.#text.value(node.kind)}({ ${members.join(', ')} })`
  }

  #interface(checked: CheckedInterface): void {
    const name = this.#context.names.interface(this.#module)
    const messages = checked.methods.flatMap((method) =>
      messagesOf(
        method,
        checked,
        (name) => this.#free(name),
        () => this.#text.helper('emptyCodec'),
      ),
    )
    for (const message of messages) this.#messageTypes(message)
    const methods = this.#free(`${name}Methods`)
    this.#methodTypes(methods, messages, checked)
    this.#definition(name, methods, messages, checked)
    if (this.#context.imports.runtime !== '@kos/idl') this.#sides(name)
    for (const message of messages) this.#codecs.message(message)
  }

  /** A name that nothing in the module has yet. */
  #free(name: string): string {
    let free = this.#context.names.free(this.#module, name)
    while (this.#given.has(free)) free += '_'
    this.#given.add(free)
    return free
  }

  #messageTypes({ method, direction, parameters, received, sent }: Message): void {
    if (parameters.length === 0) return
    const what = {
      in: 'takes',
      out: 'gives',
      error: 'gives in place of its response when it fails',
    }[direction]
    this.#messageType(received, `What ${method.name} ${what}.`, parameters, 'received')
    if (sent !== received)
      this.#messageType(sent, `What ${method.name} ${what}, as it is sent.`, parameters, 'sent')
  }

  #messageType(
    name: string,
    doc: string,
    parameters: readonly CheckedParameter[],
    side: 'received' | 'sent',
  ): void {
    this.#text.add('', ...docLines(doc), `export interface ${name} {`)
    for (const parameter of parameters) {
      this.#text.add(
        ...docLines(parameter.node.doc, 1),
        `  readonly ${parameter.name}: ${this.#types.value(parameter.type, side)}`,
      )
    }
    this.#text.add('}')
  }

  #methodTypes(name: string, messages: readonly Message[], { methods }: CheckedInterface): void {
    this.#text.add('', `/** The methods of ${this.#module.name}. */`, `export type ${name} = {`)
    for (const method of methods) {
      const own = messages.filter(
        (message) => message.method === method && message.parameters.length > 0,
      )
      this.#text.add(
        ...docLines(method.node.doc, 1),
        `  readonly ${method.name}: {${own.length === 0 ? '}' : ''}`,
      )
      for (const { direction, parameters } of own) {
        const list = parameters.map(
          (each) => `readonly ${each.name}: ${this.#types.descriptor(each.type)}`,
        )
        this.#text.add(`    readonly ${direction}: { ${list.join('; ')} }`)
      }
      if (own.length > 0) this.#text.add('  }')
    }
    this.#text.add('}')
  }

  #definition(
    name: string,
    methods: string,
    messages: readonly Message[],
    checked: CheckedInterface,
  ): void {
    const text = this.#text
    text.add(
      '',
      ...docLines(this.#module.file.interface?.doc ?? ''),
      `export type ${name} = ${text.type('Interface')}<${methods}>`,
      `export const ${name}: ${name} = /* @__PURE__ */ ${text.value('defineInterface')}(`,
      `  '${this.#module.name}',`,
      '  {',
    )
    for (const method of checked.methods) {
      const parts = messages
        .filter((message) => message.method === method && message.parameters.length > 0)
        .map((message) => this.#parameters(message))
      text.add(`    ${method.name}: {${parts.length > 0 ? ` ${parts.join(', ')} ` : ''}},`)
    }
    text.add('  },', '  {', '    code: {')
    for (const method of checked.methods) {
      const own = messages.filter((message) => message.method === method)
      const codecs = own.map(({ key, codec }) => `${key}: ${codec}`).join(', ')
      text.add(`      ${method.name}: { ${codecs} },`)
    }
    text.add('    },', '  },', ')')
  }

  #parameters({ direction, parameters }: Message): string {
    const list = parameters.map(
      (each) => `${each.name}: ${this.#types.part(each.node.type, each.type)}`,
    )
    return `${direction}: { ${list.join(', ')} }`
  }

  #sides(name: string): void {
    const [proxy, implementation] = [
      this.#free(`${name}Proxy`),
      this.#free(`${name}Implementation`),
    ]
    const text = this.#text
    text.add('', `/** What a client calls: \`connect(kos, ${name}, channel, endpoint)\`. */`)
    text.add(`export type ${proxy} = ${text.type('Proxy')}<${name}>`)
    text.add(
      '',
      `/** What a server implements: \`serve(kos, channel, { endpoint: implementation })\`. */`,
    )
    text.add(`export type ${implementation} = ${text.type('Implementation')}<${name}>`)
  }
}

/** The names of types that a declaration mentions. */
function neededTypes({ node }: DeclaredType): string[] {
  const found: string[] = []
  const look = (type: TypeNode): void => {
    if (type.kind === 'named') found.push(lastPart(type.name.text))
    if (type.kind === 'sequence' || type.kind === 'array') look(type.element)
  }
  if (node.kind === 'typedef') look(node.type)
  else for (const field of node.fields) look(field.type)
  return found
}
