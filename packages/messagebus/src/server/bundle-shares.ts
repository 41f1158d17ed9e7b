// What of the bundles of a bus counts for which process, and for all together.

import {
  maxBundleHandles,
  maxClientBundleBytes,
  maxClientBundleHandles,
  maxClientBundles,
} from '../limits.ts'

class Share {
  bundles = 0
  bytes = 0
  handles = 0
}

const nothing: Readonly<Share> = /* @__PURE__ */ new Share()

/** The counts of one bus. */
export class BundleShares {
  readonly #maxBytes: number
  readonly #byProcess: Map<number, Share> = new Map()
  #bytes = 0
  #handles = 0

  /** `maxBytes` is for all bundles together. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Whether a process may put a bundle of so many bytes. */
  hasRoomFor(process: number, bytes: number): boolean {
    const { bundles, bytes: own } = this.#byProcess.get(process) ?? nothing
    return (
      bundles < maxClientBundles &&
      own + bytes <= maxClientBundleBytes &&
      this.#bytes + bytes <= this.#maxBytes
    )
  }

  /** Whether a process may get one more handle. */
  hasHandleFor(process: number): boolean {
    const { handles } = this.#byProcess.get(process) ?? nothing
    return handles < maxClientBundleHandles && this.#handles < maxBundleHandles
  }

  /** A process put a bundle. */
  add(process: number, bytes: number): void {
    this.#change(process, 1, bytes, 0)
  }

  /** That bundle ended. */
  remove(process: number, bytes: number): void {
    this.#change(process, -1, -bytes, 0)
  }

  /** A process is given a handle. */
  addHandle(process: number): void {
    this.#change(process, 0, 0, 1)
  }

  /** That handle is gone. */
  removeHandle(process: number): void {
    this.#change(process, 0, 0, -1)
  }

  #change(process: number, bundles: number, bytes: number, handles: number): void {
    let share = this.#byProcess.get(process)
    if (share === undefined) this.#byProcess.set(process, (share = new Share()))
    share.bundles += bundles
    share.bytes += bytes
    share.handles += handles
    this.#bytes += bytes
    this.#handles += handles
    if (share.bundles === 0 && share.handles === 0) this.#byProcess.delete(process)
  }
}
