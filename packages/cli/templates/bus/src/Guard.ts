// Subscribes to the speed, and publishes an alarm when it is too high.
import { formatRetcode, program, rcBusy, rcOk, unwrap } from '@kos/libkos'
import { InitConnection } from '@kos/messagebus/process'

const limit = 130n

export default program(async (kos) => {
  const { busFactory } = unwrap(await InitConnection(kos, 'kl.MessageBus'))
  const { control } = unwrap(busFactory.CreateBusControl())
  const { bus } = unwrap(busFactory.CreateBus())
  const { runner } = unwrap(busFactory.CreateSubscriberRunner())
  const { id: alarm } = unwrap(await control.RegisterPublisher('alarm'))
  const { id } = unwrap(await control.RegisterSubscriber('guard', new Set(['speed'])))
  // Runs until OnMessage answers another code than rcOk, or somebody unregisters the subscriber.
  const rc = await runner.Run(id, {
    async OnMessage(_topic, speed) {
      if (speed <= limit) return rcOk
      for (;;) {
        const pushed = await bus.Push(alarm, speed)
        if (pushed !== rcBusy) return pushed
        // The queue of the panel is full. The alarm must not be lost, so it is pushed again.
        await kos.KnSleep(100)
      }
    },
  })
  kos.log('guards no more:', formatRetcode(rc))
  return 1
})
