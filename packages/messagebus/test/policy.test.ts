// A policy decides by the topic who may publish and who may subscribe to what.

import { any, boot, core, execute, request, response, VirtualClock } from '@kos/kernel'
import { type Kos, rcOk, rcSecurityDisallow } from '@kos/libkos'
import { expect, test } from 'vitest'
import { MessageBusFactory, messageBusProcess, MessageBusSession } from '../src/process.ts'
import { busName, interfacesOf } from './bus-world.ts'

const { RegisterPublisher, RegisterSubscriber, AddTopic, Push } = MessageBusSession

test('a process publishes and subscribes to the topics that the policy grants it', async () => {
  await using kernel = boot(
    {
      programs: { [busName]: messageBusProcess(), Sensor: null, Panel: null },
      connections: { Sensor: { [busName]: busName }, Panel: { [busName]: busName } },
      policy: [
        execute(),
        request(any, core),
        response(busName, any),
        request(any, busName, MessageBusFactory),
        request('Sensor', busName, RegisterPublisher, ({ message }) => message.topic === 'speed'),
        request('Sensor', busName, Push),
        request('Panel', busName, RegisterSubscriber, ({ message }) => message.topic === 'speed'),
        request('Panel', busName, AddTopic, ({ message }) => message.topic === 'alarm'),
        request('Panel', busName, MessageBusSession.UnregisterSubscriber),
      ],
    },
    { clock: new VirtualClock(), onDenied: () => {} },
  )
  const act = async (name: string, routine: (kos: Kos) => Promise<void>): Promise<void> => {
    const done = kernel.as(name, routine)
    await kernel.run({ until: done })
    await done
  }
  await act('Sensor', async (kos) => {
    const { control, bus } = await interfacesOf(kos)
    expect((await control.RegisterPublisher('alarm')).rc).toBe(rcSecurityDisallow)
    const { rc, id } = await control.RegisterPublisher('speed')
    expect(rc).toBe(rcOk)
    expect(await bus.Push(id as number, 1n)).toBe(rcOk)
  })
  await act('Panel', async (kos) => {
    const { control } = await interfacesOf(kos)
    const subscribe = async (...topics: string[]): Promise<unknown> =>
      (await control.RegisterSubscriber('panel', new Set(topics))).rc
    expect(await subscribe('alarm')).toBe(rcSecurityDisallow)
    expect(await subscribe('speed', 'keys')).toBe(rcSecurityDisallow)
    expect(await subscribe('speed', 'alarm')).toBe(rcOk)
    expect((await control.RegisterPublisher('speed')).rc).toBe(rcSecurityDisallow)
  })
})
