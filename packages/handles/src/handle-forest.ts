// The inheritance trees of all objects, one node per handle (topics `libkos_handles_transfer`,
// `_revoke`, `_delete`).
//
// A node is a live handle, a ghost, or an anchor. A ghost is a closed handle that still has two or
// more children; with one left it is spliced out. So closing never walks over children, and since
// every ghost branches there are fewer ghosts than handles. An anchor stands for a badge
// (`badge.ts`). Every leaf is a live handle. A revoked subtree is cut off at once and put on the
// work stack of its object: lists of siblings, chained through PARENT of their heads. Nobody may
// look at a node of an object with pending work: `Space` completes it first. Numbers are not known
// here.

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

/** A budget that is never used up; a small integer, so that counting it down stays cheap. */
export const ALL = 0x3fffffff

/** Trees, objects, and the tables of all spaces. */
export class HandleForest {
  readonly nodes: NodeStore
  readonly objects: ObjectTable
  readonly events: EventQueue
  /** Slots of each space by its id; a retired id is undefined. */
  readonly slots: (SlotTable | undefined)[] = [undefined]
  /**
   * Badges of each space whose handle was closed before their transfer ended, by the id of the
   * space.
   */
  readonly orphans: Map<number, Set<Badge>> = new Map()
  /** Nodes that one operation deals with at once. */
  readonly slice: number
  /** Handles that were revoked and are not closed. */
  revoked = 0
  /** Closed handles that still branch. */
  ghosts = 0
  /** Badges with an open transfer. */
  anchors = 0
  /** Badge objects alive. */
  badges = 0
  /** Spaces, destroyed ones with handles left included. */
  spaces = 0
  /** Told whenever an operation leaves work for `HandleTable.finish`. */
  readonly onWorkLeft: () => void
  readonly #freeIds: number[] = []
  readonly #queue: number[] = []
  readonly #queued: Set<number> = new Set()

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
    this.slice = slice
  }

  /** Live handles. */
  get handles(): number {
    return this.nodes.used - this.ghosts - this.anchors
  }

  /** The id of a new space with these slots. */
  enroll(slots: SlotTable): number {
    const id = this.#freeIds.pop() ?? this.slots.length
    this.slots[id] = slots
    slots.id = id
    this.spaces++
    return id
  }

  /** Forgets a space that has no handle left. */
  retire(id: number): void {
    this.slots[id] = undefined
    this.#freeIds.push(id)
    this.spaces--
  }

  /**
   * The number of a new root handle to the object at `object`. The caller has reserved node and
   * slot.
   */
  addRoot(object: number, table: SlotTable, rights: number): number {
    const node = this.nodes.take()
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
    this.objects.counts[object]!++
    return number
  }

  /** The number of a new handle below `parent`. The caller has reserved node and slot. */
  addChild(parent: number, table: SlotTable, rights: number): number {
    const node = this.nodes.take()
    const cells = this.nodes.cells
    const number = table.issue(node)
    const object = cells[parent + OBJECT]!
    this.#attach(cells, node, parent)
    cells[node + FIRST] = 0
    cells[node + RIGHTS] = rights | 0
    cells[node + NUMBER] = number
    cells[node + SPACE] = table.id
    cells[node + OBJECT] = object
    this.objects.counts[object]!++
    return number
  }

  /** A new anchor below `parent`; it must get a child at once. The caller has reserved the node. */
  addAnchor(parent: number, badge: Badge): number {
    const node = this.nodes.take()
    const cells = this.nodes.cells
    this.#attach(cells, node, parent)
    cells[node + FIRST] = 0
    cells[node + RIGHTS] = 0
    cells[node + NUMBER] = -badge.tableIndex
    cells[node + SPACE] = badge.creator!.id
    cells[node + OBJECT] = cells[parent + OBJECT]!
    badge.value.anchor = node
    badge.value.isUsed = true
    this.anchors++
    return node
  }

  /**
   * Takes a live handle out of its tree; its children move up to its parent. Its number is the
   * caller's business.
   */
  close(node: number): void {
    const cells = this.nodes.cells
    const object = cells[node + OBJECT]!
    const first = cells[node + FIRST]!
    if (first === 0) this.#remove(node)
    else if (cells[first + NEXT] === 0) this.#splice(node, first)
    else this.#makeGhost(node)
    this.#releaseObject(object)
  }

  /**
   * Takes a live handle out of its tree and puts everything below it on the work stack of the
   * object.
   */
  revoke(node: number): void {
    const cells = this.nodes.cells
    const object = cells[node + OBJECT]!
    const first = cells[node + FIRST]!
    this.#remove(node)
    this.#releaseObjectLater(object, first)
  }

  /** Puts everything below an anchor on the work stack of the object, and closes the badge. */
  revokeBelow(anchor: number): void {
    const cells = this.nodes.cells
    const object = cells[anchor + OBJECT]!
    const first = cells[anchor + FIRST]!
    cells[anchor + FIRST] = 0
    this.#settle(anchor)
    this.#defer(object, first)
  }

  /**
   * The nearest live handle above `node`, 0 if there is none. Handles of a space that ended are not
   * live.
   */
  liveAncestor(node: number): number {
    const cells = this.nodes.cells
    let up = cells[node + PARENT]!
    while (up !== 0 && (cells[up + NUMBER]! <= 0 || this.slots[cells[up + SPACE]!]!.isEnding))
      up = cells[up + PARENT]!
    return up
  }

  /**
   * Revokes up to `budget` nodes of the object's work stack; answers what is left of the budget, -1
   * if work is left.
   */
  work(object: number, budget: number): number {
    const cells = this.nodes.cells
    const pending = this.objects.pending
    let top = pending[object]!
    let left = budget
    while (top !== 0 && left > 0) {
      const node = top
      const next = cells[node + NEXT]!
      const first = cells[node + FIRST]!
      const rest = cells[node + PARENT]!
      top = next === 0 ? rest : next
      if (next !== 0) cells[next + PARENT] = rest
      if (first !== 0) {
        cells[first + PARENT] = top
        top = first
      }
      this.#revokeOne(node, cells[node + NUMBER]!)
      left--
    }
    pending[object] = top
    if (top !== 0) return -1
    this.nodes.unsettled--
    if (this.objects.counts[object] === 0) this.#die(this.objects.at(object))
    return left
  }

  /** Completes the revocations of one object. */
  touch(object: number): void {
    if (this.objects.pending[object] !== 0) this.work(object, ALL)
  }

  /**
   * Works on whatever object has pending work; answers what is left of the budget, -1 if work is
   * left.
   */
  workAny(budget: number): number {
    let left = budget
    while (this.nodes.unsettled !== 0) {
      const object = this.#queue[this.#queue.length - 1]!
      if (this.objects.pending[object] !== 0) left = this.work(object, left)
      if (left < 0) return -1
      this.#queue.pop()
      this.#queued.delete(object)
    }
    return left
  }

  /**
   * Ends the transfer of a badge whose creator goes away: its descendants stay, and nobody hears of
   * it.
   */
  dissolve(badge: Badge): void {
    const anchor = badge.value.anchor
    if (anchor === 0) return
    this.touch(this.nodes.cells[anchor + OBJECT]!)
    if (badge.value.anchor === 0) return
    badge.value.anchor = 0
    this.anchors--
    const cells = this.nodes.cells
    const first = cells[anchor + FIRST]!
    if (cells[first + NEXT] === 0) this.#splice(anchor, first)
    else this.#makeGhost(anchor)
  }

  /** Destroys a badge without handle whose creator goes away. */
  dropOrphan(badge: Badge): void {
    this.dissolve(badge)
    if (!this.orphans.get(badge.creator!.id)!.delete(badge)) return
    this.#die(badge)
  }

  #attach(cells: Int32Array, node: number, parent: number): void {
    const next = cells[parent + FIRST]!
    cells[parent + FIRST] = node
    cells[next + PREV] = node
    cells[node + PARENT] = parent
    cells[node + NEXT] = next
    cells[node + PREV] = 0
  }

  /**
   * Unlinks a node from parent and siblings. Writes to record 0 stand for "no neighbour" and mean
   * nothing.
   */
  #unlink(cells: Int32Array, node: number): void {
    const previous = cells[node + PREV]!
    const next = cells[node + NEXT]!
    cells[previous === 0 ? cells[node + PARENT]! + FIRST : previous + NEXT] = next
    cells[next + PREV] = previous
  }

  #remove(node: number): void {
    const cells = this.nodes.cells
    const parent = cells[node + PARENT]!
    this.#unlink(cells, node)
    this.nodes.give(node)
    if (parent !== 0 && cells[parent + NUMBER]! <= 0) this.#settle(parent)
  }

  /** Puts the only child of a node into its place. */
  #splice(node: number, child: number): void {
    const cells = this.nodes.cells
    const parent = cells[node + PARENT]!
    const previous = cells[node + PREV]!
    const next = cells[node + NEXT]!
    cells[child + PARENT] = parent
    cells[child + PREV] = previous
    cells[child + NEXT] = next
    cells[previous === 0 ? parent + FIRST : previous + NEXT] = child
    cells[next + PREV] = child
    this.nodes.give(node)
  }

  #makeGhost(node: number): void {
    this.nodes.cells[node + NUMBER] = 0
    this.ghosts++
  }

  /**
   * Restores the rules at a node that lost a child: a ghost branches, an anchor has something below
   * it.
   */
  #settle(start: number): void {
    const cells = this.nodes.cells
    let node = start
    while (node !== 0) {
      const number = cells[node + NUMBER]!
      if (number > 0) return
      const first = cells[node + FIRST]!
      if (number === 0) {
        if (cells[first + NEXT] !== 0) return
        this.ghosts--
        this.#splice(node, first)
        return
      }
      if (first !== 0) return
      const parent = cells[node + PARENT]!
      this.#unlink(cells, node)
      this.nodes.give(node)
      this.#closeBadge(-number)
      node = parent
    }
  }

  #closeBadge(index: number): void {
    const badge = this.objects.at(index) as Badge
    badge.value.anchor = 0
    this.anchors--
    if (badge.creator!.alive) this.events.badgeClosed(index)
    const space = badge.creator!.id
    if (this.orphans.get(space)?.delete(badge) !== true) return
    this.slots[space]!.used--
    this.#die(badge)
  }

  /** Counts a handle of the object down. */
  #releaseObject(object: number): void {
    const count = this.objects.counts[object]! - 1
    this.objects.counts[object] = count
    if (count === 0) this.#lastHandleGone(this.objects.at(object))
  }

  #releaseObjectLater(object: number, first: number): void {
    if (first === 0) {
      this.#releaseObject(object)
      return
    }
    this.objects.counts[object]!--
    this.#defer(object, first)
  }

  #defer(object: number, first: number): void {
    this.nodes.cells[first + PARENT] = 0
    this.objects.pending[object] = first
    this.nodes.unsettled++
    if (this.work(object, this.slice) >= 0) return
    this.onWorkLeft()
    if (this.#queued.has(object)) return
    this.#queued.add(object)
    this.#queue.push(object)
  }

  #revokeOne(node: number, number: number): void {
    const cells = this.nodes.cells
    if (number > 0) {
      this.slots[cells[node + SPACE]!]!.markRevoked(number)
      this.objects.counts[cells[node + OBJECT]!]!--
      this.revoked++
    } else if (number === 0) this.ghosts--
    else this.#closeBadge(-number)
    this.nodes.give(node)
  }

  /** A badge outlives its handle while its transfer is open, and stays charged to its creator. */
  #lastHandleGone(object: KernelObject): void {
    if (isBadge(object) && !object.creator!.alive) this.dissolve(object)
    if (!isBadge(object) || object.value.anchor === 0) {
      this.#die(object)
      return
    }
    const creator = object.creator!
    this.slots[creator.id]!.used++
    let orphans = this.orphans.get(creator.id)
    if (orphans === undefined) this.orphans.set(creator.id, (orphans = new Set()))
    orphans.add(object)
  }

  #die(object: KernelObject): void {
    const index = object.tableIndex
    if (isBadge(object)) this.badges--
    this.objects.bury(object)
    this.events.objectDestroyed(index)
  }
}
