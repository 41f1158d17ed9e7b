// Names that system calls answer: UTF-16, little endian, in a buffer of the process.

import { byteLength } from '@kos/ipc'
import { rcBufferTooSmall, rcOk, rcResourceNotFound } from '@kos/retcode'
import type { TaskThread } from '../task.ts'

/** Whether a buffer can take a name. */
export function hasRoom(bytes: Uint8Array, name: string): boolean {
  return 2 * name.length <= byteLength(bytes)
}

/** Writes a name that there is room for; answers the number of units. */
export function writeName(bytes: Uint8Array, name: string): number {
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i)
    bytes[2 * i] = unit
    bytes[2 * i + 1] = unit >>> 8
  }
  return name.length
}

/**
 * Answers a name, its length being the result of the call. rcResourceNotFound: there is none;
 * rcBufferTooSmall.
 */
export function giveName(thread: TaskThread, name: string | undefined, bytes: Uint8Array): number {
  if (name === undefined) return rcResourceNotFound
  if (!hasRoom(bytes, name)) return rcBufferTooSmall
  thread.registers[0] = writeName(bytes, name)
  return rcOk
}
