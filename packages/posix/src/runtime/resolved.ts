// Promises of small numbers that are shared: what a function answers at once costs no allocation.

const first = -1
const last = 64
const block = 4096

// Frozen, because all threads are given the same ones.
const smallNumbers: readonly Promise<number>[] = /* @__PURE__ */ Array.from(
  { length: last - first + 1 },
  (_, index) => Object.freeze(Promise.resolve(first + index)),
)
const ofBlock: Promise<number> = /* @__PURE__ */ Object.freeze(Promise.resolve(block))

/** A promise that is resolved with a number: a shared and frozen one for -1 to 64, and for 4096. */
export function resolved(value: number): Promise<number> {
  if (value === block) return ofBlock
  return smallNumbers[value - first] ?? Promise.resolve(value)
}
