// The record of granted permissions: which process holds which handle, of which object, with which
// rights, and from which handle it descends. It is kept by hand, beside the kernel's own tables,
// and as simple as it can be: `capability-model.ts` writes it, and compares.

import { HANDLE_TYPE_BADGE, type KernelObject } from '@kos/handles'
import type { Task } from '../../src/index.ts'

/** What the record knows of a handle: `unsure` may be revoked or not. */
export type HeldState = 'live' | 'revoked' | 'unsure'

/** A handle that a process was given. */
export class Held {
  readonly handle: number
  readonly object: KernelObject
  readonly rights: number
  readonly children: Set<Held> = new Set()
  parent: Held | null
  state: HeldState = 'live'

  constructor(handle: number, object: KernelObject, rights: number, parent: Held | null) {
    this.handle = handle
    this.object = object
    this.rights = rights
    this.parent = parent
    parent?.children.add(this)
  }

  /** All that descend from it get a state. */
  spread(state: HeldState): void {
    for (const child of this.children) {
      if (child.state !== 'revoked') child.state = state
      child.spread(state)
    }
  }

  /** It is gone: what descends from it descends from its parent now. */
  leave(): void {
    this.parent?.children.delete(this)
    for (const child of this.children) {
      child.parent = this.parent
      this.parent?.children.add(child)
    }
    this.children.clear()
  }
}

/** What one process holds. */
export class Holder {
  readonly task: Task
  readonly held: Map<number, Held> = new Map()
  /** Badges whose handles it closed: their transfers may be open, which is charged to it. */
  closedBadges = 0

  constructor(task: Task) {
    this.task = task
  }

  give(handle: number, object: KernelObject, rights: number, parent: Held | null): Held {
    const held = new Held(handle, object, rights, parent)
    this.held.set(handle, held)
    return held
  }

  /** It closed a handle. */
  close(handle: number): void {
    const held = this.held.get(handle)
    if (held === undefined) return
    if (held.object.type === HANDLE_TYPE_BADGE) this.closedBadges++
    held.leave()
    this.held.delete(handle)
  }

  /** The process ended. */
  end(): void {
    for (const held of this.held.values()) held.leave()
    this.held.clear()
  }
}
