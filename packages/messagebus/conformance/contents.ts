// What a message carries: any name of a topic, and any bytes.

import { expect, test } from 'vitest'
import type { Travel } from '@kos/messagebus/link'
import { brokerTimeout, onStage, type SetUpBroker } from './bench.ts'

/** Names that mean something to some broker, or differ by little. */
const names: readonly string[] = [
  'plain',
  'with spaces',
  ' ',
  '.',
  'a.b',
  'a..b',
  '.a.',
  '*',
  'a.*',
  '>',
  'a.>',
  '#',
  'a/#',
  '+',
  '+/b',
  '/',
  'a/b',
  'a//b',
  '$SYS',
  '$SYS/a',
  '%',
  '%41',
  'A',
  'a',
  '_',
  '__',
  '-',
  '\\',
  '"\'`',
  'a:b;c,d',
  '\t',
  '\n',
  '\0',
  'ü',
  'u\u0308',
  'алярм',
  '速度',
  '🚗',
  'x'.repeat(255),
  '速'.repeat(255),
]

function all(travel: Travel): Record<string, Travel> {
  return Object.fromEntries(names.map((name) => [name, travel]))
}

/** Declares the tests. */
export function contentsConformance(setUp: SetUpBroker): void {
  for (const travel of ['fleeting', 'durable'] as const) {
    test(
      `is of a topic of any name: ${travel}`,
      onStage(setUp, async (stage) => {
        const to = await stage.peer({ name: 'to > all / * #', imports: all(travel) })
        const from = await stage.peer({ name: 'from.all + %', exports: all(travel) })
        for (const [index, name] of names.entries())
          if (travel === 'fleeting') await from.send(name, `${index}`)
          else await from.store(name, `${index}`, `from/1/${index}`)
        await to.until(() => to.received.length >= names.length)
        for (const [index, name] of names.entries()) expect(to.texts(name)).toEqual([`${index}`])
      }),
      brokerTimeout,
    )

    test(
      `arrives byte by byte as it was: ${travel}`,
      onStage(setUp, async (stage) => {
        const to = await stage.peer({ name: 'to', imports: { a: travel } })
        const from = await stage.peer({ name: 'from', exports: { a: travel } })
        const values = Uint8Array.from({ length: 256 }, (_, value) => value)
        const singles = Array.from(values, (value) => Uint8Array.of(value))
        const large = Uint8Array.from({ length: 2048 }, (_, at) => (at * 7) % 256)
        const messages = [values, ...singles, large]
        for (const [index, bytes] of messages.entries())
          if (travel === 'fleeting') await from.send('a', bytes)
          else await from.store('a', bytes, `from/1/${index}`)
        await to.until(() => to.received.length >= messages.length)
        expect(to.received.map(({ bytes }) => [...bytes])).toEqual(
          messages.map((bytes) => [...bytes]),
        )
      }),
      brokerTimeout,
    )
  }
}
