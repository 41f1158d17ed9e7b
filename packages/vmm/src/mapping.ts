// A mapping: what one `map` or `mapDevice` of an address space made, with at most one protection. It
// counts its pages, can be revoked apart from others, and hears when its last page is unmapped.
//
// It maps pages of a shared buffer (`mdl.ts`) or of a device window, which nobody counts here. Its
// regions are in the address space, which maps and unmaps them (`address-space.ts`).

import type { Mdl } from './mdl.ts'

/** What maps pages of a shared buffer or of a device window. */
export class Mapping {
  /** The shared buffer; null if pages of a device window are mapped. */
  readonly mdl: Mdl | null
  readonly #onUnmapped: (() => void) | null
  #protection: number
  #pages = 0
  #isRevoked = false

  /**
   * `protection` (`VMM_FLAG_RWX_MASK`) is what pages have at most; no more than the buffer allows.
   * `onUnmapped` is called when the last page was unmapped, unless the mapping was revoked.
   */
  constructor(mdl: Mdl | null, protection: number, onUnmapped: (() => void) | null = null) {
    this.mdl = mdl
    this.#protection = mdl === null ? protection : protection & mdl.protection
    this.#onUnmapped = onUnmapped
  }

  /** Protection that pages have at most: none once the mapping is revoked. */
  get protection(): number {
    return this.#protection
  }

  /** Pages that are mapped. */
  get pages(): number {
    return this.#pages
  }

  /** For address spaces: so many more pages are mapped, or fewer. */
  mapMore(pages: number): void {
    if (this.#isRevoked) return
    this.#pages += pages
    this.mdl?.mapMore(pages)
    if (this.#pages === 0) this.#onUnmapped?.()
  }

  /** For address spaces: no page is mapped any more, and none will be. */
  revoke(): void {
    const pages = this.#pages
    this.#pages = 0
    this.#protection = 0
    this.#isRevoked = true
    // A buffer that none of its pages maps may have ended.
    if (pages > 0) this.mdl?.mapMore(-pages)
  }
}
