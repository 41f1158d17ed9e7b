// What every process can do: write a line, and report what it did wrong.

import { processContract } from '@kos/libkos/abi'
import { contextLibrary } from '@kos/libkos/libraries'
import { rcOk, rcQuotaExceeded } from '@kos/retcode'
import { lookAgain } from '../host-code.ts'
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
    start({ clock, hostCode, misuse }) {
      const write = hostCode.listener('output', output)
      const quotas = new Map<Task, LogQuota>()
      const quotaOf = (task: Task): LogQuota => {
        let quota = quotas.get(task)
        if (quota === undefined) quotas.set(task, (quota = new LogQuota()))
        return quota
      }
      return {
        handlers: {
          Log(thread, text) {
            const { name: process } = thread.task
            const { state } = thread.thread
            const quota = quotaOf(thread.task)
            const time = clock.now()
            for (const line of text.split('\n')) {
              const rc = lookAgain(thread, state, processContract.calls.Log)
              if (rc !== rcOk) return rc
              const wasUsedUp = quota.isUsedUp
              if (quota.take(time, line.length)) write({ process, time, text: line })
              else {
                if (!wasUsedUp) write({ process, time, text: tooMuch })
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
