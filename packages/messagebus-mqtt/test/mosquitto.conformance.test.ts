// MQTT as links rely on it, with Mosquitto.

import { brokerConformance } from '@kos/messagebus/conformance'
import { describe, test } from 'vitest'
import { mqttBroker } from '../src/index.ts'
import { hasMosquitto, Mosquitto } from './mosquitto.ts'

describe('with Mosquitto', () => {
  if (!hasMosquitto) return test.skip('this machine has no mosquitto: install it to test with it')
  brokerConformance('MQTT', async () => {
    const server = await Mosquitto.start()
    const { url } = server
    return {
      connect: () => mqttBroker({ url }),
      stop: () => server.cut(),
      start: () => server.listen(),
      end: () => server.close(),
      lacks: { messageIds: 'MQTT has no ids of messages: what is stored twice arrives twice' },
    }
  })
})
