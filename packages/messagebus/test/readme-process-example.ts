import { any, boot, core, execute, request, response, VirtualClock } from '@kos/kernel'
import { program, rcOk, unwrap } from '@kos/libkos'
import {
  InitConnection,
  MessageBusFactory,
  messageBusProcess,
  MessageBusSession,
} from '@kos/messagebus/process'

const Sensor = program(async (kos) => {
  const { busFactory } = unwrap(await InitConnection(kos, 'kl.MessageBus'))
  const { control } = unwrap(busFactory.CreateBusControl())
  const { bus } = unwrap(busFactory.CreateBus())
  const { id } = unwrap(await control.RegisterPublisher('speed'))
  for (const speed of [90n, 95n]) {
    await kos.KnSleep(1000)
    await bus.Push(id, speed)
  }
  kos.log('may publish alarms:', (await control.RegisterPublisher('alarm')).rc === rcOk)
  return 0
})

const Panel = program(async (kos) => {
  const { busFactory } = unwrap(await InitConnection(kos, 'kl.MessageBus'))
  const { control } = unwrap(busFactory.CreateBusControl())
  const { runner } = unwrap(busFactory.CreateSubscriberRunner())
  const { id } = unwrap(await control.RegisterSubscriber('panel', new Set(['speed'])))
  await runner.Run(id, {
    OnMessage(topic, message) {
      kos.log(topic, message)
      return rcOk
    },
  })
  return 0
})

const kernel = boot(
  {
    programs: { 'kl.MessageBus': messageBusProcess({ capacity: 16 }), Sensor, Panel },
    connections: {
      Sensor: { 'kl.MessageBus': 'kl.MessageBus' },
      Panel: { 'kl.MessageBus': 'kl.MessageBus' },
    },
    policy: [
      execute(),
      request(any, core),
      request('Panel', 'kl.MessageBus'),
      request('Sensor', 'kl.MessageBus', MessageBusFactory),
      request('Sensor', 'kl.MessageBus', MessageBusSession.Push),
      request('Sensor', 'kl.MessageBus', MessageBusSession.RegisterPublisher, ({ message }) => {
        return message.topic === 'speed'
      }),
      response('kl.MessageBus', any),
    ],
  },
  {
    clock: new VirtualClock(),
    output: ({ process, text }) => console.log(`[${process}] ${text}`),
    onDenied: () => {},
  },
)
await kernel.run({ until: kernel.task('Sensor') })
