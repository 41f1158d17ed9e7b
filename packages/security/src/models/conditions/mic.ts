// Mic for policies in TypeScript.

import type { BoundCondition } from '../../condition.ts'
import type { LevelName } from '../integrity-level.ts'
import {
  micModel,
  type FlowOfData,
  type ImageArgument,
  type ResourceArgument,
  type ResourceLevelArgument,
} from '../mic.ts'
import type { PolicyObjectDefinition } from '../model.ts'
import type { Sid } from '../sid.ts'
import { type ArgumentReader, type BoundExpression, conditionsOf } from './object-conditions.ts'

/** The integrity levels, from the lowest: degrees, or degrees and categories. */
export type MicConfig =
  | readonly string[]
  | { readonly degrees?: readonly string[]; readonly categories?: readonly string[] }

/** The conditions of one Mic. */
export interface MicConditions {
  readonly definition: PolicyObjectDefinition
  /** Gives a resource a level, which must be at most that of source, driver and container. */
  readonly create: <M>(
    argument: ArgumentReader<ResourceLevelArgument<LevelName | undefined>, M>,
  ) => BoundCondition<M>
  /** Takes the level of a resource away, which must be at most that of source and driver. */
  readonly delete: <M>(argument: ArgumentReader<ResourceArgument, M>) => BoundCondition<M>
  /** Gives a resource a higher level, at most that of source, driver and container. */
  readonly upgrade: <M>(argument: ArgumentReader<ResourceLevelArgument, M>) => BoundCondition<M>
  /** Gives a process its levels, at most that of the image. */
  readonly execute: <M>(argument: ArgumentReader<ImageArgument, M>) => BoundCondition<M>
  /** Grants if data may go from the process `target` to the process `source`. */
  readonly call: <M>(argument: ArgumentReader<FlowOfData, M>) => BoundCondition<M>
  /** Grants if data may go from the process `source` to the process `target`. */
  readonly invoke: <M>(argument: ArgumentReader<FlowOfData, M>) => BoundCondition<M>
  /** Grants if the process `source` may read the resource `target`. */
  readonly read: <M>(argument: ArgumentReader<FlowOfData, M>) => BoundCondition<M>
  /** Grants if the process `source` may write the resource `target`. */
  readonly write: <M>(argument: ArgumentReader<FlowOfData, M>) => BoundCondition<M>
  /** The level of a process or resource; denies if it has none. */
  readonly queryLevel: <M>(
    argument: ArgumentReader<{ readonly source: Sid }, M>,
  ) => BoundExpression<LevelName, M>
}

/**
 * Mandatory integrity control (topic `ssp_descr_security_models_mic`). Throws ModelError for what
 * is no set of levels.
 */
export function mic(config: MicConfig): MicConditions {
  const { definition, rule, expression } = conditionsOf(micModel, config)
  return Object.freeze<MicConditions>({
    definition,
    create: (argument) => rule('create', argument),
    delete: (argument) => rule('delete', argument),
    upgrade: (argument) => rule('upgrade', argument),
    execute: (argument) => rule('execute', argument),
    call: (argument) => rule('call', argument),
    invoke: (argument) => rule('invoke', argument),
    read: (argument) => rule('read', argument),
    write: (argument) => rule('write', argument),
    queryLevel: (argument) => expression('query_level', argument),
  })
}
