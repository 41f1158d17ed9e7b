// An open bus: what reads give where no device answers.

import type { AccessSize } from './device.ts'

/** All bits of an access. */
export const allOnes: Readonly<Record<AccessSize, number>> = { 1: 0xff, 2: 0xffff, 4: 0xffff_ffff }
