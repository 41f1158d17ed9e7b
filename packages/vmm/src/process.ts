// Entry `@kos/vmm/process`: what a program needs inside its own process, and nothing of the
// kernel's side.
//
// `MemoryView` reads page table and frames; `Heap` allocates its pages by system calls.

export { MemoryView } from './memory-view.ts'
export { type DeviceRegisters, type RegisterSize } from './device-registers.ts'
export { type Pager } from './page-walk.ts'
export { type PageTableCells } from './page-table-layout.ts'
export { type Frames } from './physical-memory.ts'
export {
  Access,
  type AccessName,
  FaultReason,
  type FaultName,
  MemoryFault,
  formatAddress,
} from './memory-fault.ts'
export { Heap, type HeapOptions, type HeapSource, type HeapStatistics } from './heap.ts'
