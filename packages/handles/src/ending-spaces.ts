// Spaces that were destroyed and still have handles to close. A destroyed space refuses everything
// at once; here its slots are walked, a bounded number at a time, so that the end of a process with
// a million handles holds nobody up.
//
// Badges that outlived their handle go first, without a word: their provider is gone. Everything
// else closes as `Space.close` does.

import type { Badge } from './badge.ts'
import type { HandleForest } from './handle-forest.ts'
import { INDEX_MASK } from './handle-number.ts'
import { OBJECT } from './node-store.ts'
import type { SlotTable } from './slot-table.ts'

/** One space on its way out. */
interface Ending {
  readonly id: number
  readonly table: SlotTable
  cursor: number
}

/** Closes the handles of destroyed spaces. */
export class EndingSpaces {
  readonly #forest: HandleForest
  readonly #endings: Ending[] = []

  constructor(forest: HandleForest) {
    this.#forest = forest
  }

  /** Spaces not finished yet. */
  get size(): number {
    return this.#endings.length
  }

  /** Takes over the slots of a destroyed space and does a first slice. */
  add(id: number, table: SlotTable): void {
    table.isEnding = true
    this.#endings.push({ id, table, cursor: 1 })
    if (this.work(this.#forest.slice) < 0) this.#forest.onWorkLeft()
  }

  /** Deals with up to `budget` handles; answers what is left of the budget, -1 if work is left. */
  work(budget: number): number {
    let left = budget
    while (this.#endings.length > 0) {
      const ending = this.#endings[this.#endings.length - 1]!
      left = this.#dropOrphans(ending.id, left)
      if (left >= 0) left = this.#closeSlots(ending, left)
      if (left < 0) return -1
      this.#endings.splice(this.#endings.indexOf(ending), 1)
      this.#forest.orphans.delete(ending.id)
      this.#forest.retire(ending.id)
    }
    return left
  }

  #dropOrphans(id: number, budget: number): number {
    const orphans: Set<Badge> | undefined = this.#forest.orphans.get(id)
    if (orphans === undefined) return budget
    let left = budget
    for (const badge of orphans) {
      if (left <= 0) return -1
      this.#forest.dropOrphan(badge)
      left--
    }
    return left
  }

  #closeSlots(ending: Ending, budget: number): number {
    const forest = this.#forest
    const { slots, fresh } = ending.table
    let left = budget
    while (ending.cursor < fresh) {
      if (left <= 0) return -1
      const slot = slots[ending.cursor]!
      if (slot > 0) {
        const object = forest.nodes.cells[slot + OBJECT]!
        if (forest.objects.pending[object] !== 0) {
          left = forest.work(object, left)
          if (left < 0) return -1
          continue
        }
        slots[ending.cursor] = 0
        forest.close(slot)
      } else if ((~slot & INDEX_MASK) === ending.cursor) forest.revoked--
      ending.cursor++
      left--
    }
    return left
  }
}
