// The use of a registered resource by a process: a permission, a mapping, or an attachment. It ends
// when it is closed, when it is revoked, or when the process ends.

/** Something that a process has of a resource. */
export interface ResourceUse {
  /** False once it has ended. */
  readonly isAlive: boolean
  /** Called once when it ends, unless it was revoked: a kernel forgets it then. */
  onEnded: (() => void) | null
  /** Ends it. Does nothing the second time. */
  close(): void
  /** Ends it, because a handle above it was revoked. */
  revoke(): void
}

/** The uses of one process, which end with it. */
export class ResourceUses {
  readonly #uses: Set<ResourceUse> = new Set()

  get count(): number {
    return this.#uses.size
  }

  /** For uses, when they begin. */
  add(use: ResourceUse): void {
    this.#uses.add(use)
  }

  /** For uses, when they end. */
  remove(use: ResourceUse): void {
    this.#uses.delete(use)
  }

  /** Closes all, the last one first. */
  closeAll(): void {
    for (const use of [...this.#uses].toReversed()) use.close()
  }
}
