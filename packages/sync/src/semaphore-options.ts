// The options of a semaphore and of waits for its permits, and their checks.

import type { Host } from '@kos/thread'
import { KOS_SEMAPHORE_VALUE_MAX } from './limits.ts'
import { commonOptions } from './name.ts'
import { described, type OptionNames } from './option-names.ts'
import { type WaitOptions, waitOptions } from './wait-options.ts'

/** How a semaphore is made. */
export interface SemaphoreOptions {
  /**
   * The most permits that it can have: 1 to KOS_SEMAPHORE_VALUE_MAX, which is the default. A
   * semaphore with a maximum can be resized.
   */
  readonly max?: number
  /** For people, in reports. */
  readonly name?: string
  /** Where the time-outs of `acquire` come from; default the global object's. */
  readonly host?: Host
}

/** How to wait for permits. */
export interface PermitOptions extends WaitOptions {
  /** How many are taken together: 1 (default) to the maximum of the semaphore. */
  readonly permits?: number | undefined
}

/** The names in `SemaphoreOptions`. */
export const semaphoreOptions: OptionNames = ['max', ...commonOptions]
/** The names in `PermitOptions`. */
export const permitOptions: OptionNames = [...waitOptions, 'permits']

/** True for an integer from `least` to `max`. */
export function isCount(count: number, least: number, max: number): boolean {
  return Number.isInteger(count) && count >= least && count <= max
}

/** `max`; a RangeError if no semaphore can have it. */
export function checkedMax(max: number): number {
  if (isCount(max, 1, KOS_SEMAPHORE_VALUE_MAX)) return max
  throw new RangeError(
    `the maximum of a semaphore is an integer from 1 to ${KOS_SEMAPHORE_VALUE_MAX}, not ${described(max)}`,
  )
}

/** Why so many permits cannot be taken together; null if they can. */
export function permitsFault(permits: number, max: number): RangeError | null {
  if (isCount(permits, 1, max)) return null
  return new RangeError(
    `this semaphore gives 1 to ${max} permits together, not ${described(permits)}`,
  )
}
