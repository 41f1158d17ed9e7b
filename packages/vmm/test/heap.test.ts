import { expect, test } from 'vitest'
import {
  Heap,
  type HeapSource,
  maxSlabObjectBytes,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  VMM_FLAG_COMMIT,
  VMM_FLAG_LOCKED,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_WRITE,
} from '../src/index.ts'
import { alignedClassOf, classOf, sizesOfClasses } from '../src/size-classes.ts'
import { createMachine, LOCKED, TABLES } from './machine.ts'

test('the class of a size is the smallest that holds it', () => {
  const sizes = sizesOfClasses()
  for (let size = 1; size <= maxSlabObjectBytes; size++) {
    const sizeClass = classOf(size)
    expect(sizes[sizeClass]).toBeGreaterThanOrEqual(size)
    expect(sizes[sizeClass - 1]).toBeLessThan(size)
  }
  expect(sizes.at(-1)).toBe(maxSlabObjectBytes)
  expect(sizes[alignedClassOf(sizes, 5000, 4096)]).toBe(8192)
  expect(alignedClassOf(sizes, 8192, 16384)).toBe(0)
})

test('memory has the documented flags: READ|WRITE, RESERVE, COMMIT, LOCKED', () => {
  const { space } = createMachine(64)
  const heap = new Heap(space)
  for (const address of [heap.alloc(100), heap.alloc(20_000)]) {
    const region = space
      .regions()
      .find((found) => found.address <= address && address < found.address + found.size)
    expect(region).toMatchObject({ state: 'committed', protection: 'rw-', notes: ['locked'] })
    expect(region!.resident).toBe(region!.size / 4096)
  }
})

test('a heap takes no pages before it is used, and asks for its pages with the documented flags', () => {
  const { space } = createMachine(64)
  const asked: number[] = []
  const source: HeapSource = {
    allocate: (address, size, flags) => (asked.push(flags), space.allocate(address, size, flags)),
    commit: (address, size, flags) => (asked.push(flags), space.commit(address, size)),
    decommit: (address, size) => space.decommit(address, size),
    unmap: (address, size) => space.unmap(address, size),
    memory: space.memory,
  }
  const heap = new Heap(source)
  expect(asked).toEqual([])
  heap.alloc(10)
  heap.alloc(10_000)
  const reserve = VMM_FLAG_RESERVE | VMM_FLAG_READ | VMM_FLAG_WRITE
  expect(asked).toEqual([reserve, VMM_FLAG_LOCKED, reserve | VMM_FLAG_COMMIT | VMM_FLAG_LOCKED])
})

test('freeing twice, freeing what is no object, and freeing null', () => {
  const { space } = createMachine(64)
  const heap = new Heap(space)
  const small = heap.alloc(100)
  const large = heap.alloc(10_000)
  const foreign = space.allocate(0, 4096, LOCKED)
  heap.alloc(100)
  expect(heap.free(small)).toBe(rcOk)
  expect(heap.free(small)).toBe(rcInvalidOperation)
  expect(heap.free(large)).toBe(rcOk)
  expect(heap.free(large)).toBe(rcInvalidArgument)
  const wrong = [
    foreign,
    small + 1,
    small + 16,
    1,
    -1,
    0.5,
    small + 0.5,
    2 ** 47,
    2 ** 48,
    -(2 ** 47),
    Infinity,
    Number.NaN,
  ]
  for (const address of wrong) {
    expect(heap.free(address)).toBe(rcInvalidArgument)
    expect(heap.sizeOf(address)).toBe(0)
  }
  expect(heap.free(0)).toBe(rcOk)
  expect(heap.statistics().objects).toBe(1)
})

test('the rest of a slab behind its last object is no object', () => {
  const { space } = createMachine(64)
  const heap = new Heap(space)
  const first = heap.alloc(48)
  const objects = Math.floor(65536 / 48)
  expect(heap.free(first + objects * 48)).toBe(rcInvalidArgument)
  expect(heap.sizeOf(first + objects * 48)).toBe(0)
})

test('a slab that was full is used again when an object of it is freed', () => {
  const { space } = createMachine(64)
  const heap = new Heap(space)
  const objects = Array.from({ length: 65536 / 512 }, () => heap.alloc(512))
  expect(heap.statistics().committed).toBe(65536)
  for (const address of [objects[3] as number, objects[100] as number]) {
    heap.free(address)
    expect(heap.alloc(500)).toBe(address)
  }
  heap.free(objects[7] as number)
  heap.free(objects[8] as number)
  expect(new Set([heap.alloc(512), heap.alloc(512)])).toEqual(new Set([objects[7], objects[8]]))
  expect(heap.statistics().committed).toBe(65536)
})

test('an object that is allocated and freed in turn has the same address, and takes no further slab', () => {
  const { space } = createMachine(64)
  const heap = new Heap(space)
  const address = heap.alloc(64)
  heap.free(address)
  expect(heap.free(address)).toBe(rcInvalidOperation)
  expect(heap.alloc(64)).toBe(address)
  heap.free(address)
  expect(heap.statistics()).toMatchObject({ objects: 0, committed: 65536 })
  heap.trim()
  expect(heap.statistics()).toMatchObject({ objects: 0, committed: 0 })
  expect(heap.free(address)).toBe(rcInvalidArgument)
  expect(heap.alloc(64)).toBe(address)
})

test('pages are decommitted when many are free', () => {
  const { space, physical } = createMachine(16_384)
  const heap = new Heap(space)
  const objects = Array.from({ length: 100_000 }, () => heap.alloc(256))
  const used = physical.total - physical.free
  for (const address of objects) heap.free(address)
  expect(physical.total - physical.free).toBeLessThan(used / 10)
  heap.trim()
  expect(physical.free).toBe(physical.total)
  expect(heap.alloc(256)).toBeGreaterThan(0)
})

test('the pages of a large object are unmapped when it is freed', () => {
  const { space, physical } = createMachine(64)
  const heap = new Heap(space)
  const address = heap.alloc(40_000)
  expect(physical.free).toBe(54)
  expect(heap.free(address)).toBe(rcOk)
  expect(physical.free).toBe(64)
})

test.each([4096, 8192, 2 ** 20, 2 ** 30])(
  'an alignment of %d is kept, and the room it took goes back',
  (align) => {
    const { space, physical } = createMachine(64)
    const heap = new Heap(space)
    space.allocate(0, 3 * 4096, LOCKED)
    const address = heap.allocAligned(9000, align, true)
    expect(address % align).toBe(0)
    expect(physical.free).toBe(58)
    heap.free(address)
    expect(space.statistics()).toMatchObject({ regions: 1, reserved: 0, charged: 3 + TABLES })
  },
)

test('without memory the answer is 0, and everything is as it was', () => {
  const { space, physical } = createMachine(20, { quota: 20 })
  const heap = new Heap(space)
  const first = heap.alloc(100)
  space.memory.fill(first, 100, 7)
  const before = space.describe()
  expect(heap.alloc(5000)).toBe(0)
  expect(heap.alloc(100_000)).toBe(0)
  expect(heap.allocAligned(100_000, 2 ** 20, false)).toBe(0)
  expect(space.describe()).toBe(before)
  expect(physical.free).toBe(4)
  expect(heap.statistics()).toMatchObject({ objects: 1, bytes: 100 })
  expect(space.memory.isFilled(first, 100, 7)).toBe(true)
  expect(heap.alloc(100)).toBeGreaterThan(0)
})

test('in debug mode freed memory is poisoned, and writing to it is noticed when it is given out again', () => {
  const { space } = createMachine(64)
  const written: number[] = []
  const heap = new Heap(space, {
    poison: true,
    onWrittenAfterFree: (address) => written.push(address),
  })
  const address = heap.alloc(40)
  space.memory.fill(address, 40, 1)
  heap.free(address)
  expect(space.memory.isFilled(address, 40, 0xdd)).toBe(true)
  space.memory.store8(address + 3, 1)
  expect(heap.alloc(40)).toBe(address)
  expect(written).toEqual([address])
})

test('zeroed memory is zero though it was used before', () => {
  const { space } = createMachine(64)
  const heap = new Heap(space)
  const address = heap.alloc(1000)
  space.memory.fill(address, 1000, 9)
  heap.free(address)
  expect(heap.allocZeroed(1000)).toBe(address)
  expect(space.memory.isFilled(address, 1000, 0)).toBe(true)
})

test('disposing gives everything back', () => {
  const { space, physical } = createMachine(200)
  {
    using heap = new Heap(space)
    for (let size = 1; size < 20_000; size = size * 2 + 1) heap.alloc(size)
    expect(physical.free).toBeLessThan(200)
  }
  expect(physical.free).toBe(200)
  expect(space.statistics().regions).toBe(0)
})
