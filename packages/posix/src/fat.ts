// FAT32 on a block device: the entry `@kos/posix/fat`. See docs/fat.md.

export { FatFileSystem, type FatOptions } from './fat/fat-file-system.ts'
export { formatFat32, type FormatOptions } from './fat/format.ts'
export { checkFat32, type FatReport } from './fat/check.ts'
export type { BlockDevice, Transfer, Transfers } from './fat/block-device.ts'
export { memoryDevice } from './fat/memory-device.ts'
export {
  defaultCacheSectors,
  maxDirectoryBytes,
  maxFat32Clusters,
  maxFatFileSize,
  minFat32Clusters,
} from './fat/limits.ts'

// Time stamps
export { systemClock } from './runtime/system-clock.ts'
