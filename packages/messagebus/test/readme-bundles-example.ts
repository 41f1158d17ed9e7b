import { any, boot, core, error, execute, request, response, VirtualClock } from '@kos/kernel'
import { program, rcOk, type Retcode, unwrap } from '@kos/libkos'
import {
  InitConnection,
  MessageBusBundles,
  MessageBusFactory,
  messageBusProcess,
  MessageBusSession,
} from '@kos/messagebus/process'

const Camera = program(async (kos) => {
  const { busFactory } = unwrap(await InitConnection(kos, 'kl.MessageBus'))
  const { control } = unwrap(busFactory.CreateBusControl())
  const { bus } = unwrap(busFactory.CreateBus())
  const { bundles } = unwrap(busFactory.CreateBundles())
  const { id } = unwrap(await control.RegisterPublisher('frame'))
  for (const grey of [10, 20]) {
    await kos.KnSleep(1000)
    const pixels = new Uint8Array(65_536).fill(grey)
    // Disposed after the push: the message keeps it until its subscribers are done.
    using frame = unwrap(await bundles.Put('frame', pixels)).bundle
    await bus.Push(id, frame.id)
  }
  kos.log('may open frames:', (await bundles.Open('frame', 1n)).rc === rcOk)
  return 0
})

const Viewer = program(async (kos) => {
  const { busFactory } = unwrap(await InitConnection(kos, 'kl.MessageBus'))
  const { control } = unwrap(busFactory.CreateBusControl())
  const { runner } = unwrap(busFactory.CreateSubscriberRunner())
  const { bundles } = unwrap(busFactory.CreateBundles())
  const { id } = unwrap(await control.RegisterSubscriber('viewer', new Set(['frame'])))
  await runner.Run(id, {
    async OnMessage(topic, message): Promise<Retcode> {
      using frame = unwrap(await bundles.Open(topic, message)).bundle
      const pixels = frame.view()
      kos.log(`${frame.length} bytes of grey`, pixels?.[1000])
      return rcOk
    },
  })
  return 0
})

const bus = 'kl.MessageBus'
const kernel = boot(
  {
    programs: { [bus]: messageBusProcess(), Camera, Viewer },
    connections: { Camera: { [bus]: bus }, Viewer: { [bus]: bus } },
    policy: [
      execute(),
      request(any, core),
      request(any, bus, MessageBusFactory),
      request(any, bus, MessageBusSession),
      request('Camera', bus, MessageBusBundles.Put, ({ message }) => message.topic === 'frame'),
      request('Viewer', bus, MessageBusBundles.Open, ({ message }) => message.topic === 'frame'),
      response(bus, any),
      error(bus, any),
    ],
  },
  {
    clock: new VirtualClock(),
    output: ({ process, text }) => console.log(`[${process}] ${text}`),
    onDenied: () => {},
  },
)
await kernel.run({ until: kernel.task('Camera') })
