// A weak descendant of a handle: something made through the handle that is no handle itself, as a
// subscription to events or a mapping of a shared buffer.
//
// Revocation ends it like a handle at its place in the inheritance tree. Unlike a handle it keeps
// nothing alive: no object, no ghost, no transfer of a badge. So it is no node. Each node has a
// circular list of its weak descendants, whose head is of the same class. `weak-lists.ts` moves
// the lists when nodes go.

/** The owner of a weak descendant. */
export interface RevokeListener {
  /**
   * True if `revoked` must not wait for a slice: access goes on without a system call until then.
   * From then on, revocations of the object are not sliced.
   */
  readonly isUrgent: boolean
  /**
   * The handle, or one above it, was revoked. Called once, in the middle of the operation: it ends
   * the access and must not use the table.
   */
  revoked(): void
  /**
   * Called once after `revoked`, when the observer of the table is called: it may use the table.
   * Not called if the weak descendant was removed in between.
   */
  revocationDone(): void
}

/** A link of a list of weak descendants. Made by `HandleTable.addWeakDescendant`. */
export class WeakDescendant {
  /** Null for the head of a list, and for a link that stands for an ended transfer. */
  readonly listener: RevokeListener | null
  /** For a link that stands for an ended transfer: the head of the list of its descendants. */
  readonly members: WeakDescendant | null
  /** For the head of such a list: the link that stands for it. */
  transfer: WeakDescendant | null = null
  next: WeakDescendant = this
  previous: WeakDescendant = this

  constructor(listener: RevokeListener | null, members: WeakDescendant | null) {
    this.listener = listener
    this.members = members
    if (members !== null) members.transfer = this
  }

  /** True for a head without links, and for a link in no list. */
  get isAlone(): boolean {
    return this.next === this
  }

  /** Ends it: revocation does not reach it any more. Does nothing the second time. */
  remove(): void {
    let emptied = this.#leave()
    while (emptied !== null) emptied = emptied.#leave()
  }

  /** Takes the link out of its list. */
  unlink(): void {
    const { next, previous } = this
    previous.next = next
    next.previous = previous
    this.next = this
    this.previous = this
  }

  // A transfer without descendants is nothing that could be revoked: its link leaves, too.
  #leave(): WeakDescendant | null {
    const { next } = this
    this.unlink()
    return next.isAlone ? next.transfer : null
  }

  /** Adds a link to the end of the list of which this is the head. */
  append(link: WeakDescendant): void {
    const last = this.previous
    last.next = link
    link.previous = last
    link.next = this
    this.previous = link
  }

  /** Moves all links of the list of `head` to the end of the list of which this is the head. */
  appendAll(head: WeakDescendant): void {
    if (head.isAlone) return
    const { next: first, previous: last } = head
    head.next = head
    head.previous = head
    const before = this.previous
    before.next = first
    first.previous = before
    last.next = this
    this.previous = last
  }
}
