import { MessageBus, topic } from '@kos/messagebus'
import { joinBus, memoryBroker } from '@kos/messagebus/link'

const topics = { alarm: topic<bigint>(), speed: topic<bigint>('dropOldest') }
const [car, centre] = [new MessageBus({ topics }), new MessageBus({ topics })]
const broker = memoryBroker()

await using up = joinBus(car.core, {
  name: 'car',
  broker: broker.client(),
  exports: { alarm: 'durable', speed: 'fleeting' },
})
await using down = joinBus(centre.core, {
  name: 'centre',
  broker: broker.client(),
  imports: { alarm: 'durable', speed: 'fleeting' },
})

using alarm = car.publisher('alarm')
alarm.push(7n)

const desk = centre.subscribe('desk', ['alarm', 'speed'])
for await (const { topic: subject, id } of desk) {
  console.log(subject, id, up.stats().isConnected, down.stats().isConnected)
  desk[Symbol.dispose]()
}
