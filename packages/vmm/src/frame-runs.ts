// A list of runs of contiguous frames: those that one operation has allocated and not yet mapped.
// If a later step fails, they are freed.

const INITIAL_RUNS = 16

const noCells = new Int32Array(0)

/** Runs of frames, in the order of their allocation. */
export class FrameRuns {
  /** Number of runs. */
  length = 0
  /** Made when there is a run. */
  #cells: Int32Array = noCells

  /** Adds a run; merges it with the last one if it follows that. */
  add(frame: number, count: number): void {
    const last = 2 * this.length - 2
    const end = last < 0 ? -1 : (this.#cells[last] as number) + (this.#cells[last + 1] as number)
    if (end === frame) {
      this.#cells[last + 1] = (this.#cells[last + 1] as number) + count
      return
    }
    if (2 * this.length === this.#cells.length) this.#grow()
    this.#cells[last + 2] = frame
    this.#cells[last + 3] = count
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
