// A failure as text: the violation, the interleaving that led to it, and the schedule that repeats
// it. The data are in `failure.ts`.

import type { Exploration, FailedSchedule } from './failure.ts'
import type { Action, Step } from './interleaving.ts'
import { faultsOf } from './faults.ts'
import { maxShownSteps } from './limits.ts'
import type { Schedule } from './schedule.ts'
import { formatViolation } from './violation.ts'

/** A failure as text. */
export function formatFailure(failure: FailedSchedule): string {
  const { schedule, steps, output, isRepeatable } = failure
  const decided = schedule.decisions.filter((value) => value !== 0).length
  const sections = [
    `run ${failure.run}: ${formatViolation(failure.violation)}`,
    `how it happened (${count(steps.length, 'step')}, ${count(decided, 'decision')} other than the default):\n${formatSteps(steps)}`,
  ]
  if (output.length > 0)
    sections.push(`what was written:\n${output.map((line) => `  ${line}`).join('\n')}`)
  if (!isRepeatable)
    sections.push(
      'running this schedule again did not fail: the programs depend on something besides the kernel',
    )
  sections.push(`to run it again: { schedule: ${formatSchedule(schedule)} }`)
  return sections.join('\n\n')
}

// As it is written in a test.
function formatSchedule(schedule: Schedule): string {
  const { seed, decisions } = schedule
  const faults = Object.entries(faultsOf(schedule)).map(([name, each]) => {
    const list = (each as readonly object[]).map(formatFault)
    return `, ${name}: [${list.join(', ')}]`
  })
  return `{ seed: ${seed}, decisions: [${decisions.join(', ')}]${faults.join('')} }`
}

function formatFault(fault: object): string {
  const parts = Object.entries(fault).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : String(value)}`,
  )
  return `{ ${parts.join(', ')} }`
}

/** The last steps as text, a line each: time, thread, actions, and how the step ended. */
export function formatSteps(steps: readonly Step[]): string {
  const shown = steps.slice(-maxShownSteps)
  const width = Math.max(0, ...shown.map(({ thread }) => thread.length))
  const lines = shown.map(({ time, thread, actions, end }) => {
    const parts = [...merged(withoutWait(actions, end)), end]
      .map(formatAction)
      .filter((text) => text !== '')
    return `  ${String(time).padStart(6)} ms  ${thread.padEnd(width)}  ${parts.join('; ')}`.trimEnd()
  })
  const hidden = steps.length - shown.length
  return hidden === 0
    ? lines.join('\n')
    : [`  (${count(hidden, 'step')} before)`, ...lines].join('\n')
}

/** Throws an Error with the text of the failure, if there is one. */
export function assertNoFailure({ runs, failure }: Exploration): void {
  if (failure !== null)
    throw new Error(
      `${count(runs, 'schedule')} tried, the last one fails.\n${formatFailure(failure)}`,
    )
}

function formatAction({ what, place }: Action): string {
  return place === '' || what === '' ? what : `${what} (${shortened(place)})`
}

// `main (file:///somewhere/bank.ts:14:11)` as `bank.ts:14`.
function shortened(place: string): string {
  return /([^/\\(]+:\d+):\d+\)?$/.exec(place)?.[1] ?? place
}

// The system call that waits is left out: the end of the step says what the thread waits for.
function withoutWait(actions: readonly Action[], end: Action): readonly Action[] {
  const isTold = end.place !== '' && actions.at(-1)?.place === end.place
  return isTold ? actions.slice(0, -1) : actions
}

// Equal actions in a row become one, with their number.
function merged(actions: readonly Action[]): readonly Action[] {
  const result: { what: string; place: string; times: number }[] = []
  for (const { what, place } of actions) {
    const last = result.at(-1)
    if (last !== undefined && last.what === what && last.place === place) last.times++
    else result.push({ what, place, times: 1 })
  }
  return result.map(({ what, place, times }) => ({
    what: times === 1 ? what : `${what} ×${times}`,
    place,
  }))
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
