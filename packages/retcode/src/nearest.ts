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
 * of `name`, but not all of them. Null if there is none, or if `name` is among them. Of very many
 * names only the first are compared, and no more is done for very long ones: files of any origin
 * may have any number of unknown names.
 */
export function nearest(name: string, names: Iterable<string>): string | null {
  const maxDistance = Math.min(Math.max(1, Math.floor(name.length / 3)), name.length - 1)
  const lower = name.toLowerCase()
  let best: string | null = null
  let least = maxDistance + 1
  let compared = 0
  for (const candidate of names) {
    if (candidate === name) return null
    if (Math.abs(candidate.length - name.length) >= least) continue
    if (name.length > maxLength || ++compared > maxCompared) continue
    const distance = slips(lower, candidate.toLowerCase(), least)
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}

const maxLength = 128
const maxCompared = 500

/** The distance of two texts, or any number that is not less than `limit`. */
function slips(from: string, to: string, limit: number): number {
  const start = commonStart(from, to)
  const end = commonEnd(from, to, start)
  return slipsBetween(from.slice(start, from.length - end), to.slice(start, to.length - end), limit)
}

// Most names that are compared differ in a few letters, often in a number at their end.
function commonStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length)
  let count = 0
  while (count < most && one[count] === other[count]) count++
  return count
}

function commonEnd(one: string, other: string, start: number): number {
  const most = Math.min(one.length, other.length) - start
  let count = 0
  while (count < most && one[one.length - 1 - count] === other[other.length - 1 - count]) count++
  return count
}

// Three rows of the table at a time, of each the part that can be less than the limit. What is
// beside it counts as one more than the limit.
function slipsBetween(from: string, to: string, limit: number): number {
  let [beforeLast, last, row]: [number[], number[], number[]] = [[], [], []]
  for (let j = 0; j <= to.length; j++) last[j] = j
  for (let i = 1; i <= from.length; i++) {
    const [first, end] = [Math.max(1, i - limit), Math.min(to.length, i + limit)]
    row[first - 1] = first === 1 ? i : limit + 1
    let leastOfRow = row[first - 1] as number
    for (let j = first; j <= end; j++) {
      const change = from[i - 1] === to[j - 1] ? 0 : 1
      const above = j === i + limit && i > 1 ? limit + 1 : at(last, j)
      let distance = Math.min(above + 1, at(row, j - 1) + 1, at(last, j - 1) + change)
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      if (isSwapped) distance = Math.min(distance, at(beforeLast, j - 2) + 1)
      row[j] = distance
      if (distance < leastOfRow) leastOfRow = distance
    }
    // A swap reaches back over one row, and costs one more.
    if (leastOfRow > limit) return leastOfRow
    ;[beforeLast, last, row] = [last, row, beforeLast]
  }
  return at(last, to.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] as number
}
