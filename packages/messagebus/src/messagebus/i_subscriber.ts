// Receiving messages: documented header `messagebus/i_subscriber.h`.

import type { Retcode } from '@kos/libkos'
import type { BundleId, ClientId } from './i_messagebus.ts'

/** The callback of a subscriber (topic `messagebus_component_isubwait`). */
export interface ISubscriber {
  /**
   * A message has come. A code other than rcOk ends `Run`. `dropped` is of kos: so many messages of
   * the topic went before this one since the queue was full.
   */
  OnMessage(topic: string, id: BundleId, dropped: number): Retcode | Promise<Retcode>
}

/** Waits for one message. */
export interface IWaiter {
  /**
   * Waits for a message and calls `OnMessage` once: its code. Codes as `ISubscriberRunner.Run`.
   *
   * @deprecated Use `ISubscriberRunner.Run`.
   */
  Wait(id: ClientId, subscriber: ISubscriber): Promise<Retcode>
}

/** Waits for messages. */
export interface ISubscriberRunner {
  /**
   * Waits for messages, and calls `OnMessage` for one after the other, until that answers another
   * code than rcOk, which is the answer. The calling thread waits meanwhile.
   *
   * rcOk: the subscriber was unregistered meanwhile; rcResourceNotFound: no such id in this
   * process, or the connection was closed; rcInvalidOperation: the id of a publisher; rcBusy: a
   * thread waits for this subscriber already; rcNotConnected: the bus ended, and did not come
   * again; rcSecurityDisallow; codes of KnNoticeCreate and KnNoticeSubscribeToObject.
   */
  Run(id: ClientId, subscriber: ISubscriber): Promise<Retcode>
}
