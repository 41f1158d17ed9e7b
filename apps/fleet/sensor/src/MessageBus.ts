// The bus of the sensor. Of readings only the newest count, and some may be lost; no alarm may be.
import { messageBusProcess } from '@kos/messagebus/process'
import { broker } from '../../src/broker.ts'

export default messageBusProcess({
  topics: { reading: 'dropOldest', alarm: 'decline' },
  link: {
    name: 'sensor',
    broker: broker(),
    exports: { reading: 'fleeting', alarm: 'durable' },
  },
})
