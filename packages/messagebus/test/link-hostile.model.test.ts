// Anybody may write to a broker: any bytes on a topic are counted, reach nobody as messages unless
// they are some, and harm nobody else. KOS_MODEL_RUNS sets the number of runs.

import { rcOk, unwrap } from '@kos/retcode'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bus, Delivery } from '../src/index.ts'
import { Batch, BatchEncoder } from '../src/link/batch.ts'
import { joinBus, memoryBroker } from '../src/link.ts'
import { settle } from './link-machines.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 150)

const genuine = fc
  .record({
    origin: fc.string({ minLength: 1, maxLength: 20 }),
    epoch: fc.nat(),
    sequence: fc.oneof(fc.nat(100), fc.maxSafeInteger().map(Math.abs)),
    ids: fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 70 }),
  })
  .map(({ origin, epoch, sequence, ids }) =>
    new BatchEncoder(origin, epoch, 0).encode(sequence, ids, ids.length),
  )

/** Batches, some with a few bytes changed, cut off, or added. */
const changed = fc
  .record({
    bytes: genuine,
    changes: fc.array(fc.record({ at: fc.nat(40), value: fc.nat(255) }), { maxLength: 3 }),
    length: fc.integer({ min: -9, max: 9 }),
  })
  .map(({ bytes, changes, length }) => {
    const made = new Uint8Array(Math.max(0, bytes.length + length))
    made.set(bytes.subarray(0, made.length))
    for (const { at, value } of changes) if (at < made.length) made[at] = value
    return made
  })

const anything = fc.oneof(fc.uint8Array({ maxLength: 700 }), genuine, changed)

test('any bytes are a batch, exactly, or none', () => {
  fc.assert(
    fc.property(anything, (bytes) => {
      const batch = Batch.read(bytes)
      if (batch === null) return
      const { count, sequence } = batch
      expect(count).toBeGreaterThan(0)
      expect(Number.isSafeInteger(sequence + count)).toBe(true)
      for (let at = 0; at < count; at++) expect(batch.idAt(at)).toBeGreaterThanOrEqual(0n)
      expect(() => batch.idAt(count)).toThrow(RangeError)
    }),
    { numRuns: runs * 10 },
  )
})

test('any bytes on a topic are counted, and others go on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { maxLength: 30 }), async (all) => {
      const memory = memoryBroker()
      const imports = { d: 'durable', f: 'fleeting' } as const
      const [one, other] = [new Bus<bigint>(), new Bus<bigint>({ capacity: 8192 })]
      await using to = joinBus(other, { name: 'to', broker: memory.client(), imports })
      await using _ = joinBus(one, { name: 'from', broker: memory.client(), exports: imports })
      const { subscriber } = unwrap(other.registerSubscriber('s', ['d', 'f']))
      const d = unwrap(one.registerPublisher('d')).publisher
      const f = unwrap(one.registerPublisher('f')).publisher
      await settle()
      const mine = { d: [] as bigint[], f: [] as bigint[] }
      const seen = { d: [] as bigint[], f: [] as bigint[] }
      const delivery = new Delivery<bigint>()
      const take = async (): Promise<void> => {
        await settle()
        while (subscriber.take(delivery))
          seen[delivery.topic as 'd' | 'f'].push(delivery.id as bigint)
        await settle()
      }
      // An id that a stranger is not likely to have.
      let next = 2n ** 63n + 12_345n
      let malformed = 0
      for (const bytes of all) {
        memory.inject('d', bytes)
        memory.inject('f', bytes)
        if (Batch.read(bytes) === null) malformed++
        for (const [publisher, ids] of [
          [d, mine.d],
          [f, mine.f],
        ] as const) {
          expect(publisher.push(next)).toBe(rcOk)
          ids.push(next++)
        }
        await take()
      }
      await take()
      for (const topic of ['d', 'f'] as const) {
        const own = new Set(mine[topic])
        expect(seen[topic].filter((id) => own.has(id))).toEqual(mine[topic])
        const counts = to.stats().imports.find((each) => each.topic === topic)
        expect(counts?.malformed).toBe(malformed)
        expect(counts?.received).toBe(seen[topic].length)
        expect(counts?.waiting).toBe(0)
      }
      expect(memory.kept).toBe(0)
    }),
    { numRuns: runs },
  )
})
