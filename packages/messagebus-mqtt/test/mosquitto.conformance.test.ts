// MQTT as links rely on it, with Mosquitto.

import { brokerConformance } from '@kos/messagebus/conformance'
import { mqttBroker } from '../src/index.ts'
import { describeMosquitto, Mosquitto } from './mosquitto.ts'

describeMosquitto('with Mosquitto', () => {
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
