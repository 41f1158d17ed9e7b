// The three machines as processes, with a broker that is killed, and a controller that is killed.

import { afterEach, expect, onTestFinished, test } from 'vitest'
// @boundaries-ignore tests share how a server is started
import { describeNats, NatsServer } from '../../../packages/messagebus-nats/test/nats-server.ts'
import { Machine } from './machine.ts'

const machines: Machine[] = []
afterEach(async () => {
  for (const each of machines.splice(0)) await each.kill()
})

function started(name: string, broker: string): Machine {
  const machine = new Machine(name, broker)
  machines.push(machine)
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

describeNats('a fleet', () => {
  test('loses no alarm and no command, whoever is killed meanwhile', async () => {
    const server = await NatsServer.start()
    onTestFinished(() => server[Symbol.asyncDispose]())
    const broker = `nats://${server.servers}`
    const dashboard = started('dashboard', broker)
    const controller = started('controller', broker)
    const sensor = started('sensor', broker)
    const more = async (machine: Machine, topic: string, count: number): Promise<void> => {
      const last = machine.last(topic)
      await machine.until(() => machine.last(topic) >= last + count)
    }
    // From here on the broker stores for all of them.
    await more(dashboard, 'command', 1)

    await server.kill()
    await more(sensor, 'alarm', 20)
    await server.start()
    await more(dashboard, 'command', 40)

    await controller.kill()
    await more(sensor, 'alarm', 20)
    controller.start()
    await more(dashboard, 'command', 40)

    await Promise.all([server.kill(), controller.kill()])
    await more(sensor, 'alarm', 20)
    controller.start()
    await server.start()
    await more(dashboard, 'command', 40)

    const last = sensor.last('alarm')
    await dashboard.until(() => dashboard.last('command') >= last)
    const [answered, shown] = [controller, dashboard].map((each) => firsts(each.numbers('alarm')))
    const commands = firsts(dashboard.numbers('command'))
    for (const seen of [answered, shown, commands]) {
      const first = seen?.[0] ?? 0
      expect(first).toBeGreaterThan(0)
      expect(seen?.slice(0, last - first + 1)).toEqual(range(first, last))
    }
    // All that was accepted, and numbered without a gap.
    expect(sensor.numbers('alarm')).toEqual(range(1, sensor.last('alarm')))
  })
})
