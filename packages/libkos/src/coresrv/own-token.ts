// A value that the kernel keeps as a token if the call succeeds, and that is forgotten if it fails.

import { rcOk } from '@kos/retcode'
import type { Tokens } from '../runtime/tokens.ts'

/** Makes a token for `value`, calls with it, and drops it again if the call fails. */
export function ownToken<T extends { readonly rc: unknown }>(tokens: Tokens, value: unknown, call: (token: number) => T): T {
  const token = tokens.add(value)
  const result = call(token)
  if (result.rc !== rcOk) tokens.drop(token)
  return result
}
