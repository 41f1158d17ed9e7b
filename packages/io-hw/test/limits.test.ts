// Each limit at its value, and one past it.

import { rcInvalidArgument, rcOutOfMemory } from '@kos/retcode'
import { PAGE_SIZE, PhysicalMemory } from '@kos/vmm'
import { expect, test } from 'vitest'
import { DMA_DIR_BIDIR } from '../src/flags.ts'
import {
  defaultIrqLines,
  InterruptController,
  maxBars,
  maxDmaBlocks,
  maxIrqLines,
  PciBus,
  physicalEnd,
  portCount,
} from '../src/index.ts'
import { createMachine, createManaged, made, RegisterFile } from './machine.ts'

test('a machine has as many interrupt lines as the architecture', () => {
  expect(new InterruptController(maxIrqLines).lines).toHaveLength(1020)
  for (const lines of [maxIrqLines + 1, 0, 1.5, Number.NaN])
    expect(() => new InterruptController(lines)).toThrow(RangeError)
  const { machine } = createMachine()
  expect(machine.interrupts.lines).toHaveLength(defaultIrqLines)
  expect(machine.interrupts.source(defaultIrqLines - 1).line.number).toBe(63)
  expect(() => machine.interrupts.source(defaultIrqLines)).toThrow(RangeError)
})

test('there are 65,536 ports', () => {
  const { machine, manager, space } = createManaged()
  machine.place(new RegisterFile('last', 1), { ports: portCount - 1 })
  expect(machine.ports.read(0xffff, 1)).toBe(0)
  expect(() => machine.place(new RegisterFile('next', 1), { ports: portCount })).toThrow(RangeError)
  const client = manager.client('all', space())
  expect(client.registerPorts(0, portCount + 1)).toBe(rcInvalidArgument)
  const range = made(client.registerPorts(0, portCount))
  made(client.permit(range))
  expect(client.permits.allows(0, portCount)).toBe(true)
})

test('all ports can be registered one by one', () => {
  const { manager, space } = createManaged()
  const client = manager.client('all', space())
  for (let port = 0; port < portCount; port++) made(client.registerPorts(port, 1))
  expect(manager.counts.ports).toBe(portCount)
  for (const range of manager.ports.all.toReversed()) range.release()
  expect(manager.counts.ports).toBe(0)
})

test('physical addresses end at 64 GiB', () => {
  const { machine, manager, space } = createManaged()
  const last = physicalEnd - PAGE_SIZE
  machine.place(new RegisterFile('last'), { memory: last })
  expect(machine.bus.read(last, 1)).toBe(0)
  expect(() => machine.bus.add(new RegisterFile(), physicalEnd)).toThrow(RangeError)
  const client = manager.client('driver', space())
  const range = made(client.registerMemory(last, PAGE_SIZE))
  expect(made(client.map(range, 0x80, 0)).isAlive).toBe(true)
  expect(client.registerMemory(physicalEnd, PAGE_SIZE)).toBe(rcInvalidArgument)
})

test('there are 65,536 requester ids', () => {
  const { machine } = createMachine()
  machine.place(new RegisterFile('last'), { bdf: 65_535 })
  expect(() => machine.place(new RegisterFile('next'), { bdf: 65_536 })).toThrow(RangeError)
})

test('a PCI function has six base address registers', () => {
  const bus = new PciBus(createMachine().machine)
  const bars = (count: number) => Array.from({ length: count }, () => ({ kind: 'ports' as const }))
  const placement = { ids: { vendor: 1, device: 1 }, class: 0 }
  const device = new RegisterFile()
  expect(() => bus.place(device, { ...placement, bdf: 1, bars: bars(maxBars + 1) })).toThrow()
  expect(bus.place(device, { ...placement, bdf: 1, bars: bars(maxBars) }).bars).toHaveLength(6)
})

test('a DMA buffer has at most 1,024 blocks, and is not created if it needs more', () => {
  const memory = new PhysicalMemory({ bytes: 16 * 2 ** 20 })
  const { manager, space } = createManaged({ memory })
  // Every second page is taken: all blocks are of one page.
  const frames = Array.from({ length: memory.total }, () => memory.take(0))
  for (const frame of frames) if (frame % 2 === 0) memory.give(frame, 1)
  const client = manager.client('driver', space())
  const buffer = made(client.createDma(0, maxDmaBlocks * PAGE_SIZE, DMA_DIR_BIDIR))
  expect(buffer.blocks).toHaveLength(1024)
  buffer.release()
  const charged = memory.charged
  expect(client.createDma(0, (maxDmaBlocks + 1) * PAGE_SIZE, DMA_DIR_BIDIR)).toBe(rcOutOfMemory)
  expect([memory.charged, manager.counts.buffers]).toEqual([charged, 0])
})
