// The delivery of one message: hold it still, judge it, move its handles, copy it. Everything is decided before the first lasting effect, and each
// side gets a code that says whose fault it is.
//
// Nothing waits here: queues are in `listener.ts`, verdicts in `judge.ts` and `route.ts`, handles in `message-handles.ts`. One message
// is delivered at a time, so the staged message and `clientCode` are shared by all channels of a kernel.

import type { HandleTable } from '@kos/handles'
import { isErrorResponse, messageHeaderSize, messageMid, messageRiid } from '@kos/idl'
import { rcBufferTooLarge, rcBufferTooSmall, rcOk, rcSecurityDisallow, rcSourceFault, rcTargetFault } from '@kos/retcode'
import { guard, type SecurityMonitor } from '@kos/security'
import { PARKED } from '@kos/thread'
import { byteLength, copyBytes, noBytes } from './buffer.ts'
import type { Channel } from './channel.ts'
import { type DenialListener, Judge } from './judge.ts'
import { defaultMessageLimit } from './limits.ts'
import { MessageHandles } from './message-handles.ts'
import { type Party, Received } from './party.ts'
import { ResourceIds } from './resource-ids.ts'
import { type Lane, Passage, Routes } from './route.ts'
import { StagedMessage } from './staged-message.ts'

/** Told what happens to messages, while it happens: it must neither throw nor use IPC. Without a probe each event costs one branch. */
export interface IpcProbe {
  /** A request was received by `server`. */
  requested?(client: Party, server: Party): void
  /** A response was received by `client`. */
  answered?(client: Party, server: Party): void
}

/** What a kernel's IPC is made with. */
export interface ExchangeOptions {
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
export class Exchange {
  readonly routes: Routes = new Routes()
  /** Security ids of resources and processes. */
  readonly ids: ResourceIds
  readonly messageLimit: number
  /** What the client of the last `deliverResponse` goes on with; PARKED if it goes on waiting. */
  clientCode = 0
  /** Replace it at any time; null for none. */
  probe: IpcProbe | null
  readonly #message: StagedMessage = new StagedMessage()
  readonly #judge: Judge
  readonly #handles: MessageHandles

  constructor(options: ExchangeOptions) {
    const monitor = guard(options.monitor)
    this.ids = new ResourceIds(options.handles ?? null)
    this.messageLimit = options.messageLimit ?? defaultMessageLimit
    this.probe = options.probe ?? null
    this.#judge = new Judge(monitor, this.ids, this.#message, options.onDenied ?? null)
    this.#handles = new MessageHandles(options.handles ?? null)
  }

  /**
   * Gives the request of `client` to `server`. Answers rcOk, or the code that ends the client's call; the server then has seen nothing:
   * rcSourceFault (a buffer shrank), rcBufferTooLarge (more than the server's buffers take, or over the message limit),
   * rcInvalidArgument (malformed), rcSecurityDisallow (denied), or what `MessageHandles.move` fails with. rcTargetFault (the server's
   * buffer is empty, or was detached) is for both.
   */
  deliverRequest(client: Party, server: Party): number {
    const { request, requestArena, requestArenaSize: arenaSize } = client
    const size = client.sent.lengthOf(request)
    if (size === 0 || arenaSize > client.sentArena.lengthOf(requestArena)) return rcSourceFault
    if (size > server.received.lengthOf(server.target)) return misfit(server)
    if (arenaSize > server.receivedArena.lengthOf(server.targetArena)) return misfit(server)
    // Asked again: since the call was made, the buffer may have grown.
    if (size + arenaSize > this.messageLimit) return rcBufferTooLarge
    const route = (client.channel as Channel).routeFor(client.peer)
    const message = this.#message
    message.stage(request, client.sent.view, size)
    const riid = messageRiid(message.bytes)
    const mid = messageMid(message.bytes)
    const lane = size < messageHeaderSize ? route.refusing(noHeader) : route.lane(riid, mid)
    const verdict = this.#judge.check(lane.request, requestArena, arenaSize, client.peer, server.peer)
    if (verdict !== rcOk) return verdict
    const moved = this.#handles.move(message.bytes, client.peer, server.peer)
    if (moved !== rcOk) return moved
    this.#copyOut(server, arenaSize)
    client.lane = lane
    client.riid = riid
    client.mid = mid
    server.results[Received.senderSid] = client.peer.sid
    server.results[Received.senderTid] = client.tid
    if (this.probe !== null) this.probe.requested?.(client, server)
    return rcOk
  }

  /**
   * Gives the response of `server` to `client`. Answers the server's code; the client's is in `clientCode`.
   *
   * rcOk both. rcSourceFault (no constant part, or an arena shorter than `arenaSize`) and rcBufferTooLarge (over the message limit): the
   * client goes on waiting. rcInvalidArgument both: malformed, or not for the method that was called. rcSecurityDisallow both: denied.
   * rcTargetFault: the client's buffer is too short (client: rcBufferTooSmall) or was detached (client: rcTargetFault).
   * Otherwise what `MessageHandles.move` fails with, and the client goes on waiting; rcSecurityDisallow ends the call, too.
   */
  deliverResponse(client: Party, server: Party, response: Uint8Array, arena: Uint8Array, arenaSize: number): number {
    const size = server.sent.lengthOf(response)
    this.clientCode = PARKED
    if (size === 0 || arenaSize > server.sentArena.lengthOf(arena)) return rcSourceFault
    if (size + arenaSize > this.messageLimit) return rcBufferTooLarge
    const message = this.#message
    message.stage(response, server.sent.view, size)
    const passage = this.#passageOf(client, message.bytes, size)
    const verdict = this.#judge.check(passage, arena, arenaSize, server.peer, client.peer)
    if (verdict !== rcOk) return this.#both(verdict)
    if (size > client.received.lengthOf(client.target) || arenaSize > client.receivedArena.lengthOf(client.targetArena)) {
      this.clientCode = client.received.lengthOf(client.target) === 0 ? rcTargetFault : rcBufferTooSmall
      return rcTargetFault
    }
    const moved = this.#handles.move(message.bytes, server.peer, client.peer)
    if (moved !== rcOk) return moved === rcSecurityDisallow ? this.#both(moved) : moved
    this.#copyOut(client, arenaSize)
    this.clientCode = rcOk
    if (this.probe !== null) this.probe.answered?.(client, server)
    return rcOk
  }

  #passageOf({ lane, riid, mid }: Party, bytes: Uint8Array, size: number): Passage {
    const isAnswer = size >= messageHeaderSize && messageRiid(bytes) === riid && messageMid(bytes) === mid
    if (isAnswer && lane !== null) return isErrorResponse(bytes) ? lane.error : lane.response
    const { response } = lane as Lane
    const fault =
      size < messageHeaderSize ? noHeader : `it answers method ${messageMid(bytes)} of endpoint ${messageRiid(bytes)}`
    return new Passage(response.head, null, fault)
  }

  #copyOut(party: Party, arenaSize: number): void {
    this.#message.copyTo(party.target)
    if (arenaSize > 0) {
      copyBytes(party.targetArena, this.#judge.arena, arenaSize)
      this.#judge.arena = noBytes
    }
    party.results[Received.size] = this.#message.size
    party.results[Received.arenaSize] = arenaSize
  }

  #both(rc: number): number {
    this.clientCode = rc
    return rc
  }
}

function misfit(server: Party): number {
  return byteLength(server.target) === 0 ? rcTargetFault : rcBufferTooLarge
}
