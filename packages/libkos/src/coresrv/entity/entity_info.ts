// What a process is made of: documented structures of `services/handle/if_connection.h`.

import type { EndpointInfo } from '../../program.ts'
import type { Handle } from '../../nk/types.ts'

/** Nothing in particular. */
export const ENTITY_FLAGS_NONE = 0
/** The process is reset if an unhandled exception occurs (documented). */
export const ENTITY_FLAG_DUMPABLE = 1

/** A mask of ENTITY_FLAG values. */
export type EntityFlags = number

/** A process as it is declared: its class, and what may be said of it besides. */
export interface EntityInfo {
  /** Name of the class. */
  readonly eiid: string
  /** How many endpoints it may have. The kernel believes the program, not this. */
  readonly max_endpoints?: number
  /** Its endpoints, likewise. */
  readonly endpoints?: readonly EndpointInfo[]
  /** Arguments; the first is the name of the executable, which the process is not told. */
  readonly args?: readonly string[]
  /** Environment variables: `NAME=VALUE`. */
  readonly envs?: readonly string[]
  readonly flags?: EntityFlags
  /** Its components, as `kos gen` prints them. The kernel has no use for it. */
  readonly componentTree?: unknown
}

/** A process that was created. It outlives what it describes. */
export interface Entity {
  /** A task handle: for notices (EVENT_TASK_COMPLETED), and to be transferred. */
  readonly handle: Handle
}
