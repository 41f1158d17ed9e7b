// @kos/vmm: physical pages, address spaces, shared buffers, loads and stores, a heap.

// Memory of a machine, and of a process
export {
  PhysicalMemory,
  type PhysicalMemoryOptions,
  type Frames,
  type FrameZone,
} from './physical-memory.ts'
export { AddressSpace, type AddressSpaceOptions } from './address-space.ts'
export { type MemoryStatistics } from './memory-statistics.ts'
export { type VmmRetcode } from './resident-pages.ts'
export { Mdl, type BlockOptions, type FrameBlock, type MdlOwner } from './mdl.ts'
export { Mapping } from './mapping.ts'

// Access
export { MemoryView } from './memory-view.ts'
export { type DeviceRegisters, type RegisterSize } from './device-registers.ts'
export {
  Access,
  type AccessName,
  FaultReason,
  type FaultName,
  MemoryFault,
  formatAddress,
} from './memory-fault.ts'
export { type PageTableCells } from './page-table-layout.ts'
export { type Pager } from './page-walk.ts'

// The heap
export { Heap, type HeapOptions, type HeapSource, type HeapStatistics } from './heap.ts'

// Pictures
export { type RegionDescription, type RegionState } from './region-description.ts'
export { describeRegions, formatSize } from './describe.ts'
export { drawMemoryMap } from './memory-map.ts'

// Flags
export {
  PAGE_SHIFT,
  PAGE_SIZE,
  VMM_FLAG_RESERVE,
  VMM_FLAG_COMMIT,
  VMM_FLAG_LOCKED,
  VMM_FLAG_WRITE_BACK,
  VMM_FLAG_WRITE_THROUGH,
  VMM_FLAG_WRITE_COMBINE,
  VMM_FLAG_CACHE_DISABLE,
  VMM_FLAG_CACHE_MASK,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_GROW_DOWN,
  VMM_FLAG_ALIAS,
} from './flags.ts'

// Limits
export {
  addressSpaceSize,
  minAddress,
  maxOrder,
  maxPhysicalBytes,
  maxPhysicalPages,
  maxRegions,
  maxTables,
  maxMdlBytes,
  maxSlabObjectBytes,
  maxSlabBytes,
  maxObjectBytes,
} from './limits.ts'

// Codes that these functions answer, for users without @kos/retcode
export {
  type GenericFailure,
  rcOk,
  rcInvalidArgument,
  rcOutOfMemory,
  rcSecurityDisallow,
  rcAlreadyExists,
  rcInvalidOperation,
  rcQuotaExceeded,
} from '@kos/retcode'
