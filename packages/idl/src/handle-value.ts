// Handles on their way into a message and out of it: what a sender may pass, read once, then
// written as a descriptor.
//
// A sender may pass an implementation for a handle of an interface. Only the process knows how to
// make a handle for it: its `HandleWriter` does.

import type { Capability } from './capability.ts'
import type { HandleReader } from './codec.ts'
import type { AnyInterface } from './interface.ts'
import { handleFlagAllRights, handleFlagDereferenced } from './message.ts'
import { isMask, isUint32 } from './parameter.ts'
import type { HandleDesc, HandleLike } from './type.ts'

/** Makes handles for objects that are passed for a handle of an interface. */
export interface HandleWriter {
  /** The handle to send for `given`. What it throws comes out of `encode`. */
  write(given: object, target: AnyInterface): HandleLike
}

/**
 * Reads what was passed for a handle; the only step that may run foreign code. The answer is for
 * `putHandle`.
 */
export function takeHandle<T>(
  given: T,
  writer?: HandleWriter,
  target: (() => AnyInterface) | null = null,
): T {
  return taken(given, writer, target) as T
}

/** Writes the descriptor of what `takeHandle` answered at byte `at`; false if it is no handle. */
export function putHandle(taken: unknown, view: DataView, at: number): boolean {
  const {
    handle,
    rights,
    badge = 0,
  } = taken as { handle: unknown; rights: unknown; badge: unknown }
  if (!isUint32(handle) || !isUint32(badge) || (rights !== undefined && !isMask(rights)))
    return false
  view.setUint32(at, handle, true)
  view.setUint32(at + 4, rights ?? 0, true)
  view.setUint32(at + 8, badge, true)
  view.setUint32(at + 12, rights === undefined ? handleFlagAllRights : 0, true)
  return true
}

/**
 * Reads the descriptor at byte `at`, which was checked. That a reader makes a `Capability` for an
 * interface is a promise of its types.
 */
export function getHandle<I extends AnyInterface>(
  view: DataView,
  at: number,
  handles: HandleReader,
  target: () => I,
): Capability<I>
export function getHandle(
  view: DataView,
  at: number,
  handles: HandleReader,
  target?: () => AnyInterface,
): HandleDesc
export function getHandle(
  view: DataView,
  at: number,
  handles: HandleReader,
  target?: () => AnyInterface,
): HandleDesc {
  const handle = view.getUint32(at, true)
  const rights = view.getUint32(at + 4, true)
  const badge = view.getUint32(at + 8, true)
  const flags = view.getUint32(at + 12, true)
  return target === undefined
    ? handles.read(handle, rights, badge, flags)
    : handles.read(handle, rights, badge, flags, target)
}

/** The fault of the descriptor at byte `at`, or null. */
export function handleFault(view: DataView, at: number): string | null {
  const known = handleFlagDereferenced | handleFlagAllRights
  return view.getUint32(at + 12, true) > known ? ' has unknown flags' : null
}

function taken(
  given: unknown,
  writer: HandleWriter | undefined,
  target: (() => AnyInterface) | null,
): unknown {
  if (typeof given !== 'object' || given === null)
    return { handle: given, rights: undefined, badge: undefined }
  const { rights, badge, handle, dereferenced } = given as Readonly<Record<string, unknown>>
  if (typeof handle !== 'number' && writer !== undefined && target !== null) {
    return taken(writer.write(given, target()), undefined, null)
  }
  // The badge of a handle that arrived is a context of its provider: it is not sent on.
  return { handle, rights, badge: typeof dereferenced === 'boolean' ? undefined : badge }
}
