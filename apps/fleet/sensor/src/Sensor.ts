// Publishes what it reads, twice a second; what is too hot is an alarm, too. A message is a topic and a
// number: of an alarm how many there were.
import { formatRetcode, program, rcOk, unwrap } from '@kos/libkos'
import { InitConnection } from '@kos/messagebus/process'

const limit = 80
const pause = Number(process.env['FLEET_PAUSE'] ?? 500)

export default program(async (kos) => {
  const { busFactory } = unwrap(await InitConnection(kos, 'kl.MessageBus'))
  const { control } = unwrap(busFactory.CreateBusControl())
  const { bus } = unwrap(busFactory.CreateBus())
  const { id: reading } = unwrap(await control.RegisterPublisher('reading'))
  const { id: alarm } = unwrap(await control.RegisterPublisher('alarm'))
  let alarms = 0n
  for (let time = 0; ; time++) {
    await kos.KnSleep(pause)
    const degrees = degreesAt(time)
    // One that is lost does not matter: the next one comes.
    await bus.Push(reading, BigInt(degrees))
    if (degrees <= limit) continue
    const rc = await bus.Push(alarm, alarms + 1n)
    // Declined: the broker is away for so long that the queue of the link is full.
    if (rc !== rcOk) kos.log('an alarm is not accepted:', formatRetcode(rc))
    else kos.log(`alarm ${++alarms}: ${degrees} degrees`)
  }
})

function degreesAt(time: number): number {
  return 70 + ((time * 7) % 17)
}
