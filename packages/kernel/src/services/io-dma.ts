// DMA buffers: creation, permission for devices, mappings, and what they are made of.

import { HANDLE_TYPE_DMA, OCAP_IO_READ } from '@kos/handles'
import type { DmaBuffer } from '@kos/io-hw'
import { byteLength } from '@kos/ipc'
import {
  callsOf,
  dmaDescriptorSize,
  type DmaFrameDescriptor,
  dmaFrameDescriptor,
  ioContract,
  writeDmaDescriptor,
} from '@kos/libkos/abi'
import { rcBufferTooSmall, rcInvalidArgument, rcOk } from '@kos/retcode'
import { PAGE_SIZE } from '@kos/vmm'
import type { Handlers } from '../service.ts'
import type { Task } from '../task.ts'
import type { IoCore } from './io-core.ts'
import {
  createResourceHandle,
  createUseHandle,
  resourceOf,
  returnMapping,
  rightsFor,
} from './io-handles.ts'
import { returnHandle } from './returns.ts'

const calls = /* @__PURE__ */ callsOf(ioContract)

/** The system calls of DMA buffers. */
export function dmaHandlers(
  io: IoCore,
): Pick<Handlers<typeof ioContract>, 'DmaCreate' | 'DmaBegin' | 'DmaMap' | 'DmaGetInfo'> {
  const { kernel } = io
  return {
    DmaCreate(thread, order, size, flags) {
      const { task } = thread
      const buffer = io.clientOf(task).createDma(order, size, flags)
      return returnHandle(thread, createResourceHandle(task, HANDLE_TYPE_DMA, buffer))
    },
    DmaBegin(thread, rid) {
      const { task } = thread
      const buffer = resourceOf(kernel, task, rid, HANDLE_TYPE_DMA)
      if (typeof buffer === 'number') return buffer
      const node = task.space.check(rid, rightsFor(buffer.protection))
      if (node < 0) return node
      const permission = io.clientOf(task).begin(buffer)
      return returnHandle(thread, createUseHandle(kernel, task, node, permission))
    },
    DmaMap(thread, rid, offset, length, hint, flags) {
      const { task } = thread
      const buffer = resourceOf(kernel, task, rid, HANDLE_TYPE_DMA)
      if (typeof buffer === 'number') return buffer
      // What is mapped for writing can be read, too.
      const node = task.space.check(rid, OCAP_IO_READ | rightsFor(flags))
      if (node < 0) return node
      const mapping = io.clientOf(task).mapDma(buffer, offset, length, hint, flags)
      if (typeof mapping === 'number') return mapping
      return returnMapping(thread, mapping.address, createUseHandle(kernel, task, node, mapping))
    },
    DmaGetInfo(thread, rid, isPhysical, info) {
      const buffer = resourceOf(kernel, thread.task, rid, HANDLE_TYPE_DMA)
      if (typeof buffer === 'number') return buffer
      if (isPhysical > 1) return rcInvalidArgument
      const descriptors = descriptorsOf(io, thread.task, buffer, isPhysical === 1)
      const { registers } = thread
      const { results } = calls.DmaGetInfo
      registers[results.flags] = buffer.flags
      registers[results.orderMin] = buffer.orderMin
      registers[results.size] = buffer.size
      registers[results.count] = descriptors.length
      if (byteLength(info) < descriptors.length * dmaDescriptorSize) return rcBufferTooSmall
      for (const [index, descriptor] of descriptors.entries())
        writeDmaDescriptor(info, index, descriptor)
      return rcOk
    },
  }
}

function descriptorsOf(
  io: IoCore,
  task: Task,
  buffer: DmaBuffer,
  isPhysical: boolean,
): readonly DmaFrameDescriptor[] {
  const { blocks } = buffer
  if (isPhysical)
    return blocks.map(({ order, frame }) => dmaFrameDescriptor(order, frame * PAGE_SIZE))
  const addresses = buffer.addressesFor(io.clientOf(task)) ?? []
  return addresses.map((frame, index) => dmaFrameDescriptor(blocks[index]?.order ?? 0, frame))
}
