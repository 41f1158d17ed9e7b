// The types of parameters that are one value: what IDL calls UInt32, string<n>, bytes<n> or Handle.
//
// A descriptor says how many bytes of the constant part a value takes, how it is aligned, and how
// much arena it may use; its phantom type says what arrives and what may be sent. The meaning of
// the bytes is in the codecs, offsets in `field-layout.ts`. Types made of others are in
// `composite.ts`, handles of an interface in `capability.ts`.

import type { Field, Gap } from './field-layout.ts'
import { type Growth, growthBy, noGrowth } from './growth.ts'
import type { IntegerKind } from './integer.ts'
import type { AnyInterface } from './interface.ts'
import { maxLimit } from './limits.ts'

/** The kinds of types; spelt like the exported constants and functions. */
export type TypeKind =
  | IntegerKind
  | 'string'
  | 'bytes'
  | 'handle'
  | 'struct'
  | 'union'
  | 'array'
  | 'sequence'

declare const carried: unique symbol

/** A parameter type. `Receive` is what a receiver gets, `Send` what a sender may pass. */
export interface Type<Receive, Send = Receive> {
  readonly kind: TypeKind
  /** Bytes of the constant part. */
  readonly size: number
  /** Alignment in the constant part, in bytes. */
  readonly alignment: number
  /**
   * Most payload bytes of a string or of bytes, most elements of a sequence, elements of an array;
   * else 0.
   */
  readonly limit: number
  /**
   * Largest number of arena bytes a value takes, if it is the first in the arena. Of a string:
   * `limit`, and one for the zero.
   */
  readonly arenaSize: number
  /** The same for each size of the arena before it modulo 8, padding included. */
  readonly growth: Growth
  /** Members of a struct or union and their offsets; else empty. */
  readonly fields: readonly Field[]
  /** Reserved bytes between the members of a struct; else empty. */
  readonly gaps: readonly Gap[]
  /** The type of the elements of an array or sequence; else null. */
  readonly element: Type<unknown> | null
  /**
   * The interface that a handle is for, if it is for one. A function, since interfaces may mention
   * each other.
   */
  readonly target: (() => AnyInterface) | null
  /** Exists for the type checker only. */
  readonly [carried]?: { readonly received: Receive; readonly sent: Send }
}

declare const handleBrand: unique symbol

/**
 * A handle that the kernel issued: a number that no other number can stand in for, as far as the
 * type checker sees.
 */
export type Handle = number & { readonly [handleBrand]: true }

/** A handle that arrived. */
export interface HandleDesc {
  /** The handle in the receiver's handle space. */
  readonly handle: Handle
  /** Its mask of rights. */
  readonly rights: number
  /**
   * The context of the transfer or of the object, known to its provider only; meaningful when
   * `dereferenced`.
   */
  readonly badge: unknown
  /**
   * Whether the handle came back to the process that provides the object
   * (`nk_is_handle_dereferenced`).
   */
  readonly dereferenced: boolean
}

/**
 * A handle to send: the bare number means with all the rights this handle has, and so does an
 * object without `rights`. `badge` is the handle of the badge object that this transfer uses. A
 * handle that arrived can be sent on as it is, with the rights that it came with.
 */
export type HandleLike =
  | number
  | {
      readonly handle: number
      readonly rights?: number
      readonly badge?: number
      readonly dereferenced?: undefined
    }
  | HandleDesc

const none: readonly never[] = /* @__PURE__ */ Object.freeze([])

class Descriptor {
  readonly kind: TypeKind
  readonly size: number
  readonly alignment: number
  readonly limit: number
  readonly arenaSize: number
  readonly growth: Growth
  readonly fields: readonly Field[]
  readonly gaps: readonly Gap[]
  readonly element: Type<unknown> | null
  readonly target: (() => AnyInterface) | null
  // Only what this class made has it.
  readonly #made = true

  private constructor(
    facts: Pick<Type<unknown>, 'kind' | 'size' | 'alignment'> & Partial<Type<unknown>>,
  ) {
    this.kind = facts.kind
    this.size = facts.size
    this.alignment = facts.alignment
    this.limit = facts.limit ?? 0
    this.growth = facts.growth ?? noGrowth
    this.arenaSize = this.growth[0] as number
    this.fields = facts.fields ?? none
    this.gaps = facts.gaps ?? none
    this.element = facts.element ?? null
    this.target = facts.target ?? null
    Object.freeze(this)
  }

  static of(
    facts: Pick<Type<unknown>, 'kind' | 'size' | 'alignment'> & Partial<Type<unknown>>,
  ): Type<never, never> {
    // Every type leads to its class, which programs share. Done here, since importing does no work.
    Object.freeze(Descriptor)
    Object.freeze(Descriptor.prototype)
    return new Descriptor(facts)
  }

  static is(value: unknown): boolean {
    return typeof value === 'object' && value !== null && #made in value && value.#made
  }
}

/** SInt8: an integer from -128 to 127. */
export const sint8: Type<number> = /* @__PURE__ */ scalar('sint8', 1)
/** SInt16: an integer from -32768 to 32767. */
export const sint16: Type<number> = /* @__PURE__ */ scalar('sint16', 2)
/** SInt32: an integer from -2^31 to 2^31 - 1. */
export const sint32: Type<number> = /* @__PURE__ */ scalar('sint32', 4)
/** SInt64: a bigint from -2^63 to 2^63 - 1. */
export const sint64: Type<bigint> = /* @__PURE__ */ scalar('sint64', 8)
/** UInt8: an integer from 0 to 255. */
export const uint8: Type<number> = /* @__PURE__ */ scalar('uint8', 1)
/** UInt16: an integer from 0 to 65535. */
export const uint16: Type<number> = /* @__PURE__ */ scalar('uint16', 2)
/** UInt32: an integer from 0 to 2^32 - 1. */
export const uint32: Type<number> = /* @__PURE__ */ scalar('uint32', 4)
/** UInt64: a bigint from 0 to 2^64 - 1. */
export const uint64: Type<bigint> = /* @__PURE__ */ scalar('uint64', 8)

/** Handle: transfers a handle. At most 7 in each direction of a method. */
export const handle: Type<HandleDesc, HandleLike> = /* @__PURE__ */ describe({
  kind: 'handle',
  size: 16,
  alignment: 8,
})

/**
 * string<limit>: text of at most `limit` UTF-8 bytes without a zero character; takes up to `limit +
 * 1` bytes of arena. Throws TypeError unless `limit` is an integer from 1 to `maxLimit`.
 */
export function string(limit: number): Type<string> {
  checkLimit('string', limit)
  return reference('string', limit, growthBy(limit + 1))
}

/**
 * bytes<limit>: at most `limit` bytes. Throws TypeError unless `limit` is an integer from 1 to
 * `maxLimit`.
 */
export function bytes(limit: number): Type<Uint8Array> {
  checkLimit('bytes', limit)
  return reference('bytes', limit, growthBy(limit))
}

/**
 * Makes a descriptor; properties that are left out do not apply to its kind. For the files that
 * define kinds of types.
 */
export function describe<Receive, Send>(
  facts: Pick<Type<Receive, Send>, 'kind' | 'size' | 'alignment'> &
    Partial<Omit<Type<Receive, Send>, 'arenaSize'>>,
): Type<Receive, Send> {
  return Descriptor.of(facts)
}

/** A type that is a reference into the arena: offset and size, 4 bytes each. */
export function reference<Receive, Send = Receive>(
  kind: TypeKind,
  limit: number,
  growth: Growth,
  element: Type<unknown> | null = null,
): Type<Receive, Send> {
  return describe<Receive, Send>({ kind, size: 8, alignment: 4, limit, growth, element })
}

/** Whether `value` is a descriptor that this package made: no other object can pass for one. */
export function isDescriptor(value: unknown): value is Type<unknown> {
  return Descriptor.is(value)
}

/** Whether values of the type are made of others: structs, unions, arrays and sequences. */
export function isComposite({ fields, element }: Type<unknown>): boolean {
  return fields.length > 0 || element !== null
}

/** Whether `limit` may be the limit of a string or of bytes. */
export function isLimit(limit: unknown): limit is number {
  return Number.isInteger(limit) && (limit as number) >= 1 && (limit as number) <= maxLimit
}

function scalar(kind: IntegerKind, size: number): Type<never, never> {
  return describe({ kind, size, alignment: size })
}

function checkLimit(kind: string, limit: number): void {
  if (isLimit(limit)) return
  throw new TypeError(
    `${kind}(${typeof limit === 'number' ? limit : `a ${typeof limit}`}): ` +
      `the limit is the largest number of bytes, an integer from 1 to ${maxLimit}; ` +
      `write for example ${kind}(32)`,
  )
}
