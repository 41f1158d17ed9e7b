// What can be wrong with a run, as plain data, and as text. Who finds it is in `system.ts` (while
// it runs) and `run.ts` (at its end).

import { formatWaitReport, programPlaces, type Thread, type WaitReport } from '@kos/thread'

/** A process ended by an error that nobody caught. */
export interface Crash {
  readonly kind: 'crash'
  readonly process: string
  readonly message: string
  readonly stack: string
}

/** A program made a mistake that no return code tells. */
export interface MisuseTrouble {
  readonly kind: 'misuse'
  readonly process: string
  readonly thread: string
  readonly message: string
}

/** A thread that waits. */
export interface Waiting {
  readonly thread: string
  /** Name of a `WaitKind`. */
  readonly kind: string
  /** The threads that must act before it goes on, as far as that is known. */
  readonly owners: readonly string[]
  /** Lines of the program that wait, innermost first; none unless stacks are captured. */
  readonly places: readonly string[]
}

/** Threads wait, and will for ever. */
export interface DeadlockTrouble {
  readonly kind: 'deadlock'
  readonly waits: readonly Waiting[]
  /**
   * Names of threads that wait for each other, each for the next one. Empty if there is no ring:
   * then nobody is left who could wake them.
   */
  readonly rings: readonly (readonly string[])[]
  /** The same as text, with what each holds. */
  readonly report: string
}

/** Objects were left in the kernel after all processes had ended. */
export interface Leak {
  readonly kind: 'leak'
  /** How many of each kind. */
  readonly objects: Readonly<Record<string, number>>
}

/** The policy denied the start of a process. */
export interface Refusal {
  readonly kind: 'refused start'
  readonly process: string
  readonly message: string
}

/** Threads went on switching and came to no rest. */
export interface Livelock {
  readonly kind: 'livelock'
  readonly switches: number
}

/** The caller's check, or the making of the solution, threw. */
export interface CheckTrouble {
  readonly kind: 'check' | 'boot'
  readonly message: string
  readonly stack: string
}

/** What is wrong. */
export type Trouble =
  | Crash
  | MisuseTrouble
  | DeadlockTrouble
  | Leak
  | Refusal
  | Livelock
  | CheckTrouble

/** A wait report as a trouble. */
export function deadlockOf(report: WaitReport): DeadlockTrouble {
  const nameOf = ({ name }: Thread): string => name
  return {
    kind: 'deadlock',
    waits: report.waits.map(({ thread, kind, owners, places }) => ({
      thread: thread.name,
      kind,
      owners: owners.map(nameOf),
      places,
    })),
    rings: report.cycles.map((cycle) => cycle.map(nameOf)),
    report: formatWaitReport(report),
  }
}

/** What was thrown by the caller of this package, as a trouble. */
export function thrown(kind: 'check' | 'boot', error: unknown): CheckTrouble {
  if (!(error instanceof Error)) return { kind, message: String(error), stack: '' }
  return { kind, message: error.message, stack: error.stack ?? '' }
}

type Headlines = {
  readonly [K in Trouble['kind']]: (trouble: Trouble & { readonly kind: K }) => string
}

const headlines: Headlines = {
  crash: ({ process, message }) => `${process} crashed: ${message}`,
  misuse: ({ message }) => `misuse: ${message}`,
  deadlock: ({ rings }) =>
    rings.length > 0
      ? 'deadlock: these threads wait for each other'
      : 'deadlock: these threads wait, and nobody is left to wake them',
  leak: ({ objects }) =>
    `leak: after all processes had ended there were left: ${formatObjects(objects)}`,
  'refused start': ({ process, message }) =>
    `the policy denied the start of ${process}: ${message}`,
  livelock: ({ switches }) => `livelock: no rest after ${switches} switches`,
  check: ({ message }) => `the check at the end failed: ${message}`,
  boot: ({ message }) => `the solution could not be booted: ${message}`,
}

/** One line that says what is wrong. */
export function headline(trouble: Trouble): string {
  return (headlines[trouble.kind] as (trouble: Trouble) => string)(trouble)
}

/** A trouble as text: the headline, and what belongs to it. */
export function formatTrouble(trouble: Trouble): string {
  if (trouble.kind === 'deadlock') return `${headline(trouble)}\n${trouble.report}`
  if (!('stack' in trouble)) return headline(trouble)
  return [headline(trouble), ...programPlaces(trouble.stack).map((place) => `  at ${place}`)].join(
    '\n',
  )
}

/** `2 handles, 1 timers`. */
export function formatObjects(objects: Readonly<Record<string, number>>): string {
  return Object.entries(objects)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
}
