// Flags of interrupts: what may stand together, and what is meant where something is left out.
//
// The flags themselves are in `flags.ts`, since programs have them, too.

import {
  IRQ_EDGE_FALL,
  IRQ_EDGE_RAISE,
  IRQ_LEVEL_HIGH,
  IRQ_LEVEL_LOW,
  IRQ_PRIO_HIGH,
  IRQ_PRIO_LOW,
  IRQ_PRIO_NORMAL,
  IRQ_PRIO_RT,
  IRQ_SHARED,
} from './flags.ts'

/** The flags of an interrupt that is a level. */
export const irqLevels: number = IRQ_LEVEL_LOW | IRQ_LEVEL_HIGH
/** The flags of priorities: of two, the higher number is the higher priority. */
export const irqPriorities: number = IRQ_PRIO_LOW | IRQ_PRIO_NORMAL | IRQ_PRIO_HIGH | IRQ_PRIO_RT

const triggers = irqLevels | IRQ_EDGE_RAISE | IRQ_EDGE_FALL
const known = triggers | IRQ_SHARED | irqPriorities

/**
 * Flags with what is left out: a level that is high, normal priority. Null if there are two
 * triggers or priorities, or other bits.
 */
export function completeIrqFlags(flags: number): number | null {
  if ((flags | 0) !== flags || (flags & ~known) !== 0) return null
  const trigger = flags & triggers
  const priority = flags & irqPriorities
  if ((trigger & (trigger - 1)) !== 0 || (priority & (priority - 1)) !== 0) return null
  return flags | (trigger === 0 ? IRQ_LEVEL_HIGH : 0) | (priority === 0 ? IRQ_PRIO_NORMAL : 0)
}
