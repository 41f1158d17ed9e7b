// The bus of the controller.
import { messageBusProcess } from '@kos/messagebus/process'
import { broker } from '../../src/broker.ts'

export default messageBusProcess({
  link: {
    name: 'controller',
    broker: broker(),
    imports: { alarm: 'durable' },
    exports: { command: 'durable' },
  },
})
