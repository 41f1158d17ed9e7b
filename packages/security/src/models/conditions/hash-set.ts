// HashSet for policies in TypeScript: entries are typed.

import type { BoundCondition } from '../../condition.ts'
import { type EntryArgument, hashSetModel } from '../hash-set.ts'
import type { PolicyObjectDefinition } from '../model.ts'
import type { SidArgument } from '../sid.ts'
import { type ArgumentReader, type BoundExpression, conditionsOf } from './object-conditions.ts'

/** What a HashSet is made of. */
export interface HashSetConfig {
  /** Most entries of one SID, 1 to 65536. */
  readonly setSize: number
  /** Most SIDs that have a set, 1 to 65536. */
  readonly poolSize: number
}

/** The conditions of one HashSet. */
export interface HashSetConditions<Entry> {
  readonly definition: PolicyObjectDefinition
  /** Gives a SID an empty set; denied if it has one, or no set is left. */
  readonly init: <M>(argument: ArgumentReader<SidArgument, M>) => BoundCondition<M>
  /** Takes the set of a SID away; denied if it has none. */
  readonly fini: <M>(argument: ArgumentReader<SidArgument, M>) => BoundCondition<M>
  /** Adds an entry, which may be there already; denied if the set is full or the SID has none. */
  readonly add: <M>(argument: ArgumentReader<EntryArgument<Entry>, M>) => BoundCondition<M>
  /** Removes an entry, which need not be there; denied if the SID has no set. */
  readonly remove: <M>(argument: ArgumentReader<EntryArgument<Entry>, M>) => BoundCondition<M>
  /** Whether the entry is there; denies if the SID has no set. */
  readonly contains: <M>(
    argument: ArgumentReader<EntryArgument<Entry>, M>,
  ) => BoundExpression<boolean, M>
}

/**
 * A set per SID (topic `ssp_descr_security_models_hashset`). Entries are integers, booleans, texts,
 * and objects and arrays of them, compared by value. Throws ModelError for a size out of range.
 */
export function hashSet<Entry = unknown>(config: HashSetConfig): HashSetConditions<Entry> {
  const { definition, rule, expression } = conditionsOf(hashSetModel, {
    set_size: config.setSize,
    pool_size: config.poolSize,
  })
  return Object.freeze<HashSetConditions<Entry>>({
    definition,
    init: (argument) => rule('init', argument),
    fini: (argument) => rule('fini', argument),
    add: (argument) => rule('add', argument),
    remove: (argument) => rule('remove', argument),
    contains: (argument) => expression('contains', argument),
  })
}
