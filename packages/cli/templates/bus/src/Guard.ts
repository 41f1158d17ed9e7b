// Subscribes to the speed, and publishes an alarm when it is too high.
import { program, rcOk, unwrap } from '@kos/libkos'
import { InitConnection } from '@kos/messagebus/process'

const limit = 130n

export default program(async (kos) => {
  const { busFactory } = unwrap(await InitConnection(kos, 'kl.MessageBus'))
  const { control } = unwrap(busFactory.CreateBusControl())
  const { bus } = unwrap(busFactory.CreateBus())
  const { runner } = unwrap(busFactory.CreateSubscriberRunner())
  const { id: alarm } = unwrap(await control.RegisterPublisher('alarm'))
  const { id } = unwrap(await control.RegisterSubscriber('guard', new Set(['speed'])))
  // Runs until somebody unregisters the subscriber: for ever.
  await runner.Run(id, {
    OnMessage: (_topic, speed) => (speed > limit ? bus.Push(alarm, speed) : rcOk),
  })
})
