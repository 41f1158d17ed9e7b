// The broker by which the buses of all machines are joined: FLEET_BROKER says which, a server of NATS
// or one of MQTT.

import type { Broker } from '@kos/messagebus/link'
import { mqttBroker } from '@kos/messagebus-mqtt'
import { natsBroker } from '@kos/messagebus-nats'

/** Where a broker of this machine is. */
export const localBroker = 'nats://127.0.0.1:4222'

/** The way to it, for one link. */
export function broker(): Broker {
  const url = process.env['FLEET_BROKER'] ?? localBroker
  const prefix = 'fleet'
  if (!url.startsWith('nats:')) return mqttBroker({ url, prefix })
  // A machine that was killed and is back gets after a second what it did not acknowledge.
  return natsBroker({ servers: url, prefix, ackWait: 1000 })
}
