// Quotas: how much of a file system the files of each user may take. A file is charged to its owner,
// whoever writes it; an entry to the owner of its directory.

/** What a user may have of a file system. What is left out has no limit. */
export interface Quota {
  /** Bytes of data and names, as they are charged: see memory-tree.ts. */
  readonly bytes?: number
  readonly inodes?: number
}

/** What a user has. */
class Account {
  bytes = 0
  inodes = 0
}

/** Quotas, and what is charged to whom. */
export class QuotaAccounts {
  readonly #quotas: ReadonlyMap<number, Quota>
  /** Of users who have something. */
  readonly #accounts: Map<number, Account> = new Map()

  /** By user; who is not in it has no limits. */
  constructor(quotas: ReadonlyMap<number, Quota>) {
    this.#quotas = quotas
  }

  /** Bytes that a user may still take. */
  bytesLeft(uid: number): number {
    const limit = this.#quotas.get(uid)?.bytes ?? Infinity
    return Math.max(limit - (this.#accounts.get(uid)?.bytes ?? 0), 0)
  }

  /** Inodes that a user may still take. */
  inodesLeft(uid: number): number {
    const limit = this.#quotas.get(uid)?.inodes ?? Infinity
    return Math.max(limit - (this.#accounts.get(uid)?.inodes ?? 0), 0)
  }

  /** What is charged to a user. */
  usage(uid: number): { readonly bytes: number; readonly inodes: number } {
    const { bytes = 0, inodes = 0 } = this.#accounts.get(uid) ?? {}
    return { bytes, inodes }
  }

  /** Charges a user, or gives back what is negative. */
  charge(uid: number, bytes: number, inodes: number): void {
    let account = this.#accounts.get(uid)
    if (account === undefined) this.#accounts.set(uid, (account = new Account()))
    account.bytes += bytes
    account.inodes += inodes
    if (account.bytes === 0 && account.inodes === 0) this.#accounts.delete(uid)
  }
}
