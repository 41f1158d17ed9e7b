// An entry "resource, event mask" of a receiver, and everything that is remembered about what
// occurred.
//
// It is linked into three lists: of its resource (`subscriptions.ts`), of the entries of its
// receiver with the same id (`entry-table.ts`), and, while something occurred that nobody
// extracted, of the pending entries (`mailbox.ts`). Signals merge into the entry, so a receiver's
// memory is bounded by its entries.

import type { Mailbox } from './mailbox.ts'
import type { Source } from './subscriptions.ts'

/** One entry of one receiver. Fields are written by the lists they belong to. */
export class Entry {
  readonly mailbox: Mailbox
  readonly id: number
  /** What is tracked, as a signed integer: V8 keeps those in place. */
  readonly mask: number
  /**
   * The resource; null once it is gone. The entry then lives until its last notification is
   * extracted.
   */
  source: Source | null

  /** What occurred and was not extracted, as a signed integer; 0 if the entry is not pending. */
  pending = 0
  /** How many signals `pending` is made of. */
  count = 0

  previousOfSource: Entry | null = null
  nextOfSource: Entry | null = null
  previousOfId: Entry | null = null
  nextOfId: Entry | null = null
  previousPending: Entry | null = null
  /** Also the link of a list of removed entries whose owner is still to be told. */
  nextPending: Entry | null = null

  constructor(mailbox: Mailbox, source: Source, mask: number, id: number) {
    this.mailbox = mailbox
    this.source = source
    this.mask = mask
    this.id = id
  }
}
