// The weak descendants of all nodes (`weak-descendant.ts`), and their way up the tree.
//
// When a node goes and is not revoked, its weak descendants move to its parent, so that a
// revocation further up still reaches them. When the last handle below an anchor is closed, the
// transfer of the badge has ended, but the badge must still reach what was made through those
// handles: their list moves up as a whole, and the badge refers to it. Everything here takes
// constant time but revoking, which takes time for what it revokes. `inheritance-forest.ts` calls
// this for objects that have weak descendants only: their number of nodes with lists is a column.

import type { Badge } from './badge.ts'
import type { EventQueue } from './event-queue.ts'
import type { ObjectTable } from './object-table.ts'
import { type RevokeListener, WeakDescendant } from './weak-descendant.ts'

/** The weak descendants of one node: the heads of two lists. */
class NodeLists {
  /** Made through the handle itself. */
  readonly own: WeakDescendant = new WeakDescendant(null, null)
  /** Made through handles below it that were closed. */
  readonly inherited: WeakDescendant = new WeakDescendant(null, null)
}

/** The weak descendants of all nodes. */
export class WeakLists {
  readonly #objects: ObjectTable
  readonly #events: EventQueue
  /** By node. Empty lists stay as long as their node. */
  readonly #lists: Map<number, NodeLists> = new Map()

  constructor(objects: ObjectTable, events: EventQueue) {
    this.#objects = objects
    this.#events = events
  }

  /** The nodes that have lists. */
  get nodes(): Iterable<number> {
    return this.#lists.keys()
  }

  /** Adds a weak descendant of a node, which is a handle to `object`. */
  add(node: number, object: number, listener: RevokeListener): WeakDescendant {
    const descendant = new WeakDescendant(listener, null)
    if (listener.isUrgent) this.#objects.unsliced[object] = 1
    this.#of(node, object).own.append(descendant)
    return descendant
  }

  /** The node goes: its lists move to `parent`. With parent 0 no revocation can reach them. */
  moveUp(node: number, object: number, parent: number): void {
    const all = this.#take(node, object)
    if (!all.isAlone && parent !== 0) this.#of(parent, object).inherited.appendAll(all)
  }

  /** The anchor goes, because no handle of its transfer is left: its list moves as a whole. */
  moveTransferUp(anchor: number, object: number, parent: number, badge: Badge): void {
    const all = this.#take(anchor, object)
    if (all.isAlone) return
    const transfer = new WeakDescendant(null, all)
    badge.value.ended = all
    if (parent !== 0) this.#of(parent, object).inherited.append(transfer)
  }

  /** The node is revoked, and so is what was made through it and through handles below it. */
  revoke(node: number, object: number): void {
    this.#revokeAll(this.#take(node, object))
  }

  /** What was made through handles below the node is revoked. */
  revokeBelow(node: number): void {
    const lists = this.#lists.get(node)
    if (lists !== undefined) this.#revokeAll(lists.inherited)
  }

  /** Revokes what is left of a transfer that has ended. */
  revokeEnded(badge: Badge): void {
    const head = badge.value.ended
    if (head === null) return
    badge.value.ended = null
    head.transfer?.remove()
    this.#revokeAll(head)
  }

  #of(node: number, object: number): NodeLists {
    let lists = this.#lists.get(node)
    if (lists !== undefined) return lists
    lists = new NodeLists()
    this.#lists.set(node, lists)
    this.#objects.addWeakList(object)
    return lists
  }

  /** Takes both lists from a node, as one. */
  #take(node: number, object: number): WeakDescendant {
    const lists = this.#lists.get(node)
    if (lists === undefined) return new WeakDescendant(null, null)
    this.#lists.delete(node)
    this.#objects.removeWeakList(object)
    lists.inherited.appendAll(lists.own)
    return lists.inherited
  }

  // Ended transfers can be nested as deep as a tree: no recursion.
  #revokeAll(head: WeakDescendant): void {
    const { revoked } = this.#events
    for (let link = head.next; link !== head; link = head.next) {
      link.unlink()
      if (link.members !== null) head.appendAll(link.members)
      else {
        link.listener?.revoked()
        revoked.append(link)
      }
    }
  }
}
