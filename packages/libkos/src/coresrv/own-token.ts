// Calls that give the kernel a token: the token is kept if the call succeeds, and dropped if it
// fails.

import { rcOk } from '@kos/retcode'
import type { Tokens } from '../runtime/tokens.ts'
import type { NoticePayload } from './handle/notice.ts'

/** Makes a token for `value`, calls with it, and drops it again if the call fails. */
export function ownToken<T extends { readonly rc: unknown }>(
  tokens: Tokens,
  value: unknown,
  call: (token: number) => T,
): T {
  const token = tokens.add(value)
  const result = call(token)
  if (result.rc !== rcOk) tokens.drop(token)
  return result
}

/**
 * The same for the id of an entry of a receiver. Without a receiver the token is 0: the call fails,
 * and its code is that of the kernel.
 */
export function ownEventId<T extends { readonly rc: unknown }>(
  receiver: NoticePayload | undefined,
  value: unknown,
  call: (token: number) => T,
): T {
  if (receiver === undefined) return call(0)
  const token = receiver.tokens.share(receiver.ids, value)
  const result = call(token)
  if (result.rc !== rcOk) receiver.tokens.drop(token)
  return result
}
