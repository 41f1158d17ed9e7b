// The few numbers that stand for many measurements. Medians and quartiles only: one round in which
// the machine was busy elsewhere must not move the result, as it would move a mean.

/** Many measurements in three numbers: half of them lie between `low` and `high`. */
export interface Spread {
  readonly median: number
  /** The lower quartile. */
  readonly low: number
  /** The upper quartile. */
  readonly high: number
}

/**
 * The value below which the given part of the values lies, interpolated between the two nearest.
 * @param part 0 to 1; 0.5 is the median. Throws a RangeError if there are no values.
 */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const position = (sorted.length - 1) * part
  const below = sorted[Math.floor(position)]
  const above = sorted[Math.ceil(position)]
  if (below === undefined || above === undefined)
    throw new RangeError('There is no quantile of no values')
  return below + (above - below) * (position - Math.floor(position))
}

/** The middle value. Throws a RangeError if there are no values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Median and quartiles. Throws a RangeError if there are no values. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), low: quantile(values, 0.25), high: quantile(values, 0.75) }
}
