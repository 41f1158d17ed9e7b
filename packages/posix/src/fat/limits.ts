// Every limit of FAT32 file systems. Those of the format are facts of it; the others are ours.

/** Most bytes of a file: the size is stored in 32 bits. */
export const maxFatFileSize: number = 2 ** 32 - 1
/** Most bytes of a directory: 65,536 entries of 32 bytes. */
export const maxDirectoryBytes: number = 2 ** 21
/** Most units of UTF-16 of a long name. */
export const maxLongName = 255
/** Fewest clusters of a volume that every implementation takes for FAT32. */
export const minFat32Clusters = 65_525
/** Most clusters: their numbers have 28 bits, and the last values mean something else. */
export const maxFat32Clusters: number = 0x0fff_fff5

/** Sectors that a file system keeps in memory if nothing is said: 1 MiB. */
export const defaultCacheSectors = 2048
/** Most sectors of one transfer. */
export const maxTransferSectors = 128
/** Sectors of the table that are read ahead while free clusters are looked for. */
export const tableReadAhead = 32
/** Operations that may be made again at the same time, each of which keeps what it fetched. */
export const keptPasses = 16
/** Files of directories that are known at a time, before directories nobody uses are forgotten. */
export const keptNodes = 16_384
