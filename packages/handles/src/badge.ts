// A badge: the object of a resource transfer context (topic `libkos_handles_transfer`).
//
// It serves one transfer. That transfer puts an anchor, a node of its own, between the transferred
// handle and the new one, and the anchor stays above whatever descends from the transfer, whichever
// handles between are closed. The badge closes when nothing is left below its anchor. The badge is
// also an object with one handle at its provider, which can be neither transferred nor copied.

import { HANDLE_TYPE_BADGE } from './handletype.ts'
import type { KernelObject } from './kernel-object.ts'

/** What the value of a badge object holds. */
export class BadgeState {
  /** The anchor of the transfer, 0 before it and after its end. */
  anchor = 0
  /** True once the badge was given to a transfer. */
  isUsed = false
}

/** A badge as an object. */
export type Badge = KernelObject<BadgeState>

/** True if the object is a badge that a space created. */
export function isBadge(object: KernelObject): object is Badge {
  return object.type === HANDLE_TYPE_BADGE && object.value instanceof BadgeState
}
