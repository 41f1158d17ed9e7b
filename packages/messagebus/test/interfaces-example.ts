import { any, boot, core, execute, request, response, VirtualClock } from '@kos/kernel'
import { type Kos, program, rcOk, type Retcode } from '@kos/libkos'
import { InitConnection, type ISubscriber, messageBusProcess } from '@kos/messagebus/process'

const Config = program(async (kos) => {
  const { rc, busFactory } = await InitConnection(kos, 'kl.MessageBus')
  if (rc !== rcOk) return 1
  const { control } = busFactory.CreateBusControl()
  const { bus } = busFactory.CreateBus()
  if (control === undefined || bus === undefined) return 1

  const registered = await control.RegisterPublisher('config')
  if (registered.rc !== rcOk) return 1
  const { id } = registered
  await kos.KnSleep(10)
  for (const entry of [7n, 9n]) {
    const pushed = await bus.Push(id, entry)
    kos.log(pushed === rcOk ? 'pushed' : 'declined', entry)
  }
  return (await control.UnregisterPublisher(id)) === rcOk ? 0 : 1
})

class ConfigListener implements ISubscriber {
  readonly #kos: Kos

  constructor(kos: Kos) {
    this.#kos = kos
  }

  OnMessage(topic: string, id: bigint): Retcode {
    this.#kos.log(topic, 'entry', id)
    return rcOk
  }
}

const Viewer = program(async (kos) => {
  const { rc, busFactory } = await InitConnection(kos, 'kl.MessageBus')
  if (rc !== rcOk) return 1
  const { control } = busFactory.CreateBusControl()
  const { runner } = busFactory.CreateSubscriberRunner()
  if (control === undefined || runner === undefined) return 1

  const registered = await control.RegisterSubscriber('viewer', new Set(['config']))
  if (registered.rc !== rcOk) return 1
  await runner.Run(registered.id, new ConfigListener(kos))
  return 0
})

const kernel = boot(
  {
    programs: { 'kl.MessageBus': messageBusProcess(), Config, Viewer },
    connections: {
      Config: { 'kl.MessageBus': 'kl.MessageBus' },
      Viewer: { 'kl.MessageBus': 'kl.MessageBus' },
    },
    policy: [
      execute(),
      request(any, core),
      request('Config', 'kl.MessageBus'),
      request('Viewer', 'kl.MessageBus'),
      response('kl.MessageBus', any),
    ],
  },
  {
    clock: new VirtualClock(),
    output: ({ process, text }) => console.log(`[${process}] ${text}`),
  },
)
await kernel.run({ until: kernel.task('Config') })
await kernel.run({ until: 'idle' })
