// Tells idle threads from deadlocked ones when no thread can run any more.
//
// A thread is idle if it waits for a request, a notification or an interrupt, sleeps for ever, is
// suspended, or joins an idle thread. All other threads that wait are deadlocked: no thread is left to wake them.

import type { WaitEntry, WaitReport } from '@kos/kernel'
import type { Thread } from '@kos/thread'

const idleKinds: readonly string[] = ['receive', 'notice', 'interrupt', 'sleep', 'suspended']

/**
 * The deadlocked threads of a report. `idleWaits` has further kinds of waits in which a thread is
 * idle. None if a thread has a time-out: then time can still go on.
 */
export function deadlocked(report: WaitReport, idleWaits: readonly string[] = []): WaitReport {
  const { waits } = report
  if (waits.some(({ remaining }) => remaining !== Infinity)) return { waits: [], cycles: [] }
  const idle = new Set(
    waits
      .filter(({ kind }) => idleKinds.includes(kind) || idleWaits.includes(kind))
      .map(({ thread }) => thread),
  )
  for (let before = -1; before !== idle.size;) {
    before = idle.size
    for (const wait of waits) if (isJoinOf(wait, idle)) idle.add(wait.thread)
  }
  return { waits: waits.filter(({ thread }) => !idle.has(thread)), cycles: report.cycles }
}

function isJoinOf({ kind, owners }: WaitEntry, idle: ReadonlySet<Thread>): boolean {
  return kind === 'join' && owners.some((owner) => idle.has(owner))
}
