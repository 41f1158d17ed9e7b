// The fast form of a codec: straight code for one layout, compiled with the Function constructor,
// or printed into a file beforehand.
//
// The text is made by `print-codec.ts`; what it works with is in `printed.ts`. `codec-closures.ts`
// is the same without code generation; what a parameter means must be changed in both, and one test
// suite holds them together.

import type { CodecFunctions } from './codec.ts'
import type { AnyInterface } from './interface.ts'
import type { Layout } from './layout.ts'
import { printCodec } from './print-codec.ts'
import { type CodeNames, toolsIn } from './print-place.ts'
import { printValueCodec } from './print-type.ts'
import * as tools from './printed.ts'
import type { Type } from './type.ts'

/** Straight code for one layout, as `kos gen` prints it. */
export type PrintedCodec<Send, Receive> = (layout: Layout) => CodecFunctions<Send, Receive>

type Make = (
  layout: Layout,
  targets: readonly (() => AnyInterface)[],
  given: typeof tools,
) => CodecFunctions<unknown, unknown>

/**
 * Compiles straight code for `layout`. Throws what the platform throws where code generation is
 * forbidden.
 */
export function codeCodec(layout: Layout): CodecFunctions<unknown, unknown> {
  if (layout.fields.length === 0) return tools.emptyCodec(layout)
  const { code, targets } = printScript(layout)
  const make = Reflect.construct(Function, [
    'layout',
    'targets',
    'tools',
    `'use strict'\n${code}`,
  ]) as Make
  return make(layout, targets, tools)
}

/** Makes a codec of code that was printed for `layout`. */
export function printedCodec(
  layout: Layout,
  printed: PrintedCodec<never, unknown>,
): CodecFunctions<unknown, unknown> {
  return printed(layout)
}

// The body of a function: the codecs of all types that the message is made of, then its own.
function printScript(layout: Layout): {
  readonly code: string
  readonly targets: readonly (() => AnyInterface)[]
} {
  const types: Type<unknown>[] = []
  const targets: (() => AnyInterface)[] = []
  const names: CodeNames = {
    codec: (type) => `codec${indexIn(types, type)}`,
    target: ({ target }) => `targets[${indexIn(targets, target!)}]`,
    types: null,
  }
  const { lazy, members } = printCodec(layout, 'Lazy', names)
  const values: string[] = []
  // Printing one may add others.
  for (let i = 0; i < types.length; i++)
    values.push(`const codec${i} = {`, ...printValueCodec(types[i]!, names), '}')
  const body = [...values, ...lazy, 'return {', ...members, '}'].join('\n')
  return { code: `const { ${toolsIn(body).join(', ')} } = tools\n${body}`, targets }
}

function indexIn<T>(list: T[], item: T): number {
  const index = list.indexOf(item)
  return index < 0 ? list.push(item) - 1 : index
}
