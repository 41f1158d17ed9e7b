// Where the messages of an imported topic come from: of each start of a link the sequence that comes
// next. An earlier one is a duplicate, and a later one tells of messages that were lost.
//
// There is one in general, as a topic has one publisher, and another one after each restart of it. As
// anybody may write to a broker, so many are remembered and no more: the one that was heard of
// longest ago goes.

import { maxOrigins } from '../limits.ts'
import type { Batch } from './batch.ts'

/** One start of a link. */
interface Origin {
  /** Some batch of it. */
  batch: Batch
  next: number
}

/** All that are remembered for one topic. */
export class Origins {
  /** The one that was heard of last is the last one. */
  readonly #origins: Origin[] = []
  /** Messages that are missing. */
  lost = 0
  /** Messages that came again. */
  duplicates = 0

  /** How many of the first messages of a batch came already. The others count as come from now on. */
  accept(batch: Batch): number {
    const origin = this.#find(batch) ?? this.#add(batch)
    const { sequence, count } = batch
    if (sequence > origin.next) this.lost += sequence - origin.next
    const known = Math.min(Math.max(origin.next - sequence, 0), count)
    this.duplicates += known
    origin.next = Math.max(origin.next, sequence + count)
    return known
  }

  #find(batch: Batch): Origin | undefined {
    const origins = this.#origins
    for (let at = origins.length - 1; at >= 0; at--) {
      const origin = origins[at] as Origin
      if (!origin.batch.hasOriginOf(batch)) continue
      if (at < origins.length - 1) origins.push(...origins.splice(at, 1))
      return origin
    }
    return undefined
  }

  // What was before the first that is heard at all is not known; a later start is heard from 0 on.
  #add(batch: Batch): Origin {
    const origin = { batch, next: this.#origins.length === 0 ? batch.sequence : 0 }
    if (this.#origins.length === maxOrigins) this.#origins.shift()
    this.#origins.push(origin)
    return origin
  }
}
