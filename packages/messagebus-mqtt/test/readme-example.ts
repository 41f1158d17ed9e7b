import { Bus, Delivery } from '@kos/messagebus'
import { joinBus } from '@kos/messagebus/link'
import { mqttBroker } from '@kos/messagebus-mqtt'
import { setTimeout as pause } from 'node:timers/promises'

const url = process.env['MQTT_URL'] ?? 'mqtt://localhost'
const topics = { alarm: 'durable', speed: 'fleeting' } as const

const desk = new Bus<bigint>()
const fromCar = joinBus(desk, { name: 'desk', broker: mqttBroker({ url }), imports: topics })
while (!fromCar.stats().isConnected) await pause(10)

const car = new Bus<bigint>()
const toDesk = joinBus(car, { name: 'car', broker: mqttBroker({ url }), exports: topics })
const { publisher: alarm } = car.registerPublisher('alarm')
alarm?.push(7n)

const { subscriber } = desk.registerSubscriber('panel', ['alarm', 'speed'])
const message = new Delivery<bigint>()
while (subscriber?.take(message) === false) await pause(10)
console.log(message.topic, message.id)

await toDesk.close()
await fromCar.close()
