// How the adapter is made: options of its own, and those of the client, which are passed on. What
// says how the client reconnects is not among them: the adapter connects anew by itself.

import type { JetStreamOptions, StreamConfig } from '@nats-io/jetstream'
import type { NodeConnectionOptions } from '@nats-io/transport-node'
import { defaultAckWait, defaultStoreTimeout, minAckWait } from './limits.ts'
import { Names } from './names.ts'

/** Options of the client by which it reconnects. */
type Reconnecting =
  | 'maxReconnectAttempts'
  | 'reconnect'
  | 'reconnectDelayHandler'
  | 'reconnectJitter'
  | 'reconnectJitterTLS'
  | 'reconnectTimeWait'
  | 'reconnectToServer'
  | 'waitOnFirstConnect'

/** The options of the client's `connect`: servers, user, pass, token, authenticator, tls, ... */
export type NatsClientOptions = Omit<NodeConnectionOptions, Reconnecting>

/** How a broker of NATS is made. */
export interface NatsBrokerOptions extends NatsClientOptions {
  /** What subjects begin with, and what the stream is named after: `kos` if left out. */
  readonly prefix?: string
  /**
   * The stream, if it has to be made: `name`, `storage`, `max_bytes`, `max_age`,
   * `duplicate_window` (both in nanoseconds), ... One that is there stays as it is.
   */
  readonly stream?: Partial<Omit<StreamConfig, 'subjects'>>
  /** Domain and API prefix of JetStream, if they are not the usual ones. */
  readonly jetstream?: Pick<JetStreamOptions, 'apiPrefix' | 'domain'>
  /**
   * Milliseconds after which the server delivers again what was not acknowledged, e.g. to the next
   * link of the same name: 5000 if left out, 100 at least.
   */
  readonly ackWait?: number
  /** Milliseconds in which the server must say that it has stored a message: 5000 if left out. */
  readonly storeTimeout?: number
}

/** The options, checked. */
export interface Settings {
  readonly names: Names
  readonly stream: Partial<StreamConfig> & { readonly name: string }
  readonly jetstream: JetStreamOptions
  readonly ackWait: number
  readonly storeTimeout: number
  readonly client: NatsClientOptions
}

/** Throws TypeError for options that are none. */
export function settingsOf(options: NatsBrokerOptions): Settings {
  const {
    prefix = 'kos',
    stream = {},
    jetstream = {},
    ackWait = defaultAckWait,
    storeTimeout = defaultStoreTimeout,
    ...client
  } = options
  if (!(ackWait >= minAckWait && ackWait < 2 ** 31))
    throw new TypeError(`${ackWait} is no ackWait: ${minAckWait} ms or more`)
  if (!(storeTimeout >= 1 && storeTimeout < 2 ** 31))
    throw new TypeError(`${storeTimeout} is no storeTimeout: 1 ms or more`)
  const names = new Names(prefix)
  return {
    names,
    stream: { ...stream, name: stream.name ?? names.stream },
    jetstream: { ...jetstream, timeout: storeTimeout },
    ackWait,
    storeTimeout,
    client,
  }
}
