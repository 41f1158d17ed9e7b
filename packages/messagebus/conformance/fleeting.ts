// Messages that may be lost: while nothing is wrong none is, and they come in order.

import { expect, test } from 'vitest'
import { brokerTimeout, onStage, type SetUpBroker, texts } from './bench.ts'

/** Declares the tests. */
export function fleetingConformance(setUp: SetUpBroker): void {
  test(
    'reach every link that imports their topic, in order',
    onStage(setUp, async (stage) => {
      const imports = { a: 'fleeting' } as const
      const one = await stage.peer({ name: 'one', imports })
      const other = await stage.peer({ name: 'other', imports })
      const from = await stage.peer({ name: 'from', exports: { a: 'fleeting' } })
      for (const text of texts(1, 300)) await from.send('a', text)
      for (const to of [one, other]) {
        await to.until(() => to.received.length >= 300)
        expect(to.texts('a')).toEqual(texts(1, 300))
        expect(to.received.every(({ acknowledge }) => acknowledge === null)).toBe(true)
      }
      expect(from.received).toEqual([])
    }),
    brokerTimeout,
  )

  test(
    'reach nobody who does not import their topic',
    onStage(setUp, async (stage) => {
      const to = await stage.peer({ name: 'to', imports: { a: 'fleeting' } })
      const exports = { a: 'fleeting', b: 'fleeting' } as const
      const from = await stage.peer({ name: 'from', exports })
      await from.send('b', 'not for it')
      await from.send('a', 'for it')
      await to.until(() => to.received.length > 0)
      expect(to.received.map(({ topic }) => topic)).toEqual(['a'])
    }),
    brokerTimeout,
  )

  test(
    'are not kept for a link that is away',
    onStage(setUp, async (stage) => {
      const imports = { a: 'fleeting' } as const
      const away = await stage.peer({ name: 'away', imports })
      const there = await stage.peer({ name: 'there', imports })
      const from = await stage.peer({ name: 'from', exports: { a: 'fleeting' } })
      await away.close()
      await from.send('a', 'meanwhile')
      await there.until(() => there.received.length === 1)
      const back = await stage.peer({ name: 'away', imports })
      await from.send('a', 'then')
      await back.until(() => back.received.length > 0)
      expect(back.texts('a')).toEqual(['then'])
    }),
    brokerTimeout,
  )

  test(
    'are refused while too much is on its way, and then there is room',
    onStage(setUp, async (stage) => {
      const from = await stage.peer({ name: 'from', exports: { a: 'fleeting' } })
      const bytes = new Uint8Array(1024)
      let sent = 0
      // A broker that takes 64 MiB at once has no bound.
      while (sent < 65_536 && from.broker.send('a', bytes)) sent++
      expect(sent).toBeGreaterThan(0)
      expect(sent).toBeLessThan(65_536)
      await from.until(() => from.rooms > 0)
      expect(from.broker.send('a', bytes)).toBe(true)
    }),
    brokerTimeout,
  )
}
