// Shows what the others publish.
import { program, rcOk, unwrap } from '@kos/libkos'
import { InitConnection } from '@kos/messagebus/process'

const topics = ['reading', 'alarm', 'command']

export default program(async (kos) => {
  const { busFactory } = unwrap(await InitConnection(kos, 'kl.MessageBus'))
  const { control } = unwrap(busFactory.CreateBusControl())
  const { runner } = unwrap(busFactory.CreateSubscriberRunner())
  const { id } = unwrap(await control.RegisterSubscriber('dashboard', new Set(topics)))
  await runner.Run(id, {
    OnMessage(topic, value, dropped) {
      kos.log(`${topic} ${value}${dropped === 0 ? '' : ` (${dropped} dropped)`}`)
      return rcOk
    },
  })
})
