// Reports of waiting threads: what each thread waits for, which threads own that, and the rings
// (cycles of the wait-for graph) among them. Data first, text second; never on a hot path.
//
// A ring is found by following `waitOwner` from thread to thread: locks, joins and calls all set
// it. The lines of the program that wait are known if the scheduler captures stacks
// (`wait-place.ts`). When a new wait is checked for a ring is in `deadlock.ts`.

import { ownersOf } from './priority-inheritance.ts'
import type { Scheduler } from './scheduler.ts'
import { Thread } from './thread.ts'
import { ThreadState } from './thread-state.ts'
import { programPlaces } from './wait-place.ts'
import { waitKindName } from './waiter.ts'

/** One waiting thread. */
export interface WaitEntry {
  readonly thread: Thread
  /** The name of a `WaitKind`. */
  readonly kind: string
  /** What it waits at: as the mechanism gave it. */
  readonly object: unknown
  /** The threads that must act before this wait ends, as far as the mechanism knows. */
  readonly owners: readonly Thread[]
  /** What it owns that others in this report wait at. */
  readonly holds: readonly unknown[]
  /** Milliseconds until the wait times out; Infinity if it does not. */
  readonly remaining: number
  /**
   * The lines of the program that wait, innermost first; none unless the scheduler captures stacks.
   */
  readonly places: readonly string[]
}

/** The threads that wait, and the rings among them: none of their threads can go on. */
export interface WaitReport {
  readonly waits: readonly WaitEntry[]
  readonly cycles: readonly (readonly Thread[])[]
}

/** Looks at every waiting thread of a scheduler. */
export function waitReport(scheduler: Scheduler): WaitReport {
  const threads = scheduler.threads.filter(
    ({ state }) => state === ThreadState.parked || state === ThreadState.suspended,
  )
  return reportOf(scheduler, threads, ringsAmong(threads))
}

/**
 * The ring that a thread closes by waiting as it does now; null if there is none, or a time-out
 * will break it.
 */
export function ringReport(scheduler: Scheduler, thread: Thread): WaitReport | null {
  const ring = ringThrough(thread)
  return ring === null ? null : reportOf(scheduler, ring, [ring])
}

function reportOf(
  scheduler: Scheduler,
  threads: readonly Thread[],
  cycles: readonly (readonly Thread[])[],
): WaitReport {
  const now = scheduler.clock.now()
  const holdings = holdingsAmong(threads)
  const waits = threads.map((thread): WaitEntry => ({
    thread,
    kind: waitKindName(thread.waitKind),
    object: waitedAt(thread),
    owners: ownersOfWait(thread),
    holds: [...(holdings.get(thread) ?? [])],
    remaining: thread.heapIndex < 0 ? Infinity : thread.deadline - now,
    places: programPlaces(thread.waitStack),
  }))
  return { waits, cycles }
}

// The resources of each owner at which these threads wait. A thread that others join owns nothing
// by that.
function holdingsAmong(threads: readonly Thread[]): Map<Thread, Set<unknown>> {
  const holdings = new Map<Thread, Set<unknown>>()
  for (const thread of threads) {
    for (const owner of ownersOfWait(thread)) {
      const object = waitedAt(thread)
      if (object === owner) continue
      const held = holdings.get(owner)
      if (held === undefined) holdings.set(owner, new Set([object]))
      else held.add(object)
    }
  }
  return holdings
}

// The resource whose owners can end the wait: a wait that began at a condition variable may go on
// at a mutex.
function waitedAt({ waitOwner, waitObject }: Thread): unknown {
  return waitOwner !== null && 'owners' in waitOwner ? waitOwner : waitObject
}

function ownersOfWait({ waitOwner }: Thread): Thread[] {
  return ownersOf(waitOwner).filter((owner) => owner instanceof Thread)
}

function ringsAmong(threads: readonly Thread[]): Thread[][] {
  const inRings = new Set<Thread>()
  const rings: Thread[][] = []
  for (const thread of threads) {
    if (inRings.has(thread)) continue
    const ring = ringThrough(thread)
    if (ring === null) continue
    rings.push(ring)
    for (const member of ring) inRings.add(member)
  }
  return rings
}

// The path in the wait-for graph from a thread back to itself, over threads that wait without a
// time-out; null if there is none. A depth-first search without recursion: chains may be long.
function ringThrough(start: Thread): Thread[] | null {
  const visited = new Set<Thread>()
  const path: { readonly thread: Thread; readonly owners: Thread[] }[] = []
  const enter = (thread: Thread): void => {
    if (visited.has(thread) || thread.state !== ThreadState.parked || thread.heapIndex >= 0) return
    visited.add(thread)
    path.push({ thread, owners: ownersOfWait(thread).toReversed() })
  }
  enter(start)
  for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
    const owner = last.owners.pop()
    if (owner === start) return path.map(({ thread }) => thread)
    if (owner === undefined) path.pop()
    else enter(owner)
  }
  return null
}

/** A report as text, a line per thread. `nameOf` names a thread, `describe` what it waits at. */
export function formatWaitReport(
  report: WaitReport,
  nameOf: (thread: Thread) => string = (thread) => thread.name,
  describe: (object: unknown) => string = describeObject,
): string {
  if (report.waits.length === 0) return 'no thread waits'
  const lines = report.waits.flatMap(
    ({ thread, kind, object, owners, holds, remaining, places }) => {
      const what = describe(object)
      const holder = owners.length === 0 ? '' : `, held by ${owners.map(nameOf).join(', ')}`
      const until = remaining === Infinity ? '' : `, for ${remaining} ms more`
      const held = holds.map(describe).filter((text) => text !== '')
      const holding = held.length === 0 ? '' : `; holds ${held.join(', ')}`
      const waits = `  ${nameOf(thread)} waits: ${kind}${what === '' ? '' : ` ${what}`}`
      const line = `${waits}${holder}${until}${holding}`
      return [line, ...places.map((place) => `    at ${place}`)]
    },
  )
  for (const cycle of report.cycles)
    lines.push(`  ring: ${[...cycle, cycle[0] as Thread].map(nameOf).join(' -> ')}`)
  return lines.join('\n')
}

function describeObject(object: unknown): string {
  if (object instanceof Thread) return object.name
  if (typeof object === 'number') return String(object)
  if (typeof object === 'object' && object !== null && 'name' in object) return String(object.name)
  return ''
}
