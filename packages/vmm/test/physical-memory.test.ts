import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { PhysicalMemory } from '../src/index.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 200)
// The same runs each time, so that a change is judged by what it changed; KOS_MODEL_SEED explores
// others.
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

/** A naive allocator: which frames are taken, and the lowest aligned block that is free. */
class Model {
  readonly taken: boolean[]

  constructor(frames: number) {
    this.taken = Array.from({ length: frames }, () => false)
  }

  take(order: number): number {
    const size = 1 << order
    for (let frame = 0; frame + size <= this.taken.length; frame += size) {
      if (this.taken.slice(frame, frame + size).includes(true)) continue
      this.taken.fill(true, frame, frame + size)
      return frame
    }
    return -1
  }
}

test('blocks are aligned, as low as possible, never overlap and join again when they are given back', () => {
  const step = fc.record({
    order: fc.nat(4),
    pick: fc.nat(1000),
    count: fc.integer({ min: 1, max: 20 }),
  })
  fc.assert(
    fc.property(
      fc.constantFrom(1, 7, 64, 100),
      fc.array(step, { maxLength: 60 }),
      (frames, steps) => {
        const memory = new PhysicalMemory({ bytes: frames * 4096 })
        const model = new Model(frames)
        for (const { order, pick, count } of steps) {
          if (pick % 2 === 0) expect(memory.take(order)).toBe(model.take(order))
          else {
            const first = pick % frames
            let size = 0
            while (size < count && model.taken[first + size] === true) size++
            model.taken.fill(false, first, first + size)
            memory.give(first, size)
          }
          expect(memory.free).toBe(model.taken.filter((isTaken) => !isTaken).length)
        }
      },
    ),
    { numRuns: RUNS, seed: SEED },
  )
})

test('a frame that is free, or was never taken, cannot be given back', () => {
  const memory = new PhysicalMemory({ bytes: 64 * 4096 })
  expect(() => memory.give(0, 1)).toThrow('never taken')
  const frame = memory.take(2)
  memory.give(frame + 1, 1)
  expect(() => memory.give(frame + 1, 1)).toThrow('it is free')
  expect(() => memory.give(frame, 4)).toThrow('it is free')
})

test('frames are zero when they are handed out, whatever was in them', () => {
  const memory = new PhysicalMemory({ bytes: 8 * 4096 })
  const frame = memory.take(1)
  const bytes = memory.bytes[0] as Uint8Array
  bytes.fill(7, frame * 4096, (frame + 2) * 4096)
  memory.give(frame, 2)
  expect(memory.take(2)).toBe(0)
  expect((memory.bytes[0] as Uint8Array).every((byte) => byte === 0)).toBe(true)
})

test('16 GiB cost nothing until they are used, and then as many chunks of 4 MiB as are touched', () => {
  let host = 0
  const createBuffer = (bytes: number): ArrayBuffer => {
    host += bytes
    return new ArrayBuffer(bytes)
  }
  const memory = new PhysicalMemory({ bytes: 16 * 2 ** 30, createBuffer })
  expect([memory.free, memory.hostBytes, host]).toEqual([2 ** 22, 0, 0])
  expect([memory.views, memory.bytes]).toEqual([[], []])
  const frames = [memory.take(0), memory.take(0), memory.take(10)]
  expect(memory.hostBytes).toBe(8 * 2 ** 20)
  expect(host).toBe(8 * 2 ** 20)
  for (const [index, frame] of frames.entries()) memory.give(frame, index < 2 ? 1 : 1024)
  expect(memory.free).toBe(2 ** 22)
  expect(memory.hostBytes).toBe(4 * 2 ** 20)
})

test('all frames of a machine can be taken, however many chunks it has and however small the last one is', () => {
  const chunk = new ArrayBuffer(4 * 2 ** 20)
  for (let chunks = 0; chunks < 10; chunks++) {
    for (const part of [0, 1, 5, 1023]) {
      const frames = chunks * 1024 + part
      if (frames === 0) continue
      const memory = new PhysicalMemory({ bytes: frames * 4096, createBuffer: () => chunk })
      for (let block = 0; block < chunks; block++) expect(memory.take(10)).toBe(block * 1024)
      expect(memory.take(10)).toBe(-1)
      let frame = chunks * 1024
      for (let order = 9; order >= 0; order--) {
        if ((part & (1 << order)) === 0) continue
        expect(memory.take(order)).toBe(frame)
        frame += 1 << order
      }
      expect([memory.free, memory.take(0)]).toEqual([0, -1])
    }
  }
})

test('frames above 4 GiB go first, those below are kept for who asks for them', () => {
  const memory = new PhysicalMemory({ bytes: 5 * 2 ** 30 })
  expect(memory.take(0)).toBe(2 ** 20)
  expect(memory.take(0, 'low')).toBe(0)
  for (let block = 0; block < 256; block++) memory.take(10)
  expect(memory.take(10)).toBeLessThan(2 ** 20)
})

test('no block is larger than 2^10 frames', () => {
  const memory = new PhysicalMemory({ bytes: 16 * 2 ** 20 })
  expect(memory.take(10)).toBe(0)
  expect(memory.take(11)).toBe(-1)
  expect(memory.take(-1)).toBe(-1)
  expect(memory.take(Number.NaN)).toBe(-1)
})

test('a host without memory is memory that is used up', () => {
  let left = 1
  const createBuffer = (bytes: number): ArrayBuffer => {
    if (left-- <= 0) throw new RangeError('no memory')
    return new ArrayBuffer(bytes)
  }
  const memory = new PhysicalMemory({ bytes: 8 * 2 ** 20, createBuffer })
  expect(memory.take(10)).toBe(0)
  expect(memory.take(0)).toBe(-1)
  expect(memory.free).toBe(1024)
})
