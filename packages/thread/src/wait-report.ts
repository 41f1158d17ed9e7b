// Who waits for what, and who holds it: data first, text second. Made when nothing can run any more, never on a hot path.
//
// A cycle is found by following `waitOwner` from thread to thread: locks, joins and calls all say whom they wait for.

import type { Scheduler } from './scheduler.ts'
import { Thread, ThreadState } from './thread.ts'
import { waitKindName } from './waiter.ts'

/** One waiting thread. */
export interface WaitEntry {
  readonly thread: Thread
  /** The name of a `WaitKind`. */
  readonly kind: string
  /** What it waits at: as the mechanism gave it. */
  readonly object: unknown
  /** The thread that can end this wait, if the mechanism knows one. */
  readonly owner: Thread | null
  /** Milliseconds until the wait times out; Infinity if it does not. */
  readonly remaining: number
}

/** The threads that wait, and the rings among them that no one inside can break. */
export interface WaitReport {
  readonly waits: readonly WaitEntry[]
  readonly cycles: readonly (readonly Thread[])[]
}

/** Looks at every waiting thread of a scheduler. */
export function waitReport(scheduler: Scheduler): WaitReport {
  const waits: WaitEntry[] = []
  const now = scheduler.clock.now()
  for (const thread of scheduler.threads) {
    if (thread.state !== ThreadState.parked && thread.state !== ThreadState.suspended) continue
    waits.push({
      thread,
      kind: waitKindName(thread.waitKind),
      object: thread.waitObject,
      owner: thread.waitOwner instanceof Thread ? thread.waitOwner : null,
      remaining: thread.heapIndex < 0 ? Infinity : thread.deadline - now,
    })
  }
  return { waits, cycles: cyclesAmong(waits) }
}

function cyclesAmong(waits: readonly WaitEntry[]): Thread[][] {
  const ownerOf = new Map(waits.map(({ thread, owner }) => [thread, owner]))
  const settled = new Set<Thread>()
  const cycles: Thread[][] = []
  for (const { thread } of waits) {
    const path: Thread[] = []
    let at: Thread | null | undefined = thread
    while (at !== null && at !== undefined && !settled.has(at) && !path.includes(at)) {
      path.push(at)
      at = ownerOf.get(at)
    }
    if (at !== null && at !== undefined && path.includes(at)) cycles.push(path.slice(path.indexOf(at)))
    for (const visited of path) settled.add(visited)
  }
  return cycles
}

/** A report as text, a line per thread. `nameOf` names a thread, `describe` what it waits at. */
export function formatWaitReport(
  report: WaitReport,
  nameOf: (thread: Thread) => string = (thread) => thread.name,
  describe: (object: unknown) => string = describeObject,
): string {
  if (report.waits.length === 0) return 'no thread waits'
  const lines = report.waits.map(({ thread, kind, object, owner, remaining }) => {
    const at = describe(object)
    const holder = owner === null ? '' : `, held by ${nameOf(owner)}`
    const until = remaining === Infinity ? '' : `, for ${remaining} ms more`
    return `  ${nameOf(thread)} waits: ${kind}${at === '' ? '' : ` ${at}`}${holder}${until}`
  })
  for (const cycle of report.cycles) lines.push(`  ring: ${[...cycle, cycle[0] as Thread].map(nameOf).join(' -> ')}`)
  return lines.join('\n')
}

function describeObject(object: unknown): string {
  if (object instanceof Thread) return object.name
  if (typeof object === 'number') return String(object)
  if (typeof object === 'object' && object !== null && 'name' in object) return String(object.name)
  return ''
}

/** Why a thread cannot go on that awaited something foreign under virtual time. */
export function foreignWaitText(thread: Thread): string {
  return (
    `${thread.name} awaited something that its scheduler knows nothing of (I/O, a timer of the host), and virtual time cannot wait for it. ` +
    'Wait through the scheduler, or use a HostClock.'
  )
}
