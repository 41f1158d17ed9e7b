// A handle space for use without a kernel: numbers with rights for typed objects of any kind.
//
// Spaces that share a table (`tableOf`) transfer handles to each other. The table is the one that a
// kernel uses (`handle-table.ts`), but there are callbacks instead of an observer, results instead
// of bare codes, and `using` closes handles. There is no dereference and no transfer context: the
// owner of an object has the object itself.

import { type GenericFailure, type Result, failure, rcOk } from '@kos/retcode'
import { type Badge, isBadge } from './badge.ts'
import { isError } from './handle-number.ts'
import { HandleTable } from './handle-table.ts'
import { HANDLE_TYPE_USER_FIRST } from './handletype.ts'
import { KernelObject } from './kernel-object.ts'
import type { HandleRetcode, Space } from './space.ts'

/** Options of a space with a table of its own. */
export interface NewTableOptions<T> {
  readonly tableOf?: undefined
  /** Called with each object that has zero handles in all spaces of the table. */
  readonly onDestroyed?: (object: T) => void
  /**
   * Random 32-bit integers, the salts of handle numbers; Math.random by default. A salt catches
   * numbers of another space; it is no secret.
   */
  readonly entropy?: () => number
  /** Most handles of this space. */
  readonly quota?: number
}

/** Options of a space that shares the table of another one. */
export interface SharedTableOptions<T> {
  /** Any space of the table. */
  readonly tableOf: HandleSpace<T>
  /** Most handles of this space. */
  readonly quota?: number
}

/** Options of a transfer. */
export interface TransferOptions {
  /**
   * Called once when the new handle and its descendants are closed or revoked; not if the sending
   * space is disposed first.
   */
  readonly onClosed?: () => void
}

/** A transfer that can be revoked alone. */
export interface Loan extends Disposable {
  /** The receiver's handle. */
  readonly handle: number
  /** Revokes that handle and its descendants, nothing else. No effect the second time. */
  revoke(): void
}

/** The part that all spaces of a table share. */
interface SharedTable {
  readonly table: HandleTable
  /** The callback of each badge whose transfer is open. */
  readonly onBadgeClosed: Map<KernelObject, () => void>
}

/** Handles to objects of type `T`: one space per component that does not trust the others. */
export class HandleSpace<T> implements Disposable {
  readonly #shared: SharedTable
  readonly #space: Space

  /** A space with a table of its own, or another space of the table of `tableOf`. */
  constructor(options: NewTableOptions<T> | SharedTableOptions<T> = {}) {
    this.#shared = options.tableOf === undefined ? createTable(options) : options.tableOf.#shared
    this.#space = this.#shared.table.createSpace(options.quota)
  }

  /** Handles in use, revoked ones included until they are closed. */
  get size(): number {
    return this.#space.used
  }

  /**
   * Creates a first handle to `object`. Fails with rcQuotaExceeded, rcOutOfMemory,
   * rcInvalidArgument (disposed).
   */
  create(object: T, rights: number): Result<{ handle: number }> {
    return resultOf(
      this.#space.create(new KernelObject(HANDLE_TYPE_USER_FIRST, this.#space, 0, object), rights),
    )
  }

  /**
   * The object of `handle`, if it has all of `rights`.
   *
   * Fails with rcInvalidArgument (not a handle of this space), rcHandleRevoked, rcNoCapability (a
   * right is missing).
   */
  get(handle: number, rights: number): Result<{ object: T }> {
    const node = this.#space.check(handle, rights)
    if (isError(node)) return failure(node)
    return { rc: rcOk, object: this.#shared.table.objectOf(node).value as T }
  }

  /** The rights of `handle`, as an unsigned mask. Fails as `get` does. */
  rights(handle: number): Result<{ rights: number }> {
    const node = this.#space.check(handle, 0)
    if (isError(node)) return failure(node)
    return { rc: rcOk, rights: this.#shared.table.rightsOf(node) }
  }

  /**
   * Transfers a handle: creates one in the space `receiver` that descends from `handle`, with
   * `rights`.
   *
   * Needs OCAP_HANDLE_TRANSFER, else rcNoCapability. Fails with rcSecurityDisallow for rights that
   * `handle` has not, rcQuotaExceeded and rcOutOfMemory, and as `get` does.
   *
   * @throws TypeError if the spaces do not share a table.
   */
  transfer(
    receiver: HandleSpace<T>,
    handle: number,
    rights: number,
    options: TransferOptions = {},
  ): Result<{ handle: number }> {
    this.#checkReceiver(receiver)
    if (options.onClosed === undefined)
      return resultOf(this.#space.transfer(handle, receiver.#space, rights))
    const loan = this.#lend(receiver, handle, rights, options.onClosed)
    return typeof loan === 'number' ? failure(loan) : { rc: rcOk, handle: loan.handle }
  }

  /**
   * As `transfer`, but the transfer has a badge, through which the loan can revoke the new handle
   * and its descendants. The badge takes one handle of this space.
   */
  lend(
    receiver: HandleSpace<T>,
    handle: number,
    rights: number,
    options: TransferOptions = {},
  ): Result<{ loan: Loan }> {
    this.#checkReceiver(receiver)
    const loan = this.#lend(receiver, handle, rights, options.onClosed ?? (() => undefined))
    return typeof loan === 'number' ? failure(loan) : { rc: rcOk, loan }
  }

  /** Closes `handle`; its descendants stay valid. Fails with rcInvalidArgument. */
  close(handle: number): HandleRetcode {
    return this.#space.close(handle)
  }

  /**
   * Closes `handle` and revokes its descendants. Fails with rcInvalidArgument, rcHandleRevoked (it
   * was revoked itself; close it).
   */
  revoke(handle: number): HandleRetcode {
    return this.#space.revoke(handle)
  }

  /** Closes all handles of the space. From now on no handle of it is valid. */
  [Symbol.dispose](): void {
    this.#space.destroy()
  }

  #checkReceiver(receiver: HandleSpace<T>): void {
    if (receiver.#shared === this.#shared) return
    throw new TypeError(
      'HandleSpace: the receiver has another table; create it with `new HandleSpace({ tableOf })`.',
    )
  }

  #lend(
    receiver: HandleSpace<T>,
    handle: number,
    rights: number,
    onClosed: () => void,
  ): Loan | GenericFailure {
    const space = this.#space
    const badge = space.createBadge(0)
    if (isError(badge)) return badge
    const number = space.transfer(handle, receiver.#space, rights, badge)
    if (isError(number)) {
      space.close(badge)
      return number
    }
    const { table, onBadgeClosed } = this.#shared
    let isOpen = true
    onBadgeClosed.set(table.objectOf(space.check(badge, 0)), () => {
      isOpen = false
      space.close(badge)
      onClosed()
    })
    const revoke = (): void => void (isOpen && space.revokeBadge(badge))
    return { handle: number, revoke, [Symbol.dispose]: revoke }
  }
}

function createTable<T>(options: NewTableOptions<T>): SharedTable {
  const onBadgeClosed = new Map<KernelObject, () => void>()
  const observer = {
    objectDestroyed(object: KernelObject): void {
      if (isBadge(object)) onBadgeClosed.delete(object)
      else options.onDestroyed?.(object.value as T)
    },
    badgeClosed(badge: Badge): void {
      onBadgeClosed.get(badge)?.()
    },
  }
  const entropy = options.entropy ?? ((): number => Math.random() * 0x100000000)
  return { table: new HandleTable({ entropy, observer, slice: Infinity }), onBadgeClosed }
}

function resultOf(handle: number): Result<{ handle: number }> {
  return isError(handle) ? failure(handle) : { rc: rcOk, handle }
}
