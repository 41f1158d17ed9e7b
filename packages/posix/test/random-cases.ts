// Cases made from a seed, the same as in a program in C, and a hash of what is answered for them.

const seed = 2463534242

/** A generator of numbers: xorshift of 32 bits. */
export class RandomCases {
  #state = seed | 0

  next(): number {
    let state = this.#state
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state = state
    return state >>> 0
  }

  below(n: number): number {
    return this.next() % n
  }

  pick<T>(things: readonly T[]): T {
    return things[this.below(things.length)] as T
  }

  /** 64 bits. */
  bits(): bigint {
    const high = BigInt(this.next()) << 32n
    return high | BigInt(this.next())
  }
}

/** The `double` with these bits. */
export function fromBits(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, bits)
  return view.getFloat64(0)
}

/** FNV-1a over lines. */
export function hashLines(lines: readonly string[]): number {
  let hash = 2166136261
  for (const line of lines)
    for (const unit of `${line}\n`) hash = Math.imul(hash ^ unit.charCodeAt(0), 16777619)
  return hash >>> 0
}
