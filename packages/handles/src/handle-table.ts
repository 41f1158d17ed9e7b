// The handles of a whole system: spaces, and questions that concern more than one of them.
//
// One table has one forest, one observer, one budget of nodes. What a process may do is in
// `space.ts`; this is what the kernel asks: the object of a node, whether a handle that is sent
// goes back to where it came from, and how much is there.

import type { Badge } from './badge.ts'
import { EndingSpaces } from './ending-spaces.ts'
import { EventQueue } from './event-queue.ts'
import { ALL, HandleForest } from './handle-forest.ts'
import { type HandleObserver, type KernelObject } from './kernel-object.ts'
import {
  DEFAULT_CAPACITY,
  DEFAULT_SLICE,
  FIRST_NODES,
  MAX_CAPACITY,
  MAX_HANDLES_PER_SPACE,
} from './limits.ts'
import { NodeStore, NUMBER, OBJECT, PARENT, RIGHTS, SPACE } from './node-store.ts'
import { ObjectTable } from './object-table.ts'
import { Space } from './space.ts'
import { verifyForest } from './verify-forest.ts'

/** How a table is made. */
export interface HandleTableOptions {
  /**
   * Random 32-bit integers: one per space, the salt of its numbers. Seeded where runs must be
   * repeatable.
   */
  readonly entropy: () => number
  /** Hears of destroyed objects and closed badges. */
  readonly observer?: HandleObserver
  /**
   * Most nodes of the table (handles, ghosts, open transfers with a badge); at most MAX_CAPACITY.
   */
  readonly capacity?: number
  /** Most handles of a space that does not say otherwise. */
  readonly quota?: number
  /**
   * Nodes that one `revoke` or `destroy` deals with before it leaves the rest to `finish`.
   * Infinity: all of them.
   */
  readonly slice?: number
  /**
   * Called when an operation leaves work for `finish`, also if some was left before. It comes in
   * the middle of that operation, so it may only take note, e.g. ask its host for a turn in which
   * to call `finish`.
   */
  readonly onWorkLeft?: () => void
}

/**
 * What is there. With work pending, members of revoked subtrees and of destroyed spaces still count
 * as handles.
 */
export interface HandleStatistics {
  /** Live handles. */
  readonly handles: number
  /** Handles that were revoked and are not closed yet. */
  readonly revoked: number
  /**
   * Closed handles that still hold two or more branches of a tree together; always fewer than
   * `handles`.
   */
  readonly ghosts: number
  /** Objects that have handles, badges included; and badges still needed whose handle is closed. */
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

const silent: HandleObserver = { objectDestroyed() {}, badgeClosed() {} }
const nobody = (): void => {}

/** All handles of a system. */
export class HandleTable {
  readonly #forest: HandleForest
  readonly #endings: EndingSpaces
  readonly #entropy: () => number
  readonly #quota: number

  /** @throws RangeError if an option is not a positive number or above its limit. */
  constructor(options: HandleTableOptions) {
    const capacity = within('capacity', options.capacity ?? DEFAULT_CAPACITY, MAX_CAPACITY)
    const slice = within('slice', options.slice ?? DEFAULT_SLICE, Infinity)
    this.#quota = within('quota', options.quota ?? MAX_HANDLES_PER_SPACE, MAX_HANDLES_PER_SPACE)
    this.#entropy = options.entropy
    const objects = new ObjectTable()
    const events = new EventQueue(options.observer ?? silent, objects)
    const nodes = new NodeStore(capacity, FIRST_NODES)
    this.#forest = new HandleForest(
      nodes,
      objects,
      events,
      Math.min(slice, ALL),
      options.onWorkLeft ?? nobody,
    )
    this.#endings = new EndingSpaces(this.#forest)
  }

  /**
   * A new, empty space, for at most `quota` handles.
   *
   * @throws RangeError if the quota is not a positive number or above MAX_HANDLES_PER_SPACE.
   */
  createSpace(quota: number = this.#quota): Space {
    return new Space(
      this.#forest,
      this.#endings,
      within('quota', quota, MAX_HANDLES_PER_SPACE),
      this.#entropy() | 0,
    )
  }

  /** The object of a node that `Space.check` answered. */
  objectOf(node: number): KernelObject {
    return this.#forest.objects.at(this.#forest.nodes.cells[node + OBJECT]!)
  }

  /** The rights of a node, as an unsigned mask. */
  rightsOf(node: number): number {
    return this.#forest.nodes.cells[node + RIGHTS]! >>> 0
  }

  /** The handle number of a node in its space. */
  handleOf(node: number): number {
    return this.#forest.nodes.cells[node + NUMBER]!
  }

  /** Live handles of an object; 0 if it has none yet or no longer. */
  handleCount(object: KernelObject): number {
    if (object.tableIndex <= 0) return 0
    this.#forest.touch(object.tableIndex)
    return object.tableIndex <= 0 ? 0 : this.#forest.objects.counts[object.tableIndex]!
  }

  /**
   * Dereferences (topic `libkos_handles_dereference`): the node of the nearest handle above `node`
   * that `receiver` owns. 0 if there is none; sending the handle is then a transfer.
   */
  resolve(node: number, receiver: Space): number {
    const cells = this.#forest.nodes.cells
    const space = receiver.id
    let up = cells[node + PARENT]!
    while (up !== 0 && (cells[up + SPACE] !== space || cells[up + NUMBER]! <= 0))
      up = cells[up + PARENT]!
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
    let up = cells[node + PARENT]!
    while (up !== 0) {
      if (cells[up + NUMBER]! < 0 && cells[up + SPACE] === space) return this.#badgeOf(up).context
      up = cells[up + PARENT]!
    }
    const object = this.objectOf(node)
    return object.creator === receiver ? object.context : 0
  }

  /**
   * Works on unfinished revocations and ended spaces, `budget` handles at most, then tells the
   * observer. For the kernel to call when idle, and now and then when it is not.
   *
   * Answers true if nothing is left to do.
   */
  finish(budget: number = Infinity): boolean {
    let left = this.#forest.workAny(Math.min(budget, ALL))
    if (left >= 0) left = this.#endings.work(left)
    if (this.#forest.events.head !== 0) this.#forest.events.deliver()
    return left >= 0
  }

  /** True if there is work for `finish`. */
  get hasWork(): boolean {
    return this.#forest.nodes.unsettled !== 0 || this.#endings.size !== 0
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
      pending: forest.nodes.unsettled + this.#endings.size,
    }
  }

  /**
   * Checks every rule that the structures obey and answers the broken ones in words; empty if all
   * is well. Finishes pending work first. For tests: it takes time proportional to all handles.
   */
  verify(): string[] {
    this.finish()
    return verifyForest(this.#forest)
  }

  #badgeOf(anchor: number): Badge {
    return this.#forest.objects.at(-this.#forest.nodes.cells[anchor + NUMBER]!) as Badge
  }
}

function within(name: string, value: number, most: number): number {
  if (value >= 1 && value <= most && (Number.isInteger(value) || value === Infinity)) return value
  throw new RangeError(
    `HandleTable: ${name} is ${value}; it must be a whole number from 1 to ${most}.`,
  )
}
