// Objects with a reference count (documented header `kos/objects.h`): process memory with a type, a
// name and a counter.
//
// Types inherit, and an object may belong to another one, its parent, which it keeps alive.
// Contexts of resources are such objects, so that a server can tell whether the handle that came
// belongs to the method that was called (topic `libkos_handles_transfer`). Ids of receivers are,
// too (`coresrv/handle/notice_api.ts`). Pure: the kernel knows nothing of them.

import { frozenClass } from '@kos/retcode'

/** The type of objects. Types are told apart by identity. */
export interface KosObjectType<T> {
  readonly name: string
  /** The type that this one is a kind of. Its payloads are payloads of that one, too. */
  readonly parent?: KosObjectType<T>
  /**
   * Called once, when the last reference is put, and before that of the parent type. Must not
   * throw.
   */
  readonly destroy?: (payload: T) => void
}

class CountedObject<T> {
  /** To compare, and for its name. `payloadOf` gives the payload by its type. */
  readonly type: KosObjectType<never>
  readonly name: string
  readonly payload: T
  /** The object that this one belongs to; null if it stands alone. */
  readonly parent: KosObject<unknown> | null
  #references = 1

  /**
   * An object with one reference: the caller's. It takes a reference of `parent`, and puts it when
   * it is destroyed.
   *
   * Throws TypeError if the last reference of `parent` was put.
   */
  constructor(
    type: KosObjectType<T>,
    payload: T,
    name: string = type.name,
    parent: KosObject<unknown> | null = null,
  ) {
    if (parent !== null && parent.references === 0)
      throw new TypeError(`KosObject: the parent of "${name}" was destroyed`)
    this.type = type
    this.payload = payload
    this.name = name
    this.parent = parent
    if (parent !== null) parent.#references++
  }

  /** References that are held; 0 after the end. */
  get references(): number {
    return this.#references
  }

  /** True for an object, whatever type it has; looks at nothing else of a value. */
  static is(value: unknown): value is KosObject<unknown> {
    return Object(value) === value && #references in (value as object)
  }

  /** @internal */
  static add(object: KosObject<unknown>, count: 1 | -1): number {
    if (object.#references > 0) object.#references += count
    return object.#references
  }
}

/** An object: its payload, and the documented service data. */
export const KosObject: typeof CountedObject = /* @__PURE__ */ frozenClass(CountedObject)
/** An object: its payload, and the documented service data. */
export type KosObject<T> = CountedObject<T>

/** Takes a reference. Does nothing to an object whose last reference was put. */
export function KosRefObject<T>(object: KosObject<T>): KosObject<T> {
  KosObject.add(object, 1)
  return object
}

/**
 * Puts a reference; with the last one the object is destroyed: the destructors of its type and of
 * the types above it run, then the reference of its parent is put. Does nothing to an object that
 * is destroyed.
 */
export function KosPutObject<T>(object: KosObject<T>): void {
  let put: KosObject<unknown> | null = object
  while (put !== null && put.references > 0 && KosObject.add(put, -1) === 0) {
    for (
      let type: KosObjectType<never> | undefined = put.type;
      type !== undefined;
      type = type.parent
    ) {
      type.destroy?.(put.payload as never)
    }
    put = put.parent
  }
}

/**
 * The payload, if `value` is a living object of this type or of one that inherits it; undefined
 * otherwise: a checked cast.
 */
export function payloadOf<T>(value: unknown, type: KosObjectType<T>): T | undefined {
  if (!KosObject.is(value) || value.references === 0) return undefined
  for (
    let each: KosObjectType<never> | undefined = value.type;
    each !== undefined;
    each = each.parent
  ) {
    if (each === type) return value.payload as T
  }
  return undefined
}
