import { describe, expect, it } from 'vitest'
import type { BusWindow, Device, MemoryBus, PortBus } from '../src/index.ts'
import { createMachine, ramBytes, RegisterFile } from './machine.ts'

/** Both buses: where a device of 16 bytes is, and where none is. */
const buses = [
  ['the port bus', 0x60, 0x70, (): PortBus => createMachine().machine.ports],
  ['the memory bus', 0x1000_0000, 0x1000_1000, (): MemoryBus => createMachine().machine.bus],
] as const

describe.each(buses)('%s', (_, base, behind, createBus) => {
  it('passes accesses to the registers of the device', () => {
    const bus = createBus()
    const device = new RegisterFile()
    bus.add(device, base)
    bus.write(base + 4, 4, 0x8765_4321)
    bus.write(base + 8, 2, 0xffff)
    bus.write(base + 11, 1, 0x7f)
    expect(bus.read(base + 4, 4)).toBe(0x8765_4321)
    expect(bus.read(base + 6, 2)).toBe(0x8765)
    expect(bus.read(base + 11, 1)).toBe(0x7f)
    expect(device.accesses).toEqual([
      'write 4 4 2271560481',
      'write 8 2 65535',
      'write 11 1 127',
      'read 4 4',
      'read 6 2',
      'read 11 1',
    ])
  })

  it('reads all ones and loses writes where no device answers', () => {
    const bus = createBus()
    const device = new RegisterFile('registers', 14)
    bus.add(device, base)
    const nowhere = [
      [behind, 1],
      [behind, 2],
      [behind, 4],
      [base - 1, 1],
      [base + 1, 2],
      [base + 2, 4],
      [base + 12, 4],
      [base + 13, 2],
      [base + 14, 1],
    ] as const
    for (const [at, size] of nowhere) {
      bus.write(at, size, 0)
      expect(bus.read(at, size)).toBe(2 ** (8 * size) - 1)
    }
    expect(device.accesses).toEqual([])
  })

  it('has windows that show some registers of a device', () => {
    const bus = createBus()
    const device = new RegisterFile()
    const window = bus.add(device, base, { offset: 8, size: 4 })
    bus.write(base + 2, 2, 0xabcd)
    expect(device.bytes.getUint16(10, true)).toBe(0xabcd)
    expect(bus.read(base + 4, 4)).toBe(0xffff_ffff)
    expect([window.base, window.size]).toEqual([base, 4])
    const bad = [{ offset: 17 }, { offset: 16 }, { size: 17 }, { size: 0 }, { offset: -1 }]
    for (const registers of [...bad, { offset: 8, size: 9 }, { size: 0.5 }])
      expect(() => bus.add(device, behind, registers)).toThrow(RangeError)
  })

  it('takes windows away again, and puts others there', () => {
    const bus = createBus()
    const one = new RegisterFile('one')
    const other = new RegisterFile('other')
    const windows = [bus.add(one, base), bus.add(other, behind)]
    expect(() => bus.add(other, base)).toThrow(/one/)
    expect(bus.read(base, 1)).toBe(0)
    bus.remove(windows[0] as BusWindow)
    bus.remove(windows[0] as BusWindow)
    expect(bus.read(base, 1)).toBe(0xff)
    expect(bus.windowAt(base)).toBeNull()
    bus.add(other, base)
    expect(bus.read(base, 1)).toBe(0)
    expect(bus.windows.map(({ base: at, device }) => [at, device.name])).toEqual([
      [base, 'other'],
      [behind, 'other'],
    ])
    expect([one.accesses, other.accesses]).toEqual([['read 0 1'], ['read 0 1']])
  })

  it('gives all ones for a device that throws, and reports it', () => {
    const failures: string[] = []
    const onDeviceFailure = (error: unknown, { name }: Device): void =>
      void failures.push(`${name}: ${String(error)}`)
    const { machine } = createMachine({ onDeviceFailure })
    const bus = base === 0x60 ? machine.ports : machine.bus
    const device = new RegisterFile('broken')
    device.read = () => {
      throw new Error('read')
    }
    device.write = () => {
      throw new Error('write')
    }
    bus.add(device, base)
    expect(bus.read(base, 2)).toBe(0xffff)
    bus.write(base, 1, 1)
    expect(failures).toEqual(['broken: Error: read', 'broken: Error: write'])
  })

  it.each([
    ['too large', 2 ** 40 + 0x1234_5678, [0x78, 0x5678, 0x1234_5678]],
    ['negative', -2, [0xfe, 0xfffe, 0xffff_fffe]],
    ['no number', Number.NaN, [0, 0, 0]],
    ['nothing', undefined, [0, 0, 0]],
    ['a BigInt', 7n, [0xff, 0xffff, 0xffff_ffff]],
  ])('reads a number that fits from a model whose answer is %s', (_answer, answer, expected) => {
    const { machine } = createMachine({ onDeviceFailure: () => {} })
    const bus = base === 0x60 ? machine.ports : machine.bus
    const device = new RegisterFile()
    device.read = () => answer as number
    bus.add(device, base)
    expect(([1, 2, 4] as const).map((size) => bus.read(base, size))).toEqual(expected)
  })
})

describe('the port bus', () => {
  it('says why a device has no place', () => {
    const { ports } = createMachine().machine
    ports.add(new RegisterFile('one'), 0x60)
    expect(ports.obstacle(0x6f, 2)).toBe('port 111 is one of one')
    expect(ports.obstacle(0x70, 2)).toBeNull()
    expect(ports.obstacle(0xffff, 2)).toBe('ports 65535 to 65536 do not exist')
    for (const base of [-1, 0.5, Number.NaN, 0x1_0000])
      expect(() => ports.add(new RegisterFile(), base)).toThrow(/do not exist/)
  })

  it('keeps no more room than it has windows, however often they move', () => {
    const { ports } = createMachine().machine
    const device = new RegisterFile('moving', 1)
    let window = ports.add(device, 0)
    for (let move = 1; move < 200_000; move++) {
      ports.remove(window)
      window = ports.add(device, move % 0x1_0000)
    }
    expect(ports.windows).toEqual([window])
    expect(ports.read(window.base, 1)).toBe(0)
  })
})

describe('the memory bus', () => {
  it('says why a device has no place', () => {
    const { bus } = createMachine().machine
    bus.add(new RegisterFile('one', 0x1001), 0x1000_0000)
    expect(bus.obstacle(0x1000_1000, 1)).toBe('0x10001000 overlaps the window of one')
    expect(bus.obstacle(0x0fff_f000, 0x1001)).toBe('0xffff000 overlaps the window of one')
    expect(bus.obstacle(0x1000_2000, 1)).toBeNull()
    expect(bus.obstacle(ramBytes - 4096, 1)).toBe('0xff000 is in RAM')
    expect(bus.obstacle(ramBytes, 1)).toBeNull()
    for (const base of [-4096, 4097, Number.NaN, 2 ** 36])
      expect(bus.obstacle(base, 1)).toMatch(/no physical address of a page/)
  })
})
