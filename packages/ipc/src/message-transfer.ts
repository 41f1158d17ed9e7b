// The delivery of one message: hold it still, judge it, move its handles, copy it. Everything is
// decided before the first lasting effect, and each side gets a code that says whose fault it is.
//
// Nothing waits here: queues are in `listener.ts`, verdicts in `policy-check.ts` and `route.ts`, handles
// in `message-handles.ts`. One message is delivered at a time, so the staged message and
// `clientCode` are shared by all channels of a kernel.

import type { HandleTable } from '@kos/handles'
import { isErrorResponse, messageHeaderSize, messageMid, messageRiid } from '@kos/idl'
import {
  rcBufferTooLarge,
  rcBufferTooSmall,
  rcOk,
  rcSecurityDisallow,
  rcSourceFault,
  rcTargetFault,
} from '@kos/retcode'
import { guard, type SecurityMonitor } from '@kos/security'
import { PARKED } from '@kos/thread'
import { byteLength, copyBytes, noBytes } from './buffer.ts'
import type { Channel } from './channel.ts'
import { type DenialListener, PolicyCheck } from './policy-check.ts'
import { defaultMessageLimit } from './limits.ts'
import { MessageHandles } from './message-handles.ts'
import type { IpcThread } from './ipc-thread.ts'
import { Received, ReceivedResponse } from './received.ts'
import { ResourceIds } from './resource-ids.ts'
import { type Lane, Passage, Routes } from './route.ts'
import { MessageSnapshot } from './message-snapshot.ts'

/**
 * Told what happens to messages, while it happens: it must neither throw nor use IPC. Without a
 * probe each event costs one branch.
 */
export interface IpcProbe {
  /** A request was received by `server`. */
  requested?(client: IpcThread, server: IpcThread): void
  /** A response was received by `client`. */
  answered?(client: IpcThread, server: IpcThread): void
}

/** What a kernel's IPC is made with. */
export interface MessageTransferOptions {
  /** Asked about each message. If it throws, or answers no decision, the message is denied. */
  readonly monitor: SecurityMonitor
  /** Where handles in messages are moved; without it no message may carry one. */
  readonly handles?: HandleTable
  /** Most bytes of a message; default `defaultMessageLimit`. */
  readonly messageLimit?: number
  /** Hears of every message that was malformed or denied. */
  readonly onDenied?: DenialListener
  readonly probe?: IpcProbe
}

const noHeader = 'the constant part is shorter than its header'

/** Delivers messages. One for all channels of a kernel. */
export class MessageTransfer {
  readonly routes: Routes = new Routes()
  /** Security ids of resources and processes. */
  readonly ids: ResourceIds
  readonly messageLimit: number
  /** What the client of the last `deliverResponse` goes on with; PARKED if it goes on waiting. */
  clientCode = 0
  /** Replace it at any time; null for none. */
  probe: IpcProbe | null
  /** The message that is being delivered, and who judges it. */
  readonly message: MessageSnapshot = new MessageSnapshot()
  readonly judge: PolicyCheck
  readonly #handles: MessageHandles

  constructor(options: MessageTransferOptions) {
    const monitor = guard(options.monitor)
    this.ids = new ResourceIds(options.handles ?? null)
    this.messageLimit = options.messageLimit ?? defaultMessageLimit
    this.probe = options.probe ?? null
    this.judge = new PolicyCheck(monitor, this.ids, this.message, options.onDenied ?? null)
    this.#handles = new MessageHandles(options.handles ?? null)
  }

  /**
   * Whether the request of a client can be sent at all: rcOk, rcSourceFault (no constant part, or
   * an arena cut short) or rcBufferTooLarge.
   */
  sendable(client: IpcThread): number {
    const size = client.sent.lengthOf(client.request)
    const { requestArenaSize: arenaSize } = client
    if (size === 0 || arenaSize > client.sentArena.lengthOf(client.requestArena))
      return rcSourceFault
    return size + arenaSize > this.messageLimit ? rcBufferTooLarge : rcOk
  }

  /**
   * Gives the request of `client` to `server`. Answers rcOk, or the code that ends the client's
   * call; the server then has seen nothing: rcSourceFault (a buffer shrank), rcBufferTooLarge (more
   * than the server's buffers take, or over the message limit), rcInvalidArgument (malformed),
   * rcSecurityDisallow (denied), or what `MessageHandles.move` fails with. rcTargetFault (the
   * server's buffer is empty, or was detached) is for both.
   */
  deliverRequest(client: IpcThread, server: IpcThread): number {
    const { request, requestArenaSize: arenaSize } = client
    const size = client.sent.lengthOf(request)
    // The limit is held again: since the call was made, the buffer may have grown.
    const fits = size >= messageHeaderSize && size <= server.received.lengthOf(server.target)
    if (
      !fits ||
      size + arenaSize > this.messageLimit ||
      (arenaSize > 0 && !arenaFits(client, server))
    ) {
      return this.#misfit(client, server, size)
    }
    const { message } = this
    message.stage(request, client.sent.view, size)
    const { bytes } = message
    const riid = messageRiid(bytes)
    const mid = messageMid(bytes)
    const lane = (client.channel as Channel).routeFor(client.peer).lane(riid, mid)
    const verdict = this.judge.check(
      lane.request,
      client.sentArena,
      client.requestArena,
      arenaSize,
      client.peer,
      server.peer,
    )
    if (verdict !== rcOk) return verdict
    if (message.handleCount > 0) {
      const moved = this.#handles.move(message.bytes, client.peer, server.peer)
      if (moved !== rcOk) return moved
    }
    message.copyTo(server.target)
    if (arenaSize > 0) this.#copyArena(server, arenaSize)
    client.lane = lane
    client.riid = riid
    client.mid = mid
    const { results } = server
    results[Received.size] = size
    results[Received.arenaSize] = arenaSize
    results[Received.senderSid] = client.peer.sid
    results[Received.senderTid] = client.tid
    results[Received.context] = (client.channel as Channel).context
    if (this.probe !== null) this.#requested(client, server)
    return rcOk
  }

  /**
   * Gives the response of `server` to `client`. Answers the server's code; the client's is in
   * `clientCode`.
   *
   * rcOk both. rcSourceFault (no constant part, or an arena shorter than `arenaSize`) and
   * rcBufferTooLarge (over the message limit): the client goes on waiting. rcInvalidArgument both:
   * malformed, or not for the method that was called. rcSecurityDisallow both: denied.
   * rcTargetFault: the client's buffer is too short (client: rcBufferTooSmall) or was detached
   * (client: rcTargetFault). Otherwise what `MessageHandles.move` fails with, and the client goes
   * on waiting; rcSecurityDisallow ends the call, too.
   */
  deliverResponse(
    client: IpcThread,
    server: IpcThread,
    response: Uint8Array,
    arena: Uint8Array,
    arenaSize: number,
  ): number {
    const size = server.sent.lengthOf(response)
    this.clientCode = PARKED
    if (size === 0 || (arenaSize > 0 && arenaSize > server.sentArena.lengthOf(arena)))
      return rcSourceFault
    if (size + arenaSize > this.messageLimit) return rcBufferTooLarge
    const { message } = this
    message.stage(response, server.sent.view, size)
    const { bytes } = message
    const lane = client.lane as Lane
    const isAnswer =
      size >= messageHeaderSize &&
      messageRiid(bytes) === client.riid &&
      messageMid(bytes) === client.mid
    const passage = !isAnswer
      ? noAnswer(lane, bytes, size)
      : isErrorResponse(bytes)
        ? lane.error
        : lane.response
    const verdict = this.judge.check(
      passage,
      server.sentArena,
      arena,
      arenaSize,
      server.peer,
      client.peer,
    )
    if (verdict !== rcOk) return this.#both(verdict)
    const fits = size <= client.received.lengthOf(client.target)
    if (!fits || (arenaSize > 0 && arenaSize > client.receivedArena.lengthOf(client.targetArena))) {
      this.clientCode = byteLength(client.target) === 0 ? rcTargetFault : rcBufferTooSmall
      return rcTargetFault
    }
    if (message.handleCount > 0) {
      const moved = this.#handles.move(message.bytes, server.peer, client.peer)
      if (moved !== rcOk) return moved === rcSecurityDisallow ? this.#both(moved) : moved
    }
    message.copyTo(client.target)
    if (arenaSize > 0) this.#copyArena(client, arenaSize)
    const { results } = client
    results[ReceivedResponse.size] = size
    results[ReceivedResponse.arenaSize] = arenaSize
    this.clientCode = rcOk
    if (this.probe !== null) this.#answered(client, server)
    return rcOk
  }

  // Apart from the way of all messages: the engine inlines what is short.
  #requested(client: IpcThread, server: IpcThread): void {
    this.probe?.requested?.(client, server)
  }

  #answered(client: IpcThread, server: IpcThread): void {
    this.probe?.answered?.(client, server)
  }

  // Why a request is not even looked at; the usual checks said only that something is wrong.
  #misfit(client: IpcThread, server: IpcThread, size: number): number {
    const { requestArenaSize: arenaSize } = client
    const rc = this.sendable(client)
    if (rc !== rcOk) return rc
    if (byteLength(server.target) === 0) return rcTargetFault
    if (size > byteLength(server.target) || arenaSize > byteLength(server.targetArena))
      return rcBufferTooLarge
    const passage = (client.channel as Channel).routeFor(client.peer).refusing(noHeader).request
    this.message.stage(client.request, null, size)
    return this.judge.check(
      passage,
      client.sentArena,
      client.requestArena,
      arenaSize,
      client.peer,
      server.peer,
    )
  }

  #copyArena(party: IpcThread, arenaSize: number): void {
    copyBytes(party.targetArena, this.judge.arena, arenaSize)
    this.judge.arena = noBytes
  }

  #both(rc: number): number {
    this.clientCode = rc
    return rc
  }
}

function arenaFits(client: IpcThread, server: IpcThread): boolean {
  const { requestArenaSize } = client
  const isThere = requestArenaSize <= client.sentArena.lengthOf(client.requestArena)
  return isThere && requestArenaSize <= server.receivedArena.lengthOf(server.targetArena)
}

// A response that does not answer the request that was made.
function noAnswer({ response }: Lane, bytes: Uint8Array, size: number): Passage {
  const answered = `it answers method ${messageMid(bytes)} of endpoint ${messageRiid(bytes)}`
  return new Passage(response.head, null, size < messageHeaderSize ? noHeader : answered)
}
