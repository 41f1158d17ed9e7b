// Publishes the speed, once a second. Alarms are none of its business: the policy says so.
import { formatRetcode, program, rcOk, unwrap } from '@kos/libkos'
import { InitConnection } from '@kos/messagebus/process'

export default program(async (kos) => {
  const { busFactory } = unwrap(await InitConnection(kos, 'kl.MessageBus'))
  const { control } = unwrap(busFactory.CreateBusControl())
  const { bus } = unwrap(busFactory.CreateBus())
  const { id } = unwrap(await control.RegisterPublisher('speed'))
  for (const speed of [90n, 120n, 140n, 110n]) {
    await kos.KnSleep(1000)
    // A message is a topic and a number.
    const rc = await bus.Push(id, speed)
    if (rc !== rcOk) kos.log('the speed was not delivered:', formatRetcode(rc))
  }
  const { rc } = await control.RegisterPublisher('alarm')
  kos.log('publishing alarms:', formatRetcode(rc))
  return 0
})
