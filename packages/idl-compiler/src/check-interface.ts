// Checks the interface of a package: names, methods and parameters. The result holds the same value
// that `defineInterface` makes.

import {
  type AnyInterface,
  defineInterface,
  type Direction,
  layoutMessage,
  type MethodSpec,
  type MethodSpecs,
  type Type,
} from '@kos/idl'
import {
  freeName,
  isIdentifier,
  isInterfaceName,
  reservedMethodNames,
  reservedWords,
  resultNames,
} from '@kos/idl/printer'
import type { Diagnostics, NameNode, Span } from './text/index.ts'
import type { InterfaceNode, MethodNode, ParameterNode } from './syntax.ts'
import { checkIdentifier, checkPlainName, checkUnique } from './check-names.ts'
import type { TypeChecker } from './check-types.ts'
import type { ModuleDraft } from './symbols.ts'
import type { CheckedInterface, CheckedMethod, CheckedParameter } from './module.ts'

const directions = ['in', 'out', 'error'] as const satisfies Direction[]

/** Checks an interface; null if it has errors, which are reported. */
export function checkInterface(
  node: InterfaceNode,
  module: ModuleDraft,
  types: TypeChecker,
  diagnostics: Diagnostics,
): CheckedInterface | null {
  checkUnique(node.methods, 'in the interface', module.file.source, diagnostics)
  const checker = new InterfaceChecker(module, types, diagnostics)
  const methods = node.methods
    .map((method) => checker.method(method, node.methods))
    .filter((method) => method !== null)
  const isUnique = new Set(node.methods.map(({ name }) => name.text)).size === node.methods.length
  // A wrong name of the package is reported where it is written.
  const isWhole =
    methods.length === node.methods.length && isUnique && isInterfaceName(module.file.name.text)
  const result = isWhole ? checker.define(methods) : null
  if (result !== null && !(result instanceof TypeError)) return { methods, definition: result }
  // Methods are laid out one by one only after an error: without one, each is laid out once.
  const fit = methods.map((method) => checker.fits(method)).every(Boolean)
  if (fit && result !== null)
    checker.report(result, { start: node.start, end: node.start + 'interface'.length })
  return null
}

class InterfaceChecker {
  readonly #module: ModuleDraft
  readonly #types: TypeChecker
  readonly #diagnostics: Diagnostics

  constructor(module: ModuleDraft, types: TypeChecker, diagnostics: Diagnostics) {
    this.#module = module
    this.#types = types
    this.#diagnostics = diagnostics
  }

  method(node: MethodNode, all: readonly MethodNode[]): CheckedMethod | null {
    const { source } = this.#module.file
    checkIdentifier(node.name, 'a method', source, this.#diagnostics)
    if (!node.name.text.startsWith('_'))
      checkPlainName(node.name, 'a method', source, this.#diagnostics)
    let isSound = /^[A-Za-z][A-Za-z0-9]*$/.test(node.name.text)
    for (const direction of directions) {
      const list = node.parameters.filter((parameter) => parameter.direction === direction)
      checkUnique(
        list,
        `among the ${direction} parameters of ${node.name.text}`,
        source,
        this.#diagnostics,
      )
      if (new Set(list.map(({ name }) => name.text)).size < list.length) isSound = false
    }
    const parameters = node.parameters.map((parameter) => this.#parameter(parameter, node))
    if (!isSound || parameters.includes(null)) return null
    return {
      node,
      name: this.#methodName(node.name, all),
      parameters: parameters as CheckedParameter[],
    }
  }

  #methodName(name: NameNode, all: readonly MethodNode[]): string {
    const taken = reservedMethodNames.get(name.text)
    if (taken === undefined) return name.text
    const bare = `${name.text}Method`
    const isTaken = (text: string): boolean => all.some((method) => method.name.text === text)
    const free = isTaken(bare) ? freeName(`${bare}2`, isTaken) : bare
    this.#rename(name, free, `${taken} in TypeScript`)
    return free
  }

  #parameter(node: ParameterNode, method: MethodNode): CheckedParameter | null {
    checkIdentifier(node.name, 'a parameter', this.#module.file.source, this.#diagnostics)
    const type = this.#types.resolve(node.type, this.#module)
    if (type === null || !isIdentifier(node.name.text)) return null
    return { node, name: this.#parameterName(node, method), type }
  }

  #parameterName({ name, direction }: ParameterNode, method: MethodNode): string {
    const isResult = direction === 'out' && resultNames.has(name.text)
    if (!isResult && !reservedWords.has(name.text)) return name.text
    const others = new Set(
      method.parameters
        .filter((each) => each.direction === direction)
        .map((each) => each.name.text),
    )
    const free = freeName(
      name.text,
      (each) => resultNames.has(each) || reservedWords.has(each) || others.has(each),
    )
    this.#rename(
      name,
      free,
      isResult
        ? 'is what a call in TypeScript answers beside its out parameters'
        : 'is a word of TypeScript',
    )
    return free
  }

  #rename(name: NameNode, free: string, why: string): void {
    this.#diagnostics.warning(
      this.#module.file.source,
      name,
      `${name.text} ${why}; there it is called ${free}`,
    )
  }

  /** Whether the messages of a method can be laid out; errors are reported. */
  fits({ node, parameters }: CheckedMethod): boolean {
    const name = `${this.#module.file.name.text}.${node.name.text}`
    return directions.every((direction) => {
      const list = parameters.filter((parameter) => parameter.node.direction === direction)
      const result = attempt(() => layoutMessage(name, 0, direction, fieldsOf(list)))
      if (!(result instanceof TypeError)) return true
      this.report(result, node.name)
      return false
    })
  }

  /** The interface, or the error of `defineInterface`. */
  define(methods: readonly CheckedMethod[]): AnyInterface | TypeError {
    const specs: MethodSpecs = Object.fromEntries(
      methods.map((method) => [method.name, specOf(method)]),
    )
    return attempt(() => defineInterface(this.#module.file.name.text, specs))
  }

  /** Reports an error of `defineInterface`: the part of its text behind the last `; ` is a hint. */
  report({ message }: TypeError, place: Span): void {
    const cut = message.lastIndexOf('; ')
    const [what, hint] = cut < 0 ? [message] : [message.slice(0, cut), message.slice(cut + 2)]
    this.#diagnostics.error(this.#module.file.source, place, what, hint)
  }
}

function attempt<T>(make: () => T): T | TypeError {
  try {
    return make()
  } catch (error) {
    if (error instanceof TypeError) return error
    throw error
  }
}

function specOf({ parameters }: CheckedMethod): MethodSpec {
  const spec: { -readonly [K in keyof MethodSpec]: MethodSpec[K] } = {}
  for (const direction of directions) {
    const list = parameters.filter(({ node }) => node.direction === direction)
    if (list.length > 0) spec[direction] = fieldsOf(list)
  }
  return spec
}

function fieldsOf(parameters: readonly CheckedParameter[]): {
  readonly [name: string]: Type<unknown>
} {
  return Object.fromEntries(parameters.map(({ name, type }) => [name, type]))
}
