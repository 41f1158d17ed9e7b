// Whether a message fits its interface. A kernel refuses a malformed message before any rule, so a
// test about one would say nothing of the policy.

import { type Codec, type Method, misfit } from '@kos/idl'
import type { SecurityEventType } from '../event.ts'

/**
 * Why a kernel would not pass the message to any rule; null if it fits. The method has error
 * parameters if the event is an error.
 */
export function messageFault(
  method: Method,
  type: SecurityEventType,
  message: unknown,
): string | null {
  const codec = codecOf(method, type) as Codec<unknown>
  const view = new DataView(new ArrayBuffer(codec.size))
  const used = codec.encode(message, 0, view, new Uint8Array(codec.arenaSize))
  return used === -1 ? misfit(codec, message) : null
}

function codecOf({ layoutCodecs }: Method, type: SecurityEventType): unknown {
  if (type === 'response') return layoutCodecs.response
  return type === 'error' ? layoutCodecs.error : layoutCodecs.request
}
