// StaticMap for policies in TypeScript: keys are typed.

import type { BoundCondition } from '../../condition.ts'
import { integerTypeNamed } from '../integer-range.ts'
import type { PolicyObjectDefinition } from '../model.ts'
import type { SidArgument } from '../sid.ts'
import { type KeyArgument, type KeyValueArgument, staticMapModel } from '../static-map.ts'
import type { Integer } from '../value.ts'
import { type ArgumentReader, type BoundExpression, conditionsOf } from './object-conditions.ts'

/** The name of an integer type. */
export type IntegerTypeName = `${'U' | 'S'}Int${8 | 16 | 32 | 64}`

/** What a StaticMap is made of. */
export interface StaticMapConfig<Key extends string> {
  /** The type of all values. */
  readonly value: IntegerTypeName
  /** The keys, and their values after `init`. */
  readonly keys: Readonly<Record<Key, Integer>>
  /** Most SIDs that have a table, 1 to 65536. */
  readonly poolSize: number
}

/** The conditions of one StaticMap. */
export interface StaticMapConditions<Key extends string> {
  readonly definition: PolicyObjectDefinition
  /** Gives a SID a table with the first values; denied if it has one, or no table is left. */
  readonly init: <M>(argument: ArgumentReader<SidArgument, M>) => BoundCondition<M>
  /** Takes the table of a SID away; denied if it has none. */
  readonly fini: <M>(argument: ArgumentReader<SidArgument, M>) => BoundCondition<M>
  /** Changes the working copy; denied if the SID has no table, or the type not the value. */
  readonly set: <M>(argument: ArgumentReader<KeyValueArgument<Key>, M>) => BoundCondition<M>
  /** Copies the working copy to the base copy; denied if the SID has no table. */
  readonly commit: <M>(argument: ArgumentReader<SidArgument, M>) => BoundCondition<M>
  /** Copies the base copy to the working copy; denied if the SID has no table. */
  readonly rollback: <M>(argument: ArgumentReader<SidArgument, M>) => BoundCondition<M>
  /** The value in the base copy; denies if the SID has no table. */
  readonly get: <M>(argument: ArgumentReader<KeyArgument<Key>, M>) => BoundExpression<Integer, M>
  /** The value in the working copy; denies if the SID has no table. */
  readonly getUncommitted: <M>(
    argument: ArgumentReader<KeyArgument<Key>, M>,
  ) => BoundExpression<Integer, M>
}

/**
 * A table of fixed keys per SID (topic `ssp_descr_security_models_staticmap`). Throws ModelError
 * for a value that the type does not have, or a size out of range.
 */
export function staticMap<Key extends string>(
  config: StaticMapConfig<Key>,
): StaticMapConditions<Key> {
  const { definition, rule, expression } = conditionsOf(
    staticMapModel,
    { keys: config.keys, pool_size: config.poolSize },
    { Value: integerTypeNamed(config.value) },
  )
  return Object.freeze<StaticMapConditions<Key>>({
    definition,
    init: (argument) => rule('init', argument),
    fini: (argument) => rule('fini', argument),
    set: (argument) => rule('set', argument),
    commit: (argument) => rule('commit', argument),
    rollback: (argument) => rule('rollback', argument),
    get: (argument) => expression('get', argument),
    getUncommitted: (argument) => expression('get_uncommitted', argument),
  })
}
