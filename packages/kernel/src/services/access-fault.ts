// An access that its process may not make, to memory or to I/O ports: the end of the process.

import { rcFail } from '@kos/retcode'
import { captureStack, programPlaces } from '@kos/thread'
import type { KernelCore } from '../kernel-core.ts'
import type { TaskThread } from '../task.ts'

/** Ends the process of a thread, whose report says `what` it did, and where. Answers rcFail. */
export function endByFault(kernel: KernelCore, { thread, task }: TaskThread, what: string): number {
  const crash = `${thread.name}: ${what}`
  const stack = programPlaces(captureStack()).map((place) => `    at ${place}`)
  kernel.tasks.end(task, { crash, stack: [crash, ...stack].join('\n') })
  return rcFail
}
