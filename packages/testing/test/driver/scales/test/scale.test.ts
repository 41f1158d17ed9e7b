// The scale alone, on a machine without a kernel.
import { type AccessSize, Machine } from '@kos/io-hw'
import { PhysicalMemory } from '@kos/vmm'
import { expect, test } from 'vitest'
import { Scale } from './scale.ts'

const window = 0xfe00_0000

test('it interrupts when the limit is passed, until it is told to stop', () => {
  const machine = new Machine({ memory: new PhysicalMemory({ bytes: 2 ** 20 }) })
  const scale = new Scale()
  machine.place(scale, { memory: window, irqs: [33] })
  const size: AccessSize = 4
  const isInterrupting = (): boolean => machine.interrupts.lines[33]?.isHigh === true
  scale.write(4, size, 500)
  scale.put(500)
  expect([scale.read(0, size), isInterrupting()]).toEqual([500, false])
  scale.put(501)
  expect([scale.read(8, size), isInterrupting()]).toEqual([1, true])
  scale.put(0)
  expect(isInterrupting()).toBe(true)
  scale.write(8, size, 1)
  expect([scale.read(8, size), isInterrupting()]).toEqual([0, false])
})

test('a limit that is passed already interrupts at once; registers have 4 bytes', () => {
  const scale = new Scale()
  new Machine({ memory: new PhysicalMemory({ bytes: 2 ** 20 }) }).place(scale, { memory: window })
  scale.put(700)
  scale.write(4, 4, 600)
  expect([scale.read(8, 4), scale.read(8, 1), scale.read(100, 4)]).toEqual([1, 0, 0])
})
