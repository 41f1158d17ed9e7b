// The model StaticMap (topic `ssp_descr_security_models_staticmap`): a table of fixed keys per SID.
//
// Each table is there twice: `set` changes the working copy, `commit` copies it to the base copy,
// `rollback` the base copy to it. `StaticMapTables` is the instance of one object.

import type { ConditionOutcome } from '../condition.ts'
import { maxTables } from '../limits.ts'
import { readCount, readEntries, readField } from './configuration.ts'
import { hasInteger, inRange, integerType, integerTypeName } from './integer-range.ts'
import { EvaluationError, type Model, ModelError, type PolicyObjectDefinition } from './model.ts'
import { sidArgumentType, SidTables } from './sid-tables.ts'
import type { Sid, SidArgument } from './sid.ts'
import { sidType, textType, type IntegerType, type ValueType } from './type.ts'
import {
  type Integer,
  isInteger,
  keyOf,
  nameOf,
  readInteger,
  simplest,
  type ValueKey,
} from './value.ts'

/** The argument of `get` and `get_uncommitted`. */
export interface KeyArgument<Key = unknown> {
  readonly sid: Sid
  readonly key: Key
}

/** The argument of `set`. */
export interface KeyValueArgument<Key = unknown> extends KeyArgument<Key> {
  readonly value: Integer
}

/** The two copies of one table: values in the order of the keys. */
interface Copies {
  base: Integer[]
  working: Integer[]
}

class StaticMapTables extends SidTables<Copies> {
  readonly #keys: ReadonlyMap<ValueKey, number>
  readonly #type: IntegerType

  constructor(
    poolSize: number,
    keys: ReadonlyMap<ValueKey, number>,
    values: readonly Integer[],
    type: IntegerType,
  ) {
    super(poolSize, () => ({ base: [...values], working: [...values] }))
    this.#keys = keys
    this.#type = type
  }

  set({ sid, key, value }: KeyValueArgument): boolean | ConditionOutcome {
    const copies = this.of(sid)
    const index = this.#keys.get(keyOf(key))
    if (copies === undefined || index === undefined) return false
    const integer = readInteger(value)
    const { working } = copies
    const previous = working[index] as Integer
    working[index] = inRange(this.#type, integer)
    return { granted: true, rollback: () => void (working[index] = previous) }
  }

  commit({ sid }: SidArgument): boolean | ConditionOutcome {
    const copies = this.of(sid)
    if (copies === undefined) return false
    const previous = copies.base
    copies.base = [...copies.working]
    return { granted: true, rollback: () => void (copies.base = previous) }
  }

  rollback({ sid }: SidArgument): boolean | ConditionOutcome {
    const copies = this.of(sid)
    if (copies === undefined) return false
    const previous = copies.working
    copies.working = [...copies.base]
    return { granted: true, rollback: () => void (copies.working = previous) }
  }

  get({ sid, key }: KeyArgument): Integer {
    return this.read(sid).base[this.#indexOf(key)] as Integer
  }

  getUncommitted({ sid, key }: KeyArgument): Integer {
    return this.read(sid).working[this.#indexOf(key)] as Integer
  }

  #indexOf(key: unknown): number {
    const index = this.#keys.get(keyOf(key))
    if (index !== undefined) return index
    throw new EvaluationError(`there is no key ${nameOf(key)}`)
  }
}

const byteType = /* @__PURE__ */ integerType(8, false)
const keyType: ValueType = {
  kind: 'variant',
  types: [textType, { kind: 'list', element: byteType }],
}

/** The keys with their places, and their first values. */
function readKeys(config: unknown, type: IntegerType): [Map<ValueKey, number>, Integer[]] {
  const keys = new Map<ValueKey, number>()
  const values: Integer[] = []
  for (const [key, value] of readEntries(readField(config, 'keys'), ['keys'])) {
    const path = ['keys', typeof key === 'string' ? key : keys.size]
    if (!isInteger(value) || !hasInteger(type, value))
      throw new ModelError(path, `${nameOf(value)} is no ${integerTypeName(type)}`)
    if (keys.has(keyOf(key))) throw new ModelError(path, `${nameOf(key)} is there already`)
    keys.set(keyOf(key), keys.size)
    values.push(simplest(value))
  }
  if (keys.size === 0) throw new ModelError(['keys'], 'there are no keys')
  return [keys, values]
}

function create(
  types: Readonly<Record<string, ValueType>>,
  config: unknown,
): PolicyObjectDefinition {
  const type = types['Value']
  if (type?.kind !== 'integer') throw new ModelError(['Value'], 'Value is no integer type')
  const poolSize = readCount(readField(config, 'pool_size'), maxTables, ['pool_size'])
  const [keys, values] = readKeys(config, type)
  const withKey: ValueType = { kind: 'record', fields: { sid: sidType, key: keyType } }
  const withValue: ValueType = { kind: 'record', fields: { ...withKey.fields, value: type } }
  const getUncommitted = {
    parameter: withKey,
    result: type,
    evaluate: (argument: KeyArgument, tables: StaticMapTables) => tables.getUncommitted(argument),
  }
  return {
    rules: {
      init: {
        parameter: sidArgumentType,
        apply: (argument, tables: StaticMapTables) => tables.init(argument),
      },
      fini: {
        parameter: sidArgumentType,
        apply: (argument, tables: StaticMapTables) => tables.fini(argument),
      },
      set: {
        parameter: withValue,
        apply: (argument, tables: StaticMapTables) => tables.set(argument),
      },
      commit: {
        parameter: sidArgumentType,
        apply: (argument, tables: StaticMapTables) => tables.commit(argument),
      },
      rollback: {
        parameter: sidArgumentType,
        apply: (argument, tables: StaticMapTables) => tables.rollback(argument),
      },
    },
    expressions: {
      get: {
        parameter: withKey,
        result: type,
        evaluate: (argument, tables: StaticMapTables) => tables.get(argument),
      },
      get_uncommitted: getUncommitted,
      // So the documentation of 1.0 and 1.1 spells it.
      get_uncommited: getUncommitted,
    },
    instantiate: () => new StaticMapTables(poolSize, keys, values, type),
  }
}

/** `init`, `fini`, `set`, `commit`, `rollback`; the expressions `get` and `get_uncommitted`. */
export const staticMapModel: Model = {
  name: 'StaticMap',
  types: ['Value'],
  config: ({ Value }) => ({
    kind: 'record',
    fields: {
      keys: { kind: 'map', key: keyType, value: Value ?? { kind: 'any' } },
      pool_size: integerType(32, false),
    },
  }),
  create,
}
