// What every process can do: write a line, and report what it did wrong.

import { processContract } from '@kos/libkos/abi'
import { contextLibrary } from '@kos/libkos/libraries'
import { rcOk, rcQuotaExceeded } from '@kos/retcode'
import { defineService, type Service } from '../service.ts'
import type { Task } from '../task.ts'
import { LogQuota } from './log-quota.ts'

/** A line that a process wrote. */
export interface OutputLine {
  readonly process: string
  /** Milliseconds of the kernel's clock. */
  readonly time: number
  readonly text: string
}

/** The service that every kernel has. */
export function processes(output: (line: OutputLine) => void): Service<'process', unknown> {
  return defineService({
    name: 'process',
    contract: processContract,
    library: contextLibrary,
    start({ clock, misuse }) {
      const quotas = new Map<Task, LogQuota>()
      const quotaOf = (task: Task): LogQuota => {
        let quota = quotas.get(task)
        if (quota === undefined) quotas.set(task, (quota = new LogQuota()))
        return quota
      }
      return {
        handlers: {
          Log({ task }, text) {
            const { name: process } = task
            const quota = quotaOf(task)
            const time = clock.now()
            for (const line of text.split('\n')) {
              const wasUsedUp = quota.isUsedUp
              if (quota.take(time, line.length)) output({ process, time, text: line })
              else {
                if (!wasUsedUp) output({ process, time, text: tooMuch })
                return rcQuotaExceeded
              }
            }
            return rcOk
          },
          Misuse(thread, text) {
            misuse.report(thread, text)
            return rcOk
          },
        },
        taskEnded(task) {
          quotas.delete(task)
          misuse.forget(task)
        },
      }
    },
  })
}

const tooMuch = '(this process writes too much: what it writes in this second is lost)'
