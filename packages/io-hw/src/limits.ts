// Every limit of this package.
//
// Each limit is tested at its value and one past it (`test/limits.test.ts`).

/** I/O ports of a machine. */
export const portCount = 65_536
/** Interrupt lines of a machine unless its options say otherwise. */
export const defaultIrqLines = 64
/** Most interrupt lines of a machine: those of the GIC architecture without extended ranges. */
export const maxIrqLines = 1_020
