// A list of runs of frames: what was taken for one operation before it goes anywhere, so that it
// can be given back if the rest fails.

const FIRST_RUNS = 16

/** Runs of frames, in the order in which they were taken. */
export class FrameRuns {
  /** Runs in the list. */
  length = 0
  #cells: Int32Array = new Int32Array(2 * FIRST_RUNS)

  /** Adds a run, to the last one if it goes on there. */
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
    const cells = new Int32Array(2 * this.#cells.length)
    cells.set(this.#cells)
    this.#cells = cells
  }
}
