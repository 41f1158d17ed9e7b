// What comes of the delivery of a message: a code for each side, which says whose fault it is.
//
// PARKED as a code means that this side notices nothing and goes on waiting. The steps that lead to
// an outcome are in `message-transfer.ts`.

import {
  rcBufferTooLarge,
  rcBufferTooSmall,
  rcInvalidArgument,
  rcNotConnected,
  rcOk,
  rcSecurityDisallow,
  rcSourceFault,
  rcTargetFault,
} from '@kos/retcode'
import { PARKED } from '@kos/thread'

/** How a delivery ends for the client that calls and for the server that receives or replies. */
export interface DeliveryOutcome {
  /** What the client's call ends with; PARKED: the client goes on waiting. */
  readonly client: number
  /** What the server's call ends with; PARKED: the server thread goes on waiting for a request. */
  readonly server: number
}

/** The outcomes of one direction, by the step that refuses the message. */
export interface DeliveryOutcomes {
  /** The sender has no constant part, or less arena than it says. */
  readonly sourceFault: DeliveryOutcome
  /** The message is over the message limit. */
  readonly tooLarge: DeliveryOutcome
  /** The message does not have the structure of its kind. */
  readonly malformed: DeliveryOutcome
  /** The receiver's buffer for the constant part is empty or was detached. */
  readonly targetFault: DeliveryOutcome
  /** One of the receiver's buffers is shorter than what it is sent. */
  readonly noRoom: DeliveryOutcome
  /** The policy denies the message. */
  readonly denied: DeliveryOutcome
  /**
   * While the policy was asked, one of the two sides ended, its wait did, or the channel closed.
   */
  readonly ended: DeliveryOutcome
  /** A handle of the message cannot be moved: `rc` says why. */
  handleFault(rc: number): DeliveryOutcome
}

const outcome = (client: number, server: number): DeliveryOutcome =>
  Object.freeze({ client, server })

/** The message has arrived. */
export const delivered: DeliveryOutcome = /* @__PURE__ */ outcome(rcOk, rcOk)

/** A request that is refused ends the client's call; the server thread waits for the next one. */
export const requestOutcomes: DeliveryOutcomes = /* @__PURE__ */ Object.freeze({
  sourceFault: outcome(rcSourceFault, PARKED),
  tooLarge: outcome(rcBufferTooLarge, PARKED),
  malformed: outcome(rcInvalidArgument, PARKED),
  // The fault is the server's own, so it hears of it as well.
  targetFault: outcome(rcTargetFault, rcTargetFault),
  noRoom: outcome(rcBufferTooLarge, PARKED),
  denied: outcome(rcSecurityDisallow, PARKED),
  ended: outcome(rcNotConnected, PARKED),
  handleFault: (rc: number) => outcome(rc, PARKED),
})

/**
 * A response that is the sender's fault may be mended: the client goes on waiting. What ends the
 * call as well is what no further attempt could mend, or must not.
 */
export const responseOutcomes: DeliveryOutcomes = /* @__PURE__ */ Object.freeze({
  sourceFault: outcome(PARKED, rcSourceFault),
  tooLarge: outcome(PARKED, rcBufferTooLarge),
  malformed: outcome(rcInvalidArgument, rcInvalidArgument),
  targetFault: outcome(rcTargetFault, rcTargetFault),
  noRoom: outcome(rcBufferTooSmall, rcTargetFault),
  denied: outcome(rcSecurityDisallow, rcSecurityDisallow),
  ended: outcome(PARKED, rcNotConnected),
  handleFault: (rc: number) => outcome(rc === rcSecurityDisallow ? rc : PARKED, rc),
})
