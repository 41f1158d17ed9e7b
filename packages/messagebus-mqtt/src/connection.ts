// A connection of the client library, as this package wants all of them: MQTT 3.1.1, pauses that
// grow between tries, and ready when it has subscribed, each time anew.

import { connect, type MqttClient } from 'mqtt'
import type { ClientOptions } from './client-options.ts'
import { firstPause, longestEnd, longestPause } from './limits.ts'

/** What a connection is for, and who hears of it. */
export interface ConnectionOptions {
  readonly url: string
  readonly client: ClientOptions
  readonly clientId: string
  /** Whether the broker forgets it when it ends. */
  readonly clean: boolean
  readonly subscriptions: readonly string[]
  readonly qos: 0 | 1
  /** It is ready from now on, or is not. */
  readonly ready: (isReady: boolean) => void
  /** Hears why it is not ready: each reason once, not with each try. */
  readonly trouble: (message: string) => void
}

/** Begins to connect. */
export function openConnection({
  url,
  client: options,
  clientId,
  clean,
  subscriptions,
  qos,
  ready,
  trouble,
}: ConnectionOptions): MqttClient {
  const client = connect(url, {
    ...options,
    clientId,
    clean,
    protocolVersion: 4,
    queueQoSZero: false,
    reconnectOnConnackError: true,
    reconnectPeriod: firstPause,
    resubscribe: false,
  })
  let isReady = false
  /** What was told last since it was ready: a broker that is away is not told of with each try. */
  let told = ''
  const tell = (message: string): void => {
    if (message === told) return
    told = message
    trouble(message)
  }
  const succeed = (): void => {
    if (isReady) return
    isReady = true
    told = ''
    client.options.reconnectPeriod = firstPause
    ready(true)
  }
  client.on('connect', () => {
    if (subscriptions.length === 0) return succeed()
    client.subscribe([...subscriptions], { qos }, (error) => {
      if (error === null) return succeed()
      if (!client.connected) return
      tell(`${clientId} may not subscribe: ${error.message}`)
      client.stream.destroy()
    })
  })
  // A session has subscribed before, and its first messages may come before that is answered.
  client.on('packetreceive', ({ cmd }) => {
    if (cmd === 'publish') succeed()
  })
  client.on('close', () => {
    // The client has begun the pause with the old value.
    client.options.reconnectPeriod = longerPause(client.options.reconnectPeriod ?? firstPause)
    if (!isReady) return
    isReady = false
    ready(false)
    // A link of the same name, for one, ends it without an error.
    if (told === '') tell(`${clientId}: the connection has ended`)
  })
  // Several addresses that all fail are an error without a message.
  client.on('error', (error) => tell(`${clientId}: ${error.message || String(error)}`))
  return client
}

/**
 * Ends a connection: the broker hears of it behind all that was sent, and closes. If it does not,
 * it is not waited for any longer than the limit.
 */
export async function endConnection(client: MqttClient): Promise<void> {
  if (!client.connected) return client.endAsync(true)
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      client.stream.destroy()
      resolve()
    }, longestEnd)
    client.end(false, () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** The pause after one of `msec` milliseconds. */
export function longerPause(msec: number): number {
  return Math.min(2 * msec, longestPause)
}
