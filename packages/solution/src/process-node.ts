// Processes as init.yaml and kos.json write them: every key checked, each part with its place.

import type { Span } from '@kos/idl-compiler/text'
import type { Node } from 'yaml'
import { ENTITY_ARGS_MAX, ENTITY_ENV_MAX } from '@kos/libkos'
import { maxNameLength, maxStringLength, maxTaskTextLength } from '@kos/libkos/abi'
import type { HeaderTexts } from './header-texts.ts'
import type { YamlField, YamlFile } from './yaml-file.ts'

/** A text, and where it is written. */
export interface PlacedText {
  readonly text: string
  readonly span: Span
  readonly file: YamlFile
}

/** The value of a variable, and where its name is written. */
export interface VariableNode extends PlacedText {
  readonly nameSpan: Span
}

/** A connection of a process. */
export interface ConnectionNode {
  readonly target: PlacedText
  /** Null after an error. */
  readonly id: PlacedText | null
  /** The macro of a header that `id` names; null for a text. */
  readonly macro: string | null
}

/** A process. What had errors is left out. */
export interface ProcessNode {
  readonly className: PlacedText
  readonly task: PlacedText | null
  readonly path: PlacedText | null
  readonly args: readonly string[]
  /** By name. */
  readonly env: Map<string, VariableNode>
  readonly connections: ConnectionNode[]
  readonly span: Span
  readonly file: YamlFile
}

/** The values of variables, by name. */
export function textsOf(env: ReadonlyMap<string, VariableNode>): Record<string, string> {
  return Object.fromEntries(Array.from(env, ([name, { text }]) => [name, text]))
}

const processKeys = ['name', 'task', 'path', 'connections', 'args', 'env']
const className = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/

/** Reads processes. */
export class ProcessReader {
  readonly #file: YamlFile
  readonly #headers: HeaderTexts

  constructor(file: YamlFile, headers: HeaderTexts) {
    this.#file = file
    this.#headers = headers
  }

  /** A process; null, and an error, for what is none. */
  process(node: Node | null): ProcessNode | null {
    const file = this.#file
    const fields = file.known(node, 'a process', processKeys)
    if (fields === null) return null
    const name = this.#className(fields.get('name'), node)
    const [task, path] = [this.#text(fields.get('task')), this.#text(fields.get('path'))]
    const args = this.#args(fields.get('args'))
    const env = this.#env(fields.get('env'))
    const connections = this.connections(fields.get('connections')?.value ?? null)
    this.#checkRoom(node, args, env)
    if (name === null) return null
    // The process is shown where its class is written.
    const { span } = name
    return { className: name, task, path, args, env, connections, span, file }
  }

  /** The connections of a process. */
  connections(node: Node | null): ConnectionNode[] {
    const items = this.#file.items(node, 'connections', 'dictionaries: { target, id }') ?? []
    return items.map((each) => this.#connection(each)).filter((each) => each !== null)
  }

  /** An environment. */
  env(node: Node | null, what: string): Map<string, VariableNode> {
    const file = this.#file
    const variables = new Map<string, VariableNode>()
    if (file.shape(node) === 'nothing') return variables
    for (const { name, value, span: nameSpan } of file.fields(node, what)?.values() ?? []) {
      const text = value === null ? null : file.anyText(value, `the variable ${name}`)
      if (value === null) file.error(nameSpan, `the variable ${name} has no value`, 'wrong-type')
      if (name === '' || name.includes('='))
        file.error(nameSpan, 'the name of a variable is not empty and has no =', 'bad-name')
      else if (text !== null) variables.set(name, { text, span: file.span(value), file, nameSpan })
    }
    return variables
  }

  #className(field: YamlField | undefined, node: Node | null): PlacedText | null {
    const file = this.#file
    if (field === undefined) {
      file.error(file.span(node), 'a process has no name', 'missing-key', classHint)
      return null
    }
    const name = this.#text(field)
    if (name === null || className.test(name.text)) return name
    file.error(name.span, `${name.text} is no name of a class`, 'bad-name', classHint)
    return null
  }

  #text(field: YamlField | undefined): PlacedText | null {
    const file = this.#file
    if (field === undefined) return null
    const text = file.text(field.value, field.name)
    const span = file.span(field.value)
    if (text !== null && text.length > maxNameLength) {
      const message = `${field.name} is longer than ${maxNameLength} characters`
      file.error(span, message, 'too-long')
      return null
    }
    return text === null ? null : { text, span, file }
  }

  #args(field: YamlField | undefined): readonly string[] {
    const file = this.#file
    const items = file.items(field?.value ?? null, 'args', 'texts') ?? []
    const args = items.map((each) => file.anyText(each, 'an argument'))
    const texts = args.filter((each) => each !== null)
    if (field !== undefined) this.#checkLengths(field, texts, ENTITY_ARGS_MAX)
    return texts
  }

  #env(field: YamlField | undefined): Map<string, VariableNode> {
    const env = this.env(field?.value ?? null, 'env')
    if (field !== undefined)
      this.#checkLengths(
        field,
        Array.from(env, ([name, { text }]) => `${name}=${text}`),
        ENTITY_ENV_MAX,
      )
    return env
  }

  #checkLengths({ span, name }: YamlField, texts: readonly string[], most: number): void {
    const file = this.#file
    if (texts.length > most) file.error(span, `${name} has more than ${most} texts`, 'too-long')
    else if (texts.some((each) => each.length > maxStringLength))
      file.error(span, `a text of ${name} is longer than ${maxStringLength}`, 'too-long')
  }

  // The kernel counts them together.
  #checkRoom(
    node: Node | null,
    args: readonly string[],
    env: ReadonlyMap<string, VariableNode>,
  ): void {
    const texts = [...args, ...Array.from(env, ([name, { text }]) => name + text)]
    if (texts.reduce((sum, each) => sum + each.length, 0) <= maxTaskTextLength) return
    const message = `args and env are longer than ${maxTaskTextLength} together`
    this.#file.error(this.#file.span(node), message, 'too-long')
  }

  #connection(node: Node | null): ConnectionNode | null {
    const file = this.#file
    const fields = file.known(node, 'a connection', ['target', 'id'])
    if (fields === null) return null
    for (const key of ['target', 'id'])
      if (!fields.has(key))
        file.error(file.span(node), `a connection has no ${key}`, 'missing-key', connectionHint)
    const target = this.#text(fields.get('target'))
    const id = fields.get('id')
    const [text, macro] = id === undefined ? [null, null] : this.#id(id)
    return target === null ? null : { target, id: text, macro }
  }

  /** The name of a connection, and the macro that it is. */
  #id(field: YamlField): [PlacedText | null, string | null] {
    const file = this.#file
    if (file.shape(field.value) !== 'dictionary') return [this.#text(field), null]
    const fields = file.known(field.value, 'id', ['var', 'include'])
    const [macro, header] = ['var', 'include'].map((key) => this.#part(key, fields, field))
    if (macro == null || header == null) return [null, null]
    const found = this.#headers.find(macro.text, header.text)
    if ('text' in found)
      return [{ text: found.text, span: file.span(field.value), file }, macro.text]
    const { missing, hint } = found
    const { span } = missing.startsWith('there is no header') ? header : macro
    file.error(span, missing, 'unresolved-id', hint)
    return [null, macro.text]
  }

  #part(
    key: string,
    fields: Map<string, YamlField> | null,
    { value }: YamlField,
  ): PlacedText | null {
    const field = fields?.get(key)
    if (fields !== null && field === undefined)
      this.#file.error(
        this.#file.span(value),
        `id has no ${key}`,
        'missing-key',
        'write a text, or { var: NAME, include: header.h }',
      )
    return this.#text(field)
  }
}

const classHint = 'write the class of the process, such as name: demo.Server'
const connectionHint = 'write target: PROCESS and id: NAME'
