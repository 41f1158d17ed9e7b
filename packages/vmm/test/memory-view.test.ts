import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Access, AddressSpace, type MemoryView } from '../src/index.ts'
import { createMachine, LAZY, LOCKED, READ_WRITE } from './machine.ts'

/** Memory whose pages are not in the order of their frames. */
function scattered(pages: number): { readonly memory: MemoryView; readonly address: number } {
  const { space } = createMachine(pages + 8)
  const address = space.allocate(0x7f00_0000_0000, pages * 4096, LAZY)
  for (let page = pages - 1; page >= 0; page--) space.memory.store8(address + page * 4096, 0)
  return { memory: space.memory, address }
}

test('values of every kind are little endian, at every offset, across pages too', () => {
  const { memory, address } = scattered(2)
  const bytes = Uint8Array.of(0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88)
  const view = new DataView(bytes.buffer)
  for (const start of [0, 1, 3, 8, 4089, 4090, 4091, 4092, 4093, 4094, 4095]) {
    const at = address + start
    memory.write(at, bytes)
    expect(memory.load8(at)).toBe(0x81)
    expect(memory.loadInt8(at)).toBe(0x81 - 256)
    expect(memory.load16(at)).toBe(0x8281)
    expect(memory.loadInt16(at)).toBe(0x8281 - 65536)
    expect(memory.load32(at)).toBe(0x84838281)
    expect(memory.loadInt32(at)).toBe(0x84838281 | 0)
    expect(memory.load64(at)).toBe(0x8887868584838281n)
    expect(memory.loadInt64(at)).toBe(BigInt.asIntN(64, 0x8887868584838281n))
    expect(memory.loadFloat32(at)).toBe(view.getFloat32(0, true))
    expect(memory.loadFloat64(at)).toBe(view.getFloat64(0, true))
  }
})

test('what is stored is loaded, and nothing beside it changes', () => {
  const { memory, address } = scattered(2)
  const stores: readonly (readonly [
    number,
    (at: number) => void,
    (at: number) => unknown,
    unknown,
  ])[] = [
    [1, (at) => memory.store8(at, -2), (at) => memory.load8(at), 254],
    [2, (at) => memory.store16(at, -2), (at) => memory.load16(at), 65534],
    [4, (at) => memory.store32(at, -2), (at) => memory.load32(at), 4294967294],
    [4, (at) => memory.store32(at, 2 ** 32 + 5), (at) => memory.load32(at), 5],
    [8, (at) => memory.store64(at, -2n), (at) => memory.load64(at), 2n ** 64n - 2n],
    [4, (at) => memory.storeFloat32(at, 0.5), (at) => memory.loadFloat32(at), 0.5],
    [8, (at) => memory.storeFloat64(at, Math.PI), (at) => memory.loadFloat64(at), Math.PI],
  ]
  for (const [size, store, load, value] of stores) {
    for (const start of [16, 17, 4096 - size, 4096 - size + 1, 4096 - (size >> 1)]) {
      memory.fill(address, 8192, 0xcc)
      store(address + start)
      expect(load(address + start)).toBe(value)
      expect(memory.load8(address + start - 1)).toBe(0xcc)
      expect(memory.load8(address + start + size)).toBe(0xcc)
    }
  }
})

test('copies, fills and comparisons do what they do on an array', () => {
  const size = 5 * 4096
  const place = fc.nat(size - 1)
  const step = fc.record({
    kind: fc.constantFrom('copy', 'fill', 'write', 'compare'),
    a: place,
    b: place,
    length: fc.nat(9000),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const { memory, address } = scattered(5)
      const model = new Uint8Array(size)
      for (const [index, { kind, a, b, length }] of steps.entries()) {
        const count = Math.min(length, size - Math.max(a, b))
        if (kind === 'copy') {
          model.copyWithin(a, b, b + count)
          memory.copy(address + a, address + b, count)
        } else if (kind === 'fill') {
          model.fill(index, a, a + count)
          memory.fill(address + a, count, index + 256)
        } else if (kind === 'write') {
          const bytes = Uint8Array.from({ length: count }, (_, at) => at * 7 + index)
          model.set(bytes, a)
          memory.write(address + a, bytes)
        } else {
          const order = Math.sign(
            compareArrays(model.subarray(a, a + count), model.subarray(b, b + count)),
          )
          expect(memory.compare(address + a, address + b, count)).toBe(order)
        }
      }
      const found = new Uint8Array(size)
      memory.read(address, found)
      expect(compareArrays(found, model)).toBe(0)
    }),
    { numRuns: 100, seed: 1 },
  )
})

function compareArrays(one: Uint8Array, other: Uint8Array): number {
  const at = one.findIndex((byte, index) => byte !== other[index])
  return at < 0 ? 0 : (one[at] as number) - (other[at] as number)
}

test('C strings are UTF-8 with a zero behind, across pages too', () => {
  const { memory, address } = scattered(2)
  for (const text of ['', 'kos', 'Grüße', '日本語', '🙂 ok', 'a'.repeat(100)]) {
    const bytes = new TextEncoder().encode(text)
    const at = address + 4096 - (bytes.length >> 1)
    expect(memory.storeString(at, text, bytes.length + 1)).toBe(true)
    expect(memory.load8(at + bytes.length)).toBe(0)
    expect(memory.loadString(at, bytes.length + 1)).toBe(text)
    expect(memory.loadString(at, bytes.length)).toBeUndefined()
    memory.fill(at, bytes.length + 1, 0x41)
    expect(memory.storeString(at, text, bytes.length)).toBe(false)
    expect(memory.isFilled(at, bytes.length + 1, 0x41)).toBe(true)
  }
})

test('text that is not UTF-8 is decoded as everywhere, and half a surrogate pair is replaced', () => {
  const { memory, address } = scattered(2)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      const text = bytes.map((byte) => (byte === 0 ? 1 : byte))
      memory.write(address, text)
      memory.store8(address + text.length, 0)
      const found = memory.loadString(address, 13) as string
      const isValid = !new TextDecoder().decode(text).includes('\ufffd')
      if (isValid) expect(found).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(text))
      else expect(found).toContain('\ufffd')
    }),
    { numRuns: 2000, seed: 1 },
  )
  memory.storeString(address, 'a\ud800b', 20)
  expect(memory.loadString(address, 20)).toBe('a\ufffdb')
})

test('a view shows a range whose frames follow each other, and none that is scattered', () => {
  const { space } = createMachine(8)
  const address = space.allocate(0, 3 * 4096, LOCKED)
  const view = space.memory.view(address + 100, 8192, Access.write) as Uint8Array
  expect(view).toHaveLength(8192)
  view[0] = 7
  expect(space.memory.load8(address + 100)).toBe(7)
  expect(space.memory.view(address, 0)).toHaveLength(0)
  const apart = scattered(2)
  expect(apart.memory.view(apart.address, 8192)).toBeUndefined()
  expect(apart.memory.view(apart.address, 4096)).toHaveLength(4096)
  expect(() => space.memory.view(address, 4 * 4096)).toThrow('nothing is allocated there')
})

test('a page table that grows under a reader is read anew', () => {
  const { space } = createMachine(64)
  const address = space.allocate(0, 4096, LOCKED)
  space.memory.store32(address, 1234)
  for (let count = 1; count < 40; count++) space.allocate(count * 2 ** 40, 4096, LOCKED)
  expect(space.memory.load32(address)).toBe(1234)
  space.memory.store32(address, 4321)
  expect(space.memory.load32(address)).toBe(4321)
  expect(space.memory.load32(5 * 2 ** 40)).toBe(0)
  const { space: other } = createMachine(64)
  other.allocate(0, 4096, LOCKED)
  other.memory.store32(address, 1234)
  for (let count = 1; count < 40; count++) other.allocate(count * 2 ** 40, 4096, LOCKED)
  other.unmap(address, 4096)
  expect(() => other.memory.load32(address)).toThrow('nothing is allocated there')
  expect(() => other.memory.store32(address, 1)).toThrow('nothing is allocated there')
})

test('two spaces see one shared buffer, each where it likes and as it may', () => {
  const { space, physical } = createMachine(16)
  const other = new AddressSpace(physical)
  const mdl = space.createMdl(3 * 4096, READ_WRITE)
  if (typeof mdl === 'number') throw new Error(`No buffer: ${mdl}`)
  const mine = space.map(mdl, 0, 3 * 4096, 0, READ_WRITE)
  const theirs = other.map(mdl, 4096, 4096, 0x5000_0000, 0x80)
  expect(theirs).toBe(0x5000_0000)
  space.memory.store32(mine + 4096 + 8, 77)
  expect(other.memory.load32(theirs + 8)).toBe(77)
  expect(() => other.memory.store32(theirs, 1)).toThrow('does not allow')
})
