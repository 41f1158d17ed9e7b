// A small seeded generator (mulberry32): the source of every choice and every salt that must be
// repeatable. Not for secrets: a host's `entropy` is.

/** A function that answers 32 pseudo-random bits per call; equal seeds give equal sequences. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return (bits ^ (bits >>> 14)) >>> 0
  }
}
