// How a mutex is made, alone (`mutex.ts`) or for a key (`keyed-mutex.ts`).

import type { Host } from '@kos/thread'
import { commonOptions } from './name.ts'
import type { OptionNames } from './option-names.ts'

/** How a mutex is made. */
export interface MutexOptions {
  /**
   * True: its owner may lock it again, and unlocks it as often. Default false: an owner that locks
   * it again waits for itself.
   */
  readonly recursive?: boolean
  /** For people, in reports. */
  readonly name?: string
  /** Where the time-outs of `acquire` come from; default the global object's. */
  readonly host?: Host
}

/** The names in `MutexOptions`. */
export const mutexOptions: OptionNames = ['recursive', ...commonOptions]
