// A handle space for use alone: typed objects of any kind, given out as numbers with rights, taken
// back at any time.
//
// Spaces made with `peer` form a family and exchange handles. Underneath is the same table that a
// kernel uses (`handle-table.ts`); here callbacks take the place of the observer, results that of
// bare codes, and `using` closes. Dereference and contexts are not offered: whoever owns an object
// has it at hand.

import { type GenericFailure, type Result, failure, rcOk } from '@kos/retcode'
import { type Badge, isBadge } from './badge.ts'
import { refused } from './handle-number.ts'
import { HandleTable } from './handle-table.ts'
import { HANDLE_TYPE_USER_FIRST } from './handletype.ts'
import { KernelObject } from './kernel-object.ts'
import type { HandleRetcode, Space } from './space.ts'

/** How the first space of a family is made. */
export interface FirstSpaceOptions<T> {
  readonly peer?: undefined
  /** Called with each object whose last handle in the family is gone. */
  readonly onDestroyed?: (object: T) => void
  /**
   * Random 32-bit integers, the salts of numbers; Math.random by default. They catch mix-ups; they
   * are no secret.
   */
  readonly entropy?: () => number
  /** Most handles of this space. */
  readonly quota?: number
}

/** How a further space of a family is made. */
export interface PeerSpaceOptions<T> {
  /** Any space of the family. */
  readonly peer: HandleSpace<T>
  /** Most handles of this space. */
  readonly quota?: number
}

/** What may come with a gift. */
export interface GiveOptions {
  /**
   * Called once when the handle given, and all that came from it, are closed or revoked; not if the
   * giver is disposed first.
   */
  readonly onClosed?: () => void
}

/** One handle given away, to be taken back. */
export interface Loan extends Disposable {
  /** The receiver's handle. */
  readonly handle: number
  /** Revokes that handle and all that came from it, nothing else. Does nothing the second time. */
  revoke(): void
}

/** What all spaces of a family share. */
interface Family {
  readonly table: HandleTable
  /** What to do when a badge closes. */
  readonly closings: Map<KernelObject, () => void>
}

/** Handles to objects of type `T`: one space per party that does not trust the others. */
export class HandleSpace<T> implements Disposable {
  readonly #family: Family
  readonly #space: Space

  /** A space with a family of its own, or another one in the family of `peer`. */
  constructor(options: FirstSpaceOptions<T> | PeerSpaceOptions<T> = {}) {
    this.#family = options.peer === undefined ? createFamily(options) : options.peer.#family
    this.#space = this.#family.table.createSpace(options.quota)
  }

  /** Handles in use, revoked ones included until they are closed. */
  get size(): number {
    return this.#space.used
  }

  /**
   * A first handle to `object`. Fails with rcQuotaExceeded, rcOutOfMemory, rcInvalidArgument
   * (disposed).
   */
  own(object: T, rights: number): Result<{ handle: number }> {
    return answer(
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
    if (refused(node)) return failure(node)
    return { rc: rcOk, object: this.#family.table.objectOf(node).value as T }
  }

  /** The rights of `handle`, as an unsigned mask. Fails as `get` does. */
  rights(handle: number): Result<{ rights: number }> {
    const node = this.#space.check(handle, 0)
    if (refused(node)) return failure(node)
    return { rc: rcOk, rights: this.#family.table.rightsOf(node) }
  }

  /**
   * A handle for `to` that descends from `handle`, with these rights or fewer.
   *
   * Needs OCAP_HANDLE_TRANSFER, else rcNoCapability. Fails with rcSecurityDisallow for rights that
   * `handle` has not, rcQuotaExceeded and rcOutOfMemory, and as `get` does.
   *
   * @throws TypeError if the spaces are of different families.
   */
  give(
    to: HandleSpace<T>,
    handle: number,
    rights: number,
    options: GiveOptions = {},
  ): Result<{ handle: number }> {
    this.#meet(to)
    if (options.onClosed === undefined)
      return answer(this.#space.transfer(handle, to.#space, rights))
    const loan = this.#lend(to, handle, rights, options.onClosed)
    return typeof loan === 'number' ? failure(loan) : { rc: rcOk, handle: loan.handle }
  }

  /**
   * As `give`, and the loan takes that one handle back, with all that came from it. It takes one
   * more handle of this space.
   */
  lend(
    to: HandleSpace<T>,
    handle: number,
    rights: number,
    options: GiveOptions = {},
  ): Result<{ loan: Loan }> {
    this.#meet(to)
    const loan = this.#lend(to, handle, rights, options.onClosed ?? (() => undefined))
    return typeof loan === 'number' ? failure(loan) : { rc: rcOk, loan }
  }

  /** Deletes `handle`; what descends from it stays usable. Fails with rcInvalidArgument. */
  close(handle: number): HandleRetcode {
    return this.#space.close(handle)
  }

  /**
   * Deletes `handle` and revokes everything that descends from it. Fails with rcInvalidArgument,
   * rcHandleRevoked (just close it).
   */
  revoke(handle: number): HandleRetcode {
    return this.#space.revoke(handle)
  }

  /** Closes all handles of the space. It refuses everything from now on. */
  [Symbol.dispose](): void {
    this.#space.destroy()
  }

  #meet(other: HandleSpace<T>): void {
    if (other.#family === this.#family) return
    throw new TypeError(
      'HandleSpace: the receiver belongs to another family; create it with `new HandleSpace({ peer })`.',
    )
  }

  #lend(
    to: HandleSpace<T>,
    handle: number,
    rights: number,
    onClosed: () => void,
  ): Loan | GenericFailure {
    const space = this.#space
    const badge = space.createBadge(0)
    if (refused(badge)) return badge
    const number = space.transfer(handle, to.#space, rights, badge)
    if (refused(number)) {
      space.close(badge)
      return number
    }
    const { table, closings } = this.#family
    let isOpen = true
    closings.set(table.objectOf(space.check(badge, 0)), () => {
      isOpen = false
      space.close(badge)
      onClosed()
    })
    const revoke = (): void => void (isOpen && space.revokeBadge(badge))
    return { handle: number, revoke, [Symbol.dispose]: revoke }
  }
}

function createFamily<T>(options: FirstSpaceOptions<T>): Family {
  const closings = new Map<KernelObject, () => void>()
  const observer = {
    objectDestroyed(object: KernelObject): void {
      if (isBadge(object)) closings.delete(object)
      else options.onDestroyed?.(object.value as T)
    },
    badgeClosed(badge: Badge): void {
      closings.get(badge)?.()
    },
  }
  const entropy = options.entropy ?? ((): number => Math.random() * 0x100000000)
  return { table: new HandleTable({ entropy, observer, slice: Infinity }), closings }
}

function answer(handle: number): Result<{ handle: number }> {
  return refused(handle) ? failure(handle) : { rc: rcOk, handle }
}
