// The ring of a stream, against a plain list of bytes: storages that grow, that are exchanged, and
// positions that wrap around.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BufferBudget, StreamRing, type RingStorage } from '../../src/net/stream-ring.ts'
import { pattern } from './net-world.ts'

class PlainStorage implements RingStorage {
  readonly size: number
  readonly bytes: Uint8Array
  isReleased = false

  constructor(size: number) {
    this.size = size
    this.bytes = new Uint8Array(size)
  }

  write(offset: number, from: Uint8Array, at: number, length: number): void {
    if (offset + length > this.size) throw new Error('outside')
    this.bytes.set(from.subarray(at, at + length), offset)
  }

  read(offset: number, into: Uint8Array, at: number, length: number): void {
    if (offset + length > this.size) throw new Error('outside')
    into.set(this.bytes.subarray(offset, offset + length), at)
  }

  release(): void {
    this.isReleased = true
  }
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), size: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ kind: fc.constant('read' as const), size: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ kind: fc.constant('peek' as const), size: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ kind: fc.constant('share' as const), size: fc.constant(65_536) }),
)

test('a ring gives what was written once and in order, never more than fits', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, isPoor) => {
      const budget = new BufferBudget(isPoor ? 8192 : 1_000_000)
      const ring = new StreamRing(65_536, budget)
      const model: number[] = []
      let seed = 0
      for (const { kind, size } of steps) {
        if (kind === 'share') {
          if (!ring.isShared) ring.share(new PlainStorage(size))
        } else if (kind === 'write') {
          const bytes = pattern(size, seed++)
          const { room } = ring
          const count = ring.write(bytes, 0, size)
          expect(count).toBe(Math.min(size, room))
          model.push(...bytes.subarray(0, count))
        } else {
          const into = new Uint8Array(size)
          const count = ring.read(into, 0, size, kind === 'peek')
          expect(count).toBe(Math.min(size, model.length))
          expect(
            Buffer.compare(into.subarray(0, count), Uint8Array.from(model.slice(0, count))),
          ).toBe(0)
          if (kind === 'read') model.splice(0, count)
        }
        expect(ring.used).toBe(model.length)
      }
      ring.release()
      expect(budget.left).toBe(isPoor ? 8192 : 1_000_000)
    }),
    { seed: 11, numRuns: 150 },
  )
})

describe('a shared ring', () => {
  test('counts what its ends say they wrote and read, as far as it can be', () => {
    const ring = new StreamRing(4096, new BufferBudget(0))
    ring.share(new PlainStorage(4096))
    expect(ring.produce(4097)).toBe(false)
    expect(ring.consume(1)).toBe(false)
    for (let round = 0; round < 5; round++) {
      expect(ring.produce(4096)).toBe(true)
      expect(ring.produce(1)).toBe(false)
      expect(ring.consume(4097)).toBe(false)
      expect(ring.consume(4096)).toBe(true)
    }
    expect(ring.used).toBe(0)
    expect(ring.tail).toBe(5 * 4096)
  })

  test('keeps what was in it before, and gives the memory back when it ends', () => {
    const ring = new StreamRing(4096, new BufferBudget(0))
    ring.write(pattern(100), 0, 100)
    const storage = new PlainStorage(8192)
    ring.share(storage)
    expect(Buffer.compare(storage.bytes.subarray(0, 100), pattern(100))).toBe(0)
    ring.release()
    expect([storage.isReleased, ring.used]).toEqual([true, 0])
  })
})

test('a ring without a budget has the first 4096 bytes in any case', () => {
  const ring = new StreamRing(65_536, new BufferBudget(0))
  expect(ring.room).toBe(4096)
  expect(ring.write(pattern(5000), 0, 5000)).toBe(4096)
  expect(ring.room).toBe(0)
})
