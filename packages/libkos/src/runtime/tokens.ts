// JavaScript values that pass through the kernel as numbers: contexts, event ids, arguments of new
// threads.
//
// C passes pointers there and the kernel hands them back; here it is given a token, and this table
// knows the value. A token is never 0. Entries go when the kernel releases them, when their last
// event was taken, and with the process. Ids of entries are shared: equal ids of one receiver have
// one token, by which the kernel finds all of these entries.

import { frozenClass } from '@kos/retcode'

/** Tokens by value: the ids of the entries of one receiver. */
export type TokenList = Map<unknown, number>

/** A token with several owners. */
interface SharedToken {
  owners: number
  readonly list: TokenList
  readonly key: unknown
}

class TokenTable {
  readonly #values: Map<number, unknown> = new Map()
  /** Null until a token is shared: most processes share none. */
  #shared: Map<number, SharedToken> | null = null
  #last = 0

  constructor() {
    // The kernel calls `drop`.
    Object.freeze(this)
  }

  /** How many values are kept: for leak tests. */
  get size(): number {
    return this.#values.size
  }

  /** Keeps a value and answers its token. */
  add(value: unknown): number {
    const token = ++this.#last
    this.#values.set(token, value)
    return token
  }

  /**
   * The token of a value in `list`, with one owner more. It goes, and leaves the list, when each
   * owner has dropped it.
   */
  share(list: TokenList, value: unknown): number {
    const known = this.find(list, value)
    if (known !== 0) {
      const shared = this.#shared?.get(known) as SharedToken
      shared.owners++
      return known
    }
    const token = this.add(value)
    const key = keyOf(value)
    list.set(key, token)
    this.#shared ??= new Map()
    this.#shared.set(token, { owners: 1, list, key })
    return token
  }

  /** The token of a value in `list`; 0 if it has none. */
  find(list: TokenList, value: unknown): number {
    return list.get(keyOf(value)) ?? 0
  }

  /** The value of a token; undefined if it is 0 or was dropped. */
  get(token: number): unknown {
    return this.#values.get(token)
  }

  /** Takes an owner from a token, forgets it with the last one, and answers its value. */
  drop(token: number): unknown {
    const value = this.#values.get(token)
    const shared = this.#shared?.get(token)
    if (shared !== undefined) {
      if (--shared.owners > 0) return value
      this.#shared?.delete(token)
      shared.list.delete(shared.key)
    }
    this.#values.delete(token)
    return value
  }
}

/** Values by token. */
export const Tokens: typeof TokenTable = /* @__PURE__ */ frozenClass(TokenTable)
/** Values by token. */
export type Tokens = TokenTable

const negativeZero: unique symbol = /* @__PURE__ */ Symbol('-0')

// Ids are told apart as Object.is does, and a Map takes -0 for 0.
function keyOf(value: unknown): unknown {
  return Object.is(value, -0) ? negativeZero : value
}
