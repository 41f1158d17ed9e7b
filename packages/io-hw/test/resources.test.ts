// Registered ports, memory and interrupts, and what processes do with them.

import {
  rcAlreadyExists,
  rcBusy,
  rcInvalidArgument,
  rcInvalidOperation,
  rcQuotaExceeded,
} from '@kos/retcode'
import {
  MemoryView,
  PAGE_SIZE,
  VMM_FLAG_ALIAS,
  VMM_FLAG_CACHE_DISABLE,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
} from '@kos/vmm'
import { describe, expect, it } from 'vitest'
import { IRQ_EDGE_RAISE, IRQ_LEVEL_HIGH, IRQ_LEVEL_LOW, IRQ_SHARED } from '../src/flags.ts'
import type { IoClient, IrqAttachment } from '../src/index.ts'
import { createManaged, made, ramBytes, RegisterFile } from './machine.ts'

const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE
const nothing = { ports: 0, memory: 0, irqs: 0, buffers: 0, uses: 0, clients: 0, devices: 0 }

/** A machine with a device, and two processes. */
function createProcesses() {
  const managed = createManaged()
  const { machine, manager, space } = managed
  const device = new RegisterFile('gpio')
  machine.place(device, { ports: 0x60, memory: 0x1000_0000, irqs: [5] })
  const one = manager.client('one', space())
  const other = manager.client('other', space())
  /** Memory of a process, with the registers of the machine behind it. */
  const viewOf = ({ space: own }: IoClient): MemoryView =>
    new MemoryView(own.pageTable, machine.memory, own, machine.bus)
  /** Ends everything, and answers what is left. */
  const end = (): readonly unknown[] => {
    for (const range of [...manager.ports.all, ...manager.memory.all]) range.release()
    for (const irq of manager.irqs) irq.release()
    for (const client of [one, other]) {
      client.destroy()
      client.space.destroy()
    }
    return [manager.counts, machine.memory.charged]
  }
  return { ...managed, device, one, other, viewOf, end }
}

describe('ports', () => {
  it('are registered by one process at a time, until they are released', () => {
    const { manager, one, other, end } = createProcesses()
    const range = made(one.registerPorts(0x60, 16))
    for (const [first, size] of [
      [0x60, 16],
      [0x6f, 1],
      [0x5f, 2],
      [0x50, 0x40],
    ] as const)
      for (const client of [one, other])
        expect(client.registerPorts(first, size)).toBe(rcAlreadyExists)
    made(other.registerPorts(0x5f, 1))
    made(other.registerPorts(0x70, 1))
    range.release()
    range.release()
    expect(range.isAlive).toBe(false)
    made(other.registerPorts(0x60, 16))
    expect(manager.counts.ports).toBe(3)
    expect(end()).toEqual([nothing, 0])
  })

  it.each([
    [-1, 1],
    [0x1_0000, 1],
    [0xffff, 2],
    [0, 0],
    [0, -1],
    [0.5, 1],
    [0, 1.5],
    [Number.NaN, 1],
    [0, Number.POSITIVE_INFINITY],
  ])('%s, %s of them, are none', (first, size) => {
    const { one, manager } = createProcesses()
    expect(one.registerPorts(first, size)).toBe(rcInvalidArgument)
    expect(manager.counts.ports).toBe(0)
  })

  it('are accessed by permission, which counts', () => {
    const { one, other, end } = createProcesses()
    const range = made(one.registerPorts(0x61, 10))
    expect(one.permits.bits).toHaveLength(0)
    const [first, second] = [made(one.permit(range)), made(one.permit(range))]
    const permitted = (): number[] =>
      Array.from({ length: 16 }, (_, at) => 0x60 + at).filter((port) => one.permits.allows(port, 1))
    const all = Array.from({ length: 10 }, (_, at) => 0x61 + at)
    expect(permitted()).toEqual(all)
    expect([one.permits.allows(0x61, 10), one.permits.allows(0x61, 11)]).toEqual([true, false])
    expect(other.permits.allows(0x61, 1)).toBe(false)
    first.close()
    first.close()
    first.revoke()
    expect(permitted()).toEqual(all)
    second.revoke()
    expect(permitted()).toEqual([])
    expect(end()).toEqual([nothing, 0])
  })

  it('stay registered while somebody has a permission', () => {
    const { one, other, end } = createProcesses()
    const range = made(one.registerPorts(0x60, 4))
    const permission = made(other.permit(range))
    range.release()
    one.destroy()
    expect(other.registerPorts(0x60, 1)).toBe(rcAlreadyExists)
    expect(other.permits.allows(0x60, 4)).toBe(true)
    permission.close()
    expect(other.permit(range)).toBe(rcInvalidOperation)
    made(other.registerPorts(0x60, 1))
    expect(end()).toEqual([nothing, 0])
  })
})

describe('physical memory', () => {
  it.each([
    [0, PAGE_SIZE],
    [ramBytes - PAGE_SIZE, 2 * PAGE_SIZE],
    [0x1000_0001, PAGE_SIZE],
    [0x1000_0000, PAGE_SIZE - 1],
    [0x1000_0000, 0],
    [2 ** 36, PAGE_SIZE],
    [2 ** 36 - PAGE_SIZE, 2 * PAGE_SIZE],
    [-PAGE_SIZE, PAGE_SIZE],
    [Number.NaN, PAGE_SIZE],
    [0x1000_0000, Number.NaN],
  ])('from %s, %s bytes, is none that can be registered', (address, size) => {
    const { one, manager } = createProcesses()
    expect(one.registerMemory(address, size)).toBe(rcInvalidArgument)
    expect(manager.counts.memory).toBe(0)
  })

  it('is registered by one process at a time', () => {
    const { one, other, end } = createProcesses()
    const range = made(one.registerMemory(0x1000_0000, 2 * PAGE_SIZE))
    expect(other.registerMemory(0x1000_1000, PAGE_SIZE)).toBe(rcAlreadyExists)
    made(other.registerMemory(0x1000_2000, PAGE_SIZE))
    range.release()
    made(other.registerMemory(0x1000_1000, PAGE_SIZE))
    expect(end()).toEqual([nothing, 0])
  })

  it('is accessed where it is mapped', () => {
    const { device, one, viewOf, end } = createProcesses()
    const range = made(one.registerMemory(0x1000_0000, PAGE_SIZE))
    const guards = VMM_FLAG_LOW_GUARD | VMM_FLAG_HIGH_GUARD
    const mapping = made(one.map(range, readWrite, VMM_FLAG_CACHE_DISABLE | guards))
    const view = viewOf(one)
    view.writeRegister32(mapping.address + 8, 0x1234_5678)
    expect(view.readRegister16(mapping.address + 10)).toBe(0x1234)
    expect(view.readRegister32(mapping.address + PAGE_SIZE - 4)).toBe(0xffff_ffff)
    expect(device.accesses).toEqual(['write 8 4 305419896', 'read 10 2'])
    expect(() => view.readRegister8(mapping.address - 1)).toThrow(/guard/)
    expect([mapping.size, mapping.client, mapping.resource]).toEqual([PAGE_SIZE, 'one', range])
    expect(end()).toEqual([nothing, 0])
  })

  it('is mapped once at a time, or often if all mappings say so', () => {
    const { one, other, end } = createProcesses()
    const range = made(one.registerMemory(0x1000_0000, PAGE_SIZE))
    const mapping = made(one.map(range, VMM_FLAG_READ, 0))
    expect(other.map(range, VMM_FLAG_READ, VMM_FLAG_ALIAS)).toBe(rcAlreadyExists)
    expect(one.map(range, VMM_FLAG_READ, 0)).toBe(rcAlreadyExists)
    mapping.close()
    made(one.map(range, VMM_FLAG_RWX_MASK, VMM_FLAG_ALIAS))
    made(one.map(range, VMM_FLAG_WRITE, VMM_FLAG_ALIAS))
    made(other.map(range, VMM_FLAG_READ, VMM_FLAG_ALIAS))
    expect(other.map(range, VMM_FLAG_READ, 0)).toBe(rcAlreadyExists)
    expect(range.mappings.size).toBe(3)
    expect(end()).toEqual([nothing, 0])
  })

  it.each([
    [0, 0],
    [VMM_FLAG_EXECUTE, 0],
    [VMM_FLAG_READ | VMM_FLAG_EXECUTE, 0],
    [readWrite | VMM_FLAG_ALIAS, 0],
    [readWrite, VMM_FLAG_READ],
    [readWrite, 0x0008 | VMM_FLAG_CACHE_DISABLE],
    [readWrite, 1],
    [readWrite + 0.5, 0],
    [readWrite, 2 ** 32],
    [readWrite + 2 ** 32, 0],
    [Number.NaN, 0],
  ])('is not mapped with protection %s and attributes %s', (prot, attr) => {
    const { one } = createProcesses()
    const range = made(one.registerMemory(0x1000_0000, PAGE_SIZE))
    expect(one.map(range, prot, attr)).toBe(rcInvalidArgument)
    expect([range.mappings.size, one.uses.count]).toEqual([0, 0])
  })

  it('that was revoked faults at its addresses, which are free when the mapping is closed', () => {
    const { one, viewOf, end } = createProcesses()
    const range = made(one.registerMemory(0x1000_0000, PAGE_SIZE))
    const mapping = made(one.map(range, readWrite, 0))
    const view = viewOf(one)
    view.readRegister8(mapping.address)
    let ended = 0
    mapping.onEnded = () => void ended++
    range.release()
    mapping.revoke()
    mapping.revoke()
    expect(() => view.readRegister8(mapping.address)).toThrow(/revoked/)
    expect([range.isAlive, mapping.isAlive, ended]).toEqual([false, false, 0])
    expect(one.space.statistics().shared + one.space.regions().length).toBeGreaterThan(0)
    mapping.close()
    mapping.close()
    expect(() => view.readRegister8(mapping.address)).toThrow(/nothing is allocated/)
    expect([one.space.regions().length, ended]).toEqual([0, 0])
    expect(end()).toEqual([nothing, 0])
  })

  it('that the process unmaps itself is not mapped any more', () => {
    const { one, end } = createProcesses()
    const range = made(one.registerMemory(0x1000_0000, 2 * PAGE_SIZE))
    const mapping = made(one.map(range, readWrite, 0))
    let ended = 0
    mapping.onEnded = () => void ended++
    one.space.unmap(mapping.address, PAGE_SIZE)
    expect([mapping.isAlive, ended]).toEqual([true, 0])
    one.space.unmap(mapping.address + PAGE_SIZE, PAGE_SIZE)
    expect([mapping.isAlive, ended]).toEqual([false, 1])
    // What is at its addresses now is not its own.
    const next = made(one.map(range, readWrite, 0))
    expect(next.address).toBe(mapping.address)
    mapping.close()
    expect([next.isAlive, one.space.regions().length, ended]).toEqual([true, 1, 1])
    expect(end()).toEqual([nothing, 0])
  })
})

describe('an interrupt', () => {
  const handler = { interrupt: (): void => {} }

  it('is registered as often as asked, on lines that exist', () => {
    const { one, other, manager, end } = createProcesses()
    for (const irq of [-1, 64, 0.5, Number.NaN])
      expect(one.registerIrq(irq)).toBe(rcInvalidArgument)
    made(one.registerIrq(5))
    made(one.registerIrq(5))
    made(other.registerIrq(5)).release()
    expect(manager.counts.irqs).toBe(2)
    expect(end()).toEqual([nothing, 0])
  })

  it('has one handler, which lasts without those who hold it', () => {
    const { device, one, other, end } = createProcesses()
    const irq = made(one.registerIrq(5))
    const told: IrqAttachment[] = []
    const interrupt = (attachment: IrqAttachment): void => void told.push(attachment)
    const attachment = made(other.attachIrq(irq, 0, { interrupt }))
    expect(one.attachIrq(irq, IRQ_SHARED, handler)).toBe(rcAlreadyExists)
    irq.release()
    device.context.setLine(0, true)
    expect(told).toEqual([attachment])
    expect(attachment.take()).toBe(true)
    attachment.close()
    expect([irq.isAlive, irq.attachment]).toEqual([false, null])
    expect(one.attachIrq(irq, 0, handler)).toBe(rcInvalidOperation)
    expect(end()).toEqual([nothing, 0])
  })

  it('is refused with the codes of the controller, and then nobody is attached', () => {
    const { one, other, end } = createProcesses()
    const irqs = [5, 5, 5].map((line) => made(one.registerIrq(line)))
    const [first, second, third] = irqs as [(typeof irqs)[0], (typeof irqs)[0], (typeof irqs)[0]]
    expect(one.attachIrq(first, IRQ_LEVEL_LOW | IRQ_LEVEL_HIGH, handler)).toBe(rcInvalidArgument)
    made(one.attachIrq(first, IRQ_SHARED, handler))
    expect(other.attachIrq(second, 0, handler)).toBe(rcBusy)
    expect(other.attachIrq(second, IRQ_SHARED | IRQ_EDGE_RAISE, handler)).toBe(rcAlreadyExists)
    made(other.attachIrq(second, IRQ_SHARED, handler))
    expect([first.client, second.client, third.attachment]).toEqual(['one', 'other', null])
    expect(other.uses.count).toBe(1)
    expect(end()).toEqual([nothing, 0])
  })

  it('is masked before a handler is attached, and after', () => {
    const { device, one } = createProcesses()
    const irq = made(one.registerIrq(5))
    let told = 0
    const interrupt = (): void => void told++
    irq.mask(true)
    device.context.setLine(0, true)
    const attachment = made(one.attachIrq(irq, 0, { interrupt }))
    expect([told, attachment.isMasked, irq.isMasked]).toEqual([0, true, true])
    irq.mask(false)
    expect(told).toBe(1)
    irq.mask(true)
    attachment.close()
    expect(made(one.attachIrq(irq, 0, { interrupt })).isMasked).toBe(true)
    expect(told).toBe(1)
  })

  it('may be detached by the handler that is told while it is attached', () => {
    const { device, one, end } = createProcesses()
    const irq = made(one.registerIrq(5))
    device.context.setLine(0, true)
    const heard: string[] = []
    const attachment = made(
      one.attachIrq(irq, 0, {
        interrupt: (own) => own.close(),
        detached: () => void heard.push('detached'),
      }),
    )
    expect([attachment.isAlive, irq.attachment, heard]).toEqual([false, null, ['detached']])
    expect(end()).toEqual([nothing, 0])
  })
})

describe('the end of a process', () => {
  it('ends its uses, and leaves what others hold', () => {
    const { machine, device, manager, one, other, viewOf, end } = createProcesses()
    const ports = made(one.registerPorts(0x60, 4))
    const memory = made(one.registerMemory(0x1000_0000, PAGE_SIZE))
    const irq = made(one.registerIrq(5))
    const uses = [
      made(one.permit(ports)),
      made(one.map(memory, readWrite, 0)),
      made(one.attachIrq(irq, 0, { interrupt: () => void heard.push('interrupt') })),
    ]
    const heard: string[] = []
    uses.forEach((use, at) => (use.onEnded = () => void heard.push(`ended ${at}`)))
    const view = viewOf(one)
    const [, mapping] = uses
    one.destroy()
    one.destroy()
    device.context.setLine(0, true)
    expect(heard).toEqual(['ended 2', 'ended 1', 'ended 0'])
    expect(one.permits.allows(0x60, 1)).toBe(false)
    expect(() => view.readRegister8((mapping as { address: number }).address)).toThrow()
    expect(machine.interrupts.lines[5]?.attachments).toEqual([])
    expect(manager.counts).toEqual({ ...nothing, ports: 1, memory: 1, irqs: 1, clients: 1 })
    made(other.permit(ports))
    made(other.map(memory, readWrite, 0))
    made(other.attachIrq(irq, 0, { interrupt: () => {} }))
    expect(end()).toEqual([nothing, 0])
  })

  it('is the end of all that it can do', () => {
    const { one, other } = createProcesses()
    const ports = made(other.registerPorts(1, 1))
    const memory = made(other.registerMemory(0x1000_0000, PAGE_SIZE))
    const irq = made(other.registerIrq(5))
    const buffer = made(other.createDma(0, PAGE_SIZE, 3))
    one.destroy()
    expect([
      one.registerPorts(2, 1),
      one.registerMemory(0x2000_0000, PAGE_SIZE),
      one.registerIrq(1),
      one.createDma(0, PAGE_SIZE, 3),
      one.permit(ports),
      one.map(memory, readWrite, 0),
      one.attachIrq(irq, 0, { interrupt: () => {} }),
      one.begin(buffer),
      one.mapDma(buffer, 0, PAGE_SIZE, 0, readWrite),
      one.attachDevice(1),
      one.detachDevice(1),
    ]).toEqual(Array.from({ length: 11 }, () => rcInvalidOperation))
    expect(one.hasDomain).toBe(false)
  })

  it('may come after that of its address space', () => {
    const { one, end } = createProcesses()
    const mapping = made(one.map(made(one.registerMemory(0x1000_0000, PAGE_SIZE)), readWrite, 0))
    one.space.destroy()
    expect(mapping.isAlive).toBe(false)
    expect(end()).toEqual([nothing, 0])
  })
})

it('a mapping that a quota does not allow is none', () => {
  const { manager, memory, space } = createManaged()
  const client = manager.client('poor', space(0))
  const range = made(client.registerMemory(0x1000_0000, PAGE_SIZE))
  expect(client.map(range, readWrite, 0)).toBe(rcQuotaExceeded)
  range.release()
  client.destroy()
  expect([manager.counts, memory.charged]).toEqual([nothing, 0])
})
