// A list of runs of contiguous frames, each a block of the buddy allocator: those that one operation
// has allocated and not yet mapped. If a later step fails, they are freed.

const INITIAL_RUNS = 16

const noCells = new Int32Array(0)

/** Runs of frames, in the order of their allocation. */
export class FrameRuns {
  /** Number of runs. */
  length = 0
  /** Made when there is a run. */
  #cells: Int32Array = noCells

  /** Adds a run. */
  add(frame: number, count: number): void {
    const at = 2 * this.length
    if (at === this.#cells.length) this.#grow()
    this.#cells[at] = frame
    this.#cells[at + 1] = count
    this.length++
  }

  /** First frame of a run. */
  frame(run: number): number {
    return this.#cells[2 * run] as number
  }

  /** Frames of a run. */
  count(run: number): number {
    return this.#cells[2 * run + 1] as number
  }

  /** Empties the list. */
  clear(): void {
    this.length = 0
  }

  #grow(): void {
    const cells = new Int32Array(Math.max(2 * INITIAL_RUNS, 2 * this.#cells.length))
    cells.set(this.#cells)
    this.#cells = cells
  }
}
