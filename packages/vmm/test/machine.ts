// A small machine for tests.

import {
  AddressSpace,
  type AddressSpaceOptions,
  PhysicalMemory,
  VMM_FLAG_COMMIT,
  VMM_FLAG_LOCKED,
} from '../src/index.ts'
import { VMM_FLAG_READ, VMM_FLAG_RESERVE, VMM_FLAG_WRITE } from '../src/index.ts'

export const READ_WRITE: number = VMM_FLAG_READ | VMM_FLAG_WRITE
/** Reserved. */
export const RESERVED: number = VMM_FLAG_RESERVE | READ_WRITE
/** Committed, with frames when touched. */
export const LAZY: number = RESERVED | VMM_FLAG_COMMIT
/** Committed, with frames at once. */
export const LOCKED: number = LAZY | VMM_FLAG_LOCKED

/** Pages that the tables above one page, or a few neighbours, are charged as. */
export const TABLES = 2

export interface Machine {
  readonly physical: PhysicalMemory
  readonly space: AddressSpace
}

/** A space over so many frames. */
export function createMachine(frames: number, options: AddressSpaceOptions = {}): Machine {
  const physical = new PhysicalMemory({ bytes: frames * 4096 })
  return { physical, space: new AddressSpace(physical, options) }
}
