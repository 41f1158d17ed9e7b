// Kernel objects, to which handles refer: a channel end, a receiver, a process, a user resource, a
// badge.
//
// There is one class for all of them, so that the tables touch objects of one shape. Other packages
// put their own part into `value` instead of inheriting. `object-table.ts` counts the handles of an
// object.

/** The part of a space that its objects keep. `Space` implements it. */
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

/** An object to which handles refer. It lives from its first handle to its last one. */
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
  /** The part of the object that belongs to the package that made it. */
  readonly value: V
  /**
   * Head of the list of subscriptions. Belongs to the notice package; null while there are none.
   */
  subscriptions: unknown = null
  /**
   * Written by the table: 0 before the first handle, -1 once the object is destroyed, else the
   * index of the object.
   */
  tableIndex = 0

  /** An object without handles; `Space.create` makes the first. */
  constructor(type: number, creator: SpaceIdentity | null, context: number, value: V) {
    this.type = type
    this.creator = creator
    this.context = context
    this.value = value
  }
}

/** Callbacks for events of objects, made at the end of the operation that caused them. */
export interface HandleObserver {
  /**
   * The object has zero handles: the last one was closed or revoked. Called once per object; for a
   * badge after `badgeClosed`.
   */
  objectDestroyed(object: KernelObject): void
  /**
   * All handles that descend from the transfer of `badge` are closed or revoked. Not called if the
   * creator of the badge is destroyed.
   */
  badgeClosed(badge: KernelObject): void
}
