import { formatRetcode } from '@kos/retcode'
import { AddressSpace, Heap, MemoryFault, PhysicalMemory } from '@kos/vmm'
import {
  VMM_FLAG_COMMIT,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_WRITE,
} from '@kos/vmm'

export function overrun(): string[] {
  const said: string[] = []
  const machine = new PhysicalMemory({ bytes: 16 * 2 ** 30 }) // costs nothing until it is used
  using space = new AddressSpace(machine, { quota: 256 })
  const { memory } = space

  // Two pages that get their memory when they are touched, and a page behind them that must not be.
  const flags =
    VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_READ | VMM_FLAG_WRITE | VMM_FLAG_HIGH_GUARD
  const buffer = space.allocate(0, 8192, flags)
  memory.storeString(buffer, 'hello', 16)
  said.push(`${memory.loadString(buffer, 16)}, with ${space.statistics().resident} page in use`)

  // A loop that runs one word too far.
  try {
    for (let at = buffer; at <= buffer + 8192; at += 4) memory.store32(at, 1)
  } catch (error) {
    if (error instanceof MemoryFault) said.push(error.message)
  }

  // Memory in smaller pieces.
  const heap = new Heap(space)
  const point = heap.allocZeroed(24)
  memory.storeFloat64(point + 8, 0.5)
  said.push(`${memory.loadFloat64(point)} and ${memory.loadFloat64(point + 8)}`)
  heap.free(point)
  said.push(`freed twice: ${formatRetcode(heap.free(point))}`)
  return said
}

// What `overrun()` gives:
// hello, with 1 page in use
// write at 0x0000_0001_2000: it is a guard page
// 0 and 0.5
// freed twice: rcInvalidOperation: the operation cannot be completed
