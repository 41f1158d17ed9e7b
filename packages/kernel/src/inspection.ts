// What a kernel holds at a moment, as plain data: for reports, for tests that nothing is left, for
// inspectors.

import type { HandleStatistics } from '@kos/handles'
import { ThreadState, waitKindName } from '@kos/thread'
import type { MemoryStatistics } from '@kos/vmm'
import type { KernelCore } from './kernel-core.ts'
import type { IoInspection } from './services/io.ts'
import type { Exit, Task } from './task.ts'

/** A process. */
export interface TaskInspection {
  readonly name: string
  readonly className: string
  /** How it ended; null while it lives. */
  readonly exit: Exit | null
  readonly threads: readonly ThreadInspection[]
  /** Handles charged to it. */
  readonly handles: number
  /** JavaScript values the kernel knows by number. */
  readonly tokens: number
  /** Its memory, in pages; null without the memory service, and when it has ended. */
  readonly memory: MemoryStatistics | null
  readonly syscalls: number
  /** Restarts of its entity before it, after crashes: see ENTITY_FLAG_DUMPABLE. */
  readonly restarts: number
  /** IPC calls it made. */
  readonly calls: number
  /** What the policy denied it. */
  readonly denials: number
}

/** A thread. */
export interface ThreadInspection {
  readonly tid: number
  readonly name: string
  readonly priority: number
  /** Name of its state; what it waits for follows if it is parked. */
  readonly state: string
}

/** A kernel. */
export interface Inspection {
  /** Milliseconds of its clock. */
  readonly now: number
  /** Switches between threads. */
  readonly switches: number
  readonly tasks: readonly TaskInspection[]
  /** What processes have of the machine's devices; null without the io service. */
  readonly io: IoInspection | null
  /** Everything that must be zero when all processes have ended: by name. */
  readonly objects: Readonly<Record<string, number>>
}

const stateNames = Object.keys(ThreadState)

/** Looks at everything. */
export function inspect(
  core: KernelCore,
  serviceCounts: Readonly<Record<string, number>>,
): Inspection {
  // Finishing may wake threads.
  core.scheduler.enter()
  try {
    core.handles.finish()
  } finally {
    core.scheduler.leave()
  }
  const statistics: HandleStatistics = core.handles.statistics()
  const { scheduler } = core
  return {
    now: core.clock.now(),
    switches: scheduler.switches,
    io: core.provided.io?.inspect() ?? null,
    tasks: [...core.tasks.all].map((task) => inspectTask(core, task)),
    objects: { processes: core.tasks.alive, ...scheduler.counts, ...statistics, ...serviceCounts },
  }
}

function inspectTask(core: KernelCore, task: Task): TaskInspection {
  return {
    name: task.name,
    className: task.className,
    exit: task.result,
    threads: [...task.threads.values()].map(({ thread }) => ({
      tid: thread.tid,
      name: thread.name,
      priority: thread.priority,
      state:
        thread.state === ThreadState.parked
          ? `waits: ${waitKindName(thread.waitKind)}`
          : (stateNames[thread.state] ?? ''),
    })),
    handles: task.space.used,
    memory: core.provided.memory?.statisticsOf(task) ?? null,
    tokens: task.isAlive ? (task.port?.tokenCount ?? 0) : 0,
    syscalls: task.syscalls,
    restarts: task.restarts,
    calls: task.calls,
    denials: task.denials,
  }
}
