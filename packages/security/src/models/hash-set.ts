// The model HashSet (topic `ssp_descr_security_models_hashset`): a set of entries per SID.
//
// `HashSetTables` is the instance of one object: at most `pool_size` sets of at most `set_size`
// entries. `hashSet` makes conditions of the same rules, for policies in TypeScript.

import type { ConditionOutcome } from '../condition.ts'
import { maxEntries, maxTables } from '../limits.ts'
import { readCount, readField } from './configuration.ts'
import { integerType } from './integer-range.ts'
import type { Model, PolicyObjectDefinition } from './model.ts'
import { sidArgumentType, SidTables } from './sid-tables.ts'
import type { Sid } from './sid.ts'
import { booleanType, anyType, sidType, type ValueType } from './type.ts'
import { keyOf, type ValueKey } from './value.ts'

/** The argument of `add`, `remove` and `contains`. */
export interface EntryArgument<Entry = unknown> {
  readonly sid: Sid
  readonly entry: Entry
}

type Entries = Set<ValueKey>

class HashSetTables extends SidTables<Entries> {
  readonly #setSize: number

  constructor(poolSize: number, setSize: number) {
    super(poolSize, () => new Set())
    this.#setSize = setSize
  }

  add({ sid, entry }: EntryArgument): boolean | ConditionOutcome {
    const entries = this.of(sid)
    if (entries === undefined) return false
    const key = keyOf(entry)
    if (entries.has(key)) return true
    if (entries.size >= this.#setSize) return false
    entries.add(key)
    return { granted: true, rollback: () => void entries.delete(key) }
  }

  remove({ sid, entry }: EntryArgument): boolean | ConditionOutcome {
    const entries = this.of(sid)
    if (entries === undefined) return false
    const key = keyOf(entry)
    if (!entries.delete(key)) return true
    return { granted: true, rollback: () => void entries.add(key) }
  }

  contains({ sid, entry }: EntryArgument): boolean {
    return this.read(sid).has(keyOf(entry))
  }
}

const countType = /* @__PURE__ */ integerType(32, false)

function create(
  types: Readonly<Record<string, ValueType>>,
  config: unknown,
): PolicyObjectDefinition {
  const setSize = readCount(readField(config, 'set_size'), maxEntries, ['set_size'])
  const poolSize = readCount(readField(config, 'pool_size'), maxTables, ['pool_size'])
  const parameter: ValueType = {
    kind: 'record',
    fields: { sid: sidType, entry: types['Entry'] ?? anyType },
  }
  return {
    rules: {
      init: {
        parameter: sidArgumentType,
        apply: (argument, tables: HashSetTables) => tables.init(argument),
      },
      fini: {
        parameter: sidArgumentType,
        apply: (argument, tables: HashSetTables) => tables.fini(argument),
      },
      add: { parameter, apply: (argument, tables: HashSetTables) => tables.add(argument) },
      remove: { parameter, apply: (argument, tables: HashSetTables) => tables.remove(argument) },
    },
    expressions: {
      contains: {
        parameter,
        result: booleanType,
        evaluate: (argument, tables: HashSetTables) => tables.contains(argument),
      },
    },
    instantiate: () => new HashSetTables(poolSize, setSize),
  }
}

/** `init`, `fini`, `add`, `remove`, and the expression `contains`. */
export const hashSetModel: Model = {
  name: 'HashSet',
  types: ['Entry'],
  config: () => ({ kind: 'record', fields: { set_size: countType, pool_size: countType } }),
  create,
}
