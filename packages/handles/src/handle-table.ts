// The handle table of a whole system: its spaces, and the operations that concern more than one.
//
// A table has one forest, one observer and one limit of nodes. `space.ts` has the operations of a
// process; here are those of the kernel: the object of a node, dereference, counts, and unfinished
// work.

import type { Badge } from './badge.ts'
import { DestroyedSpaces } from './destroyed-spaces.ts'
import { EventQueue } from './event-queue.ts'
import { UNLIMITED, InheritanceForest } from './inheritance-forest.ts'
import { type HandleObserver, type KernelObject } from './kernel-object.ts'
import {
  defaultMaxNodes,
  defaultSlice,
  initialNodes,
  maxNodesPerTable,
  maxHandlesPerSpace,
} from './limits.ts'
import { NodeStore, NUMBER, OBJECT, PARENT, RIGHTS, SPACE } from './node-store.ts'
import { ObjectTable } from './object-table.ts'
import { Space } from './space.ts'
import type { RevokeListener, WeakDescendant } from './weak-descendant.ts'

/** How a table is made. */
export interface HandleTableOptions {
  /**
   * Random 32-bit integers: one per space, the salt of its numbers. Seeded where runs must be
   * repeatable.
   */
  readonly entropy: () => number
  /** Called for destroyed objects and closed badges. */
  readonly observer?: HandleObserver
  /**
   * Most nodes of the table (handles, ghosts, anchors); default `defaultMaxNodes`, at most
   * `maxNodesPerTable`.
   */
  readonly maxNodes?: number
  /** Default quota of a space: most handles. */
  readonly quota?: number
  /**
   * Most nodes that one `revoke` or `destroy` closes before it leaves the rest to `finish`; default
   * `defaultSlice`. Infinity: no limit.
   */
  readonly slice?: number
  /**
   * Called when an operation leaves work for `finish`, also if some was left before. The call comes
   * in the middle of that operation: it must not use the table, only schedule a call of `finish`.
   */
  readonly onWorkLeft?: () => void
}

/**
 * Counts. Until `finish` has completed, handles of revoked subtrees and of destroyed spaces still
 * count as live.
 */
export interface HandleStatistics {
  /** Live handles. */
  readonly handles: number
  /** Handles that were revoked and are not closed yet. */
  readonly revoked: number
  /** Closed handles with two or more children; always fewer than `handles`. */
  readonly ghosts: number
  /**
   * Objects that have handles, badges included; and badges whose handle is closed and whose
   * transfer is open.
   */
  readonly objects: number
  /** Badges among the objects. */
  readonly badges: number
  /** Badges whose transfer is open. */
  readonly transfers: number
  /** Spaces, destroyed ones included while they have handles to close. */
  readonly spaces: number
  /** Objects and spaces with work left for `finish`. */
  readonly pending: number
}

const noObserver: HandleObserver = { objectDestroyed() {}, badgeClosed() {} }
const ignore = (): void => {}

/** All handles of a system. */
export class HandleTable {
  readonly #forest: InheritanceForest
  readonly #destroyedSpaces: DestroyedSpaces
  readonly #entropy: () => number
  readonly #quota: number

  /** @throws RangeError if an option is not a positive number or above its limit. */
  constructor(options: HandleTableOptions) {
    const maxNodes = within('maxNodes', options.maxNodes ?? defaultMaxNodes, maxNodesPerTable)
    const slice = within('slice', options.slice ?? defaultSlice, Infinity)
    this.#quota = within('quota', options.quota ?? maxHandlesPerSpace, maxHandlesPerSpace)
    this.#entropy = options.entropy
    const objects = new ObjectTable()
    const events = new EventQueue(options.observer ?? noObserver, objects)
    const nodes = new NodeStore(maxNodes, initialNodes)
    this.#forest = new InheritanceForest(
      nodes,
      objects,
      events,
      Math.min(slice, UNLIMITED),
      options.onWorkLeft ?? ignore,
    )
    this.#destroyedSpaces = new DestroyedSpaces(this.#forest)
  }

  /**
   * Creates an empty space, for at most `quota` handles.
   *
   * @throws RangeError if the quota is not a positive number or above `maxHandlesPerSpace`.
   */
  createSpace(quota: number = this.#quota): Space {
    return new Space(
      this.#forest,
      this.#destroyedSpaces,
      within('quota', quota, maxHandlesPerSpace),
      this.#entropy() | 0,
    )
  }

  /** The object of a node that `Space.check` returned. */
  objectOf(node: number): KernelObject {
    return this.#forest.objects.at(this.#forest.nodes.cells[node + OBJECT] as number)
  }

  /** The rights of a node, as an unsigned mask. */
  rightsOf(node: number): number {
    return (this.#forest.nodes.cells[node + RIGHTS] as number) >>> 0
  }

  /** The handle number of a node in its space. */
  handleOf(node: number): number {
    return this.#forest.nodes.cells[node + NUMBER] as number
  }

  /**
   * Adds something that is made through the handle of `node`, a node that `Space.check` returned:
   * when that handle is revoked, or one above it, `listener` hears it. Closing the handle changes
   * nothing. It keeps nothing alive; its owner removes it when it ends for another reason.
   */
  addWeakDescendant(node: number, listener: RevokeListener): WeakDescendant {
    const { nodes, weak } = this.#forest
    return weak.add(node, nodes.cells[node + OBJECT] as number, listener)
  }

  /** Live handles of an object; 0 if it has none yet or no longer. */
  handleCount(object: KernelObject): number {
    if (object.tableIndex <= 0) return 0
    this.#forest.finishRevocation(object.tableIndex)
    return object.tableIndex <= 0 ? 0 : (this.#forest.objects.counts[object.tableIndex] as number)
  }

  /**
   * Dereferences (topic `libkos_handles_dereference`): returns the node of the nearest ancestor of
   * `node` that `receiver` owns. 0 if there is none; sending the handle is then a transfer.
   */
  dereference(node: number, receiver: Space): number {
    const cells = this.#forest.nodes.cells
    const space = receiver.id
    let up = cells[node + PARENT] as number
    while (up !== 0 && (cells[up + SPACE] !== space || (cells[up + NUMBER] as number) <= 0))
      up = cells[up + PARENT] as number
    return up
  }

  /**
   * The resource transfer context that `receiver` gets when `node` is dereferenced: the context of
   * the innermost badge it created on the path from `node` to the root; else the user resource
   * context, if it created the object; else 0.
   */
  contextOf(node: number, receiver: Space): number {
    const cells = this.#forest.nodes.cells
    const space = receiver.id
    let up = cells[node + PARENT] as number
    while (up !== 0) {
      if ((cells[up + NUMBER] as number) < 0 && cells[up + SPACE] === space)
        return this.#badgeOf(up).context
      up = cells[up + PARENT] as number
    }
    const object = this.objectOf(node)
    return object.creator === receiver ? object.context : 0
  }

  /**
   * Continues unfinished revocations and the closing of destroyed spaces, `budget` handles at most,
   * then calls the observer. For the kernel to call when it is idle, and between other work.
   *
   * Returns true if no work is left.
   */
  finish(budget: number = Infinity): boolean {
    let left = this.#forest.revokeAnyPending(Math.min(budget, UNLIMITED))
    if (left >= 0) left = this.#destroyedSpaces.closeHandles(left)
    if (!this.#forest.events.isEmpty) this.#forest.events.deliver()
    return left >= 0
  }

  /** True if there is work for `finish`. */
  get hasWork(): boolean {
    return this.#forest.nodes.pendingRevocations !== 0 || this.#destroyedSpaces.size !== 0
  }

  /** Counts, for tests and inspection. */
  statistics(): HandleStatistics {
    const forest = this.#forest
    return {
      handles: forest.handles,
      revoked: forest.revoked,
      ghosts: forest.ghosts,
      objects: forest.objects.size,
      badges: forest.badges,
      transfers: forest.anchors,
      spaces: forest.spaces,
      pending: forest.nodes.pendingRevocations + this.#destroyedSpaces.size,
    }
  }

  /** @internal For `verifyHandleTable`. */
  get forest(): InheritanceForest {
    return this.#forest
  }

  #badgeOf(anchor: number): Badge {
    return this.#forest.objects.at(-(this.#forest.nodes.cells[anchor + NUMBER] as number)) as Badge
  }
}

function within(name: string, value: number, max: number): number {
  if (value >= 1 && value <= max && (Number.isInteger(value) || value === Infinity)) return value
  throw new RangeError(
    `HandleTable: ${name} is ${value}; it must be a whole number from 1 to ${max}.`,
  )
}
