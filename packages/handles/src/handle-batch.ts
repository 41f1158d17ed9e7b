// The handles of one message: each is either transferred or dereferenced, and either all of them go
// or none.
//
// `begin`, then `add` per handle (checks only), then `commit`, which cannot fail; all in one
// synchronous step, since a node is good only until the next operation. One batch is reused for all
// messages, and allocates nothing. The layout of messages is not known here.

import { type GenericFailure, rcInvalidArgument, rcInvalidOperation, rcOk } from '@kos/retcode'
import { INVALID_HANDLE } from './handle-number.ts'
import type { HandleTable } from './handle-table.ts'
import type { HandleRetcode, Space } from './space.ts'

/** Carries the handles of a message from one space to another. */
export class HandleBatch {
  readonly #table: HandleTable
  readonly #capacity: number
  readonly #nodes: Int32Array
  readonly #ancestors: Int32Array
  readonly #badges: Int32Array
  readonly #rights: Uint32Array
  readonly #contexts: Float64Array
  readonly #numbers: Int32Array
  #sender: Space | null = null
  #receiver: Space | null = null
  #transfers = 0
  #count = 0

  /** A batch for messages between spaces of `table`, which carry at most `capacity` handles. */
  constructor(table: HandleTable, capacity: number) {
    this.#table = table
    this.#capacity = capacity
    this.#nodes = new Int32Array(capacity)
    this.#ancestors = new Int32Array(capacity)
    this.#badges = new Int32Array(capacity)
    this.#rights = new Uint32Array(capacity)
    this.#contexts = new Float64Array(capacity)
    this.#numbers = new Int32Array(capacity)
  }

  /** Handles added since `begin`. */
  get count(): number {
    return this.#count
  }

  /** Starts a message from `sender` to `receiver`. */
  begin(sender: Space, receiver: Space): void {
    this.#sender = sender
    this.#receiver = receiver
    this.#transfers = 0
    this.#count = 0
  }

  /**
   * Checks one handle of the message and changes nothing. INVALID_HANDLE stands for "no handle" and
   * arrives as such.
   *
   * If the receiver owns an ancestor of the handle, the handle will be dereferenced: `rights` and
   * `badge` are ignored, OCAP_HANDLE_TRANSFER is not needed. Else it will be transferred. Fails as
   * `Space.check`, `Space.prepareTransfer` and the receiver's `Space.room` do; rcInvalidOperation
   * also for a badge that an earlier handle of the message uses; rcInvalidArgument for more than
   * `capacity` handles, or before `begin`.
   */
  add(handle: number, rights: number, badge: number = INVALID_HANDLE): HandleRetcode {
    const sender = this.#sender
    const receiver = this.#receiver
    if (sender === null || receiver === null || this.#count === this.#capacity)
      return rcInvalidArgument
    if (handle === INVALID_HANDLE) return this.#note(0, 0, 0, 0)
    const node = sender.check(handle, 0)
    if (node < 0) return node as GenericFailure
    const ancestor = this.#table.dereference(node, receiver)
    if (ancestor !== 0) return this.#note(node, ancestor, this.#table.rightsOf(node), 0)
    return this.#addTransfer(sender, receiver, handle, rights, badge)
  }

  /**
   * Transfers or dereferences the handles that were added. Cannot fail. Afterwards the accessors
   * describe the handles of the receiver, until the next `begin`.
   */
  commit(): void {
    const sender = this.#sender
    const receiver = this.#receiver
    if (sender === null || receiver === null)
      throw new TypeError('HandleBatch: commit() without begin().')
    for (let index = 0; index < this.#count; index++) this.#commitOne(sender, receiver, index)
    this.#sender = null
    this.#receiver = null
  }

  /**
   * The receiver's handle: the new one, or after a dereference its own nearest ancestor of the
   * handle that was sent.
   */
  handle(index: number): number {
    return this.#numbers[index] ?? INVALID_HANDLE
  }

  /** The rights of the new handle, or after a dereference those of the handle that was sent. */
  rights(index: number): number {
    return this.#rights[index] ?? 0
  }

  /** True if the handle was dereferenced. */
  isDereferenced(index: number): boolean {
    return this.#ancestors[index] !== 0
  }

  /** After a dereference the resource transfer context (see `HandleTable.contextOf`), else 0. */
  context(index: number): number {
    return this.#contexts[index] ?? 0
  }

  #addTransfer(
    sender: Space,
    receiver: Space,
    handle: number,
    rights: number,
    badge: number,
  ): HandleRetcode {
    const node = sender.prepareTransfer(handle, rights, badge)
    if (node < 0) return node as GenericFailure
    if (badge !== INVALID_HANDLE && this.#badges.subarray(0, this.#count).includes(badge))
      return rcInvalidOperation
    const rc = receiver.reserve(this.#transfers + 1)
    if (rc !== rcOk) return rc
    this.#transfers++
    return this.#note(node, 0, rights, badge)
  }

  #note(node: number, ancestor: number, rights: number, badge: number): typeof rcOk {
    const index = this.#count++
    this.#nodes[index] = node
    this.#ancestors[index] = ancestor
    this.#rights[index] = rights
    this.#badges[index] = badge
    return rcOk
  }

  #commitOne(sender: Space, receiver: Space, index: number): void {
    const node = this.#nodes[index] as number
    const ancestor = this.#ancestors[index] as number
    this.#contexts[index] = ancestor === 0 ? 0 : this.#table.contextOf(node, receiver)
    if (node === 0) this.#numbers[index] = INVALID_HANDLE
    else if (ancestor !== 0) this.#numbers[index] = this.#table.handleOf(ancestor)
    else
      this.#numbers[index] = sender.commitTransfer(
        node,
        receiver,
        this.#rights[index] as number,
        this.#badges[index],
      )
  }
}
