// The bus of the dashboard.
import { messageBusProcess } from '@kos/messagebus/process'
import { broker } from '../../src/broker.ts'

export default messageBusProcess({
  topics: { reading: 'dropOldest' },
  link: {
    name: 'dashboard',
    broker: broker(),
    imports: { reading: 'fleeting', alarm: 'durable', command: 'durable' },
  },
})
