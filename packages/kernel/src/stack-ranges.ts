// Where the stacks of a process' threads lie in its address space: ranges that are reserved, from the top downwards, and used again when
// their threads are over. JavaScript keeps its own stacks; these are what programs that ask are told, and what quotas count.

/** One reserved range. Addresses and sizes in bytes. */
export interface StackRange {
  readonly base: number
  readonly size: number
}

const pageSize = 4096
const defaultSize = 0x10_0000
/** Above the last stack, and below the first. */
const top = 2 ** 47
const bottom = 2 ** 46

/** The stacks of one process. */
export class StackRanges {
  #next = top
  readonly #free: Map<number, number[]> = new Map()

  /** A range of `size` bytes, rounded up to pages, with a page below it that belongs to nobody; 0 is the default. Null if nothing is left. */
  reserve(size: number): StackRange | null {
    const rounded = size === 0 ? defaultSize : Math.ceil(size / pageSize) * pageSize
    const again = this.#free.get(rounded)?.pop()
    if (again !== undefined) return { base: again, size: rounded }
    const base = this.#next - rounded
    if (base < bottom) return null
    this.#next = base - pageSize
    return { base, size: rounded }
  }

  /** Gives a range back. */
  release({ base, size }: StackRange): void {
    const bases = this.#free.get(size)
    if (bases === undefined) this.#free.set(size, [base])
    else bases.push(base)
  }
}
