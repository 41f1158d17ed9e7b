// A handle space: the handles of one process, and the operations on them.
//
// A space translates numbers to nodes (`slot-table.ts`); the forest (`inheritance-forest.ts`)
// changes the trees. Every operation checks everything first and then does a step that cannot fail.
// The observer is called at the end. Questions about several spaces (dereference, counts,
// unfinished work) are in `handle-table.ts`.

import {
  type GenericFailure,
  rcHandleRevoked,
  rcInvalidArgument,
  rcInvalidOperation,
  rcNoCapability,
  rcOk,
  rcOutOfMemory,
  rcQuotaExceeded,
  rcSecurityDisallow,
} from '@kos/retcode'
import { type Badge, BadgeState, isBadge } from './badge.ts'
import type { DestroyedSpaces } from './destroyed-spaces.ts'
import { UNLIMITED, type InheritanceForest } from './inheritance-forest.ts'
import { INVALID_HANDLE } from './handle-number.ts'
import { HANDLE_TYPE_BADGE } from './handletype.ts'
import { KernelObject, type SpaceIdentity } from './kernel-object.ts'
import { type NodeStore, NUMBER, OBJECT, RIGHTS } from './node-store.ts'
import { OCAP_HANDLE_COPY, OCAP_HANDLE_GET_EVENT, OCAP_HANDLE_TRANSFER } from './ocap.ts'
import { SlotTable } from './slot-table.ts'

/** The code of an operation on handles: `rcOk` or a failure. */
export type HandleRetcode = typeof rcOk | GenericFailure

/** The handles of one process. Made by `HandleTable.createSpace`. */
export class Space implements SpaceIdentity {
  /** Id of the space in its table, unique while it lives. */
  readonly id: number
  readonly #forest: InheritanceForest
  readonly #nodes: NodeStore
  readonly #destroyedSpaces: DestroyedSpaces
  #table: SlotTable
  #alive = true

  /** For `HandleTable.createSpace` only. */
  constructor(
    forest: InheritanceForest,
    destroyedSpaces: DestroyedSpaces,
    quota: number,
    salt: number,
  ) {
    this.#forest = forest
    this.#nodes = forest.nodes
    this.#destroyedSpaces = destroyedSpaces
    this.#table = new SlotTable(quota, salt)
    this.id = forest.addSpace(this.#table)
  }

  /** False once `destroy` was called. */
  get alive(): boolean {
    return this.#alive
  }

  /**
   * Handles charged to the space: live ones, revoked ones not closed yet, and badges whose handle
   * is closed and whose transfer is open.
   */
  get used(): number {
    return this.#table.used
  }

  /** Most handles of the space. */
  get quota(): number {
    return this.#table.quota
  }

  /**
   * The objects that its handles lead to, one for each that is not revoked, in the order of their
   * slots. Walks all slots: for reports and tests.
   */
  objects(): readonly KernelObject[] {
    const { cells } = this.#nodes
    const { objects } = this.#forest
    const nodes = Array.from(this.#table.slots).filter((node) => node > 0)
    return nodes.map((node) => objects.at(cells[node + OBJECT] as number))
  }

  /**
   * Looks up a handle: returns its node, if it has all of `rights`. The node is positive and valid
   * until the next operation on any space.
   *
   * Never calls the observer. Fails with rcInvalidArgument (not a handle of this space: stale,
   * foreign, never issued, 0), rcHandleRevoked, rcNoCapability (a right is missing).
   */
  check(handle: number, rights: number): number {
    const table = this.#table
    const node = table.slots[handle & table.mask] as number
    if (node > 0) {
      const nodes = this.#nodes
      const cells = nodes.cells
      const isGranted =
        cells[node + NUMBER] === handle && (rights & ~(cells[node + RIGHTS] as number)) === 0
      if (isGranted && nodes.pendingRevocations === 0) return node
    }
    return this.#checkSlowly(handle, rights)
  }

  /**
   * Reserves room for `count` more handles: after rcOk that many `commitTransfer` into this space
   * succeed, with or without badges.
   *
   * Fails with rcQuotaExceeded, rcOutOfMemory (the table is full), rcInvalidArgument (the space is
   * destroyed).
   */
  reserve(count: number): HandleRetcode {
    return this.#fits(count) ? rcOk : this.#makeRoom(count)
  }

  /**
   * Creates a handle to `object` at the root of a tree of its own: the first handle of a new
   * object, or a further one that the kernel gives out.
   *
   * Returns the number; fails as `reserve` does.
   *
   * @throws TypeError if the object is destroyed or of another table.
   */
  create(object: KernelObject, rights: number): number {
    if (!this.#fits(1)) {
      const rc = this.#makeRoom(1)
      if (rc !== rcOk) return rc
    }
    const forest = this.#forest
    if (forest.nodes.pendingRevocations !== 0 && object.tableIndex > 0)
      forest.finishRevocation(object.tableIndex)
    return forest.addRoot(forest.objects.intern(object), this.#table, rights)
  }

  /**
   * Creates a badge: the object of the resource transfer context `context` (topic
   * `libkos_handles_transfer`).
   *
   * Returns its handle, which has OCAP_HANDLE_GET_EVENT only, so it can be neither transferred nor
   * copied. Fails as `reserve` does.
   */
  createBadge(context: number): number {
    const handle = this.create(
      new KernelObject(HANDLE_TYPE_BADGE, this, context, new BadgeState()),
      OCAP_HANDLE_GET_EVENT,
    )
    if (handle > 0) this.#forest.badges++
    return handle
  }

  /**
   * Checks a transfer without effect (topic `libkos_handles_transfer`): returns the node for
   * `commitTransfer`.
   *
   * `badge` is INVALID_HANDLE or a badge handle of this space. Fails as `check` does for both
   * handles; rcNoCapability without OCAP_HANDLE_TRANSFER; rcSecurityDisallow if `rights` has more
   * than the handle; rcInvalidArgument if `badge` is no badge; rcInvalidOperation if it already
   * served a transfer. The receiver's `reserve` checks whether the handle fits.
   */
  prepareTransfer(handle: number, rights: number, badge: number = INVALID_HANDLE): number {
    return this.#prepare(handle, rights, badge, OCAP_HANDLE_TRANSFER)
  }

  /**
   * Adds a child of `node` to the space `receiver` and returns its number there. Cannot fail:
   * `node` and `badge` come from `prepareTransfer`, `reserve` of the receiver succeeded, there was
   * no other operation between, and no badge is used twice.
   */
  commitTransfer(
    node: number,
    receiver: Space,
    rights: number,
    badge: number = INVALID_HANDLE,
  ): number {
    const forest = this.#forest
    let parent = node
    if (badge !== INVALID_HANDLE) parent = forest.addAnchor(node, this.#badgeAt(badge))
    return forest.addChild(parent, receiver.#table, rights)
  }

  /**
   * `prepareTransfer`, `reserve` and `commitTransfer` in one: returns the number in the receiver's
   * space, or fails as they do.
   */
  transfer(
    handle: number,
    receiver: Space,
    rights: number,
    badge: number = INVALID_HANDLE,
  ): number {
    return this.#derive(handle, receiver, rights, badge, OCAP_HANDLE_TRANSFER)
  }

  /**
   * Creates a further handle in this space, a child of `handle` (documented as KnHandleCopy).
   *
   * Returns the number. Needs OCAP_HANDLE_COPY (else rcNoCapability); otherwise fails as `transfer`
   * does.
   */
  copy(handle: number, rights: number, badge: number = INVALID_HANDLE): number {
    return this.#derive(handle, this, rights, badge, OCAP_HANDLE_COPY)
  }

  /**
   * Closes `handle` (topic `libkos_handles_delete`): its children become children of its parent. A
   * revoked handle can be closed, too.
   *
   * Fails with rcInvalidArgument (not a handle of this space).
   */
  close(handle: number): HandleRetcode {
    const node = this.check(handle, 0)
    if (node < 0) return this.#closeRevoked(handle)
    const events = this.#forest.events
    this.#table.release(handle)
    this.#forest.close(node)
    if (!events.isEmpty) events.deliver()
    return rcOk
  }

  /**
   * Closes `handle` and revokes its descendants (topic `libkos_handles_revoke`). Revoked handles
   * stay in their spaces and fail with rcHandleRevoked until they are closed. They do not keep the
   * object alive. What was made through them, as a subscription, ends. What was made through
   * `handle` itself does not, since that handle is closed.
   *
   * Fails with rcInvalidArgument (not a handle of this space), rcHandleRevoked (it was revoked
   * itself; close it).
   */
  revoke(handle: number): HandleRetcode {
    const node = this.check(handle, 0)
    if (node < 0) return node as GenericFailure
    this.#table.release(handle)
    this.#forest.revoke(node)
    this.#forest.events.deliver()
    return rcOk
  }

  /**
   * Revokes the handles that descend from the transfer of `badge`, no others, and closes the badge
   * (topic `libkos_handles_revoke`). `handle` is the handle that was transferred, or its nearest
   * live ancestor if it was closed; it stays. What was made through the handles of the transfer
   * ends, also after the last of them was closed.
   *
   * rcOk also if nothing is left to revoke. Fails as `check` does for both handles, and with
   * rcInvalidArgument if `badge` is no badge, is unused, or was used in a transfer of another
   * handle.
   */
  revokeSubtree(handle: number, badge: number): HandleRetcode {
    const node = this.check(handle, 0)
    if (node < 0) return node as GenericFailure
    const object = this.#usedBadge(badge)
    if (typeof object === 'number') return object
    const anchor = object.value.anchor
    if (anchor !== 0 && this.#forest.liveAncestor(anchor) !== node) return rcInvalidArgument
    return this.#revokeBelow(object)
  }

  /**
   * As `revokeSubtree`, for a caller that no longer has the handle: the badge identifies the
   * transfer.
   *
   * rcOk also if nothing is left to revoke. Fails as `check` does, and with rcInvalidArgument if
   * `badge` is no badge or unused.
   */
  revokeBadge(badge: number): HandleRetcode {
    const object = this.#usedBadge(badge)
    if (typeof object === 'number') return object
    return this.#revokeBelow(object)
  }

  /**
   * Closes all handles: the process has ended. From now on no number is valid. Handles are closed
   * in slices (`HandleTable.finish`). Badges that the space created are destroyed without an event.
   */
  destroy(): void {
    if (!this.#alive) return
    this.#alive = false
    const table = this.#table
    this.#table = new SlotTable(0, 0)
    this.#destroyedSpaces.add(this.id, table)
    this.#forest.events.deliver()
  }

  /** True if the tables at their present size take so many handles, and an anchor for each. */
  #fits(count: number): boolean {
    const table = this.#table
    return 2 * count <= this.#nodes.available && table.used + count <= table.limit
  }

  #makeRoom(count: number): HandleRetcode {
    if (this.#nodes.reserve(2 * count) && this.#table.reserve(count)) return rcOk
    if (!this.#alive) return rcInvalidArgument
    // Pending revocations and destroyed spaces may occupy the nodes or the quota that is missing.
    if (this.#forest.revokeAnyPending(UNLIMITED) >= 0) this.#destroyedSpaces.closeHandles(UNLIMITED)
    if (this.#nodes.reserve(2 * count) && this.#table.reserve(count)) return rcOk
    return this.used + count > this.quota ? rcQuotaExceeded : rcOutOfMemory
  }

  #find(handle: number): number {
    const node = this.#table.at(handle)
    return node > 0 && this.#nodes.cells[node + NUMBER] === handle ? node : 0
  }

  #checkSlowly(handle: number, rights: number): number {
    let node = this.#find(handle)
    if (node !== 0 && this.#nodes.pendingRevocations !== 0) {
      this.#forest.finishRevocation(this.#nodes.cells[node + OBJECT] as number)
      node = this.#find(handle)
    }
    if (node === 0) return this.#table.isRevoked(handle) ? rcHandleRevoked : rcInvalidArgument
    return (rights & ~(this.#nodes.cells[node + RIGHTS] as number)) === 0 ? node : rcNoCapability
  }

  #closeRevoked(handle: number): HandleRetcode {
    if (!this.#table.isRevoked(handle)) return rcInvalidArgument
    this.#table.release(handle)
    this.#forest.revoked--
    return rcOk
  }

  #prepare(handle: number, rights: number, badge: number, needed: number): number {
    const node = this.check(handle, needed)
    if (node < 0) return node
    if ((rights & ~(this.#nodes.cells[node + RIGHTS] as number)) !== 0) return rcSecurityDisallow
    const rc = badge === INVALID_HANDLE ? rcOk : this.#checkBadge(badge)
    return rc === rcOk ? node : rc
  }

  #derive(handle: number, receiver: Space, rights: number, badge: number, needed: number): number {
    const node = this.#prepare(handle, rights, badge, needed)
    if (node < 0) return node
    if (!receiver.#fits(1)) {
      const rc = receiver.#makeRoom(1)
      if (rc !== rcOk) return rc
    }
    if (badge !== INVALID_HANDLE) return this.commitTransfer(node, receiver, rights, badge)
    return this.#forest.addChild(node, receiver.#table, rights)
  }

  #checkBadge(badge: number): HandleRetcode {
    const node = this.check(badge, 0)
    if (node < 0) return node as GenericFailure
    const object = this.#forest.objects.at(this.#nodes.cells[node + OBJECT] as number)
    if (!isBadge(object)) return rcInvalidArgument
    return object.value.isUsed ? rcInvalidOperation : rcOk
  }

  /** The badge of a handle, if a transfer used it. */
  #usedBadge(badge: number): Badge | GenericFailure {
    const node = this.check(badge, 0)
    if (node < 0) return node as GenericFailure
    const object = this.#forest.objects.at(this.#nodes.cells[node + OBJECT] as number)
    if (!isBadge(object) || !object.value.isUsed) return rcInvalidArgument
    // The transfer may be part of a revocation that is not finished.
    if (object.value.anchor !== 0)
      this.#forest.finishRevocation(this.#nodes.cells[object.value.anchor + OBJECT] as number)
    return object
  }

  #revokeBelow(badge: Badge): typeof rcOk {
    const { events, weak } = this.#forest
    if (badge.value.anchor === 0) weak.revokeEnded(badge)
    else this.#forest.revokeBelow(badge.value.anchor)
    if (!events.isEmpty) events.deliver()
    return rcOk
  }

  #badgeAt(handle: number): Badge {
    const node = this.#find(handle)
    return this.#forest.objects.at(this.#nodes.cells[node + OBJECT] as number) as Badge
  }
}
