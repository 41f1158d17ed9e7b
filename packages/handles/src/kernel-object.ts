// What handles lead to: a channel end, a receiver, a process, a user resource, a badge.
//
// One class for all of them, with the particular in `value`: what the tables touch has one shape,
// and other packages compose instead of inheriting. How many handles lead to an object is counted
// in `object-table.ts`, not here.

/** What an object remembers of the space that created it. `Space` is one. */
export interface SpaceIdentity {
  /** Number of the space, unique while it lives. */
  readonly id: number
  /** False once the space was destroyed. */
  readonly alive: boolean
}

/**
 * A value of a kernel object that hears when the last handle of its object is gone. Values that
 * need not hear it have no such method.
 */
export interface ZeroHandlesListener {
  /** The last handle is gone. Called once the operation that closed or revoked it is done. */
  onZeroHandles(): void
}

/** An object that handles lead to. It lives from its first handle to its last one. */
export class KernelObject<V = unknown> {
  /** One of the HANDLE_TYPE numbers. */
  readonly type: number
  /**
   * The space that created the object, null for the kernel. Its provider in the sense of badges and
   * events.
   */
  readonly creator: SpaceIdentity | null
  /** User resource context: a token, opaque to the kernel. */
  readonly context: number
  /** What the object is to the package that made it. */
  readonly value: V
  /**
   * Head of the list of subscriptions. Belongs to the notice package; null while there are none.
   */
  subscriptions: unknown = null
  /** Kept by the table: 0 before the first handle, -1 after death, else the index of the object. */
  tableIndex = 0
  /** An object without handles yet; `Space.create` gives it the first. */
  constructor(type: number, creator: SpaceIdentity | null, context: number, value: V) {
    this.type = type
    this.creator = creator
    this.context = context
    this.value = value
  }
}

/**
 * Hears what becomes of objects. Called once the operation that caused it is done, never from
 * `check`.
 */
export interface HandleObserver {
  /**
   * The last handle of `object` is gone. Called once per object, and after `badgeClosed` if it is a
   * badge.
   */
  objectDestroyed(object: KernelObject): void
  /**
   * All handles that came from the transfer of `badge` are closed or revoked. Not called if the
   * creator of the badge is gone.
   */
  badgeClosed(badge: KernelObject): void
}
