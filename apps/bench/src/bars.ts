// Bars: how high a ratio may be. They are data, in bars.json, so that raising one is a visible
// change. A bar is judged by the median; a guide is a wish, shown beside the number and never
// judged. A bar that nothing measured is not met: a case can't be dropped quietly.
import { readFileSync } from 'node:fs'
import type { Filter } from './filter.ts'
import type { Result } from './result.ts'

/** How high a result may be. */
export interface Bar {
  readonly case: string
  readonly against: string
  /** A ratio; bytes for a memory case, milliseconds for a pause case. */
  readonly atMost: number
  /** A wish that is shown and not judged. */
  readonly guide?: boolean
}

/** A bar that was not met, and why in a few words. */
export interface Unmet {
  readonly bar: Bar
  readonly reason: string
}

/** Reads a file of bars. Throws an Error that names the entry if one is not a bar. */
export function readBars(path: string | URL): Bar[] {
  const entries: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!Array.isArray(entries)) throw new Error('A file of bars holds a list')
  return entries.map((entry: unknown) => {
    if (!isBar(entry)) throw new Error(`Not a bar: ${JSON.stringify(entry)}`)
    return entry
  })
}

/** The bar for a result, if there is one. */
export function barFor(
  bars: readonly Bar[],
  result: Pick<Result, 'name' | 'against'>,
): Bar | undefined {
  return bars.find((bar) => bar.case === result.name && bar.against === result.against)
}

/** The bars that the results do not meet, of those whose case the filter asks for. */
export function unmetBars(
  bars: readonly Bar[],
  results: readonly Result[],
  filter: Filter,
): Unmet[] {
  return bars
    .filter((bar) => bar.guide !== true && filter(bar.case))
    .flatMap((bar) => {
      const reason = whyUnmet(bar, results)
      return reason === undefined ? [] : [{ bar, reason }]
    })
}

/** A number as the reports show it: three digits that count, whole from a thousand on. */
export function shown(value: number): string {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}

function whyUnmet(bar: Bar, results: readonly Result[]): string | undefined {
  const result = results.find(({ name, against }) => name === bar.case && against === bar.against)
  if (result === undefined) return 'not measured'
  if (result.kind === 'failed') return 'failed'
  const { median } = result.spread
  if (median <= bar.atMost) return undefined
  // A miss by less than the shown digits would otherwise read as "1 is over 1".
  return `${shown(median) === shown(bar.atMost) ? median : shown(median)} is over ${shown(bar.atMost)}`
}

function isBar(entry: unknown): entry is Bar {
  if (typeof entry !== 'object' || entry === null) return false
  const {
    case: name,
    against,
    atMost,
    guide = false,
  } = entry as Partial<Record<keyof Bar, unknown>>
  return (
    typeof name === 'string' &&
    typeof against === 'string' &&
    typeof atMost === 'number' &&
    typeof guide === 'boolean'
  )
}
