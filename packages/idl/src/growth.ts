// How much arena values take at most, exactly.
//
// Segments are aligned, so what a value takes depends on where the arena ends before it, but only modulo 8, the largest alignment. Longer
// values never end earlier, so the most is reached when everything has its greatest length. A growth is that most, for each of the
// eight ways the arena may end.

import { alignUp } from './place.ts'

/** Arena bytes a value takes at most, padding included, by the size of the arena before it modulo 8. */
export type Growth = readonly number[]

const ways = 8

/** Nothing. */
export const noGrowth: Growth = /* @__PURE__ */ Object.freeze([0, 0, 0, 0, 0, 0, 0, 0])

/** `size` bytes without alignment. */
export function growthBy(size: number): Growth {
  return Object.freeze(Array.from({ length: ways }, () => size))
}

/** One after the other. */
export function growthOfAll(parts: readonly Growth[]): Growth {
  return growthFrom((end) => parts.reduce((end, part) => end + at(part, end), end))
}

/** The largest of several. */
export function growthOfAny(parts: readonly Growth[]): Growth {
  return growthFrom((end) => end + Math.max(0, ...parts.map((part) => at(part, end))))
}

/** `count` times the same. */
export function growthTimes(part: Growth, count: number): Growth {
  return growthFrom((start) => repeat(part, count, start))
}

/** A segment of `count` elements of `size` bytes, then what the elements themselves take. */
export function growthOfSegment(alignment: number, size: number, count: number, element: Growth): Growth {
  return growthFrom((start) => repeat(element, count, alignUp(start, alignment) + size * count))
}

function growthFrom(endOf: (start: number) => number): Growth {
  return Object.freeze(Array.from({ length: ways }, (_, start) => endOf(start) - start))
}

function at(growth: Growth, end: number): number {
  return growth[end % ways] as number
}

// After at most eight steps a remainder comes back; from then on the steps repeat, and all the rest is one product.
function repeat(part: Growth, count: number, start: number): number {
  const seen = new Map<number, readonly [step: number, end: number]>()
  let end = start
  for (let step = 0; step < count; step++) {
    const before = seen.get(end % ways)
    if (before !== undefined) {
      const period = step - before[0]
      const rounds = Math.floor((count - step) / period)
      end += rounds * (end - before[1])
      for (let rest = (count - step) % period; rest > 0; rest--) end += at(part, end)
      return end
    }
    seen.set(end % ways, [step, end])
    end += at(part, end)
  }
  return end
}
