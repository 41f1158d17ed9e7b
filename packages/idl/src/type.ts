// The types of parameters: what IDL calls UInt32, string<n>, bytes<n> or Handle, as plain frozen values.
//
// A descriptor says how many bytes of the constant part a value takes, how it is aligned, and how much arena it may use; its
// phantom type says what arrives and what may be sent. The meaning of the bytes is in the codecs, places in `layout.ts`.
// Structs, unions, sequences and arrays are not here yet: they become further kinds.

/** What a descriptor describes; spelt like the exported constants and functions. */
export type Kind = IntegerKind | 'string' | 'bytes' | 'handle'

/** The kinds that are one integer in the constant part. */
export type IntegerKind = 'sint8' | 'sint16' | 'sint32' | 'sint64' | 'uint8' | 'uint16' | 'uint32' | 'uint64'

declare const carried: unique symbol

/** A parameter type. `Receive` is what a receiver gets, `Send` what a sender may pass. */
export interface Type<Receive, Send = Receive> {
  readonly kind: Kind
  /** Bytes of the constant part. */
  readonly size: number
  /** Alignment in the constant part, in bytes. */
  readonly alignment: number
  /** Largest number of payload bytes; 0 for types of fixed size. */
  readonly limit: number
  /** Largest number of arena bytes a value takes: `limit`, and for a string one more for the terminating zero. */
  readonly arenaSize: number
  /** Exists for the type checker only. */
  readonly [carried]?: { readonly received: Receive; readonly sent: Send }
}

declare const handleBrand: unique symbol

/** A handle that the kernel issued: a number that no other number can stand in for, as far as the type checker sees. */
export type Handle = number & { readonly [handleBrand]: true }

/** A handle that arrived. */
export interface HandleDesc {
  /** The handle in the receiver's handle space. */
  readonly handle: Handle
  /** Its mask of rights. */
  readonly rights: number
  /** The context of the transfer or of the object, known to its provider only; meaningful when `dereferenced`. */
  readonly badge: unknown
  /** Whether the handle came back to the process that provides the object (`nk_is_handle_dereferenced`). */
  readonly dereferenced: boolean
}

/**
 * A handle to send: the bare number means with all the rights this handle has, and so does an object without `rights`.
 * `badge` is the handle of the badge object that this transfer uses. A handle that arrived can be sent on as it is, with the rights that
 * it came with.
 */
export type HandleLike =
  | number
  | { readonly handle: number; readonly rights?: number; readonly badge?: number; readonly dereferenced?: undefined }
  | HandleDesc

/** The largest limit of a string or byte parameter: what fits into the largest message (16 MiB) beside a header. */
export const maxLimit = 0xff_ffe0

/** SInt8: an integer from -128 to 127. */
export const sint8: Type<number> = /* @__PURE__ */ describe('sint8', 0)
/** SInt16: an integer from -32768 to 32767. */
export const sint16: Type<number> = /* @__PURE__ */ describe('sint16', 0)
/** SInt32: an integer from -2^31 to 2^31 - 1. */
export const sint32: Type<number> = /* @__PURE__ */ describe('sint32', 0)
/** SInt64: a bigint from -2^63 to 2^63 - 1. */
export const sint64: Type<bigint> = /* @__PURE__ */ describe('sint64', 0)
/** UInt8: an integer from 0 to 255. */
export const uint8: Type<number> = /* @__PURE__ */ describe('uint8', 0)
/** UInt16: an integer from 0 to 65535. */
export const uint16: Type<number> = /* @__PURE__ */ describe('uint16', 0)
/** UInt32: an integer from 0 to 2^32 - 1. */
export const uint32: Type<number> = /* @__PURE__ */ describe('uint32', 0)
/** UInt64: a bigint from 0 to 2^64 - 1. */
export const uint64: Type<bigint> = /* @__PURE__ */ describe('uint64', 0)

/** Handle: transfers a handle. At most 7 in each direction of a method. */
export const handle: Type<HandleDesc, HandleLike> = /* @__PURE__ */ describe('handle', 0)

/**
 * string<limit>: text of at most `limit` UTF-8 bytes without a zero character; takes up to `limit + 1` bytes of arena.
 * Throws TypeError unless `limit` is an integer from 1 to `maxLimit`.
 */
export function string(limit: number): Type<string> {
  checkLimit('string', limit)
  return describe('string', limit)
}

/** bytes<limit>: at most `limit` bytes. Throws TypeError unless `limit` is an integer from 1 to `maxLimit`. */
export function bytes(limit: number): Type<Uint8Array> {
  checkLimit('bytes', limit)
  return describe('bytes', limit)
}

/** The descriptor that `value` is meant to be, made anew from its kind and limit; null if it is none. */
export function typeFrom(value: unknown): Type<unknown> | null {
  if (typeof value !== 'object' || value === null) return null
  const { kind, limit } = value as Partial<Type<unknown>>
  if (typeof kind !== 'string' || typeof limit !== 'number') return null
  if (kind === 'string' || kind === 'bytes') return isLimit(limit) ? describe(kind, limit) : null
  return kind === 'handle' || /^[su]int(?:8|16|32|64)$/.test(kind) ? describe(kind, 0) : null
}

function describe<Receive, Send>(kind: Kind, limit: number): Type<Receive, Send> {
  const size = constantSize(kind)
  const alignment = kind === 'handle' ? 8 : limit > 0 ? 4 : size
  return Object.freeze({ kind, size, alignment, limit, arenaSize: kind === 'string' ? limit + 1 : limit })
}

function constantSize(kind: Kind): number {
  if (kind === 'handle') return 16
  // A string or bytes parameter is a reference into the arena: offset and size, 4 bytes each.
  if (kind === 'string' || kind === 'bytes') return 8
  return Number(kind.slice(4)) / 8
}

function isLimit(limit: number): boolean {
  return Number.isInteger(limit) && limit >= 1 && limit <= maxLimit
}

function checkLimit(kind: string, limit: number): void {
  if (isLimit(limit)) return
  throw new TypeError(
    `${kind}(${typeof limit === 'number' ? limit : `a ${typeof limit}`}): the limit is the largest number of bytes, an integer from 1 to ${maxLimit}; ` +
      `write for example ${kind}(32)`,
  )
}
