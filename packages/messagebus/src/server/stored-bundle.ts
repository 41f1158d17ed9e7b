// One bundle of a bus process: memory of a client, and who keeps it.
//
// It stays while anybody has a handle of it, or a message with its id waits or is being delivered.
// With the last of both it ends.

import type { Handle, OwnedHandle } from '@kos/libkos'
import type { Kept } from '../core/id-keeper.ts'

/** A bundle. */
export class StoredBundle implements Kept {
  readonly id: bigint
  readonly topic: string
  /** Bytes that count. */
  readonly length: bigint
  /** The process that put it. */
  readonly owner: number
  readonly #memory: OwnedHandle
  readonly #onEnd: (bundle: StoredBundle) => void
  #handles = 0
  #messages = 0

  /** `onEnd` is called once, after its memory was closed. */
  constructor(
    id: bigint,
    topic: string,
    length: bigint,
    owner: number,
    memory: OwnedHandle,
    onEnd: (bundle: StoredBundle) => void,
  ) {
    this.id = id
    this.topic = topic
    this.length = length
    this.owner = owner
    this.#memory = memory
    this.#onEnd = onEnd
  }

  /** The handle of its memory in this process. */
  get memory(): Handle {
    return this.#memory.handle
  }

  /** Somebody is given a handle of it. */
  hold(): void {
    this.#handles++
  }

  /** That handle is gone. */
  drop(): void {
    this.#handles--
    this.endIfUnused()
  }

  /** A message with its id waits. */
  keep(): this {
    this.#messages++
    return this
  }

  /** That message does not wait any more, and is not being delivered. */
  release(): void {
    this.#messages--
    this.endIfUnused()
  }

  /** Ends it if nothing keeps it. */
  endIfUnused(): void {
    if (this.#handles > 0 || this.#messages > 0) return
    this.#memory[Symbol.dispose]()
    this.#onEnd(this)
  }
}
