// Who is at rest when nothing can run any more, and who is stuck. A server that waits for the next
// request is at rest; so is who waits for a notification, or has stopped itself for good. A thread
// that waits for the end of one at rest is at rest with it.

import type { WaitEntry, WaitReport } from '@kos/kernel'
import type { Thread } from '@kos/thread'

const restful: readonly string[] = ['receive', 'notice', 'sleep', 'suspended']

/**
 * The threads of a report that wait for ever for something that will not come. `rest` names further
 * kinds of waits that are rest. None if anybody has a time-out: then time goes on, and it is too
 * early to tell.
 */
export function stuck(report: WaitReport, rest: readonly string[] = []): WaitReport {
  const { waits } = report
  if (waits.some(({ remaining }) => remaining !== Infinity)) return { waits: [], cycles: [] }
  const resting = new Set(
    waits
      .filter(({ kind }) => restful.includes(kind) || rest.includes(kind))
      .map(({ thread }) => thread),
  )
  for (let before = -1; before !== resting.size;) {
    before = resting.size
    for (const wait of waits) if (isJoinOf(wait, resting)) resting.add(wait.thread)
  }
  return { waits: waits.filter(({ thread }) => !resting.has(thread)), cycles: report.cycles }
}

function isJoinOf({ kind, owners }: WaitEntry, resting: ReadonlySet<Thread>): boolean {
  return kind === 'join' && owners.some((owner) => resting.has(owner))
}
