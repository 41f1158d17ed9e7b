// Priority inheritance, against priority inversion: a waiter of low priority that owns a resource
// must not be kept from running by waiters of middle priority while one of high priority waits for
// the resource. So the owner inherits the highest priority among the waiters of the resource.
//
// As with Zircon's `OwnedWaitQueue` each resource has at most one owner, and each owner has a list
// of its resources (`Waiter.owned`, linked by `nextOwned`). A resource is in that list only while
// others wait for it, so that a free one costs nothing. Inheritance is transitive: an owner that
// waits itself moves in its queue, whose mechanism updates the next owner (`QueueListener.moved`).
// Which waiter owns what is decided by the mechanisms: locks in `@kos/sync`, calls in `@kos/ipc`.

import type { Waiter } from './waiter.ts'

/** A resource with owners for which others wait: a lock, a call that a server took. */
export interface Owned {
  /** The waiters that must act before a wait for it ends. The answer is a snapshot. */
  owners(): readonly Waiter[]
}

/** A resource with one owner, which inherits the priority of the waiters. */
export interface OwnedResource extends Owned {
  /** The highest priority among its waiters; -1 if there is none. */
  readonly maxWaiterPriority: number
  /** The next resource of the same owner. Written by `assignOwner` and `releaseOwner` alone. */
  nextOwned: OwnedResource | null
  /**
   * Its owner has ended while others wait for it (a robust mutex would go to the next waiter then).
   * A resource without this method keeps its owner.
   */
  ownerEnded?(owner: Waiter): void
}

/** The waiters that must act before a wait for `owner` ends, as far as its mechanism knows. */
export function ownersOf(owner: Waiter | Owned | null): readonly Waiter[] {
  if (owner === null) return []
  return 'owners' in owner ? owner.owners() : [owner]
}

/**
 * Makes `owner` inherit from the waiters of `resource`. The mechanism calls this when the first
 * waiter comes, or when it hands the resource over while others still wait. `resource` must not be
 * in the list of any owner.
 */
export function assignOwner(owner: Waiter, resource: OwnedResource): void {
  resource.nextOwned = owner.owned
  owner.owned = resource
  // If the resource lends no more than the owner's priority, the list is not walked;
  // `inheritedPriority` may be too low then, and `setPriority` works it out.
  if (resource.maxWaiterPriority > owner.priority) updateInheritedPriority(owner)
}

/**
 * Ends the inheritance of `owner` through `resource`, which it gave up or which nobody waits for
 * any more. Does nothing if `resource` is not in its list.
 */
export function releaseOwner(owner: Waiter, resource: OwnedResource): void {
  if (owner.owned === resource) owner.owned = resource.nextOwned
  else {
    let previous = owner.owned
    while (previous !== null && previous.nextOwned !== resource) previous = previous.nextOwned
    if (previous === null) return
    previous.nextOwned = resource.nextOwned
  }
  resource.nextOwned = null
  if (owner.inheritedPriority >= 0) updateInheritedPriority(owner)
}

/**
 * Works out anew what `owner` inherits: the highest priority among the waiters of all its
 * resources. The mechanism calls this when a waiter of such a resource comes, leaves, or changes
 * its priority.
 */
export function updateInheritedPriority(owner: Waiter): void {
  let highest = -1
  for (let resource = owner.owned; resource !== null; resource = resource.nextOwned) {
    const { maxWaiterPriority } = resource
    if (maxWaiterPriority > highest) highest = maxWaiterPriority
  }
  owner.inherit(highest)
}

/**
 * `owner` has ended: calls `ownerEnded` of each of its resources for which others wait. A resource
 * may leave the list during its call.
 */
export function notifyOwnerEnded(owner: Waiter): void {
  let next: OwnedResource | null
  for (let resource = owner.owned; resource !== null; resource = next) {
    next = resource.nextOwned
    resource.ownerEnded?.(owner)
  }
}
