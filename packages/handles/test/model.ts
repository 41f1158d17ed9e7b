// The naive model of the handle table: nothing is ever removed, everything is recomputed by walking
// over everything.
//
// A node keeps the parent and the badge it was born with; what is closed is skipped on the way up.
// So re-parenting, ghosts, and the place of a badge in the tree need no code here.

import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcInvalidOperation,
  rcNoCapability,
  rcOk,
  rcQuotaExceeded,
  rcSecurityDisallow,
} from '@kos/retcode'
import { OCAP_HANDLE_COPY, OCAP_HANDLE_TRANSFER } from '../src/index.ts'

export interface ModelSpace {
  readonly name: number
  readonly quota: number
  alive: boolean
}

export interface ModelObject {
  readonly context: number
  readonly creator: ModelSpace
  /** For a badge: whether it was given to a transfer. */
  isUsed: boolean
  readonly isBadge: boolean
  /** What the observer must have takeEvents, and what it may have takeEvents. */
  closed: 'no' | 'yes' | 'maybe'
  destroyed: boolean
}

export interface ModelNode {
  readonly space: ModelSpace
  readonly object: ModelObject
  readonly rights: number
  readonly parent: ModelNode | null
  readonly badge: ModelObject | null
  state: 'live' | 'revoked' | 'closed'
}

/** Something made through a handle. */
export interface ModelWeak {
  readonly node: ModelNode
  state: 'alive' | 'revoked' | 'removed'
}

export class Model {
  readonly spaces: ModelSpace[] = []
  readonly objects: ModelObject[] = []
  readonly nodes: ModelNode[] = []
  readonly weak: ModelWeak[] = []

  addSpace(quota: number): ModelSpace {
    const space = { name: this.spaces.length, quota, alive: true }
    this.spaces.push(space)
    return space
  }

  addObject(creator: ModelSpace, isBadge: boolean): ModelObject {
    const object: ModelObject = {
      context: this.objects.length + 1,
      creator,
      isUsed: false,
      isBadge,
      closed: 'no',
      destroyed: false,
    }
    this.objects.push(object)
    return object
  }

  addNode(
    space: ModelSpace,
    object: ModelObject,
    rights: number,
    parent: ModelNode | null,
    badge: ModelObject | null,
  ): ModelNode {
    const node: ModelNode = { space, object, rights, parent, badge, state: 'live' }
    if (badge !== null) badge.isUsed = true
    this.nodes.push(node)
    return node
  }

  live(object: ModelObject): ModelNode[] {
    return this.nodes.filter((node) => node.object === object && node.state === 'live')
  }

  /** Whether `node` is `ancestor` or came from it. */
  descends(node: ModelNode, ancestor: ModelNode): boolean {
    for (let up: ModelNode | null = node; up !== null; up = up.parent)
      if (up === ancestor) return true
    return false
  }

  /** The handle that was born in the transfer of the badge. */
  born(badge: ModelObject): ModelNode | undefined {
    return this.nodes.find((node) => node.badge === badge)
  }

  isOpen(badge: ModelObject): boolean {
    const born = this.born(badge)
    return (
      born !== undefined &&
      this.nodes.some((node) => node.state === 'live' && this.descends(node, born))
    )
  }

  isAlive(object: ModelObject): boolean {
    if (this.live(object).length > 0) return true
    return object.isBadge && object.creator.alive && this.isOpen(object)
  }

  used(space: ModelSpace): number {
    const handles = this.nodes.filter(
      (node) => node.space === space && node.state !== 'closed',
    ).length
    const orphans = this.objects.filter(
      (object) =>
        object.isBadge &&
        object.creator === space &&
        this.live(object).length === 0 &&
        this.isOpen(object),
    )
    return handles + orphans.length
  }

  reserve(space: ModelSpace): number {
    if (!space.alive) return rcInvalidArgument
    return this.used(space) < space.quota ? rcOk : rcQuotaExceeded
  }

  check(space: ModelSpace, node: ModelNode, rights: number): number {
    if (!space.alive || node.space !== space || node.state === 'closed') return rcInvalidArgument
    if (node.state === 'revoked') return rcHandleRevoked
    return (rights & ~node.rights) === 0 ? rcOk : rcNoCapability
  }

  prepare(
    space: ModelSpace,
    node: ModelNode,
    rights: number,
    badge: ModelNode | null,
    isCopy: boolean,
  ): number {
    const rc = this.check(space, node, isCopy ? OCAP_HANDLE_COPY : OCAP_HANDLE_TRANSFER)
    if (rc !== rcOk) return rc
    if ((rights & ~node.rights) !== 0) return rcSecurityDisallow
    if (badge === null) return rcOk
    const badgeRc = this.check(space, badge, 0)
    if (badgeRc !== rcOk) return badgeRc
    if (!badge.object.isBadge) return rcInvalidArgument
    return badge.object.isUsed ? rcInvalidOperation : rcOk
  }

  dereference(node: ModelNode, receiver: ModelSpace): ModelNode | null {
    for (let up = node.parent; up !== null; up = up.parent)
      if (up.state === 'live' && up.space === receiver) return up
    return null
  }

  context(node: ModelNode, receiver: ModelSpace): number {
    for (let up: ModelNode | null = node; up !== null; up = up.parent) {
      if (up.badge !== null && up.badge.creator === receiver) return up.badge.context
    }
    return node.object.creator === receiver ? node.object.context : 0
  }

  revoke(node: ModelNode): void {
    for (const other of this.nodes)
      if (other.state === 'live' && this.descends(other, node)) other.state = 'revoked'
    node.state = 'closed'
    this.#revokeWeak(node, false)
  }

  revokeSubtree(space: ModelSpace, node: ModelNode, badge: ModelNode): number {
    const rc = this.check(space, node, 0)
    if (rc !== rcOk) return rc
    const badgeRc = this.check(space, badge, 0)
    if (badgeRc !== rcOk) return badgeRc
    if (!badge.object.isUsed) return rcInvalidArgument
    const born = this.born(badge.object) as ModelNode
    if (!this.isOpen(badge.object)) this.#revokeWeak(born, true)
    if (!this.isOpen(badge.object)) return rcOk
    let above = born.parent
    while (above !== null && above.state !== 'live') above = above.parent
    if (above !== node) return rcInvalidArgument
    for (const other of this.nodes)
      if (other.state === 'live' && this.descends(other, born)) other.state = 'revoked'
    this.#revokeWeak(born, true)
    return rcOk
  }

  destroy(space: ModelSpace): void {
    for (const badge of this.objects) {
      if (badge.creator === space && badge.closed === 'yes') badge.closed = 'maybe'
    }
    space.alive = false
    for (const node of this.nodes) if (node.space === space) node.state = 'closed'
  }

  #revokeWeak(ancestor: ModelNode, withOwn: boolean): void {
    for (const weak of this.weak) {
      const isReached = this.descends(weak.node, ancestor) && (withOwn || weak.node !== ancestor)
      if (weak.state === 'alive' && isReached) weak.state = 'revoked'
    }
  }

  /** Notes what the last operation closed and destroyed. */
  observe(): void {
    for (const object of this.objects) {
      if (
        object.isBadge &&
        object.isUsed &&
        object.closed === 'no' &&
        object.creator.alive &&
        !this.isOpen(object)
      ) {
        object.closed = 'yes'
      }
      if (!object.destroyed && !this.isAlive(object)) object.destroyed = true
    }
  }
}
