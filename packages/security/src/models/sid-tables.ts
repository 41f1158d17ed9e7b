// The state of a policy object by SID: each SID has one table at most, and there is a limit to the
// number of tables.
//
// A table exists from `init` to `fini`, so tables that a SID has given back have nothing of it.
// Both are undone by rollback: the SID then has the very same table again, which outcomes of other
// rules of the event may still have to undo changes of.

import type { ConditionOutcome } from '../condition.ts'
import { EvaluationError } from './model.ts'
import { readSid, type SidArgument } from './sid.ts'
import { sidType, type RecordType } from './type.ts'
import { nameOf } from './value.ts'

/** The type of `{sid: src_sid}`. */
export const sidArgumentType: RecordType = { kind: 'record', fields: { sid: sidType } }

/** The tables of one instance of a policy object. */
export class SidTables<Table extends object> {
  readonly #tables = new Map<number, Table>()
  readonly #limit: number
  readonly #makeTable: () => Table

  constructor(limit: number, makeTable: () => Table) {
    this.#limit = limit
    this.#makeTable = makeTable
  }

  /** The number of SIDs that have a table. */
  get size(): number {
    return this.#tables.size
  }

  /** The table of a SID; undefined if it has none or is out of range. */
  of(sid: unknown): Table | undefined {
    return this.#tables.get(readSid(sid))
  }

  /** The table of a SID, for expressions: throws EvaluationError if it has none. */
  read(sid: unknown): Table {
    const table = this.of(sid)
    if (table !== undefined) return table
    throw new EvaluationError(`the SID ${nameOf(sid)} was not initialised`)
  }

  /** Gives a SID a new table; denied if it has one, is out of range, or no table is left. */
  init({ sid }: SidArgument): boolean | ConditionOutcome {
    const number = readSid(sid)
    if (number === 0 || this.#tables.has(number) || this.#tables.size >= this.#limit) return false
    this.#tables.set(number, this.#makeTable())
    return { granted: true, rollback: () => void this.#tables.delete(number) }
  }

  /** Takes the table of a SID away; denied if it has none. */
  fini({ sid }: SidArgument): boolean | ConditionOutcome {
    const number = readSid(sid)
    const table = this.#tables.get(number)
    if (table === undefined) return false
    this.#tables.delete(number)
    return { granted: true, rollback: () => void this.#tables.set(number, table) }
  }
}
