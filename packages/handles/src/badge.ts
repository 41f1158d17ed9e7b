// A badge: the object of a resource transfer context (topic `libkos_handles_transfer`).
//
// A badge serves one transfer. The transfer puts an anchor between the transferred handle and the
// new one: a node of its own, which stays above all descendants of the transfer, even when handles
// between them are closed. The badge closes when its anchor has no child left. The badge is also an
// object with one handle in the space that created it, which can be neither transferred nor copied.

import { HANDLE_TYPE_BADGE } from './handletype.ts'
import type { KernelObject, SpaceIdentity } from './kernel-object.ts'
import type { WeakDescendant } from './weak-descendant.ts'

/** The value of a badge object. */
export class BadgeState {
  /** The anchor of the transfer, 0 before it and after its end. */
  anchor = 0
  /** True once a transfer used the badge. */
  isUsed = false
  /**
   * Head of the list of what was made through the handles of the transfer and outlived them; null
   * if nothing did, and before the end of the transfer.
   */
  ended: WeakDescendant | null = null
}

/** A badge as an object. A space created it, never the kernel. */
export type Badge = KernelObject<BadgeState> & { readonly creator: SpaceIdentity }

/** True if the object is a badge that a space created. */
export function isBadge(object: KernelObject): object is Badge {
  return object.type === HANDLE_TYPE_BADGE && object.value instanceof BadgeState
}
