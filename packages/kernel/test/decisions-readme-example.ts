// The examples of the decisions in the README of libkos: pieces of these programs, which run.

import {
  connect,
  defineInterface,
  handleOf,
  type Kos,
  KosInitializedMutex,
  type KosMutex,
  offer,
  program,
  rcFail,
  rcOk,
  rcTimeout,
  securityOf,
  serve,
  string,
  ThreadPriorityNormal,
  uint32,
} from '@kos/libkos'

const Lamp = defineInterface('demo.Lamp', { Turn: { in: { level: uint32 } } })
const Lamps = defineInterface('demo.Lamps', {
  Take: { in: { number: uint32 }, error: { reason: string(32) } },
  Borrow: { out: { lamp: handleOf(() => Lamp) } },
  Close: {},
  Rest: {},
})

class GreenLamp {
  Turn(): void {}
}

export const Seller = program({ endpoints: { lamps: Lamps, lamp: Lamp } }, async (kos) => {
  const Take = ({ number }: { readonly number: number }) => ({
    error: { reason: `there is no lamp ${number}` },
  })
  const Rest = async () => void (await kos.KosThreadSleep(1_000))
  using lamp = offer(kos, 'shop', Lamp, new GreenLamp())
  const Borrow = () => ({ lamp: lamp.handle })
  const Close = () => void lamp.revoke()
  await serve(kos, 'shop', { lamps: { Take, Borrow, Close, Rest }, lamp: null })
})

async function exitWithLock(kos: Kos, mutex: KosMutex): Promise<void> {
  await kos.KosMutexLock(mutex)
  try {
    await kos.KosThreadExit(3)
  } finally {
    kos.KosMutexUnlock(mutex)
  }
}

async function keepBusy(kos: Kos): Promise<void> {
  await connect(kos, Lamps, 'shop', 'lamps').Rest()
}

const Approve = defineInterface('demo.Approve', { Check: { in: { port: uint32 } } })

export const Customer = program({ security: Approve }, async (kos) => {
  const lamps = connect(kos, Lamps, 'shop', 'lamps')
  {
    const { rc, error } = await lamps.Take({ number: 7 })
    if (rc === rcFail) kos.log('the shop refused:', error?.reason)
  }
  const { lamp } = await lamps.Borrow()
  await lamps.Close()
  kos.log('after it was revoked:', (await lamp?.Turn({ level: 1 }))?.rc)
  kos.KosThreadCreate(ThreadPriorityNormal, 0, keepBusy, null, 0)
  await kos.KosThreadSleep(10)
  {
    const { rc } = await lamps.Take({ number: 7 }, { deadline: 100 })
    if (rc === rcTimeout) kos.log('the shop did not take the request')
  }
  const mutex = KosInitializedMutex()
  kos.KosThreadCreate(ThreadPriorityNormal, 0, exitWithLock, mutex, 0)
  await kos.KosThreadSleep(10)
  if (securityOf(kos, Approve).Check({ port: 8080 }) === rcOk) kos.log('the port is approved')
  kos.log('the mutex is free:', kos.KosMutexTryLock(mutex))
})
