// Objects with a reference count (documented header `kos/objects.h`): process memory with a type, a name and a counter.
//
// Contexts of resources are such objects, so that a server can tell whether the handle that came belongs to the method that was
// called (topic `libkos_handles_transfer`). Pure: the kernel knows nothing of them.

/** What objects of one kind have in common. Types are told apart by identity. */
export interface KosObjectType<T> {
  readonly name: string
  /** Called once, when the last reference is put. */
  readonly destroy?: (payload: T) => void
}

/** An object: its payload, and what the documented service data hold. */
export class KosObject<T> {
  readonly type: KosObjectType<T>
  readonly name: string
  readonly payload: T
  #references = 1

  /** An object with one reference: the caller's. */
  constructor(type: KosObjectType<T>, payload: T, name: string = type.name) {
    this.type = type
    this.payload = payload
    this.name = name
  }

  /** References that are held; 0 after the end. */
  get references(): number {
    return this.#references
  }

  /** @internal */
  static add(object: KosObject<unknown>, count: 1 | -1): number {
    if (object.#references > 0) object.#references += count
    return object.#references
  }
}

/** Takes a reference. Does nothing to an object whose last reference was put. */
export function KosRefObject<T>(object: KosObject<T>): KosObject<T> {
  KosObject.add(object as KosObject<unknown>, 1)
  return object
}

/** Puts a reference; with the last one the object is destroyed. Does nothing to an object that is. */
export function KosPutObject<T>(object: KosObject<T>): void {
  if (object.references === 0) return
  if (KosObject.add(object as KosObject<unknown>, -1) === 0) object.type.destroy?.(object.payload)
}

/** The payload, if `value` is a living object of this type; undefined otherwise: a checked cast. */
export function payloadOf<T>(value: unknown, type: KosObjectType<T>): T | undefined {
  if (!(value instanceof KosObject) || value.type !== type || value.references === 0) return undefined
  return value.payload as T
}
