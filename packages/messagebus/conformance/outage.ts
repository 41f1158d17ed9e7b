// The broker goes away and comes back. For adapters whose bench can stop it.

import { expect, test } from 'vitest'
import { brokerTimeout, onStage, type SetUpBroker, type Stage, texts } from './bench.ts'

function withOutages(
  setUp: SetUpBroker,
  act: (stage: Stage, stop: () => Promise<void>, start: () => Promise<void>) => Promise<void>,
): ReturnType<typeof onStage> {
  return onStage(setUp, async (stage, context) => {
    const { bench } = stage
    if (bench.stop === undefined || bench.start === undefined) {
      context.skip('the bench can not stop the broker')
      return
    }
    await act(
      stage,
      async () => bench.stop?.(),
      async () => bench.start?.(),
    )
  })
}

/** Declares the tests. */
export function outageConformance(setUp: SetUpBroker): void {
  test(
    'is told, and the adapter goes on by itself',
    withOutages(setUp, async (stage, stop, start) => {
      const to = await stage.peer({ name: 'to', imports: { a: 'fleeting' } })
      const from = await stage.peer({ name: 'from', exports: { a: 'fleeting' } })
      for (const round of [1, 2]) {
        await stop()
        for (const peer of [to, from]) await peer.until(() => peer.cuts === round)
        await start()
        for (const peer of [to, from]) await peer.until(() => peer.connections === round + 1)
        await from.send('a', `${round}`)
        await to.until(() => to.texts('a').includes(`${round}`))
      }
      expect(to.texts('a')).toEqual(['1', '2'])
    }),
    brokerTimeout,
  )

  test(
    'refuses what is sent meanwhile, and `connected` says when it may be tried again',
    withOutages(setUp, async (stage, stop, start) => {
      const from = await stage.peer({ name: 'from', exports: { a: 'fleeting' } })
      await stop()
      await from.until(() => from.cuts === 1)
      expect(from.broker.send('a', Uint8Array.of(1))).toBe(false)
      await start()
      await from.until(() => from.connections === 2)
      expect(from.broker.send('a', Uint8Array.of(1))).toBe(true)
    }),
    brokerTimeout,
  )

  test(
    'loses nothing that was stored, and brings again what was not acknowledged',
    withOutages(setUp, async (stage, stop, start) => {
      const imports = { a: 'durable' } as const
      const to = await stage.peer({ name: 'to', imports }, false)
      const from = await stage.peer({ name: 'from', exports: imports })
      for (const text of texts(1, 10)) await from.store('a', text, `from/1/${text}`)
      await to.until(() => to.received.length >= 10)
      await stop()
      for (const peer of [to, from]) await peer.until(() => peer.cuts === 1)
      to.acknowledges = true
      await start()
      for (const text of texts(11, 20)) await from.store('a', text, `from/1/${text}`)
      await to.until(() => to.texts('a').includes('20'))
      expect(to.texts('a').slice(-20)).toEqual(texts(1, 20))
    }),
    brokerTimeout,
  )

  test(
    'in the middle of storing loses nothing, and keeps the order',
    withOutages(setUp, async (stage, stop, start) => {
      const imports = { a: 'durable' } as const
      const to = await stage.peer({ name: 'to', imports })
      const from = await stage.peer({ name: 'from', exports: imports })
      const storing = (async () => {
        for (const text of texts(1, 60)) await from.store('a', text, `from/1/${text}`)
      })()
      await to.until(() => to.received.length >= 10)
      await stop()
      await from.until(() => from.cuts === 1)
      await start()
      await storing
      await to.until(() => to.texts('a').includes('60'))
      // Some may have come twice: a link knows them by their sequence.
      expect([...new Set(to.texts('a'))]).toEqual(texts(1, 60))
    }),
    brokerTimeout,
  )

  test(
    'before the first connection is waited for',
    withOutages(setUp, async (stage, stop, start) => {
      await stop()
      const imports = { a: 'durable' } as const
      const to = stage.opened(stage.bench.connect(), { name: 'to', imports })
      await start()
      await to.until(() => to.isConnected)
      const from = await stage.peer({ name: 'from', exports: imports })
      await from.store('a', '1', 'from/1/1')
      await to.until(() => to.received.length === 1)
    }),
    brokerTimeout,
  )
}
