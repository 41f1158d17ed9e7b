// Numbers from a seed, for tests of what hostile processes do.

/** A whole number below another one, and random bytes. */
export interface Random {
  (below: number): number
  bytes(length: number): Uint8Array
}

/** The numbers of a seed. */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed, 0x9e37_79b1) | 1
  const next = (below: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => next(256))
  return Object.assign(next, { bytes })
}
