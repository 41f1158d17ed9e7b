// The handles of a process by what they lead to, for people and for tests of what is left.

import {
  HANDLE_TYPE_AUDIT,
  HANDLE_TYPE_BADGE,
  HANDLE_TYPE_DMA,
  HANDLE_TYPE_IOPORT,
  HANDLE_TYPE_IPC,
  HANDLE_TYPE_IPC_SYNC,
  HANDLE_TYPE_IRQ,
  HANDLE_TYPE_MDL,
  HANDLE_TYPE_MMIO,
  HANDLE_TYPE_NOTICE,
  HANDLE_TYPE_TASK,
  HANDLE_TYPE_THREAD,
  isUserHandleType,
  type KernelObject,
} from '@kos/handles'
import { Channel } from '@kos/ipc'
import type { KernelCore } from './kernel-core.ts'
import type { Task } from './task.ts'

const kinds: Readonly<Record<number, string>> = {
  [HANDLE_TYPE_AUDIT]: 'audit log',
  [HANDLE_TYPE_BADGE]: 'badge',
  [HANDLE_TYPE_DMA]: 'DMA buffer',
  [HANDLE_TYPE_IOPORT]: 'ports',
  [HANDLE_TYPE_IRQ]: 'interrupt',
  [HANDLE_TYPE_MMIO]: 'registers',
  [HANDLE_TYPE_IPC_SYNC]: 'sync object',
  [HANDLE_TYPE_MDL]: 'buffer',
  [HANDLE_TYPE_NOTICE]: 'notice',
  [HANDLE_TYPE_TASK]: 'entity',
  [HANDLE_TYPE_THREAD]: 'thread',
}

/** See `Kernel.handlesOf`. */
export function handlesOf(
  { provided, handles, scheduler }: KernelCore,
  task: Task,
): Readonly<Record<string, number>> | null {
  const { space } = task
  if (!space.alive) return null
  // Finishing may wake threads.
  scheduler.enter()
  try {
    handles.finish()
  } finally {
    scheduler.leave()
  }
  const objects = space.objects()
  const own = objects.filter(({ value }) => provided.ipc?.isConnection(task, value) !== true)
  const counts: Record<string, number> = {}
  const add = (kind: string, count: number): void => {
    if (count > 0) counts[kind] = (counts[kind] ?? 0) + count
  }
  for (const object of own) add(kindOf(object), 1)
  add('revoked', space.used - objects.length)
  return counts
}

function kindOf({ type, value }: KernelObject): string {
  if (isUserHandleType(type)) return 'user resource'
  if (type !== HANDLE_TYPE_IPC) return kinds[type] ?? `type ${type}`
  if (!(value instanceof Channel)) return 'listener'
  return value.isCallable ? 'callable' : 'channel'
}
