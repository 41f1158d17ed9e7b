// What waiters own while others wait for it: a lock, a call that was taken. It leads from a wait to
// those who must act before it ends, so that rings are found, and lends its owner the priority of
// those who wait, so that a low one that holds what a high one wants is not kept from running by
// those between.
//
// Who may own what, and when, is the mechanism's business. Only what somebody waits for is linked
// in here: free locks cost nothing.

import type { Waiter } from './waiter.ts'

/** Something with owners that others wait for. */
export interface Owned {
  /** Those who must act before a waiter goes on. The answer is a snapshot. */
  owners(): readonly Waiter[]
}

/** Something owned by one waiter that lends it the priority of those who wait. */
export interface OwnedResource extends Owned {
  /** The highest priority among those who wait for it; -1 if nobody does. */
  readonly maxWaiterPriority: number
  /** The next thing that the same owner holds. Written by `assignOwner` and `releaseOwner` alone. */
  nextOwned: OwnedResource | null
  /** Its owner has ended, and others wait for it. A lock without this method keeps its owner. */
  ownerEnded?(owner: Waiter): void
}

/** Those who must act before a wait ends, as far as its mechanism knows. */
export function ownersOf(owner: Waiter | Owned | null): readonly Waiter[] {
  if (owner === null) return []
  return 'owners' in owner ? owner.owners() : [owner]
}

/**
 * `held` is wanted by others, and `owner` has it: it runs at their priority from now on, if that is
 * higher. Not linked in anywhere yet.
 */
export function assignOwner(owner: Waiter, held: OwnedResource): void {
  held.nextOwned = owner.owned
  owner.owned = held
  // Most loans are of no more than the owner has.
  if (held.maxWaiterPriority > owner.priority) updateInheritedPriority(owner)
}

/** The owner gave it up, or nobody wants it any more. Does nothing if it is not linked in. */
export function releaseOwner(owner: Waiter, held: OwnedResource): void {
  if (owner.owned === held) owner.owned = held.nextOwned
  else {
    let previous = owner.owned
    while (previous !== null && previous.nextOwned !== held) previous = previous.nextOwned
    if (previous === null) return
    previous.nextOwned = held.nextOwned
  }
  held.nextOwned = null
  if (owner.inheritedPriority >= 0) updateInheritedPriority(owner)
}

/** Somebody joined or left those who wait for something that `owner` holds, or changed priority. */
export function updateInheritedPriority(owner: Waiter): void {
  let highest = -1
  for (let held = owner.owned; held !== null; held = held.nextOwned) {
    const { maxWaiterPriority } = held
    if (maxWaiterPriority > highest) highest = maxWaiterPriority
  }
  owner.inherit(highest)
}

/** `owner` has ended: what it holds is told, unless nobody waits for it. */
export function notifyOwnerEnded(owner: Waiter): void {
  let next: OwnedResource | null
  for (let held = owner.owned; held !== null; held = next) {
    next = held.nextOwned
    held.ownerEnded?.(owner)
  }
}
