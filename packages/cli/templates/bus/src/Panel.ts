// Subscribes to both topics, and shows what comes. Messages come in the order of their pushes.
import { formatRetcode, program, rcOk, unwrap } from '@kos/libkos'
import { InitConnection } from '@kos/messagebus/process'

export default program(async (kos) => {
  const { busFactory } = unwrap(await InitConnection(kos, 'kl.MessageBus'))
  const { control } = unwrap(busFactory.CreateBusControl())
  const { runner } = unwrap(busFactory.CreateSubscriberRunner())
  const { id } = unwrap(await control.RegisterSubscriber('panel', new Set(['speed', 'alarm'])))
  const rc = await runner.Run(id, {
    // So many messages of the topic went before this one, as the queue was full: of the speed only.
    OnMessage(topic, value, dropped) {
      kos.log(`${topic} ${value}${dropped === 0 ? '' : ` (${dropped} dropped)`}`)
      return rcOk
    },
  })
  kos.log('shows no more:', formatRetcode(rc))
  return 1
})
