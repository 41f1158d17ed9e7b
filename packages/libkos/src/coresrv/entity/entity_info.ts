// What a process is made of: documented structures of `services/handle/if_connection.h`.

import type { EndpointInfo } from '../../program.ts'
import type { Handle } from '../../nk/types.ts'

/** Nothing in particular. */
export const ENTITY_FLAGS_NONE = 0
/** The process is reset if an unhandled exception occurs (documented). */
export const ENTITY_FLAG_DUMPABLE = 1

/** A mask of ENTITY_FLAG values. */
export type EntityFlags = number

/** Most arguments of a process, without the name of the executable. The value is ours. */
export const ENTITY_ARGS_MAX = 1024
/** Most environment variables of a process. The value is ours. */
export const ENTITY_ENV_MAX = 1024

/** A component of a process, or the process itself; the documentation names the type only. */
export interface ComponentNode {
  /** Its name in what it is a component of; empty for the process. */
  readonly name: string
  /** The component type, or the class of the process. */
  readonly type: string
  readonly components: readonly ComponentNode[]
}

/**
 * A process as it is declared: its class, and what may be said of it besides. `kos gen` prints one
 * for each EDL file.
 */
export interface EntityInfo {
  /** Name of the class. */
  readonly eiid: string
  /** How many endpoints it has: the program must have as many. */
  readonly max_endpoints?: number
  /** Their names: the program must have an endpoint of each name, number and interface. */
  readonly endpoints?: readonly EndpointInfo[]
  /** Arguments; the first is the name of the executable, which the process is not told. */
  readonly args?: readonly string[]
  /** Environment variables: `NAME=VALUE`. */
  readonly envs?: readonly string[]
  readonly flags?: EntityFlags
  /** Its components. The kernel has no use for it. */
  readonly componentTree?: ComponentNode
}

/** A process that was created. It outlives what it describes. */
export interface Entity {
  /** A task handle: for notices (EVENT_TASK_COMPLETED), and to be transferred. */
  readonly handle: Handle
}
