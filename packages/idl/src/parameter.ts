// What both forms of a codec need at run time: tests of values that come from a caller, and of the header.
//
// The values are hostile: of any type, faked, detached. Nothing here runs their code: types are told with captured intrinsics
// and typeof. Text is in `text.ts`, handles in `handle-value.ts`, references in `references.ts`.

import type { Layout } from './layout.ts'
import { messageFlagError } from './message.ts'

// Captured when loaded, so that a patched or subclassed array cannot answer for itself.
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as { readonly [key: string]: unknown }
const nameOf = getter(Symbol.toStringTag)
const lengthOf = getter('length')

const sliceOf = typedArray['slice'] as (this: Uint8Array, from: number, to: number) => Uint8Array

// A loop beats a call into the platform up to about here.
const shortBytes = 12

/** Whether `value` is a Uint8Array, whatever it says about itself. */
export function isBytes(value: unknown): value is Uint8Array {
  return typeof value === 'object' && nameOf.call(value) === 'Uint8Array'
}

/** Copies bytes to `at`; returns how many, or -1 if `value` is no Uint8Array, over the limit, or does not fit. */
export function writeBytes(value: unknown, arena: Uint8Array, at: number, limit: number): number {
  if (!isBytes(value)) return -1
  const length = lengthOf.call(value) as number
  if (length > limit || at + length > arena.length) return -1
  if (length > shortBytes) arena.set(value, at)
  else for (let i = 0; i < length; i++) arena[at + i] = value[i]!
  return length
}

/** A copy of `length` bytes at `at`. */
export function copyBytes(arena: Uint8Array, at: number, length: number): Uint8Array {
  if (length > shortBytes) return sliceOf.call(arena, at, at + length)
  const copy = new Uint8Array(length)
  for (let i = 0; i < length; i++) copy[i] = arena[at + i]!
  return copy
}

/** Whether `value` is a mask of 32 bits; masks built with `|` are negative when bit 31 is set. */
export function isMask(value: unknown): value is number {
  return typeof value === 'number' && (value >>> 0 === value || (value | 0) === value)
}

/** Whether `value` is an integer from 0 to 2^32 - 1. */
export function isUint32(value: unknown): value is number {
  return typeof value === 'number' && value >>> 0 === value
}

/** Names the first difference of a header from what `layout` wants; null if there is none. */
export function layoutFault(layout: Layout, view: DataView, size: number): string | null {
  const { name } = layout
  if (size !== layout.size) return `${name}: the constant part has ${size} bytes, not ${layout.size}`
  if (size > view.byteLength) return `${name}: the buffer is shorter than the constant part`
  const mid = view.getUint16(4, true)
  if (mid !== layout.mid) return `${name}: the MID is ${mid}, not ${layout.mid}`
  const count = view.getUint16(6, true)
  if (count !== layout.handles.length) return `${name}: it carries ${count} handles, not ${layout.handles.length}`
  if (view.getUint8(15) !== layout.flags) return `${name}: ${flagsFault(view.getUint8(15), layout.flags)}`
  for (let i = 0; i < 7; i++) {
    const at = view.getUint8(8 + i) * 8
    if (at !== (layout.handles[i] ?? 0)) return `${name}: position ${i} of the handles is ${at}, not ${layout.handles[i] ?? 0}`
  }
  return null
}

function flagsFault(flags: number, wanted: number): string {
  if ((flags & ~messageFlagError) !== 0) return 'unknown header flags are set'
  return wanted === 0 ? 'it carries error parameters' : 'it carries no error parameters'
}

function getter(key: string | symbol): (this: unknown) => unknown {
  const property = Object.getOwnPropertyDescriptor(typedArray, key) as unknown as { get: (this: unknown) => unknown }
  return property.get
}
