// Buffers in blocks: contiguous, aligned runs of frames, for devices.

import { rcInvalidArgument, rcOk, rcOutOfMemory, rcQuotaExceeded } from '@kos/retcode'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  AddressSpace,
  type BlockOptions,
  type Mdl,
  maxOrder,
  PhysicalMemory,
  VMM_FLAG_READ,
} from '../src/index.ts'
import { createMachine, READ_WRITE, TABLES } from './machine.ts'

function createMdl(space: AddressSpace, pages: number, blocks?: BlockOptions): Mdl {
  const mdl = space.createMdl(pages * 4096, READ_WRITE, blocks)
  if (typeof mdl === 'number') throw new Error(`No buffer: ${mdl}`)
  return mdl
}

test('a buffer is made of blocks as large as there are', () => {
  const { space } = createMachine(2048)
  const mdl = createMdl(space, 1024 + 7, { order: 0, zone: 'any' })
  expect(mdl.blocks.map(({ order }) => order)).toEqual([10, 2, 1, 0])
  expect([mdl.pages, mdl.frames]).toEqual([1031, 1031])
})

test('the last block is whole, and all of it is charged, but is not of the buffer', () => {
  const { space, physical } = createMachine(64, { quota: 12 + TABLES })
  const mdl = createMdl(space, 9, { order: 2, zone: 'any' })
  expect(mdl.blocks.map(({ order }) => order)).toEqual([3, 2])
  expect([mdl.pages, mdl.frames, space.statistics().buffers]).toEqual([9, 12, 12])
  expect([physical.free, physical.charged]).toEqual([52, 12])
  expect(space.map(mdl, 0, 10 * 4096, 0, READ_WRITE)).toBe(rcInvalidArgument)
  expect(space.createMdl(4096, READ_WRITE, { order: 3, zone: 'any' })).toBe(rcQuotaExceeded)
  expect(space.map(mdl, 0, 9 * 4096, 0, READ_WRITE)).toBeGreaterThan(0)
  mdl.release()
  space.destroy()
  expect([physical.free, physical.charged, space.statistics().buffers]).toEqual([64, 0, 0])
  expect([mdl.blocks, mdl.physicalAddress(0)]).toEqual([[], -1])
})

test('physical addresses are those where what is written can be found', () => {
  const { space, physical } = createMachine(64)
  // Not one block: holes of two frames are all there is below.
  const taken = Array.from({ length: 16 }, () => physical.take(1))
  for (const [i, frame] of taken.entries()) if (i % 2 === 0) physical.give(frame, 2)
  const mdl = createMdl(space, 36, { order: 1, zone: 'any' })
  const address = space.map(mdl, 0, 36 * 4096, 0, READ_WRITE)
  for (let offset = 12; offset < 36 * 4096; offset += 4096) {
    space.memory.store32(address + offset, offset)
    const at = mdl.physicalAddress(offset)
    expect(at).toBe(mdl.frame(Math.floor(offset / 4096)) * 4096 + 12)
    expect((physical.views[at >>> 22] as DataView).getUint32(at & 0x3f_ffff, true)).toBe(offset)
  }
  expect(new Set(mdl.blocks.map(({ order }) => order)).size).toBeGreaterThan(1)
  for (const offset of [-1, 0.5, 36 * 4096, 2 ** 53, Number.NaN, Infinity])
    expect(mdl.physicalAddress(offset)).toBe(-1)
})

test('blocks of the low zone lie below 4 GiB, others above while there is room', () => {
  const physical = new PhysicalMemory({ bytes: 2 ** 32 + 2 ** 24 })
  const space = new AddressSpace(physical)
  const any = createMdl(space, 16, { order: 4, zone: 'any' })
  const low = createMdl(space, 16, { order: 2, zone: 'low' })
  expect(any.physicalAddress(0)).toBeGreaterThanOrEqual(2 ** 32)
  expect(low.physicalAddress(16 * 4096 - 1)).toBeLessThan(2 ** 32)
})

test('without such blocks nothing is taken, though there is memory', () => {
  const { space, physical } = createMachine(16)
  const singles = Array.from({ length: 16 }, () => physical.take(0))
  for (const frame of singles) if (frame % 2 === 0 || frame >= 12) physical.give(frame, 1)
  const before = [physical.free, physical.charged]
  // One block of order 1 is made, at frame 12 or 14, and both, but no third.
  expect(space.createMdl(6 * 4096, READ_WRITE, { order: 1, zone: 'any' })).toBe(rcOutOfMemory)
  expect([physical.free, physical.charged]).toEqual(before)
  expect(space.statistics()).toMatchObject({ buffers: 0, charged: 0 })
  expect(createMdl(space, 4, { order: 1, zone: 'any' }).blocks).toEqual([{ order: 2, frame: 12 }])
  expect(createMdl(space, 6, { order: 0, zone: 'any' }).blocks.map(({ order }) => order)).toEqual(
    Array.from({ length: 6 }, () => 0),
  )
  expect(physical.free).toBe(0)
})

test('a low zone that is full is not made up for above', () => {
  const physical = new PhysicalMemory({ bytes: 2 ** 32 + 2 ** 24, createBuffer: sharedBuffers() })
  const space = new AddressSpace(physical)
  for (let block = 0; block < 1023; block++) physical.take(10, 'low')
  expect(createMdl(space, 512, { order: 0, zone: 'low' }).physicalAddress(0)).toBeLessThan(2 ** 32)
  const before = [physical.free, physical.charged]
  expect(space.createMdl(513 * 4096, READ_WRITE, { order: 0, zone: 'low' })).toBe(rcOutOfMemory)
  expect([physical.free, physical.charged]).toEqual(before)
  expect(space.createMdl(513 * 4096, READ_WRITE, { order: 0, zone: 'any' })).not.toBeTypeOf(
    'number',
  )
})

/** All chunks are the same host memory: 4 GiB are more than some hosts have. */
function sharedBuffers(): (bytes: number) => ArrayBuffer {
  const chunk = new ArrayBuffer(4 * 2 ** 20)
  return (bytes) => (bytes === chunk.byteLength ? chunk : new ArrayBuffer(bytes))
}

test('when the host has no memory for blocks, nothing happens', () => {
  let isRefusing = false
  const createBuffer = (bytes: number): ArrayBuffer => {
    if (isRefusing) throw new RangeError('no memory')
    return new ArrayBuffer(bytes)
  }
  const physical = new PhysicalMemory({ bytes: 4096 * 4096, createBuffer })
  const space = new AddressSpace(physical)
  isRefusing = true
  expect(space.createMdl(2048 * 4096, READ_WRITE, { order: 5, zone: 'low' })).toBe(rcOutOfMemory)
  expect([physical.free, physical.charged]).toEqual([4096, 0])
})

test.each([maxOrder + 1, -1, 0.5, 32, 2 ** 31, 2 ** 53, Infinity, Number.NaN])(
  'there is no order %d',
  (order) => {
    const { space, physical } = createMachine(64)
    expect(space.createMdl(4096, READ_WRITE, { order, zone: 'any' })).toBe(rcInvalidArgument)
    expect(physical.charged).toBe(0)
  },
)

test('an order of maxOrder takes a whole chunk for a page', () => {
  const { space, physical } = createMachine(2048)
  const mdl = createMdl(space, 1, { order: maxOrder, zone: 'any' })
  expect(mdl.blocks).toEqual([{ order: 10, frame: 0 }])
  expect(physical.free).toBe(1024)
  expect(createMachine(1023).space.createMdl(4096, READ_WRITE, { order: 10, zone: 'any' })).toBe(
    rcQuotaExceeded,
  )
})

test('blocks cover a buffer, are aligned, no smaller than asked for, and come back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(3), { maxLength: 40 }),
      fc.array(fc.nat(), { maxLength: 40 }),
      fc.integer({ min: 1, max: 60 }),
      fc.nat(5),
      (orders, freed, pages, order) => {
        const { space, physical } = createMachine(256)
        const taken = orders.map((size) => [physical.take(size), 1 << size] as const)
        const left = new Map(taken)
        for (const pick of freed) {
          const [frame, count] = taken[pick % Math.max(1, taken.length)] ?? [-1, 0]
          if (left.delete(frame)) physical.give(frame, count)
        }
        const before = [physical.free, physical.charged]
        const mdl = space.createMdl(pages * 4096, READ_WRITE, { order, zone: 'any' })
        if (typeof mdl === 'number') {
          expect(mdl === rcOutOfMemory || mdl === rcQuotaExceeded).toBe(true)
          return expect([physical.free, physical.charged]).toEqual(before)
        }
        const domain = new AddressSpace(physical, { forDevices: true })
        domain.map(mdl, 0, 4096, 0x1_1000, READ_WRITE)
        const address = domain.map(mdl, 0, mdl.frames * 4096, 0, READ_WRITE)
        let page = 0
        let last: number = maxOrder
        for (const block of mdl.blocks) {
          expect(block.order).toBeGreaterThanOrEqual(order)
          expect(block.order).toBeLessThanOrEqual(last)
          last = block.order
          const size = 1 << block.order
          expect([block.frame % size, page % size]).toEqual([0, 0])
          expect((address / 4096 + page) % size).toBe(0)
          for (let i = 0; i < size; i++) {
            expect(mdl.frame(page + i)).toBe(block.frame + i)
            expect(mdl.blockFrames(page + i)).toBe(size)
            for (const [frame, count] of left)
              expect(block.frame + i < frame || block.frame + i >= frame + count).toBe(true)
          }
          page += size
        }
        expect(page).toBe(Math.ceil(pages / 2 ** order) * 2 ** order)
        expect([mdl.frames, mdl.frame(page)]).toEqual([page, -1])
        mdl.release()
        domain.destroy()
        expect([physical.free, physical.charged]).toEqual(before)
      },
    ),
    { numRuns: 200, seed: 1 },
  )
})

test('frames of a buffer that was used come back zeroed', () => {
  const { space } = createMachine(64)
  const first = createMdl(space, 7, { order: 3, zone: 'any' })
  const { blocks } = first
  const at = space.map(first, 0, 7 * 4096, 0, READ_WRITE)
  space.memory.fill(at, 7 * 4096, 0xff)
  first.release()
  expect(space.unmap(at, 7 * 4096)).toBe(rcOk)
  const second = createMdl(space, 8, { order: 3, zone: 'any' })
  expect(second.blocks).toEqual(blocks)
  const again = space.map(second, 0, 8 * 4096, 0, VMM_FLAG_READ)
  expect(space.memory.isFilled(again, 8 * 4096, 0)).toBe(true)
})
