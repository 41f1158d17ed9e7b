// Finds the name somebody probably meant.
//
// Optimal string alignment distance without regard to case: insertions, deletions, changes and swaps of neighbours count one
// each. Runs only when a message for people is made.

/** `; did you mean "Server"?` for the closest of `names` that is near enough to be a slip, or undefined. */
export function didYouMean(name: string, names: Iterable<string>): string | undefined {
  const best = nearest(name, names)
  return best === undefined ? undefined : `; did you mean ${JSON.stringify(best)}?`
}

/** The closest of `names`, at most a third of the letters of `name` away from it, or undefined. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.floor(name.length / 3) + 1
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const distance = slips(name.toLowerCase(), candidate.toLowerCase())
    if (distance >= bestDistance) continue
    best = candidate
    bestDistance = distance
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
      let distance = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + change)
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      if (swapped) distance = Math.min(distance, beforeLast[j - 2]! + 1)
      row.push(distance)
    }
    beforeLast = last
    last = row
  }
  return last[to.length]!
}
