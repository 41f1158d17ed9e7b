// Makes the codec of a layout, in one of its two forms.

import { closureCodec } from './closure-codec.ts'
import { codeIsAllowed } from './code-allowed.ts'
import { codeCodec } from './code-codec.ts'
import type { Codec, CodecForm, CodecFunctions, PrintedCodec } from './codec.ts'
import { emptyCodec } from './codec-runtime.ts'
import type { Layout } from './layout.ts'
import { MessageView } from './message-view.ts'

/**
 * Makes a codec from a layout: in the given form, or as code where the platform allows it, else as
 * closures. Code that was `printed` for this layout is taken as it is, unless closures are asked
 * for. Throws what the platform throws (EvalError) when code is asked for, there is none, and
 * making it is forbidden.
 */
export function compileCodec(
  layout: Layout,
  form?: CodecForm,
  printed?: PrintedCodec<never, unknown>,
): Codec<unknown> {
  const functions = functionsOf(layout, form, printed)
  const { size, arenaSize, handles, fields } = layout
  const view = (): MessageView => new MessageView(fields)
  return Object.freeze({ ...functions, size, arenaSize, handles, fields, view })
}

function functionsOf(
  layout: Layout,
  form: CodecForm | undefined,
  printed: PrintedCodec<never, unknown> | undefined,
): CodecFunctions<unknown, unknown> {
  if (layout.fields.length === 0) return emptyCodec(layout)
  if (form === 'closures') return closureCodec(layout)
  if (printed !== undefined) return printed(layout)
  return form === 'code' || codeIsAllowed() ? codeCodec(layout) : closureCodec(layout)
}
