// Sending messages: documented header `messagebus/i_messagebus.h`.

import type { Retcode } from '@kos/libkos'

/** The subject of a message. */
export type Topic = string
/** The id of a client of the bus, in the process that registered it. */
export type ClientId = number
/** The id of a message: 64 bits without a sign. */
export type BundleId = bigint

/** Sends messages to the bus (topic `messagebus_component_iprovider`). */
export interface IProvider {
  /**
   * Sends a message to all subscribers of the topic of a publisher, or to none.
   *
   * rcOk; rcBusy: a queue is full; rcResourceNotFound: no such id in this process;
   * rcInvalidOperation: the id of a subscriber; rcInvalidArgument: no id of 64 bits;
   * rcNotConnected: the bus is not there, or ended meanwhile: then nobody says whether it had the
   * message; rcAlreadyExists: the bus was started again, and somebody else has the topic now;
   * rcSecurityDisallow.
   */
  Push(id: ClientId, dataId: BundleId): Promise<Retcode>
}
