// The spaces that were destroyed and still have handles to close.
//
// A destroyed space refuses all handles at once. Its slots are closed here, a bounded number at a
// time, so that the end of a process with a million handles delays no other process. Badges whose
// handle was closed before go first, without an event: their creator is gone. All other handles
// close as in `Space.close`.

import type { Badge } from './badge.ts'
import type { InheritanceForest } from './inheritance-forest.ts'
import { INDEX_MASK } from './handle-number.ts'
import { OBJECT } from './node-store.ts'
import type { SlotTable } from './slot-table.ts'

/** One destroyed space with handles left. */
interface DestroyedSpace {
  readonly id: number
  readonly table: SlotTable
  /** Index of the next slot to close. */
  cursor: number
}

/** Closes the handles of destroyed spaces. */
export class DestroyedSpaces {
  readonly #forest: InheritanceForest
  readonly #spaces: DestroyedSpace[] = []

  constructor(forest: InheritanceForest) {
    this.#forest = forest
  }

  /** Number of spaces with handles left. */
  get size(): number {
    return this.#spaces.length
  }

  /** Takes over the slots of a destroyed space and closes a first slice of them. */
  add(id: number, table: SlotTable): void {
    table.isDestroyed = true
    this.#spaces.push({ id, table, cursor: 1 })
    if (this.closeHandles(this.#forest.slice) < 0) this.#forest.onWorkLeft()
  }

  /** Closes up to `budget` handles. Returns the rest of the budget, -1 if handles are left. */
  closeHandles(budget: number): number {
    let left = budget
    for (let space = this.#spaces.at(-1); space !== undefined; space = this.#spaces.at(-1)) {
      left = this.#destroyOrphans(space.id, left)
      if (left >= 0) left = this.#closeSlots(space, left)
      if (left < 0) return -1
      this.#spaces.splice(this.#spaces.indexOf(space), 1)
      this.#forest.orphans.delete(space.id)
      this.#forest.removeSpace(space.id)
    }
    return left
  }

  #destroyOrphans(id: number, budget: number): number {
    const orphans: Set<Badge> | undefined = this.#forest.orphans.get(id)
    if (orphans === undefined) return budget
    let left = budget
    for (const badge of orphans) {
      if (left <= 0) return -1
      this.#forest.destroyOrphan(badge)
      left--
    }
    return left
  }

  #closeSlots(space: DestroyedSpace, budget: number): number {
    const forest = this.#forest
    const { slots, fresh } = space.table
    let left = budget
    while (space.cursor < fresh) {
      if (left <= 0) return -1
      const slot = slots[space.cursor] as number
      if (slot > 0) {
        const object = forest.nodes.cells[slot + OBJECT] as number
        if (forest.objects.revocations[object] !== 0) {
          left = forest.revokePending(object, left)
          if (left < 0) return -1
          continue
        }
        slots[space.cursor] = 0
        forest.close(slot)
      } else if ((~slot & INDEX_MASK) === space.cursor) forest.revoked--
      space.cursor++
      left--
    }
    return left
  }
}
