// An adapter is opened, closed, and opened again.

import { expect, test } from 'vitest'
import { brokerTimeout, onStage, type SetUpBroker } from './bench.ts'

/** Declares the tests. */
export function lifecycleConformance(setUp: SetUpBroker): void {
  test(
    'says once that it is connected, and not before `open` is over',
    onStage(setUp, async (stage) => {
      const peer = stage.opened(stage.bench.connect(), { name: 'a', imports: { a: 'fleeting' } })
      expect(peer.isConnected).toBe(false)
      await peer.until(() => peer.isConnected)
      expect(peer.connections).toBe(1)
      expect(peer.cuts).toBe(0)
    }),
    brokerTimeout,
  )

  test(
    'throws when it is opened twice, and goes on',
    onStage(setUp, async (stage) => {
      const topics = { name: 'a', imports: { a: 'fleeting' }, exports: { b: 'fleeting' } } as const
      const to = await stage.peer({ name: 'to', imports: { b: 'fleeting' } })
      const peer = await stage.peer(topics)
      expect(() => stage.opened(peer.broker, topics)).toThrow(TypeError)
      await peer.send('b', 'still there')
      await to.until(() => to.received.length === 1)
    }),
    brokerTimeout,
  )

  test(
    'closes also when it is not open, and opens again with other topics',
    onStage(setUp, async (stage) => {
      const broker = stage.bench.connect()
      await broker.close()
      const first = stage.opened(broker, { name: 'x', imports: { a: 'durable', b: 'fleeting' } })
      await first.until(() => first.isConnected)
      await first.close()
      await first.close()
      const then = stage.opened(broker, { name: 'x', imports: { a: 'durable', c: 'fleeting' } })
      await then.until(() => then.isConnected)
      const exports = { a: 'durable', b: 'fleeting', c: 'fleeting' } as const
      const from = await stage.peer({ name: 'from', exports })
      await from.send('b', 'not any more')
      await from.send('c', 'now')
      await from.store('a', 'still', 'from/1/1')
      await then.until(() => then.received.length >= 2)
      expect(then.received.map(({ topic }) => topic).toSorted()).toEqual(['a', 'c'])
    }),
    brokerTimeout,
  )

  test(
    'closes while it connects',
    onStage(setUp, async (stage) => {
      const peer = stage.opened(stage.bench.connect(), { name: 'x', imports: { a: 'durable' } })
      await peer.close()
      expect(peer.late).toBe(0)
      const then = stage.opened(peer.broker, { name: 'x', imports: { a: 'durable' } })
      await then.until(() => then.isConnected)
    }),
    brokerTimeout,
  )

  test(
    'tells nothing after it was closed',
    onStage(setUp, async (stage) => {
      const imports = { a: 'fleeting', b: 'durable' } as const
      const closed = await stage.peer({ name: 'closed', imports })
      const there = await stage.peer({ name: 'there', imports })
      const from = await stage.peer({ name: 'from', exports: imports })
      for (const text of ['1', '2', '3']) {
        await from.send('a', text)
        await from.store('b', text, `from/1/${text}`)
      }
      await closed.close()
      await there.until(() => there.received.length === 6)
      expect(closed.late).toBe(0)
    }),
    brokerTimeout,
  )

  test(
    'refuses to send and to store when it is closed, and does not throw',
    onStage(setUp, async (stage) => {
      const exports = { a: 'fleeting', b: 'durable' } as const
      const peer = await stage.peer({ name: 'from', exports })
      await peer.close()
      expect(peer.broker.send('a', Uint8Array.of(1))).toBe(false)
      await expect(peer.broker.store('b', Uint8Array.of(1), 'from/1/1')).rejects.toThrow()
    }),
    brokerTimeout,
  )
}
