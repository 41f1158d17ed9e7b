// The codec of a message as straight-line code, compiled at run time with the Function constructor.
//
// `print-codec.ts` prints the source text; what the code calls is in `codec-runtime.ts`.

import type { CodecFunctions } from './codec.ts'
import * as helpers from './codec-runtime.ts'
import type { AnyInterface } from './interface.ts'
import type { Layout } from './layout.ts'
import { printCodec } from './print-codec.ts'
import type { CodeScope, HelperName } from './print-scope.ts'
import { printValueCodec } from './print-value-codec.ts'
import type { Type } from './type.ts'

type Make = (
  layout: Layout,
  targets: readonly (() => AnyInterface)[],
  given: typeof helpers,
) => CodecFunctions<unknown, unknown>

/**
 * Compiles straight-line code for `layout`, which has parameters. Throws what the platform throws
 * where code generation is forbidden.
 */
export function codeCodec(layout: Layout): CodecFunctions<unknown, unknown> {
  const scope = new RunTimeScope()
  const code = printBody(layout, scope)
  const parameters = ['layout', 'targets', 'helpers']
  const make = Reflect.construct(Function, [...parameters, `'use strict'\n${code}`]) as Make
  return make(layout, scope.targets, helpers)
}

// The body of a function: the value codecs of all types that the message is made of, then its own.
function printBody(layout: Layout, scope: RunTimeScope): string {
  const { lazy, members } = printCodec(layout, 'Lazy', scope)
  const values: string[] = []
  // Printing one may add others.
  for (const type of scope.composites)
    values.push(`const ${scope.codec(type)} = {`, ...printValueCodec(type, scope), '}')
  const imports = `const { ${[...scope.helpers].join(', ')} } = helpers`
  return [imports, ...values, ...lazy, 'return {', ...members, '}'].join('\n')
}

/** The scope of code that is compiled at once: helpers and interfaces are given as arguments. */
class RunTimeScope implements CodeScope {
  readonly types = null
  /** Types whose value codecs the code refers to. */
  readonly composites: Set<Type<unknown>> = new Set()
  readonly targets: (() => AnyInterface)[] = []
  readonly helpers: Set<HelperName> = new Set()
  readonly #names: Map<Type<unknown>, string> = new Map()

  codec(type: Type<unknown>): string {
    // Locals begin with a lower-case letter, so that none hides it.
    const name = this.#names.get(type) ?? `Codec${this.#names.size}`
    this.#names.set(type, name)
    this.composites.add(type)
    return name
  }

  target({ target }: Type<unknown>): string {
    const index = this.targets.indexOf(target!)
    return `targets[${index < 0 ? this.targets.push(target!) - 1 : index}]`
  }

  helper(name: HelperName): string {
    this.helpers.add(name)
    return name
  }
}
