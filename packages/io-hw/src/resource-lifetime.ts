// The life of a registered resource: it lasts while somebody holds it, or uses it.
//
// It is held from the beginning: in a kernel by the handles of it, which end together. Permissions,
// mappings and attachments are its uses.

/** Counts what keeps a resource. */
export class ResourceLifetime {
  readonly #onEnd: () => void
  #isHeld = true
  #uses = 0

  /** `onEnd` is called once, when it is neither held nor used. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
  }

  get isAlive(): boolean {
    return this.#isHeld || this.#uses > 0
  }

  /** It is not held any more. Does nothing the second time. */
  release(): void {
    if (!this.#isHeld) return
    this.#isHeld = false
    this.#endIfUnused()
  }

  /** One more use. The resource is alive. */
  use(): void {
    this.#uses++
  }

  /** One use fewer. */
  endUse(): void {
    this.#uses--
    this.#endIfUnused()
  }

  #endIfUnused(): void {
    if (!this.isAlive) this.#onEnd()
  }
}
