// Threads that must not wait when a run is over: those that the caller names, or that wait in a way
// that the caller names.
//
// A thread that waits for a request or a notification counts as idle (`idle-threads.ts`), because
// servers wait like that for ever. For a thread that waits for something which must have happened by
// then, the same wait is a hang: its notification was lost.

import type { WaitReport } from '@kos/kernel'
import { didYouMean } from '@kos/retcode/nearest'
import { WaitKind } from '@kos/thread'

/**
 * The threads of a report that wait although they are not to. `neverIdle` has processes, threads
 * (`Process/thread 2`) and kinds of waits. A wait that times out is none: it will end.
 */
export function hanging(report: WaitReport, neverIdle: readonly string[]): WaitReport {
  const waits = report.waits.filter(({ thread, kind, remaining }) => {
    const [process = ''] = thread.name.split('/')
    const isNamed = [process, thread.name, kind].some((name) => neverIdle.includes(name))
    return isNamed && remaining === Infinity
  })
  return { waits, cycles: [] }
}

/** Throws TypeError for a name that is no kind of wait, no process, and no thread of one. */
export function checkNeverIdle(neverIdle: readonly string[], processes: readonly string[]): void {
  const known = [...processes, ...Object.keys(WaitKind)]
  for (const name of neverIdle) {
    const [process = ''] = name.split('/')
    if (processes.includes(process) || known.includes(name)) continue
    throw new TypeError(
      `neverIdle: "${name}" is no process, no thread of one and no kind of wait; ` +
        `there are: ${known.join(', ')}${didYouMean(process, known)}`,
    )
  }
}
