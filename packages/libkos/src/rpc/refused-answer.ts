// The report of an answer that the kernel refused because of a handle in it. The client learns
// rcInvalidArgument only, and the server nothing: the mistake is the program's, so it is told.
//
// Answers that do not fit their interface end the process (`server.ts`): they are not here.

import { messageMid, messageRiid } from '@kos/idl'
import { rcHandleRevoked, rcInvalidArgument, rcNoCapability, retcodeName } from '@kos/retcode'
import type { Sys } from '../runtime/sys.ts'

const reasons: ReadonlyMap<number, string> = new Map([
  [rcNoCapability, 'a handle in it has no right OCAP_HANDLE_TRANSFER'],
  [rcInvalidArgument, 'a handle in it is no open handle of this process'],
  [rcHandleRevoked, 'a handle in it was revoked'],
])

/** Reports that the answer to `request` was refused with `rc`, if a handle in it may be why. */
export function reportRefusedAnswer(sys: Sys, request: Uint8Array, rc: number): void {
  const reason = reasons.get(rc)
  const [name, target] = Object.entries(sys.process.endpoints)[messageRiid(request)] ?? []
  const method = target?.$methods[messageMid(request)]
  if (reason === undefined || method === undefined) return
  const handles = method.response.handles.length + (method.error?.handles.length ?? 0)
  if (handles === 0) return
  sys.misuse(
    `${sys.info.name}: the answer of ${name}.${method.name} was refused (${retcodeName(rc)}): ` +
      `${reason}; the call ended with rcInvalidArgument`,
  )
}
