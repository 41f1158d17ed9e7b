// The naive model of handles, badges and receivers together: nothing is removed, every answer is a
// walk over everything.
//
// A handle keeps the parent and the badge it was born with; closed ones are skipped on the way up.
// What must be destroyed and which badges must be closed follows from the handles alone; `hear` is
// told what really was signalled, and posts it to the entries.

import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcInvalidOperation,
  rcNoCapability,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
  rcSecurityDisallow,
  rcTimeout,
} from '@kos/retcode'
import { OCAP_HANDLE_SET_EVENT } from '@kos/handles'
import {
  EVENT_BADGE_CLOSED,
  EVENT_GENERAL_MASK,
  EVENT_OBJECT_DESTROYED,
  OBJECT_EVENT_USER,
} from '@kos/notice'

export interface ModelSpace {
  readonly index: number
  readonly quota: number
  alive: boolean
}

export interface ModelObject {
  readonly context: number
  readonly creator: ModelSpace
  readonly kind: 'user' | 'badge' | 'receiver'
  /** For an object that holds a receiver. */
  readonly receiver: ModelReceiver | null
}

export interface ModelHandle {
  readonly number: number
  readonly space: ModelSpace
  readonly object: ModelObject
  readonly rights: number
  readonly parent: ModelHandle | null
  readonly badge: ModelObject | null
  state: 'live' | 'revoked' | 'closed'
}

interface ModelEntry {
  readonly object: ModelObject
  readonly mask: number
  readonly id: number
  pending: number
  count: number
}

export type Notification = [id: number, value: number]

/** A receiver without waiters. */
export class ModelReceiver {
  readonly quota: number
  entries: ModelEntry[] = []
  pending: ModelEntry[] = []
  removed = 0
  isDropped = false
  isReleased = false

  constructor(quota: number) {
    this.quota = quota
  }

  subscribe(object: ModelObject, mask: number, id: number): number {
    if (mask === 0) return rcInvalidArgument
    if (this.isReleased) return rcInvalidOperation
    if (this.entries.length === this.quota) return rcQuotaExceeded
    this.entries.push({ object, mask, id, pending: 0, count: 0 })
    this.isDropped = false
    return rcOk
  }

  unsubscribe(isMeant: (entry: ModelEntry) => boolean): number {
    const before = this.entries.length
    this.entries = this.entries.filter((entry) => !isMeant(entry))
    this.pending = this.pending.filter((entry) => !isMeant(entry))
    this.removed += before - this.entries.length
    return this.entries.length < before ? rcOk : rcResourceNotFound
  }

  drop(): void {
    this.unsubscribe(() => true)
    this.isDropped = true
  }

  post(object: ModelObject, mask: number): void {
    for (const entry of this.entries) {
      const bits = entry.mask & mask
      if (entry.object !== object || bits === 0) continue
      if (entry.pending === 0) this.pending.push(entry)
      entry.pending |= bits
      entry.count++
    }
  }

  take(
    countMax: number,
    isCounted: boolean,
    gone: Set<ModelObject>,
  ): { rc: number; events: Notification[] } {
    if (this.pending.length === 0)
      return { rc: this.isDropped ? rcResourceNotFound : rcTimeout, events: [] }
    const taken = this.pending.splice(0, countMax)
    const events = taken.map((entry): Notification => [
      entry.id,
      isCounted ? entry.count : entry.pending >>> 0,
    ])
    for (const entry of taken) Object.assign(entry, { pending: 0, count: 0 })
    this.unsubscribe((entry) => taken.includes(entry) && gone.has(entry.object))
    return { rc: rcOk, events }
  }
}

export class Model {
  readonly spaces: ModelSpace[] = []
  readonly objects: ModelObject[] = []
  readonly handles: ModelHandle[] = []
  readonly receivers: ModelReceiver[] = []
  /** Badges that ended while their creator lived. */
  readonly closed: Set<ModelObject> = new Set()
  /** Those of them whose creator ended before it was told: nobody owes it an event. */
  readonly excused: Set<ModelObject> = new Set()
  readonly heardClosed: Set<ModelObject> = new Set()
  readonly heardDestroyed: Set<ModelObject> = new Set()

  addObject(
    creator: ModelSpace,
    kind: ModelObject['kind'],
    receiver: ModelReceiver | null = null,
  ): ModelObject {
    const object = { context: this.objects.length + 1, creator, kind, receiver }
    this.objects.push(object)
    return object
  }

  addHandle(fields: Omit<ModelHandle, 'state'>): ModelHandle {
    const handle: ModelHandle = { ...fields, state: 'live' }
    this.handles.push(handle)
    return handle
  }

  /** Whether the number of `handle` means another handle, or did once, in `space`. */
  isAmbiguous(space: ModelSpace, handle: ModelHandle): boolean {
    return this.handles.some(
      (other) => other !== handle && other.space === space && other.number === handle.number,
    )
  }

  descends(handle: ModelHandle, ancestor: ModelHandle): boolean {
    for (let up: ModelHandle | null = handle; up !== null; up = up.parent)
      if (up === ancestor) return true
    return false
  }

  /** The handle that was born in the transfer of the badge. */
  born(badge: ModelObject): ModelHandle | undefined {
    return this.handles.find((handle) => handle.badge === badge)
  }

  isOpen(badge: ModelObject): boolean {
    const born = this.born(badge)
    return (
      born !== undefined &&
      this.handles.some((handle) => handle.state === 'live' && this.descends(handle, born))
    )
  }

  hasHandles(object: ModelObject): boolean {
    return this.handles.some((handle) => handle.object === object && handle.state === 'live')
  }

  isAlive(object: ModelObject): boolean {
    return (
      this.hasHandles(object) ||
      (object.kind === 'badge' && object.creator.alive && this.isOpen(object))
    )
  }

  used(space: ModelSpace): number {
    const handles = this.handles.filter(
      (handle) => handle.space === space && handle.state !== 'closed',
    )
    const badges = this.objects.filter(
      (object) =>
        object.kind === 'badge' &&
        object.creator === space &&
        !this.hasHandles(object) &&
        this.isOpen(object),
    )
    return handles.length + badges.length
  }

  room(space: ModelSpace): number {
    if (!space.alive) return rcInvalidArgument
    return this.used(space) < space.quota ? rcOk : rcQuotaExceeded
  }

  check(space: ModelSpace, handle: ModelHandle, rights: number): number {
    if (!space.alive || handle.space !== space || handle.state === 'closed')
      return rcInvalidArgument
    if (handle.state === 'revoked') return rcHandleRevoked
    return (rights & ~handle.rights) === 0 ? rcOk : rcNoCapability
  }

  /** `needed` is the right to transfer or to copy. */
  pass(
    from: ModelSpace,
    to: ModelSpace,
    handle: ModelHandle,
    rights: number,
    badge: ModelHandle | null,
    needed: number,
  ): number {
    const rc = this.check(from, handle, needed)
    if (rc !== rcOk) return rc
    if ((rights & ~handle.rights) !== 0) return rcSecurityDisallow
    if (badge === null) return this.room(to)
    const badgeRc = this.check(from, badge, 0)
    if (badgeRc !== rcOk) return badgeRc
    if (badge.object.kind !== 'badge') return rcInvalidArgument
    return this.born(badge.object) === undefined ? this.room(to) : rcInvalidOperation
  }

  close(space: ModelSpace, handle: ModelHandle): number {
    const rc = this.check(space, handle, 0)
    if (rc === rcInvalidArgument) return rc
    handle.state = 'closed'
    return rcOk
  }

  revoke(space: ModelSpace, handle: ModelHandle): number {
    const rc = this.check(space, handle, 0)
    if (rc !== rcOk) return rc
    this.#revokeFrom(handle)
    handle.state = 'closed'
    return rcOk
  }

  /** `handle` is null where the badge alone says which transfer is meant. */
  revokeSubtree(space: ModelSpace, handle: ModelHandle | null, badge: ModelHandle): number {
    const rc = handle === null ? rcOk : this.check(space, handle, 0)
    if (rc !== rcOk) return rc
    const badgeRc = this.check(space, badge, 0)
    if (badgeRc !== rcOk) return badgeRc
    const born = this.born(badge.object)
    if (born === undefined) return rcInvalidArgument
    if (!this.isOpen(badge.object)) return rcOk
    if (handle !== null && this.above(born) !== handle) return rcInvalidArgument
    this.#revokeFrom(born)
    return rcOk
  }

  /** Whether two or more handles came from this one, one of them with a badge. */
  branches(handle: ModelHandle): boolean {
    const children = this.handles.filter(
      (child) => child.parent === handle && child.state === 'live',
    )
    return children.length > 1 && children.some((child) => child.badge !== null)
  }

  /** The nearest live handle above. */
  above(handle: ModelHandle): ModelHandle | null {
    let up = handle.parent
    while (up !== null && up.state !== 'live') up = up.parent
    return up
  }

  destroy(space: ModelSpace): void {
    for (const badge of this.closed)
      if (badge.creator === space && !this.heardClosed.has(badge)) this.excused.add(badge)
    space.alive = false
    for (const handle of this.handles) if (handle.space === space) handle.state = 'closed'
  }

  signalByUser(caller: ModelSpace, handle: ModelHandle, mask: number): number {
    const rc = this.check(caller, handle, 0)
    if (rc !== rcOk) return rc
    if (handle.object.kind !== 'user' || mask === 0 || (mask & EVENT_GENERAL_MASK) !== 0)
      return rcInvalidArgument
    const isForOthers =
      (handle.rights & OCAP_HANDLE_SET_EVENT) !== 0 && (mask & ~OBJECT_EVENT_USER(0xff)) === 0
    if (handle.object.creator !== caller && !isForOthers) return rcNoCapability
    for (const receiver of this.receivers) receiver.post(handle.object, mask)
    return rcOk
  }

  hearClosed(badge: ModelObject): void {
    this.heardClosed.add(badge)
    for (const receiver of this.receivers) receiver.post(badge, EVENT_BADGE_CLOSED)
  }

  hearDestroyed(object: ModelObject): void {
    this.heardDestroyed.add(object)
    for (const receiver of this.receivers) {
      receiver.post(object, EVENT_OBJECT_DESTROYED)
      receiver.unsubscribe((entry) => entry.object === object && entry.pending === 0)
    }
    object.receiver?.drop()
    if (object.receiver !== null) object.receiver.isReleased = true
  }

  /** Notes which badges the last operation closed. */
  observe(): void {
    for (const object of this.objects) {
      const isUsed = object.kind === 'badge' && this.born(object) !== undefined
      if (isUsed && object.creator.alive && !this.isOpen(object)) this.closed.add(object)
    }
  }

  #revokeFrom(top: ModelHandle): void {
    for (const handle of this.handles)
      if (handle.state === 'live' && this.descends(handle, top)) handle.state = 'revoked'
  }
}
