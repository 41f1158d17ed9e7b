// The handles of a message, between its descriptors and the handle table: all are checked, then all
// move. Descriptors are rewritten in the kernel's copy of the message, before it is copied to the
// receiver.
//
// Whether a handle is transferred or dereferenced, and what that does to the tree, is in
// `@kos/handles`.

import { HandleBatch, type HandleTable } from '@kos/handles'
import {
  descriptorBadge,
  descriptorFlags,
  descriptorHandle,
  descriptorRights,
  handleFlagAllRights,
  handleFlagDereferenced,
  handlePosition,
  maxMessageHandles,
  writeDescriptor,
} from '@kos/idl'
import { rcNoCapability, rcOk } from '@kos/retcode'
import type { IpcProcess } from './ipc-process.ts'

/** Moves the handles of one message at a time. */
export class MessageHandles {
  readonly #table: HandleTable | null
  readonly #batch: HandleBatch | null

  /** Without a table no message may carry a handle. */
  constructor(table: HandleTable | null) {
    this.#table = table
    this.#batch = table === null ? null : new HandleBatch(table, maxMessageHandles)
  }

  /**
   * Checks whether all `count` handles of the message may move from one side to the other; changes
   * nothing. INVALID_HANDLE passes as it is.
   *
   * Fails with rcNoCapability (a side moves no handles, or OCAP_HANDLE_TRANSFER is missing),
   * rcInvalidArgument (not a handle of the sender, or no badge), rcHandleRevoked,
   * rcSecurityDisallow (more rights than owned), rcInvalidOperation (a badge that served before, or
   * twice in this message), rcQuotaExceeded, rcOutOfMemory (at the receiver).
   */
  prepare(bytes: Uint8Array, count: number, source: IpcProcess, destination: IpcProcess): number {
    const batch = this.#batch
    if (batch === null || source.space === null || destination.space === null) return rcNoCapability
    batch.begin(source.space, destination.space)
    for (let i = 0; i < count; i++) {
      const at = handlePosition(bytes, i)
      const rc = batch.add(
        descriptorHandle(bytes, at),
        this.#rightsAt(bytes, at, source),
        descriptorBadge(bytes, at),
      )
      if (rc !== rcOk) return rc
    }
    return rcOk
  }

  /**
   * Moves what was prepared just now, and rewrites the descriptors in `bytes`, which is a copy.
   * Cannot fail.
   */
  move(bytes: Uint8Array): void {
    const batch = this.#batch as HandleBatch
    batch.commit()
    for (let i = 0; i < batch.count; i++) {
      const flags = batch.isDereferenced(i) ? handleFlagDereferenced : 0
      writeDescriptor(
        bytes,
        handlePosition(bytes, i),
        batch.handle(i),
        batch.rights(i),
        batch.context(i),
        flags,
      )
    }
  }

  // The rights a handle is sent with: those in the descriptor, or all it has if the sender did not
  // say.
  #rightsAt(bytes: Uint8Array, at: number, { space }: IpcProcess): number {
    if ((descriptorFlags(bytes, at) & handleFlagAllRights) === 0) return descriptorRights(bytes, at)
    const node = space?.check(descriptorHandle(bytes, at), 0) ?? 0
    return node > 0 && this.#table !== null ? this.#table.rightsOf(node) : 0
  }
}
