import { setTimeout } from 'node:timers/promises'
import { Bus, Delivery } from '@kos/messagebus'
import { joinBus } from '@kos/messagebus/link'
import { natsBroker } from '@kos/messagebus-nats'

const servers = process.env['NATS_SERVERS'] ?? '127.0.0.1:4222'
let hasTrouble = false
const onTrouble = (line: string): void => {
  hasTrouble = true
  console.log(line)
}

const room = new Bus<bigint>()
const roomLink = joinBus(room, {
  name: 'room',
  broker: natsBroker({ servers }),
  imports: { alarm: 'durable', speed: 'fleeting' },
  onTrouble,
})
const { subscriber } = room.registerSubscriber('panel', ['alarm', 'speed'])

// The same in another process, or on another machine.
const plant = new Bus<bigint>()
const plantLink = joinBus(plant, {
  name: 'plant',
  broker: natsBroker({ servers }),
  exports: { alarm: 'durable', speed: 'fleeting' },
})

const links = [roomLink, plantLink]
const areConnected = (): boolean => links.every((link) => link.stats().isConnected)
while (!areConnected() && !hasTrouble) await setTimeout(20)

const { publisher } = plant.registerPublisher('alarm')
for (const id of [1n, 2n, 3n]) publisher?.push(id)

const delivery = new Delivery<bigint>()
for (let count = 0; count < 3 && !hasTrouble;) {
  for (; subscriber?.take(delivery); count++) console.log(delivery.topic, delivery.id)
  await setTimeout(20)
}
for (const link of links) await link.close()
