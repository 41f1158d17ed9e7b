// The inheritance trees of all objects, one node per handle (topics `libkos_handles_transfer`,
// `_revoke`, `_delete`). seL4 calls such a tree a capability derivation tree.
//
// A node is a live handle, a ghost or an anchor. A ghost is a closed handle with two or more
// children; with one child left it is spliced out. So closing never walks over children, and there
// are always fewer ghosts than handles. An anchor is the node of a badge (`badge.ts`). It has one
// child: the handle of the transfer, or the node in its place. Every leaf is a live handle. A
// revoked subtree is cut off at once and pushed on the revocation stack of its object: lists of
// siblings, linked through PARENT of their first nodes. `Space` empties that stack before it reads
// a node of the object. `slot-table.ts` issues the handle numbers.

import { type Badge, isBadge } from './badge.ts'
import type { EventQueue } from './event-queue.ts'
import type { KernelObject } from './kernel-object.ts'
import {
  FIRST,
  NEXT,
  type NodeStore,
  NUMBER,
  OBJECT,
  PARENT,
  PREV,
  RIGHTS,
  SPACE,
} from './node-store.ts'
import type { ObjectTable } from './object-table.ts'
import type { SlotTable } from './slot-table.ts'
import { WeakLists } from './weak-lists.ts'

/** A budget that is never used up. A small integer, so that counting it down allocates nothing. */
export const UNLIMITED = 0x3fffffff

/** The inheritance trees, their objects, and the slot tables of all spaces. */
export class InheritanceForest {
  readonly nodes: NodeStore
  readonly objects: ObjectTable
  readonly events: EventQueue
  readonly weak: WeakLists
  /** Slot table of each space by its id; undefined for an id without a space. */
  readonly slots: (SlotTable | undefined)[] = [undefined]
  /**
   * The orphans of each space, by the id of the space: badges whose handle was closed before their
   * transfer ended.
   */
  readonly orphans: Map<number, Set<Badge>> = new Map()
  /** Most nodes that one operation revokes before it leaves the rest to `HandleTable.finish`. */
  readonly slice: number
  /** Handles that were revoked and are not closed. */
  revoked = 0
  /** Closed handles with two or more children. */
  ghosts = 0
  /** Badges with an open transfer. */
  anchors = 0
  /** Badge objects alive. */
  badges = 0
  /** Spaces, destroyed ones with handles left included. */
  spaces = 0
  /** Called whenever an operation leaves work for `HandleTable.finish`. */
  readonly onWorkLeft: () => void
  readonly #freeIds: number[] = []
  /** Indexes of the objects whose revocation one slice did not finish, and their set. */
  readonly #unfinished: number[] = []
  readonly #isUnfinished: Set<number> = new Set()

  constructor(
    nodes: NodeStore,
    objects: ObjectTable,
    events: EventQueue,
    slice: number,
    onWorkLeft: () => void,
  ) {
    this.onWorkLeft = onWorkLeft
    this.nodes = nodes
    this.objects = objects
    this.events = events
    this.weak = new WeakLists(objects, events)
    this.slice = slice
  }

  /** Live handles. */
  get handles(): number {
    return this.nodes.used - this.ghosts - this.anchors
  }

  /** Adds a space with these slots. Returns its id. */
  addSpace(slots: SlotTable): number {
    const id = this.#freeIds.pop() ?? this.slots.length
    this.slots[id] = slots
    slots.id = id
    this.spaces++
    return id
  }

  /** Removes a space that has no handle left. */
  removeSpace(id: number): void {
    this.slots[id] = undefined
    this.#freeIds.push(id)
    this.spaces--
  }

  /**
   * Adds a root handle to the object with the index `object`. Returns its number. The caller has
   * reserved node and slot.
   */
  addRoot(object: number, table: SlotTable, rights: number): number {
    const node = this.nodes.allocate()
    const cells = this.nodes.cells
    const number = table.issue(node)
    cells[node + PARENT] = 0
    cells[node + FIRST] = 0
    cells[node + NEXT] = 0
    cells[node + PREV] = 0
    cells[node + RIGHTS] = rights | 0
    cells[node + NUMBER] = number
    cells[node + SPACE] = table.id
    cells[node + OBJECT] = object
    this.objects.addHandle(object)
    return number
  }

  /** Adds a handle below `parent`. Returns its number. The caller has reserved node and slot. */
  addChild(parent: number, table: SlotTable, rights: number): number {
    const node = this.nodes.allocate()
    const cells = this.nodes.cells
    const number = table.issue(node)
    const object = cells[parent + OBJECT] as number
    this.#attach(cells, node, parent)
    cells[node + FIRST] = 0
    cells[node + RIGHTS] = rights | 0
    cells[node + NUMBER] = number
    cells[node + SPACE] = table.id
    cells[node + OBJECT] = object
    this.objects.addHandle(object)
    return number
  }

  /**
   * Adds the anchor of a badge below `parent`. Returns its node. The caller has reserved the node,
   * and adds a child at once.
   */
  addAnchor(parent: number, badge: Badge): number {
    const node = this.nodes.allocate()
    const cells = this.nodes.cells
    this.#attach(cells, node, parent)
    cells[node + FIRST] = 0
    cells[node + RIGHTS] = 0
    cells[node + NUMBER] = -badge.tableIndex
    cells[node + SPACE] = badge.creator.id
    cells[node + OBJECT] = cells[parent + OBJECT] as number
    badge.value.anchor = node
    badge.value.isUsed = true
    this.anchors++
    return node
  }

  /**
   * Removes a live handle from its tree; its children become children of its parent. The caller
   * releases its number.
   */
  close(node: number): void {
    const cells = this.nodes.cells
    const object = cells[node + OBJECT] as number
    const first = cells[node + FIRST] as number
    if (first === 0) this.#remove(node)
    else if (cells[first + NEXT] === 0) this.#splice(node, first)
    else this.#makeGhost(node)
    this.#releaseObject(object)
  }

  /**
   * Removes a live handle from its tree and pushes the subtree below it on the revocation stack of
   * the object. The handle itself is closed, so what was made through it stays.
   */
  revoke(node: number): void {
    const cells = this.nodes.cells
    const object = cells[node + OBJECT] as number
    const first = cells[node + FIRST] as number
    if (this.objects.weakLists[object] !== 0) this.weak.revokeBelow(node)
    this.#remove(node)
    if (first === 0) this.#releaseObject(object)
    else {
      this.objects.removeHandle(object)
      this.#deferRevocation(object, first)
    }
  }

  /** Pushes the subtree below an anchor on the revocation stack of the object, closes the badge. */
  revokeBelow(anchor: number): void {
    const cells = this.nodes.cells
    const object = cells[anchor + OBJECT] as number
    const first = cells[anchor + FIRST] as number
    this.#revokeWeak(anchor, object)
    cells[anchor + FIRST] = 0
    this.#restoreInvariants(anchor)
    this.#deferRevocation(object, first)
  }

  /**
   * The nearest live handle above `node`, 0 if there is none. Handles of a destroyed space are not
   * live.
   */
  liveAncestor(node: number): number {
    const cells = this.nodes.cells
    let up = cells[node + PARENT] as number
    while (up !== 0 && !this.#isLive(up)) up = cells[up + PARENT] as number
    return up
  }

  /**
   * Revokes up to `budget` nodes of the object's revocation stack. Returns the rest of the budget,
   * -1 if nodes are left.
   */
  revokePending(object: number, budget: number): number {
    const cells = this.nodes.cells
    const { revocations } = this.objects
    let top = revocations[object] as number
    let left = budget
    while (top !== 0 && left > 0) {
      const node = top
      const next = cells[node + NEXT] as number
      const first = cells[node + FIRST] as number
      const rest = cells[node + PARENT] as number
      top = next === 0 ? rest : next
      if (next !== 0) cells[next + PARENT] = rest
      if (first !== 0) {
        cells[first + PARENT] = top
        top = first
      }
      this.#revokeOne(node, cells[node + NUMBER] as number)
      left--
    }
    revocations[object] = top
    if (top !== 0) return -1
    this.nodes.pendingRevocations--
    if (this.objects.counts[object] === 0) this.#destroy(this.objects.at(object))
    return left
  }

  /** Revokes all nodes of the object's revocation stack. */
  finishRevocation(object: number): void {
    if (this.objects.revocations[object] !== 0) this.revokePending(object, UNLIMITED)
  }

  /**
   * Revokes up to `budget` nodes of all revocation stacks. Returns the rest of the budget, -1 if
   * nodes are left.
   */
  revokeAnyPending(budget: number): number {
    let left = budget
    while (this.nodes.pendingRevocations !== 0) {
      // An object with a revocation stack is in this list.
      const object = this.#unfinished.at(-1) as number
      if (this.objects.revocations[object] !== 0) left = this.revokePending(object, left)
      if (left < 0) return -1
      this.#unfinished.pop()
      this.#isUnfinished.delete(object)
    }
    return left
  }

  /**
   * Ends the transfer of a badge whose creator is destroyed: the handles below the anchor stay, and
   * the observer is not called.
   */
  endTransfer(badge: Badge): void {
    const anchor = badge.value.anchor
    if (anchor === 0) return
    this.finishRevocation(this.nodes.cells[anchor + OBJECT] as number)
    if (badge.value.anchor === 0) return
    badge.value.anchor = 0
    this.anchors--
    this.#splice(anchor, this.nodes.cells[anchor + FIRST] as number)
  }

  /** Destroys an orphan whose creator is destroyed. */
  destroyOrphan(badge: Badge): void {
    this.endTransfer(badge)
    if (this.orphans.get(badge.creator.id)?.delete(badge) === true) this.#destroy(badge)
  }

  #isLive(node: number): boolean {
    const cells = this.nodes.cells
    return (
      (cells[node + NUMBER] as number) > 0 &&
      !this.#slotsOf(cells[node + SPACE] as number).isDestroyed
    )
  }

  /** The slot table of a space that has handles or badges: it is not removed yet. */
  #slotsOf(space: number): SlotTable {
    return this.slots[space] as SlotTable
  }

  #attach(cells: Int32Array, node: number, parent: number): void {
    const next = cells[parent + FIRST] as number
    cells[parent + FIRST] = node
    cells[next + PREV] = node
    cells[node + PARENT] = parent
    cells[node + NEXT] = next
    cells[node + PREV] = 0
  }

  /**
   * Unlinks a node from parent and siblings. A missing neighbour is record 0, where writes have no
   * effect.
   */
  #unlink(cells: Int32Array, node: number): void {
    const previous = cells[node + PREV] as number
    const next = cells[node + NEXT] as number
    cells[previous === 0 ? (cells[node + PARENT] as number) + FIRST : previous + NEXT] = next
    cells[next + PREV] = previous
  }

  #remove(node: number): void {
    const cells = this.nodes.cells
    const parent = cells[node + PARENT] as number
    this.#moveWeakUp(node, parent)
    this.#unlink(cells, node)
    this.nodes.free(node)
    if (parent !== 0 && (cells[parent + NUMBER] as number) <= 0) this.#restoreInvariants(parent)
  }

  /** Replaces a node by its only child. */
  #splice(node: number, child: number): void {
    const cells = this.nodes.cells
    const parent = cells[node + PARENT] as number
    const previous = cells[node + PREV] as number
    const next = cells[node + NEXT] as number
    this.#moveWeakUp(node, parent)
    cells[child + PARENT] = parent
    cells[child + PREV] = previous
    cells[child + NEXT] = next
    cells[previous === 0 ? parent + FIRST : previous + NEXT] = child
    cells[next + PREV] = child
    this.nodes.free(node)
  }

  #makeGhost(node: number): void {
    this.nodes.cells[node + NUMBER] = 0
    this.ghosts++
  }

  /**
   * Restores the invariants of a node that lost a child: a ghost has two children or more, an
   * anchor one.
   */
  #restoreInvariants(start: number): void {
    const cells = this.nodes.cells
    let node = start
    while (node !== 0) {
      const number = cells[node + NUMBER] as number
      if (number > 0) return
      if (number === 0) {
        const first = cells[node + FIRST] as number
        if (cells[first + NEXT] !== 0) return
        this.ghosts--
        this.#splice(node, first)
        return
      }
      const parent = cells[node + PARENT] as number
      this.#moveTransferUp(node, parent, -number)
      this.#unlink(cells, node)
      this.nodes.free(node)
      this.#closeBadge(-number)
      node = parent
    }
  }

  #closeBadge(index: number): void {
    const badge = this.objects.at(index) as Badge
    badge.value.anchor = 0
    this.anchors--
    if (badge.creator.alive) this.events.badgeClosed(index)
    const space = badge.creator.id
    if (this.orphans.get(space)?.delete(badge) !== true) return
    this.#slotsOf(space).used--
    this.#destroy(badge)
  }

  #moveWeakUp(node: number, parent: number): void {
    const object = this.nodes.cells[node + OBJECT] as number
    if (this.objects.weakLists[object] !== 0) this.weak.moveUp(node, object, parent)
  }

  #moveTransferUp(anchor: number, parent: number, badge: number): void {
    const object = this.nodes.cells[anchor + OBJECT] as number
    if (this.objects.weakLists[object] === 0) return
    this.weak.moveTransferUp(anchor, object, parent, this.objects.at(badge) as Badge)
  }

  #revokeWeak(node: number, object: number): void {
    if (this.objects.weakLists[object] !== 0) this.weak.revoke(node, object)
  }

  /** Drops a handle from the count of its object. */
  #releaseObject(object: number): void {
    if (this.objects.removeHandle(object) === 0) this.#onZeroHandles(this.objects.at(object))
  }

  #deferRevocation(object: number, first: number): void {
    this.nodes.cells[first + PARENT] = 0
    this.objects.revocations[object] = first
    this.nodes.pendingRevocations++
    const slice = this.objects.unsliced[object] === 0 ? this.slice : UNLIMITED
    if (this.revokePending(object, slice) >= 0) return
    this.onWorkLeft()
    if (this.#isUnfinished.has(object)) return
    this.#isUnfinished.add(object)
    this.#unfinished.push(object)
  }

  #revokeOne(node: number, number: number): void {
    const cells = this.nodes.cells
    this.#revokeWeak(node, cells[node + OBJECT] as number)
    if (number > 0) {
      this.#slotsOf(cells[node + SPACE] as number).markRevoked(number)
      this.objects.removeHandle(cells[node + OBJECT] as number)
      this.revoked++
    } else if (number === 0) this.ghosts--
    else this.#closeBadge(-number)
    this.nodes.free(node)
  }

  /** A badge outlives its handle while its transfer is open, and stays charged to its creator. */
  #onZeroHandles(object: KernelObject): void {
    if (isBadge(object) && !object.creator.alive) this.endTransfer(object)
    if (!isBadge(object) || object.value.anchor === 0) {
      this.#destroy(object)
      return
    }
    const space = object.creator.id
    this.#slotsOf(space).used++
    let orphans = this.orphans.get(space)
    if (orphans === undefined) this.orphans.set(space, (orphans = new Set()))
    orphans.add(object)
  }

  #destroy(object: KernelObject): void {
    const index = object.tableIndex
    if (isBadge(object)) this.badges--
    this.objects.markDestroyed(object)
    this.events.objectDestroyed(index)
  }
}
