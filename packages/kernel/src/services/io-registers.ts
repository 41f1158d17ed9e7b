// Memory of devices: registration of physical pages, and their mappings.

import { HANDLE_TYPE_MMIO } from '@kos/handles'
import { ioContract } from '@kos/libkos/abi'
import type { Handlers } from '../service.ts'
import type { IoCore } from './io-core.ts'
import {
  createResourceHandle,
  createUseHandle,
  resourceOf,
  returnMapping,
  rightsFor,
} from './io-handles.ts'
import { returnHandle } from './returns.ts'

/** The system calls of memory of devices. */
export function registerHandlers(
  io: IoCore,
): Pick<Handlers<typeof ioContract>, 'RegisterPhyMem' | 'MapMem'> {
  const { kernel } = io
  return {
    RegisterPhyMem(thread, address, size) {
      const { task } = thread
      const range = io.clientOf(task).registerMemory(address, size)
      return returnHandle(thread, createResourceHandle(task, HANDLE_TYPE_MMIO, range))
    },
    MapMem(thread, rid, protection, attributes) {
      const { task } = thread
      const range = resourceOf(kernel, task, rid, HANDLE_TYPE_MMIO)
      if (typeof range === 'number') return range
      const node = task.space.check(rid, rightsFor(protection))
      if (node < 0) return node
      const mapping = io.clientOf(task).map(range, protection, attributes)
      if (typeof mapping === 'number') return mapping
      return returnMapping(thread, mapping.address, createUseHandle(kernel, task, node, mapping))
    },
  }
}
