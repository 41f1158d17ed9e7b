// The largest size that values take in the arena, exactly.
//
// Segments are aligned, so the size of a value depends on where the arena ends before it, but only
// modulo 8, the largest alignment. Longer values never end earlier, so the size is largest when
// everything has its greatest length. A growth is that size for each of the eight remainders.

import { alignUp } from './field-layout.ts'

/**
 * Arena bytes a value takes at most, padding included, by the size of the arena before it modulo 8.
 */
export type Growth = readonly number[]

const remainders = 8

/** The growth of values that take no arena. */
export const noGrowth: Growth = /* @__PURE__ */ Object.freeze([0, 0, 0, 0, 0, 0, 0, 0])

/** The growth of `size` bytes without alignment. */
export function growthBy(size: number): Growth {
  return Object.freeze([size, size, size, size, size, size, size, size])
}

/** The growth of several values, one after the other. */
export function growthOfAll(parts: readonly Growth[]): Growth {
  if (parts.every(isNone)) return noGrowth
  return growthFrom((start) => endOfAll(parts, start))
}

/** The largest end of the arena after several values, one after the other from `start` on. */
export function endOfAll(parts: readonly Growth[], start: number): number {
  let end = start
  for (const part of parts) end += at(part, end)
  return end
}

/** The growth of one of several values, whichever it is. */
export function growthOfAny(parts: readonly Growth[]): Growth {
  if (parts.every(isNone)) return noGrowth
  return growthFrom((end) => end + Math.max(...parts.map((part) => at(part, end))))
}

/** The growth of `count` values that are alike. */
export function growthTimes(part: Growth, count: number): Growth {
  return isNone(part) ? noGrowth : growthFrom((start) => repeat(part, count, start))
}

/** The growth of a segment of `count` elements of `size` bytes, and of what they refer to. */
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
  for (let start = 0; start < remainders; start++) growth.push(endOf(start) - start)
  return Object.freeze(growth)
}

function isNone(growth: Growth): boolean {
  return growth === noGrowth
}

function at(growth: Growth, end: number): number {
  return growth[end % remainders] as number
}

// After at most eight steps a remainder comes back; from then on the steps repeat, and all the rest
// is one product.
function repeat(part: Growth, count: number, start: number): number {
  if (isNone(part)) return start
  const steps = [-1, -1, -1, -1, -1, -1, -1, -1]
  const ends = [0, 0, 0, 0, 0, 0, 0, 0]
  let end = start
  for (let step = 0; step < count; step++) {
    const before = steps[end % remainders] as number
    if (before >= 0)
      return finish(
        part,
        count - step,
        step - before,
        end,
        end - (ends[end % remainders] as number),
      )
    steps[end % remainders] = step
    ends[end % remainders] = end
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
