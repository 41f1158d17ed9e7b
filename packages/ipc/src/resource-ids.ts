// Security ids: policies see resources by these, never by handles, because a handle means nothing
// outside its process.

import type { HandleTable, KernelObject } from '@kos/handles'
import { type Handle, type HandleDesc, handleFlagAllRights, type HandleReader } from '@kos/idl'
import type { IpcProcess } from './ipc-process.ts'

/** Gives each object an id that no other ever has. */
export class ResourceIds implements HandleReader {
  readonly #table: HandleTable | null
  readonly #ids: WeakMap<KernelObject, number> = new WeakMap()
  #last = 0
  #sender: IpcProcess | null = null
  #receiver: IpcProcess | null = null

  constructor(table: HandleTable | null) {
    this.#table = table
  }

  /** The id of an object; the same one as long as the object lives. */
  of(object: KernelObject): number {
    let id = this.#ids.get(object)
    if (id === undefined) this.#ids.set(object, (id = ++this.#last))
    return id
  }

  /** An id that no object has: for processes, whose ids come from the same set. */
  next(): number {
    return ++this.#last
  }

  /**
   * The reader that turns handles that `sender` sends to `receiver` into ids. Valid
   * until the next call.
   */
  readerFor(sender: IpcProcess, receiver: IpcProcess | null = null): HandleReader {
    this.#sender = sender
    this.#receiver = receiver
    return this
  }

  /** As every reader's. A handle that the sender lacks has the id 0, which no object has. */
  read(handle: number, rights: number, _badge: number, flags: number): HandleDesc {
    const table = this.#table
    const node = this.#sender?.space?.check(handle, 0) ?? 0
    if (node <= 0 || table === null)
      return { handle: 0 as Handle, rights, badge: undefined, dereferenced: false }
    const space = this.#receiver?.space ?? null
    const dereferenced = space !== null && table.dereference(node, space) !== 0
    // The rights that will arrive, not those that the descriptor claims: a rule must not be
    // deceived about them.
    const arriving =
      dereferenced || (flags & handleFlagAllRights) !== 0 ? table.rightsOf(node) : rights
    return {
      handle: this.of(table.objectOf(node)) as Handle,
      rights: arriving,
      badge: undefined,
      dereferenced,
    }
  }
}
