// Messages that are stored: they come in order, and again until they are acknowledged.

import { expect, test } from 'vitest'
import { brokerTimeout, onStage, type Peer, type SetUpBroker, texts } from './bench.ts'

const exports = { a: 'durable' } as const
const imports = { a: 'durable' } as const

async function storeAll(from: Peer, all: readonly string[]): Promise<void> {
  for (const text of all) await from.store('a', text, `from/1/${text}`)
}

/** Declares the tests. */
export function durableConformance(setUp: SetUpBroker): void {
  test(
    'reach every link that imports their topic, in order',
    onStage(setUp, async (stage) => {
      const one = await stage.peer({ name: 'one', imports })
      const other = await stage.peer({ name: 'other', imports })
      const from = await stage.peer({ name: 'from', exports })
      await storeAll(from, texts(1, 100))
      for (const to of [one, other]) {
        await to.until(() => to.received.length >= 100)
        expect(to.texts('a')).toEqual(texts(1, 100))
        expect(to.received.every(({ acknowledge }) => acknowledge !== null)).toBe(true)
      }
    }),
    brokerTimeout,
  )

  test(
    'of several topics come each in its order',
    onStage(setUp, async (stage) => {
      const topics = { a: 'durable', b: 'durable', c: 'fleeting' } as const
      const to = await stage.peer({ name: 'to', imports: topics })
      const from = await stage.peer({ name: 'from', exports: topics })
      for (const text of texts(1, 30)) {
        const stored = ['a', 'b'].map((topic) => from.store(topic, text, `${topic}/${text}`))
        await Promise.all([...stored, from.send('c', text)])
      }
      await to.until(() => to.received.length >= 90)
      for (const topic of ['a', 'b', 'c']) expect(to.texts(topic)).toEqual(texts(1, 30))
    }),
    brokerTimeout,
  )

  test(
    'come again to the next link of the name until they are acknowledged',
    onStage(setUp, async (stage) => {
      const from = await stage.peer({ name: 'from', exports })
      const first = await stage.peer({ name: 'to', imports }, false)
      await storeAll(from, texts(1, 10))
      await first.until(() => first.received.length === 10)
      for (const { acknowledge } of first.received.slice(0, 4)) acknowledge?.()
      await first.close()
      const next = await stage.peer({ name: 'to', imports })
      await next.until(() => next.texts('a').includes('10'))
      // What was acknowledged just before the end may not have been heard any more.
      const rest = next.texts('a').slice(-6)
      expect(rest).toEqual(texts(5, 10))
      expect(texts(1, 10).slice(-next.received.length)).toEqual(next.texts('a'))
    }),
    brokerTimeout,
  )

  test(
    'that were acknowledged do not come again',
    onStage(setUp, async (stage) => {
      const from = await stage.peer({ name: 'from', exports })
      const first = await stage.peer({ name: 'to', imports })
      await storeAll(from, texts(1, 10))
      await first.until(() => first.received.length === 10)
      await first.close()
      const next = await stage.peer({ name: 'to', imports })
      await storeAll(from, ['11'])
      await next.until(() => next.texts('a').includes('11'))
      expect(next.texts('a')).toEqual(['11'])
    }),
    brokerTimeout,
  )

  test(
    'wait for a link that is away, and for each by itself',
    onStage(setUp, async (stage) => {
      const from = await stage.peer({ name: 'from', exports })
      const there = await stage.peer({ name: 'there', imports })
      const away = await stage.peer({ name: 'away', imports })
      await away.close()
      await storeAll(from, texts(1, 100))
      await there.until(() => there.received.length === 100)
      const back = await stage.peer({ name: 'away', imports })
      await storeAll(from, texts(101, 110))
      for (const to of [there, back]) {
        await to.until(() => to.texts('a').includes('110'))
        expect(to.texts('a')).toEqual(texts(1, 110))
      }
    }),
    brokerTimeout,
  )

  test(
    'come as many at a time as the window says',
    onStage(setUp, async (stage) => {
      const from = await stage.peer({ name: 'from', exports: { ...exports, fence: 'fleeting' } })
      const both = { ...imports, fence: 'fleeting' } as const
      const to = await stage.peer({ name: 'to', imports: both, window: 3 }, false)
      await storeAll(from, texts(1, 20))
      for (let acknowledged = 0; acknowledged < 20; acknowledged++) {
        const most = Math.min(acknowledged + 3, 20)
        await to.until(() => to.texts('a').length >= most)
        const fences = to.texts('fence').length
        await from.send('fence', 'now')
        await to.until(() => to.texts('fence').length > fences)
        expect(to.texts('a')).toEqual(texts(1, most))
        to.received.filter(({ topic }) => topic === 'a')[acknowledged]?.acknowledge?.()
      }
    }),
    brokerTimeout,
  )

  test(
    'with the same id are kept once',
    onStage(setUp, async (stage, context) => {
      const reason = stage.bench.lacks?.messageIds
      if (reason !== undefined) context.skip(reason)
      const to = await stage.peer({ name: 'to', imports })
      const from = await stage.peer({ name: 'from', exports })
      await from.store('a', 'one', 'id%0000002e/1/0')
      await from.store('a', 'one', 'id%0000002e/1/0')
      await from.close()
      const again = await stage.peer({ name: 'from', exports })
      await again.store('a', 'one', 'id%0000002e/1/0')
      await again.store('a', 'two', 'id%0000002e/1/1')
      await to.until(() => to.texts('a').includes('two'))
      expect(to.texts('a')).toEqual(['one', 'two'])
    }),
    brokerTimeout,
  )

  test(
    'may be acknowledged twice, and after the end',
    onStage(setUp, async (stage) => {
      const from = await stage.peer({ name: 'from', exports })
      const to = await stage.peer({ name: 'to', imports }, false)
      await storeAll(from, texts(1, 2))
      await to.until(() => to.received.length === 2)
      to.received[0]?.acknowledge?.()
      to.received[0]?.acknowledge?.()
      await to.close()
      to.received[1]?.acknowledge?.()
      const next = await stage.peer({ name: 'to', imports })
      await next.until(() => next.texts('a').includes('2'))
    }),
    brokerTimeout,
  )
}
