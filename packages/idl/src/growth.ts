// How much arena values take at most, exactly.
//
// Segments are aligned, so what a value takes depends on where the arena ends before it, but only
// modulo 8, the largest alignment. Longer values never end earlier, so the most is reached when
// everything has its greatest length. A growth is that most, for each of the eight ways the arena
// may end.

import { alignUp } from './field-layout.ts'

/**
 * Arena bytes a value takes at most, padding included, by the size of the arena before it modulo 8.
 */
export type Growth = readonly number[]

const ways = 8

/** Nothing. */
export const noGrowth: Growth = /* @__PURE__ */ Object.freeze([0, 0, 0, 0, 0, 0, 0, 0])

/** `size` bytes without alignment. */
export function growthBy(size: number): Growth {
  return Object.freeze([size, size, size, size, size, size, size, size])
}

/** One after the other. */
export function growthOfAll(parts: readonly Growth[]): Growth {
  if (parts.every(isNone)) return noGrowth
  return growthFrom((start) => endOfAll(parts, start))
}

/** Where the arena ends at most after one after the other, from `start` on. */
export function endOfAll(parts: readonly Growth[], start: number): number {
  let end = start
  for (const part of parts) end += at(part, end)
  return end
}

/** The largest of several. */
export function growthOfAny(parts: readonly Growth[]): Growth {
  if (parts.every(isNone)) return noGrowth
  return growthFrom((end) => end + Math.max(...parts.map((part) => at(part, end))))
}

/** `count` times the same. */
export function growthTimes(part: Growth, count: number): Growth {
  return isNone(part) ? noGrowth : growthFrom((start) => repeat(part, count, start))
}

/** A segment of `count` elements of `size` bytes, then what the elements themselves take. */
export function growthOfSegment(
  alignment: number,
  size: number,
  count: number,
  element: Growth,
): Growth {
  return growthFrom((start) => repeat(element, count, alignUp(start, alignment) + size * count))
}

function growthFrom(endOf: (start: number) => number): Growth {
  const growth: number[] = []
  for (let start = 0; start < ways; start++) growth.push(endOf(start) - start)
  return Object.freeze(growth)
}

function isNone(growth: Growth): boolean {
  return growth === noGrowth
}

function at(growth: Growth, end: number): number {
  return growth[end % ways] as number
}

// After at most eight steps a remainder comes back; from then on the steps repeat, and all the rest
// is one product.
function repeat(part: Growth, count: number, start: number): number {
  if (isNone(part)) return start
  const steps = [-1, -1, -1, -1, -1, -1, -1, -1]
  const ends = [0, 0, 0, 0, 0, 0, 0, 0]
  let end = start
  for (let step = 0; step < count; step++) {
    const before = steps[end % ways] as number
    if (before >= 0)
      return finish(part, count - step, step - before, end, end - (ends[end % ways] as number))
    steps[end % ways] = step
    ends[end % ways] = end
    end += at(part, end)
  }
  return end
}

/** `count` steps more, of which every `period` take `size` together. */
function finish(part: Growth, count: number, period: number, start: number, size: number): number {
  let end = start + Math.floor(count / period) * size
  for (let rest = count % period; rest > 0; rest--) end += at(part, end)
  return end
}
