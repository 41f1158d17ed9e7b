// Security ids: policies see resources by these, never by handles, because a handle means nothing outside its process.

import type { HandleTable, KernelObject } from '@kos/handles'
import { type Handle, type HandleDesc, handleFlagDereferenced, type HandleReader } from '@kos/idl'
import type { Peer } from './peer.ts'

/** Gives each object an id that no other ever has. */
export class ResourceIds implements HandleReader {
  readonly #table: HandleTable | null
  readonly #ids: WeakMap<KernelObject, number> = new WeakMap()
  #last = 0
  #peer: Peer | null = null

  constructor(table: HandleTable | null) {
    this.#table = table
  }

  /** The id of an object; the same one as long as the object lives. */
  of(object: KernelObject): number {
    let id = this.#ids.get(object)
    if (id === undefined) this.#ids.set(object, (id = ++this.#last))
    return id
  }

  /** A number that is nobody's: for processes, whose ids come from the same set. */
  next(): number {
    return ++this.#last
  }

  /** The reader that turns the handles of `peer` into ids. Valid until the next call. */
  readerFor(peer: Peer): HandleReader {
    this.#peer = peer
    return this
  }

  read(handle: number, rights: number, _badge: number, flags: number): HandleDesc {
    const node = this.#peer?.space?.check(handle, 0) ?? 0
    const id = node > 0 && this.#table !== null ? this.of(this.#table.objectOf(node)) : 0
    return { handle: id as Handle, rights, badge: undefined, dereferenced: (flags & handleFlagDereferenced) !== 0 }
  }
}
