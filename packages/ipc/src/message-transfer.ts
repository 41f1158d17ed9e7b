// The delivery of a message, the same sequence in both directions:
//
//   1. size        the sender has what it says, within the message limit
//   2. snapshot    a copy, if the sender's buffer may change (`message-snapshot.ts`)
//   3. structure   it is what its interface says (`verdict-cache.ts`)
//   4. room        the receiver's buffers take it
//   5. policy      the security monitor grants it (`policy-check.ts`)
//   6. handles     all of them may move (`message-handles.ts`)
//   7. commit      state of the policy, handles, copy: nothing that can fail
//
// A step that refuses answers the outcome for both sides (`delivery-outcome.ts`), and nothing has
// happened. One message is delivered at a time, so one snapshot serves all channels of a kernel.
// Nothing waits here: queues are in `listener.ts`.

import type { HandleTable } from '@kos/handles'
import { headerFault, messageFlagError, messageHandleCount, messageHeaderSize } from '@kos/idl'
import { rcOk } from '@kos/retcode'
import { failSafe, type SecurityMonitor } from '@kos/security'
import type { Waiter, WaitQueue } from '@kos/thread'
import { copyAll, copyBytes, type MessageBuffer } from './buffer.ts'
import type { Channel } from './channel.ts'
import type { IpcThread } from './ipc-thread.ts'
import { defaultMaxMessageSize } from './limits.ts'
import { MessageHandles } from './message-handles.ts'
import { MessageSnapshot } from './message-snapshot.ts'
import {
  delivered,
  type DeliveryOutcome,
  type DeliveryOutcomes,
  requestOutcomes,
  responseOutcomes,
} from './delivery-outcome.ts'
import { type DenialListener, PolicyCheck } from './policy-check.ts'
import { Received } from './received.ts'
import { ResourceIds } from './resource-ids.ts'
import { type MessageKind, type RequestKind, Verdict, VerdictCaches } from './verdict-cache.ts'

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

/** What a kernel's message transfer is made with. */
export interface MessageTransferOptions {
  /**
   * Asked about each message, but for kinds that it grants as a whole: about those once. If it
   * throws, or answers no decision, the message is denied.
   */
  readonly monitor: SecurityMonitor
  /** Where handles in messages are moved; without it no message may carry one. */
  readonly handles?: HandleTable
  /** Gives resources their security ids; default one of its own, over `handles`. */
  readonly ids?: ResourceIds
  /** Most bytes of a message; default `defaultMaxMessageSize`. */
  readonly maxMessageSize?: number
  /** Hears of every message that was malformed or denied. */
  readonly onDenied?: DenialListener
  readonly probe?: IpcProbe
}

const flagsOffset = 15
const noHeader = 'the constant part is shorter than its header'
const isInFlight = 'a rule or a listener of denials must not send, receive or answer messages'

/** Delivers messages. One for all channels of a kernel. */
export class MessageTransfer {
  readonly verdicts: VerdictCaches = new VerdictCaches()
  /** Security ids of resources and processes. */
  readonly ids: ResourceIds
  readonly maxMessageSize: number
  /**
   * Told of each delivered message, before client and server go on; null for none. It may be
   * replaced at any time.
   */
  probe: IpcProbe | null
  readonly #snapshot: MessageSnapshot = new MessageSnapshot()
  readonly #policy: PolicyCheck
  readonly #handles: MessageHandles

  constructor(options: MessageTransferOptions) {
    this.ids = options.ids ?? new ResourceIds(options.handles ?? null)
    this.maxMessageSize = options.maxMessageSize ?? defaultMaxMessageSize
    this.probe = options.probe ?? null
    this.#policy = new PolicyCheck(failSafe(options.monitor), this.ids, options.onDenied ?? null)
    this.#handles = new MessageHandles(options.handles ?? null)
  }

  /** Why the request of `client` cannot be sent to any server thread; null if it can. */
  unsendable(client: IpcThread): DeliveryOutcome | null {
    const { size } = client.outgoing
    return this.#isSendable(client, size) ? null : unsent(client, size, requestOutcomes)
  }

  /**
   * Gives the request of `client` to `server`: `delivered`, or one of `requestOutcomes`. The server
   * learns nothing of a refused request, but for rcTargetFault if its own buffer is empty.
   */
  deliverRequest(client: IpcThread, server: IpcThread): DeliveryOutcome {
    if (this.#snapshot.isTaken) throw new Error(isInFlight)
    const { outgoing } = client
    const { size } = outgoing
    if (!this.#isSendable(client, size)) return unsent(client, size, requestOutcomes)
    const view = outgoing.view ?? this.#snapshot.take(outgoing, size)
    const channel = client.channel as Channel
    const riid = size < messageHeaderSize ? 0 : view.getUint32(0, true)
    const mid = size < messageHeaderSize ? 0 : view.getUint16(4, true)
    const kind =
      size < messageHeaderSize || (channel.riid >= 0 && channel.riid !== riid)
        ? unfit(channel, client, size, riid)
        : channel.verdictsFor(client.process).request(riid, mid)
    const outcome = this.#deliver(client, server, kind, view, size, requestOutcomes)
    if (outcome !== delivered) return outcome
    client.requestKind = kind
    client.riid = riid
    client.mid = mid
    const { results } = server
    results[Received.senderSid] = client.process.sid
    results[Received.senderTid] = client.tid
    results[Received.context] = channel.context
    if (this.probe !== null) this.#requested(client, server)
    return delivered
  }

  /**
   * Gives the response that `server` sends to `client`, whose request was taken: `delivered`, or
   * one of `responseOutcomes`.
   */
  deliverResponse(client: IpcThread, server: IpcThread): DeliveryOutcome {
    if (this.#snapshot.isTaken) throw new Error(isInFlight)
    const { outgoing } = server
    const { size } = outgoing
    if (!this.#isSendable(server, size)) return unsent(server, size, responseOutcomes)
    const view = outgoing.view ?? this.#snapshot.take(outgoing, size)
    const kind = responseKind(client, view, size)
    const outcome = this.#deliver(server, client, kind, view, size, responseOutcomes)
    if (outcome === delivered && this.probe !== null) this.#answered(client, server)
    return outcome
  }

  // Step 2 for the arena, and steps 3 to 7.
  #deliver(
    from: IpcThread,
    to: IpcThread,
    kind: MessageKind,
    view: DataView,
    size: number,
    outcomes: DeliveryOutcomes,
  ): DeliveryOutcome {
    const snapshot = this.#snapshot
    const { outgoing, outgoingArenaSize: arenaSize } = from
    const { incoming, results } = to
    if (arenaSize > 0) snapshot.takeArena(from.outgoingArena, arenaSize)
    const fault =
      kind.codec === null
        ? this.#opaqueFault(kind, outgoing, size)
        : kind.codec.validate(view, size, snapshot.arena, arenaSize)
    if (fault !== null) return this.#malformed(from, to, kind, fault, outcomes)
    if (!hasRoom(to, size, arenaSize)) return this.#drop(noRoom(to, outcomes))
    if (kind.verdict !== Verdict.granted || kind.mayCarryHandles) {
      const outcome = this.#admit(from, to, kind, size, outcomes)
      if (outcome !== delivered) return outcome
    }
    copyAll(incoming.bytes, snapshot.isTaken ? snapshot.part(size) : outgoing.bytes)
    results[Received.size] = size
    results[Received.arenaSize] = arenaSize
    from.traffic.sentBytes += size + arenaSize
    if (arenaSize > 0 || snapshot.isTaken) this.#finish(to, arenaSize)
    return delivered
  }

  // Steps 5 and 6 where there is anything to do, and their commit. Handles are rewritten, so from
  // here on the constant part is a copy. So is the arena if rules are asked: they are not the
  // kernel's code.
  #admit(
    from: IpcThread,
    to: IpcThread,
    kind: MessageKind,
    size: number,
    outcomes: DeliveryOutcomes,
  ): DeliveryOutcome {
    const snapshot = this.#snapshot
    const arenaSize = from.outgoingArenaSize
    snapshot.take(from.outgoing, size)
    const handleCount = kind.mayCarryHandles ? messageHandleCount(snapshot.bytes) : 0
    if (kind.verdict !== Verdict.granted) {
      snapshot.copyArena(arenaSize)
      // What rules may have changed is looked at again, and before the policy's state is committed.
      const stillStand = standingOf(from, to)
      const mayCommit = (): boolean =>
        stillStand() && this.#prepareArrival(from, to, size, handleCount, outcomes) === delivered
      if (!this.#policy.grants(kind, snapshot, from.process, to.process, mayCommit))
        return this.#drop(outcomes.denied)
      if (!stillStand()) return this.#drop(outcomes.ended)
    }
    const outcome = this.#prepareArrival(from, to, size, handleCount, outcomes)
    if (outcome !== delivered) return this.#drop(outcome)
    if (handleCount > 0) this.#handles.move(snapshot.bytes)
    return delivered
  }

  // Room and handles: what can still refuse a message that the policy grants. Prepares the handle
  // batch that `#handles.move` commits, and changes nothing else.
  #prepareArrival(
    from: IpcThread,
    to: IpcThread,
    size: number,
    handleCount: number,
    outcomes: DeliveryOutcomes,
  ): DeliveryOutcome {
    if (!hasRoom(to, size, from.outgoingArenaSize)) return noRoom(to, outcomes)
    if (handleCount === 0) return delivered
    const { bytes } = this.#snapshot
    const rc = this.#handles.prepare(bytes, handleCount, from.process, to.process)
    return rc === rcOk ? delivered : outcomes.handleFault(rc)
  }

  #isSendable({ outgoingArena, outgoingArenaSize }: IpcThread, size: number): boolean {
    return (
      size > 0 &&
      size + outgoingArenaSize <= this.maxMessageSize &&
      (outgoingArenaSize === 0 || outgoingArenaSize <= outgoingArena.size)
    )
  }

  // For a kind without a codec: why no such message may pass, else what is wrong with the header;
  // or null.
  #opaqueFault({ refusal }: MessageKind, outgoing: MessageBuffer, size: number): string | null {
    if (refusal !== null) return refusal
    const snapshot = this.#snapshot
    snapshot.take(outgoing, size)
    return headerFault(snapshot.bytes, size)
  }

  #malformed(
    from: IpcThread,
    to: IpcThread,
    kind: MessageKind,
    fault: string,
    outcomes: DeliveryOutcomes,
  ): DeliveryOutcome {
    this.#policy.refuse(kind, fault, from.process, to.process)
    return this.#drop(outcomes.malformed)
  }

  // Off the hot path, so that the engine inlines the rest (`ipc/round-trip`).
  #finish(to: IpcThread, arenaSize: number): void {
    const snapshot = this.#snapshot
    if (arenaSize > 0) copyBytes(to.incomingArena.bytes, snapshot.arena, arenaSize)
    snapshot.drop()
  }

  #drop(outcome: DeliveryOutcome): DeliveryOutcome {
    this.#snapshot.drop()
    return outcome
  }

  #requested(client: IpcThread, server: IpcThread): void {
    this.probe?.requested?.(client, server)
  }

  #answered(client: IpcThread, server: IpcThread): void {
    this.probe?.answered?.(client, server)
  }
}

// Why a message cannot be sent: the sender has less than it says, or it is over the limit.
function unsent(
  { outgoingArena, outgoingArenaSize }: IpcThread,
  size: number,
  outcomes: DeliveryOutcomes,
): DeliveryOutcome {
  const isThere = size > 0 && outgoingArenaSize <= outgoingArena.size
  return isThere ? outcomes.tooLarge : outcomes.sourceFault
}

// How to look again at both sides of a message after a rule ran, which may end any thread and close
// any channel: each is where it was, and the channel is open.
function standingOf(from: IpcThread, to: IpcThread): () => boolean {
  const channel = from.channel ?? to.channel
  const [fromQueue, toQueue] = [from.waiter.queue, to.waiter.queue]
  return () =>
    isIn(from.waiter, fromQueue) && isIn(to.waiter, toQueue) && channel?.isClosed === false
}

function isIn(waiter: Waiter, queue: WaitQueue | null): boolean {
  return !waiter.isOver && waiter.queue === queue
}

// Whether the buffers of the receiver take the message.
function hasRoom({ incoming, incomingArena }: IpcThread, size: number, arenaSize: number): boolean {
  return size <= incoming.size && (arenaSize === 0 || arenaSize <= incomingArena.size)
}

function noRoom({ incoming }: IpcThread, outcomes: DeliveryOutcomes): DeliveryOutcome {
  return incoming.size === 0 ? outcomes.targetFault : outcomes.noRoom
}

// The kind of a request that is too short for a header, or not for the endpoint of its channel.
function unfit(channel: Channel, client: IpcThread, size: number, riid: number): RequestKind {
  const verdicts = channel.verdictsFor(client.process)
  if (size < messageHeaderSize) return verdicts.refusing(noHeader)
  return verdicts.refusing(`the handle is bound to endpoint ${channel.riid}, not ${riid}`)
}

// In a response: it answers nothing, and ends the call.
const noRiid = 0xffffffff

// The kind of a response: it must answer the request that was made.
function responseKind(client: IpcThread, view: DataView, size: number): MessageKind {
  const { response, error } = client.requestKind as RequestKind
  if (size < messageHeaderSize) return response.refusing(noHeader)
  const riid = view.getUint32(0, true)
  const mid = view.getUint16(4, true)
  if (riid !== client.riid || mid !== client.mid)
    return response.refusing(
      riid === noRiid
        ? 'its server ended the call without an answer'
        : `it answers method ${mid} of endpoint ${riid}`,
    )
  return (view.getUint8(flagsOffset) & messageFlagError) === 0 ? response : error
}
