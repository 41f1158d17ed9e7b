import { expect, onTestFinished, test } from 'vitest'
import { DurableSession } from '../src/durable-session.ts'
import { aedesBroker } from './aedes-broker.ts'
import { connectedPeer } from './peer.ts'

test('a session whose window is full does not wait for answers to its pings', async () => {
  const { url } = await aedesBroker()
  const from = await connectedPeer(url, { name: 'from', exports: { alarm: 'durable' } })
  // Keepalive: the client library pings at the second tick, and gives up at the third.
  let tick = (): void => {}
  const timerVariant = {
    set: (callback: () => void) => {
      tick = callback
      return 1
    },
    clear: () => {},
  }
  const troubles: string[] = []
  const acknowledges: (() => void)[] = []
  let happened = (): void => {}
  const session = new DurableSession(
    {
      url,
      client: { timerVariant },
      clientId: 'kos/to:alarm',
      subscriptions: ['kos/alarm'],
      ready: () => happened(),
      trouble: (message) => troubles.push(message),
    },
    1,
    (_bytes, acknowledge) => {
      acknowledges.push(acknowledge)
      happened()
    },
  )
  onTestFinished(() => session.close())
  await new Promise<void>((resolve) => (happened = resolve))
  const received = new Promise<void>((resolve) => (happened = resolve))
  await from.store('alarm', '1')
  await received
  for (let count = 0; count < 9; count++) tick()
  expect(troubles).toEqual([])

  acknowledges[0]?.()
  for (let count = 0; count < 3; count++) tick()
  expect(troubles).toEqual(['kos/to:alarm: Keepalive timeout'])
})
