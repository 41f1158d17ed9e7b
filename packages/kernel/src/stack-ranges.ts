// Where the stacks of a process' threads lie in its address space. JavaScript keeps its own stacks;
// these are what programs that ask are told.
//
// With the memory service they are regions with a guard page (`services/memory.ts`). Without it, as
// here, ranges of addresses that are used again when their threads are over.

/** One reserved range. Addresses and sizes in bytes. */
export interface StackRange {
  readonly base: number
  readonly size: number
}

const pageSize = 4096
// Above the highest stack, and below the lowest. The page below each stack is not part of any.
const top = 2 ** 47
const bottom = 2 ** 46

/** Bytes of a stack when 0 is asked for. */
export const defaultStackSize = 0x10_0000

/** Where a process gets its stacks. */
export interface StackSource {
  /** A range of `size` bytes, rounded up to pages; 0 is the default. Null if nothing is left. */
  reserve(size: number): StackRange | null
  /** Gives a range back. */
  release(range: StackRange): void
}

/** The stacks of one process without a memory service. */
export class StackRanges implements StackSource {
  #next = top
  readonly #free: Map<number, number[]> = new Map()

  reserve(size: number): StackRange | null {
    const rounded = size === 0 ? defaultStackSize : Math.ceil(size / pageSize) * pageSize
    const again = this.#free.get(rounded)?.pop()
    if (again !== undefined) return { base: again, size: rounded }
    const base = this.#next - rounded
    if (base < bottom) return null
    this.#next = base - pageSize
    return { base, size: rounded }
  }

  release({ base, size }: StackRange): void {
    if (size === 0) return
    const bases = this.#free.get(size)
    if (bases === undefined) this.#free.set(size, [base])
    else bases.push(base)
  }
}
