// The violations that a run can have, as plain data, and as text. `system.ts` finds them while the
// system runs, `run.ts` at the end of a run.

import { maxShownLeft } from './limits.ts'
import type { LeftMemory } from './memory-ledger.ts'
import { formatStrayDma, type StrayDma } from '@kos/kernel'
import { formatWaitReport, programPlaces, type Thread, type WaitReport } from '@kos/thread'

/** A process ended by an uncaught error. */
export interface Crash {
  readonly kind: 'crash'
  readonly process: string
  readonly message: string
  readonly stack: string
}

/** A program made a mistake that no return code reports. */
export interface MisuseViolation {
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
  /** The threads that own the object it waits for, as far as that is known. */
  readonly owners: readonly string[]
  /** Lines of the program that waits, innermost first; empty unless stacks are captured. */
  readonly places: readonly string[]
}

/** Threads that wait for ever. */
export interface DeadlockViolation {
  readonly kind: 'deadlock'
  readonly waits: readonly Waiting[]
  /**
   * Cycles in the wait-for graph: names of threads, each of which waits for the next one. Empty if
   * there is no cycle: then no thread is left that could wake them.
   */
  readonly rings: readonly (readonly string[])[]
  /** The same as text, with the objects that each thread owns. */
  readonly report: string
}

/** Threads wait at the end of a run that must not: `neverIdle` of the options. */
export interface HangViolation {
  readonly kind: 'hang'
  readonly waits: readonly Waiting[]
  /** The same as text. */
  readonly report: string
}

/** Objects were left in the kernel after all processes had ended. */
export interface Leak {
  readonly kind: 'leak'
  /** Number of objects of each kind. */
  readonly objects: Readonly<Record<string, number>>
}

/** A process that ended by itself had not given back what it had. */
export interface LeftBehind {
  readonly kind: 'left'
  readonly process: string
  /** Handles, by what they lead to: see `Kernel.handlesOf`. */
  readonly handles: Readonly<Record<string, number>>
  readonly memory: readonly LeftMemory[]
}

/** A device made a DMA transfer that it was given no memory for. It was blocked. */
export interface StrayDmaViolation extends StrayDma {
  readonly kind: 'stray dma'
}

/** The policy denied the start of a process. */
export interface RefusedStart {
  readonly kind: 'refused start'
  readonly process: string
  readonly message: string
}

/** Threads did not become idle within the limit of switches. */
export interface Livelock {
  readonly kind: 'livelock'
  readonly switches: number
}

/**
 * The caller's `check`, the function that makes the solution, or a probe or listener of the caller
 * threw.
 */
export interface CheckFailure {
  readonly kind: 'check' | 'boot' | 'host'
  readonly message: string
  readonly stack: string
}

/** A violation: a property that every run must have does not hold. */
export type Violation =
  | Crash
  | MisuseViolation
  | DeadlockViolation
  | HangViolation
  | Leak
  | LeftBehind
  | StrayDmaViolation
  | RefusedStart
  | Livelock
  | CheckFailure

const nameOf = ({ name }: Thread): string => name

/** Makes a violation of a wait report. */
export function deadlockOf(report: WaitReport): DeadlockViolation {
  return {
    kind: 'deadlock',
    waits: waitsOf(report),
    rings: report.cycles.map((cycle) => cycle.map(nameOf)),
    report: formatWaitReport(report),
  }
}

/** Makes a violation of the waits that must not be. */
export function hangOf(report: WaitReport): HangViolation {
  return { kind: 'hang', waits: waitsOf(report), report: formatWaitReport(report) }
}

function waitsOf({ waits }: WaitReport): readonly Waiting[] {
  return waits.map(({ thread, kind, owners, places }) => ({
    thread: thread.name,
    kind,
    owners: owners.map(nameOf),
    places,
  }))
}

/** Makes a violation of an error that the caller of this package threw. */
export function thrown(kind: CheckFailure['kind'], error: unknown): CheckFailure {
  if (!(error instanceof Error)) return { kind, message: String(error), stack: '' }
  return { kind, message: error.message, stack: error.stack ?? '' }
}

type Headlines = {
  readonly [K in Violation['kind']]: (violation: Violation & { readonly kind: K }) => string
}

const headlines: Headlines = {
  crash: ({ process, message }) => `${process} crashed: ${message}`,
  misuse: ({ message }) => `misuse: ${message}`,
  deadlock: ({ rings }) =>
    rings.length > 0
      ? 'deadlock: these threads wait for each other'
      : 'deadlock: these threads wait, and nobody is left to wake them',
  hang: () => 'hang: these threads wait at the end, and must not',
  leak: ({ objects }) =>
    `leak: after all processes had ended there were left: ${formatObjects(objects)}`,
  left: ({ process, handles, memory }) =>
    `${process} ended and left behind: ${formatLeft(handles, memory)}`,
  'stray dma': (stray) => formatStrayDma(stray),
  'refused start': ({ process, message }) =>
    `the policy denied the start of ${process}: ${message}`,
  livelock: ({ switches }) => `livelock: not idle after ${switches} switches`,
  check: ({ message }) => `the check at the end failed: ${message}`,
  boot: ({ message }) => `the solution could not be booted: ${message}`,
  host: ({ message }) => `a probe or a listener failed: ${message}`,
}

/** A violation as one line. */
export function headline(violation: Violation): string {
  return (headlines[violation.kind] as (violation: Violation) => string)(violation)
}

/** A violation as text: the headline, then the wait report or the lines of the program. */
export function formatViolation(violation: Violation): string {
  if ('report' in violation) return `${headline(violation)}\n${violation.report}`
  if (violation.kind === 'left') return [headline(violation), ...leftLines(violation)].join('\n')
  if (!('stack' in violation)) return headline(violation)
  return [
    headline(violation),
    ...programPlaces(violation.stack).map((place) => `  at ${place}`),
  ].join('\n')
}

function leftLines({ memory }: LeftBehind): readonly string[] {
  const placed = memory.filter(({ place }) => place !== '').slice(0, maxShownLeft)
  return placed.map(({ what, bytes, place }) => `  ${bytes} bytes of ${what} at ${place}`)
}

// `2 handles of notice, 64 bytes of KosMemAlloc`.
function formatLeft(handles: LeftBehind['handles'], memory: readonly LeftMemory[]): string {
  const byFunction = new Map<string, number>()
  for (const { what, bytes } of memory) byFunction.set(what, (byFunction.get(what) ?? 0) + bytes)
  return [
    ...Object.entries(handles).map(([kind, count]) => `${count} x ${kind}`),
    ...[...byFunction].map(([what, bytes]) => `${bytes} bytes of ${what}`),
  ].join(', ')
}

/** `2 handles, 1 timers`. */
export function formatObjects(objects: Readonly<Record<string, number>>): string {
  return Object.entries(objects)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
}
