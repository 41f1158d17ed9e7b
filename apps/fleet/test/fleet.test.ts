// The three machines as processes, with a broker that ends and starts again, and a controller that is
// killed.

import { afterEach, expect, test } from 'vitest'
// @boundaries-ignore tests share how a server is started
import { describeMosquitto, Mosquitto } from '../../../packages/messagebus-mqtt/test/mosquitto.ts'
// @boundaries-ignore tests share how a server is started
import { describeNats, NatsServer } from '../../../packages/messagebus-nats/test/nats-server.ts'
import { Machine } from './machine.ts'

/** A broker in a process of its own. */
interface Server {
  readonly url: string
  end(): Promise<void>
  start(): Promise<void>
}

/** Milliseconds: the machines compile their programs, each start anew, on a machine that may be busy. */
const timeout = 300_000

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

function started(name: string, { url }: Server): Machine {
  const machine = new Machine(name, url)
  ends.push(() => machine.kill())
  machine.start()
  return machine
}

/** Each number once, where it came first. */
function firsts(numbers: readonly number[]): number[] {
  return [...new Set(numbers)]
}

/** All numbers of a range. */
function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** Waits until a machine wrote of so many more messages of a topic. */
async function more(machine: Machine, topic: string, count: number): Promise<void> {
  const last = machine.last(topic)
  await machine.until(() => machine.last(topic) >= last + count)
}

async function losesNothing(server: Server): Promise<void> {
  const dashboard = started('dashboard', server)
  const controller = started('controller', server)
  const sensor = started('sensor', server)
  // From here on the broker stores for all of them.
  await more(dashboard, 'alarm', 1)
  await more(dashboard, 'command', 1)

  await server.end()
  await more(sensor, 'alarm', 10)
  await server.start()
  await more(dashboard, 'command', 20)

  await controller.kill()
  await more(sensor, 'alarm', 10)
  controller.start()
  await more(dashboard, 'command', 20)

  const last = sensor.last('alarm')
  await dashboard.until(() => dashboard.last('command') >= last && dashboard.last('alarm') >= last)
  const alarms = firsts(controller.numbers('alarm'))
  const shown = firsts(dashboard.numbers('alarm'))
  const commands = firsts(dashboard.numbers('command'))
  // Those that were accepted before somebody imported them are nobody's.
  for (const seen of [alarms, shown, commands]) {
    const first = seen[0] ?? 0
    expect(first).toBeGreaterThan(0)
    expect(seen.slice(0, last - first + 1)).toEqual(range(first, last))
  }
  // All that was accepted, and numbered without a gap.
  expect(sensor.numbers('alarm')).toEqual(range(1, sensor.last('alarm')))
}

describeNats('a fleet over NATS', () => {
  test(
    'loses no alarm and no command, whoever is killed meanwhile',
    async () => {
      const server = await NatsServer.start()
      ends.push(() => server[Symbol.asyncDispose]())
      await losesNothing({
        url: `nats://${server.servers}`,
        end: () => server.kill(),
        start: () => server.start(),
      })
    },
    timeout,
  )
})

describeMosquitto('a fleet over MQTT', () => {
  // Mosquitto stores when it ends, and a kill is a loss.
  test(
    'loses no alarm and no command, whoever ends meanwhile',
    async () => {
      const server = await Mosquitto.start()
      ends.push(() => server.close())
      await losesNothing({
        url: server.url,
        end: () => server.cut(),
        start: () => server.listen(),
      })
    },
    timeout,
  )
})
