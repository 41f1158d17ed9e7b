// Tests of values that come from a caller, and bytes on their way into the arena and out of it.
//
// The values may be hostile: of any type, faked, detached. Nothing here runs their code: types are
// tested with captured intrinsics and typeof. Text is in `text.ts`, handles in `handle-value.ts`,
// references in `reference.ts`.

// Captured when loaded, so that a patched or subclassed array cannot answer for itself.
const nameOf = /* @__PURE__ */ getter(Symbol.toStringTag)
const lengthOf = /* @__PURE__ */ getter('length')
const sliceOf = /* @__PURE__ */ captureSlice()

// Up to about this length a loop beats a call into the platform.
const shortBytes = 12

/** Whether `value` is a Uint8Array, whatever it says about itself. */
export function isBytes(value: unknown): value is Uint8Array {
  return typeof value === 'object' && nameOf.call(value) === 'Uint8Array'
}

/**
 * Copies bytes to `at`; returns how many, or -1 if `value` is no Uint8Array, over the limit, or
 * does not fit.
 */
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

/** Whether `value` is an object. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Whether `value` is an integer from 0 to 2^32 - 1. */
export function isUint32(value: unknown): value is number {
  return typeof value === 'number' && value >>> 0 === value
}

function getter(key: string | symbol): (this: unknown) => unknown {
  const property = Object.getOwnPropertyDescriptor(typedArrayPrototype(), key) as unknown as {
    get: (this: unknown) => unknown
  }
  return property.get
}

function captureSlice(): (this: Uint8Array, from: number, to: number) => Uint8Array {
  return typedArrayPrototype()['slice'] as (this: Uint8Array) => Uint8Array
}

/** What the prototypes of all typed arrays inherit from. */
function typedArrayPrototype(): { readonly [key: string]: unknown } {
  return Object.getPrototypeOf(Uint8Array.prototype) as { readonly [key: string]: unknown }
}
