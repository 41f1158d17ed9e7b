// What closures are for one type.

import type { Arena } from './arena.ts'
import type { HandleReader } from './codec.ts'
import type { HandleWriter } from './handle-value.ts'

/**
 * One type at work. `at` is where a value lies in `view`; `data` shows the whole arena, if the
 * message has segments with a structure.
 */
export interface Values {
  /** Whether `data` is looked at. */
  readonly hasSegments: boolean
  /**
   * Reads what belongs to `given` before anything is written: the only step that may run foreign
   * code. Null if there is none.
   */
  readonly take: ((given: unknown, writer: HandleWriter | undefined) => unknown) | null
  /** Writes what was taken, segments from `used` on; returns the size of the arena, or -1. */
  put(
    taken: unknown,
    view: DataView,
    at: number,
    arena: Uint8Array,
    data: DataView,
    used: number,
  ): number
  get(
    view: DataView,
    at: number,
    arena: Uint8Array,
    data: DataView,
    handles: HandleReader,
    lazy: boolean,
  ): unknown
  /**
   * What is wrong with it, or null; null itself if nothing can be. `isInside` says that it lies
   * inside another value.
   */
  readonly fault:
    | ((view: DataView, at: number, arena: Arena, isInside: boolean) => string | null)
    | null
}
