// Page tables that move: whoever remembers where the entries of an address were finds out.

import { rcOk } from '@kos/retcode'
import { expect, test } from 'vitest'
import { MemoryFault, MemoryView } from '../src/index.ts'
import { createMachine, LOCKED } from './machine.ts'

/** Bytes that one group of lowest tables is for. */
const group = 2 ** 27
const addressOf = (number: number): number => (number + 1) * group

test('readers follow a table that moves, each at the place it remembers', () => {
  const { physical, space } = createMachine(64)
  const views = Array.from({ length: 8 }, () => new MemoryView(space.pageTable, physical, space))
  for (let number = 0; number < 40; number++) {
    const address = addressOf(number)
    expect(space.allocate(address, 4096, LOCKED)).toBe(address)
    space.memory.store32(address, number)
    const writer = views[number % 8] as MemoryView
    writer.store32(address + 4, number)
    // Each view still looks at the place where it was when the table was smaller.
    for (const [i, view] of views.entries()) {
      const last = number < i ? i : number - ((number - i) % 8)
      if (number >= i)
        expect([view.load32(addressOf(last)), view.load32(addressOf(last) + 4)]).toEqual([
          last,
          last,
        ])
    }
  }
})

test('what was unmapped is not found by who remembers it, whatever the room is used for', () => {
  const { physical, space } = createMachine(128)
  const rememberers = Array.from({ length: 30 }, (_, number) => {
    const address = addressOf(number)
    expect(space.allocate(address, 4096, LOCKED)).toBe(address)
    const view = new MemoryView(space.pageTable, physical, space)
    view.store32(address, number)
    return { address, view }
  })
  for (const { address } of rememberers) expect(space.unmap(address, 4096)).toBe(rcOk)
  for (let number = 100; number < 160; number++) {
    expect(space.allocate(addressOf(number), 4096, LOCKED)).toBe(addressOf(number))
    space.memory.store32(addressOf(number), ~0)
    for (const { address, view } of rememberers) {
      expect(() => view.load32(address)).toThrow(MemoryFault)
      expect(() => view.store32(address, 1)).toThrow(MemoryFault)
    }
  }
})

test('a table takes no more room for a page here and there, one after the other, than for a few', () => {
  const { physical, space } = createMachine(16)
  for (let number = 0; number < 2_000; number++) {
    expect(space.allocate(addressOf(number), 4096, LOCKED)).toBe(addressOf(number))
    expect(space.unmap(addressOf(number), 4096)).toBe(rcOk)
  }
  expect(space.statistics().tables).toBe(1)
  expect(space.pageTable.cells.length).toBeLessThan(4 * 66 * 512)
  expect(physical.free).toBe(16)
})

test('a range over many groups is mapped and unmapped whole', () => {
  const { space } = createMachine(3 * 32_768 + 2 + 98)
  const address = addressOf(0) - 4096
  const size = 3 * group + 8192
  expect(space.allocate(address, size, LOCKED)).toBe(address)
  for (let at = address; at < address + size; at += group) space.memory.store32(at, at / group)
  for (let at = address; at < address + size; at += group)
    expect(space.memory.load32(at)).toBe(Math.floor(at / group))
  expect(space.statistics()).toMatchObject({ resident: size / 4096, tables: 3 + 3 * 64 + 2 })
  expect(space.unmap(address, size)).toBe(rcOk)
  expect(space.statistics().resident).toBe(0)
})
