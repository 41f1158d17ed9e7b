// Names that system calls answer, put into a buffer of the process. How they lie there is in
// libkos' `abi/name-buffer.ts`.

import { byteLength } from '@kos/ipc'
import { nameSize, writeName } from '@kos/libkos/abi'
import { rcBufferTooSmall, rcResourceNotFound } from '@kos/retcode'
import type { TaskThread } from '../task.ts'
import { returnValue } from './returns.ts'

/** Whether a buffer can take a name. */
export function hasRoom(bytes: Uint8Array, name: string): boolean {
  return nameSize(name) <= byteLength(bytes)
}

/**
 * Answers a name, its length being the result of the call. rcResourceNotFound: there is none;
 * rcBufferTooSmall.
 */
export function returnName(
  thread: TaskThread,
  name: string | undefined,
  bytes: Uint8Array,
): number {
  if (name === undefined) return rcResourceNotFound
  if (!hasRoom(bytes, name)) return rcBufferTooSmall
  return returnValue(thread, writeName(bytes, name))
}
