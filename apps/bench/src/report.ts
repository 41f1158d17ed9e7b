// Results for people, as a table and as the verdict on the bars, and for programs, as JSON.
import Table from 'cli-table3'
import type { Bar, Unmet } from './bars.ts'
import { barFor, shown } from './bars.ts'
import type { Machine } from './machine.ts'
import type { RatioResult, Result } from './result.ts'

/**
 * What `--json` writes. Ratios are ours divided by theirs; a memory case has `bytes` in place of
 * `ratio`, a pause case `ms`.
 */
export interface Report {
  readonly machine: Machine
  readonly cases: readonly ReportedCase[]
}

/**
 * One comparison in the JSON. `low` and `high` are the quartiles. A failed one has `failed` and no
 * numbers.
 */
export interface ReportedCase {
  readonly name: string
  readonly against: string
  readonly ratio?: number
  readonly bytes?: number
  readonly ms?: number
  readonly low?: number
  readonly high?: number
  readonly atMost?: number
  readonly guide?: true
  readonly failed?: string
}

/** The results for programs. */
export function reportOf(
  machine: Machine,
  results: readonly Result[],
  bars: readonly Bar[],
): Report {
  return { machine, cases: results.map((result) => reportedCase(result, barFor(bars, result))) }
}

/** The results for people, a row per comparison. */
export function tableOf(results: readonly Result[], bars: readonly Bar[]): string {
  const table = new Table({
    head: ['case', 'against', 'ratio', 'quartiles', 'bar', 'awaits', 'ours', 'theirs'],
    colAligns: ['left', 'left', 'right', 'left', 'left', 'left', 'right', 'right'],
    style: { compact: true, head: [], border: [] },
  })
  for (const result of results) table.push(rowOf(result, barFor(bars, result)))
  return table.toString()
}

/** The verdict of `--check`, a line per bar that was not met. */
export function verdictOf(unmet: readonly Unmet[]): string {
  if (unmet.length === 0) return 'Every bar is met.'
  return [
    'Bars not met:',
    ...unmet.map(({ bar, reason }) => `  ${bar.case} against ${bar.against}: ${reason}`),
  ].join('\n')
}

function reportedCase(result: Result, bar: Bar | undefined): ReportedCase {
  const { name, against } = result
  const limits =
    bar === undefined
      ? {}
      : { atMost: bar.atMost, ...(bar.guide === true && { guide: true as const }) }
  if (result.kind === 'failed') return { name, against, failed: result.reason, ...limits }
  const { median, low, high } = result.spread
  return { name, against, [measureOf[result.kind]]: median, low, high, ...limits }
}

const measureOf = { ratio: 'ratio', memory: 'bytes', pause: 'ms' } as const
const unitOf = { ratio: '', memory: ' B', pause: ' ms' } as const

function rowOf(result: Result, bar: Bar | undefined): string[] {
  const { name, against } = result
  if (result.kind === 'failed') return [name, against, 'failed', '', barText(bar), '', '', '']
  const { median, low, high } = result.spread
  const isRatio = result.kind === 'ratio'
  return [
    name,
    isRatio ? `${against} (${result.reference})` : against,
    `${shown(median)}${unitOf[result.kind]}`,
    `${shown(low)} to ${shown(high)}`,
    barText(bar),
    isRatio ? awaitsText(result.awaits) : '',
    isRatio ? nsText(result.ns.ours) : '',
    isRatio ? nsText(result.ns.theirs) : '',
  ]
}

function barText(bar: Bar | undefined): string {
  if (bar === undefined) return ''
  return `${bar.guide === true ? 'guide ' : ''}${shown(bar.atMost)}`
}

function awaitsText({ ours, theirs }: RatioResult['awaits']): string {
  if (ours === theirs) return ours ? 'both' : 'neither'
  return ours ? 'ours' : 'theirs'
}

function nsText(ns: number): string {
  return `${shown(ns)} ns`
}
