// "Did you mean ...?": the nearest of several names to one that is unknown. This is the table of
// contents of @kos/retcode/nearest.
//
// The distance is the optimal string alignment distance: insertions, deletions, changes and swaps
// of neighbours count one each; letter case does not count. It is computed only for error messages.

/**
 * `; did you mean "Server"?` for the closest of `names` that is near enough to be a slip; nothing
 * if there is none.
 */
export function didYouMean(name: string, names: Iterable<string>): string {
  const best = nearest(name, names)
  return best === null ? '' : `; did you mean ${JSON.stringify(best)}?`
}

/**
 * Throws TypeError for options that are no object, or with a name that is not among `known`. `owner`
 * says whose options they are: `boot: there is no option "polcy"; there are: clock, policy; did you
 * mean "policy"?`.
 */
export function checkOptions(owner: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(
      `${owner}: the options are an object, such as { ${known[0]} }, not ${described(options)}`,
    )
  for (const name in options) {
    if (known.includes(name)) continue
    throw new TypeError(
      `${owner}: there is no option "${name}"; ` +
        `there are: ${known.join(', ')}${didYouMean(name, known)}`,
    )
  }
}

/** A wrong value, for an error: runs no code of the value. */
export function described(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'function') return 'a function'
  return typeof value === 'symbol' ? 'a symbol' : `${value as number}`
}

/**
 * The closest of `names`, the first of several: one slip away, or as many as a third of the letters
 * of `name`, but not all of them. Null if there is none, or if `name` is among them.
 */
export function nearest(name: string, names: Iterable<string>): string | null {
  const maxDistance = Math.min(Math.max(1, Math.floor(name.length / 3)), name.length - 1)
  let best: string | null = null
  let least = maxDistance + 0.5
  for (const candidate of names) {
    if (candidate === name) return null
    if (Math.abs(candidate.length - name.length) > maxDistance) continue
    const distance = slips(name.toLowerCase(), candidate.toLowerCase())
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}

function slips(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, j) => j)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const change = from[i - 1] === to[j - 1] ? 0 : 1
      let distance = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + change)
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      if (isSwapped) distance = Math.min(distance, at(beforeLast, j - 2) + 1)
      row.push(distance)
    }
    beforeLast = last
    last = row
  }
  return at(last, to.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] as number
}
