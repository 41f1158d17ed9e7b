// Data beside the bus: shared memory that the id of a message leads to. Interfaces of kos; what is
// documented says only that the data goes another way than the message.

import type { Handle, Result, Retcode } from '@kos/libkos'
import type { BundleId, Topic } from './i_messagebus.ts'

/** Memory (MDL) of the caller, and how many bytes of it count. */
export interface BundleMemory {
  /** Of KnPmmMdlCreate. */
  readonly handle: Handle
  /** The last one lies in the last page. */
  readonly length: number
}

/** A bundle that this process keeps, until it is disposed, by any of its threads. */
export interface Bundle extends Disposable {
  /** What a message says. No other bundle has it, not even of a bus that is started again. */
  readonly id: BundleId
  /** Bytes. */
  readonly length: number
  /** The handle that keeps it: another process that is given it opens it with `openBundle`. */
  readonly handle: Handle
}

/** A bundle whose memory is mapped, to read only, by the thread that opened it. */
export interface OpenedBundle extends Bundle {
  /** Where it is in the memory of this process. An access ends the process if it was revoked. */
  readonly address: number
  /**
   * The bytes themselves, without copying; undefined if their frames are not contiguous, or
   * whoever put them has revoked them. They are valid until then, and until the bundle is disposed:
   * do not keep them. Nobody stops a write to this array: do not.
   */
  view(): Uint8Array | undefined
  /**
   * Fills `target` from `offset` on. rcOk; rcInvalidArgument: not in the bundle, or it is disposed;
   * rcHandleRevoked: whoever put it has revoked it.
   */
  read(offset: number, target: Uint8Array): Retcode
}

/** Puts and opens bundles. Policies: by `topic` of Put and Open of kl.MessageBusBundles. */
export interface BusBundles {
  /**
   * Puts data that messages of a topic lead to: a copy of bytes, or memory of the caller, which is
   * not copied and which the caller may close and unmap then.
   *
   * The bundle stays until the last of these is gone: what this answers, what `Open` answered to
   * anybody, and messages of the topic with its id that wait or are being delivered. So it may be
   * disposed right after the push.
   *
   * rcInvalidArgument: no name of a topic, no bytes, no memory, or a length that does not end in
   * its last page; rcNoCapability, rcSecurityDisallow: a handle without the right to read or to
   * transfer; rcHandleRevoked; rcQuotaExceeded: too many bundles, bytes or handles, of this process
   * or of all; rcResourceNotFound: there is no bus, or one without bundles; rcNotConnected: it is
   * not there, or ended meanwhile; rcSecurityDisallow: the policy; codes of KnPmmMdlCreate.
   */
  Put(topic: Topic, data: Uint8Array | BundleMemory): Promise<Result<{ readonly bundle: Bundle }>>
  /**
   * Opens the bundle that a message leads to: in `OnMessage` it is there, if its publisher put it,
   * until the promise of that is fulfilled.
   *
   * rcResourceNotFound: no such id, one of another topic, or the bundle has ended, also with its
   * bus; rcHandleRevoked: whoever put it has revoked it; rcInvalidArgument: no id of 64 bits;
   * rcQuotaExceeded: too many handles; rcNotConnected; rcSecurityDisallow: the policy; codes of
   * KnPmmMdlMap.
   */
  Open(topic: Topic, id: BundleId): Promise<Result<{ readonly bundle: OpenedBundle }>>
}
