// The id of a process, and its CPU time: the kernel tells both by its statistics, of a list of all
// processes in which a process finds itself by its name.

import { type Handle, type Kos, rcOk, TASK_PARAM_TIME_TOTAL } from '@kos/libkos'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** The item of this process in the statistics, for `use`; null if there is none. */
function withOwnItem<T>(kos: Kos, use: (task: Handle) => T | null): T | null {
  const listed = kos.KnGroupStatGetTaskList()
  if (listed.rc !== rcOk) return null
  try {
    for (let index = 0; ; index++) {
      const item = kos.KnTaskStatEnumTaskList(listed.list, index)
      if (item.rc !== rcOk) return null
      try {
        const named = kos.KnTaskStatGetName(item.task)
        if (named.rc === rcOk && named.name === kos.name) return use(item.task)
      } finally {
        kos.KnTaskStatCloseTask(item.task)
      }
    }
  } finally {
    kos.KnTaskStatCloseTaskList(listed.list)
  }
}

/** The id of a process. Asked for once. */
export class ProcessId {
  readonly value: number

  constructor(kos: Kos) {
    const id = withOwnItem(kos, (task) => {
      const got = kos.KnTaskStatGetId(task)
      return got.rc === rcOk ? got.id : null
    })
    this.value = id ?? 1
  }

  /** That of the process of a thread. */
  static of({ process, kos }: PosixThread): ProcessId {
    return process.local(ProcessId, () => new ProcessId(kos))
  }
}

/** CPU time of this process in nanoseconds; null if the kernel has no performance counters. */
export function processCpuTime(kos: Kos): number | null {
  return withOwnItem(kos, (task) => {
    const got = kos.KnTaskStatGetParam(task, TASK_PARAM_TIME_TOTAL)
    return got.rc === rcOk ? got.value : null
  })
}
