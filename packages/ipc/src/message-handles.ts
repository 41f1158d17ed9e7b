// The handles of a message: each is dereferenced (the receiver owns an ancestor of it) or transferred (it gets a child). All are checked
// first; then none can fail. Descriptors are rewritten in the kernel's snapshot of the message, before it is copied to the receiver.
//
// What a transfer does to the inheritance tree is in `@kos/handles`.

import { type HandleTable, INVALID_HANDLE } from '@kos/handles'
import {
  descriptorBadge,
  descriptorFlags,
  descriptorHandle,
  descriptorRights,
  handleFlagAllRights,
  handleFlagDereferenced,
  handlePosition,
  maxMessageHandles,
  messageHandleCount,
  writeDescriptor,
} from '@kos/idl'
import { rcInvalidArgument, rcInvalidOperation, rcNoCapability, rcOk } from '@kos/retcode'
import type { Peer } from './peer.ts'

/** Moves the handles of one message at a time. */
export class MessageHandles {
  readonly #table: HandleTable | null
  // Per descriptor: the node that is sent (0 for INVALID_HANDLE), the receiver's ancestor (0 for a transfer), rights, badge.
  readonly #nodes: Int32Array = new Int32Array(maxMessageHandles)
  readonly #ancestors: Int32Array = new Int32Array(maxMessageHandles)
  readonly #rights: Uint32Array = new Uint32Array(maxMessageHandles)
  readonly #badges: Uint32Array = new Uint32Array(maxMessageHandles)

  /** Without a table no message may carry a handle. */
  constructor(table: HandleTable | null) {
    this.#table = table
  }

  /**
   * Moves what the message in `bytes` carries from one side to the other and rewrites its descriptors. INVALID_HANDLE passes as it is.
   *
   * Fails without any effect: rcNoCapability (a side moves no handles, or OCAP_HANDLE_TRANSFER is missing), rcInvalidArgument (not a
   * handle of the sender, or a badge where nothing is transferred), rcHandleRevoked, rcSecurityDisallow (more rights than owned),
   * rcInvalidOperation (a badge that served before, or twice in this message), rcQuotaExceeded, rcOutOfMemory (at the receiver).
   */
  move(bytes: Uint8Array, source: Peer, destination: Peer): number {
    const count = messageHandleCount(bytes)
    if (count === 0) return rcOk
    const table = this.#table
    if (table === null || source.space === null || destination.space === null) return rcNoCapability
    let transfers = 0
    for (let i = 0; i < count; i++) {
      const rc = this.#check(table, bytes, i, source, destination)
      if (rc !== rcOk) return rc
      if (this.#nodes[i] !== 0 && this.#ancestors[i] === 0) transfers++
    }
    if (transfers > 0) {
      const rc = destination.space.room(transfers)
      if (rc !== rcOk) return rc
    }
    for (let i = 0; i < count; i++) this.#commit(table, bytes, i, source, destination)
    return rcOk
  }

  #check(table: HandleTable, bytes: Uint8Array, i: number, source: Peer, destination: Peer): number {
    const at = handlePosition(bytes, i)
    const handle = descriptorHandle(bytes, at)
    const badge = descriptorBadge(bytes, at)
    this.#nodes[i] = 0
    this.#ancestors[i] = 0
    this.#badges[i] = badge
    if (handle === INVALID_HANDLE) return badge === INVALID_HANDLE ? rcOk : rcInvalidArgument
    const from = source.space as NonNullable<Peer['space']>
    const node = from.check(handle, 0)
    if (node < 0) return node
    this.#nodes[i] = node
    const ancestor = table.resolve(node, destination.space as NonNullable<Peer['space']>)
    const isAll = (descriptorFlags(bytes, at) & handleFlagAllRights) !== 0
    if (ancestor > 0) {
      this.#ancestors[i] = ancestor
      this.#rights[i] = table.rightsOf(node)
      return badge === INVALID_HANDLE ? rcOk : rcInvalidArgument
    }
    for (let j = 0; j < i; j++) if (badge !== INVALID_HANDLE && this.#badges[j] === badge) return rcInvalidOperation
    const rights = isAll ? table.rightsOf(node) : descriptorRights(bytes, at)
    this.#rights[i] = rights
    const prepared = from.prepareTransfer(handle, rights, badge)
    return prepared < 0 ? prepared : rcOk
  }

  #commit(table: HandleTable, bytes: Uint8Array, i: number, source: Peer, destination: Peer): void {
    const at = handlePosition(bytes, i)
    const node = this.#nodes[i] as number
    const rights = this.#rights[i] as number
    if (node === 0) return writeDescriptor(bytes, at, INVALID_HANDLE, 0, 0, 0)
    const ancestor = this.#ancestors[i] as number
    const to = destination.space as NonNullable<Peer['space']>
    if (ancestor > 0) {
      const context = table.contextOf(node, to)
      return writeDescriptor(bytes, at, table.handleOf(ancestor), rights, context, handleFlagDereferenced)
    }
    const handle = (source.space as NonNullable<Peer['space']>).commitTransfer(node, to, rights, this.#badges[i])
    writeDescriptor(bytes, at, handle, rights, 0, 0)
  }
}
