// Answers each alarm with a command, which has its number.
import { type Kos, program, rcBusy, rcOk, type Retcode, unwrap } from '@kos/libkos'
import { busStats, InitConnection } from '@kos/messagebus/process'

export default program(async (kos) => {
  const { busFactory } = unwrap(await InitConnection(kos, 'kl.MessageBus'))
  const { control } = unwrap(busFactory.CreateBusControl())
  const { bus } = unwrap(busFactory.CreateBus())
  const { runner } = unwrap(busFactory.CreateSubscriberRunner())
  const { id: command } = unwrap(await control.RegisterPublisher('command'))
  const { id } = unwrap(await control.RegisterSubscriber('controller', new Set(['alarm'])))
  await runner.Run(id, {
    async OnMessage(_topic, alarm): Promise<Retcode> {
      kos.log(`alarm ${alarm}`)
      let rc = await bus.Push(command, alarm)
      for (; rc === rcBusy; rc = await bus.Push(command, alarm)) await kos.KnSleep(10)
      unwrap({ rc })
      // The alarm comes again, also after a death of this machine, until the next one is fetched. So
      // its command is at the broker before that: no alarm is without one.
      while (!(await isStored(kos))) await kos.KnSleep(10)
      kos.log(`command ${alarm}`)
      return rcOk
    },
  })
})

/** Whether no command waits for the broker. */
async function isStored(kos: Kos): Promise<boolean> {
  const { stats } = unwrap(await busStats(kos, 'kl.MessageBus'))
  return stats.subscriptions.every(({ topic, waiting }) => topic !== 'command' || waiting === 0)
}
