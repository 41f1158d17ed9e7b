// A heap against a shadow map of what is in use: no two objects overlap, each is aligned and as large
// as was asked for, and keeps what was written to it. KOS_MODEL_RUNS sets the number of runs.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Heap, rcInvalidArgument, rcInvalidOperation, rcOk } from '../src/index.ts'
import { createMachine } from './machine.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 200)
// The same runs each time, so that a change is judged by what it changed; KOS_MODEL_SEED explores
// others.
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

interface LiveObject {
  readonly address: number
  readonly size: number
  readonly stamp: number
}

const size = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 600 }) },
  { weight: 2, arbitrary: fc.integer({ min: 500, max: 9000 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(15, 16, 17, 512, 513, 4096, 8191, 8192, 8193, 65536, 100_000),
  },
)
const align = fc.constantFrom(1, 2, 16, 64, 256, 4096, 8192, 65536)
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('alloc' as const), size, align: fc.constant(16) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('aligned' as const, 'zeroed' as const),
      size,
      align,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('free' as const),
      size: fc.nat(1000),
      align: fc.nat(2),
    }),
  },
)

test.each([false, true])(
  'objects never overlap and keep what is written to them (poison: %s)',
  (poison) => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 120 }),
        fc.constantFrom(2000, 120),
        (steps, frames) => {
          const { space, physical } = createMachine(frames)
          const written: number[] = []
          const heap = new Heap(space, {
            poison,
            onWrittenAfterFree: (address) => written.push(address),
          })
          const objects: LiveObject[] = []
          let stamp = 0
          for (const { kind, size, align } of steps) {
            if (kind === 'free') {
              freeOne(heap, objects, size, align)
              continue
            }
            const address =
              kind === 'alloc'
                ? heap.alloc(size)
                : heap.allocAligned(size, align, kind === 'zeroed')
            if (address === 0) continue
            expect(address % Math.max(align, 16)).toBe(0)
            expect(heap.sizeOf(address)).toBe(size)
            for (const object of objects)
              expect(
                address + size <= object.address || object.address + object.size <= address,
              ).toBe(true)
            if (kind === 'zeroed') expect(space.memory.isFilled(address, size, 0)).toBe(true)
            stamp = (stamp + 1) % 200
            space.memory.fill(address, size, stamp)
            objects.push({ address, size, stamp })
          }
          expect(heap.statistics()).toMatchObject({
            objects: objects.length,
            bytes: objects.reduce((sum, object) => sum + object.size, 0),
          })
          for (const object of objects) {
            expect(space.memory.isFilled(object.address, object.size, object.stamp)).toBe(true)
            expect(heap.free(object.address)).toBe(rcOk)
          }
          expect(written).toEqual([])
          heap.trim()
          expect(heap.statistics()).toMatchObject({ objects: 0, bytes: 0, committed: 0 })
          expect(physical.free).toBe(frames)
          heap[Symbol.dispose]()
          expect(space.statistics().regions).toBe(0)
        },
      ),
      { numRuns: RUNS, seed: SEED },
    )
  },
)

/** Frees an object twice, or what is no object. */
function freeOne(heap: Heap, objects: LiveObject[], pick: number, how: number): void {
  if (objects.length === 0) return
  const index = pick % objects.length
  const { address, size } = objects[index] as LiveObject
  if (how === 0 && size > 1) {
    expect(heap.free(address + 1)).toBe(rcInvalidArgument)
    return
  }
  objects.splice(index, 1)
  expect(heap.free(address)).toBe(rcOk)
  expect([rcInvalidOperation, rcInvalidArgument]).toContain(heap.free(address))
  expect(heap.sizeOf(address)).toBe(0)
}
